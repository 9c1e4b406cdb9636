from factordb.catalogue.pinning.auditing import Audited
from factordb.catalogue.pinning.findings import LEVELS, Finding
from factordb.cli import reporting
from tests.lockfile.locks import a_locked

MOVED = Finding(
    alias="上海 MWh",
    rule="superseded",
    level="warning",
    says="grid-office@2024 has another | number",
    old="0.55 kg CO2/kWh",
    new="0.57 kg CO2/kWh",
    change_percent="3.64",
    instead="grid-office@2024",
    digest="sha256:" + "0" * 64,
)
WARNED = Finding(alias="bj", rule="advisory", level="error", says="wrong", advisory="A-2024-1")
FOUND = Audited(
    edition=7,
    factors=5,
    findings=(MOVED, WARNED),
    sound=False,
    counts={"advisory": 1, "superseded": 1},
)
SOUND = Audited(edition=7, factors=5, findings=(), sound=True, counts={})


def test_a_terminal_shows_a_finding_with_its_number_and_what_to_use() -> None:
    told = list(reporting.lines(FOUND))

    assert told[1] == "  0.55 kg CO2/kWh → 0.57 kg CO2/kWh (3.64 %)"
    assert told[2] == "  use grid-office@2024"
    assert told[-1] == "5 factors held against edition 7: 1 advisory, 1 superseded."
    assert list(reporting.lines(SOUND)) == ["5 factors held against edition 7: sound."]


def test_markdown_is_a_table_whose_cells_stay_cells() -> None:
    told = list(reporting.markdown(FOUND, "factors.lock"))

    assert told[0] == "## Audit of `factors.lock`"
    rows = [line.replace(r"\|", "") for line in told if line.startswith("| ")]
    assert len({row.count("|") for row in rows}) == 1
    assert "Nothing to say" in list(reporting.markdown(SOUND, "factors.lock"))[-1]


def test_sarif_stands_at_the_line_of_the_alias_and_knows_all_rules() -> None:
    text = a_locked().text()

    said = reporting.sarif(FOUND, "factors.lock", text)

    (run,) = said["runs"]
    assert (said["version"], run["tool"]["driver"]["name"]) == ("2.1.0", "factordb")
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == list(LEVELS)
    first, second = run["results"]
    place = first["locations"][0]["physicalLocation"]
    line = text.splitlines()[place["region"]["startLine"] - 1]
    assert line == '[factors."上海 MWh".answer]'
    assert (first["ruleId"], first["level"]) == ("superseded", "warning")
    assert first["properties"]["change_percent"] == "3.64"
    assert (second["ruleId"], second["level"]) == ("advisory", "error")


def test_a_finding_keeps_its_fingerprint_when_lines_move() -> None:
    text = a_locked().text()

    def prints(whole: str) -> list[object]:
        results = reporting.sarif(FOUND, "factors.lock", whole)["runs"][0]["results"]
        return [result["partialFingerprints"] for result in results]

    assert prints(text) == prints("\n\n" + text)
