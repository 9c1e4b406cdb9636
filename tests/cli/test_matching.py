import csv
import io
import re
from pathlib import Path

import orjson

from tests.cli.conftest import Run

BILL = "序号,名称,地区,年份,单位,数量\n1,外购电力,上海,2023,万kWh,12.5\n2,钢板 Q235B,CN,2023,t,3\n"


def a_file(folder: Path, content: bytes) -> str:
    file = folder / "bill.csv"
    file.write_bytes(content)
    return str(file)


def test_match_gives_the_file_back_with_what_was_found(seeded_shell: Run, tmp_path: Path) -> None:
    said = seeded_shell("match", a_file(tmp_path, BILL.encode()))
    power, steel = csv.DictReader(io.StringIO(said.out))

    assert said.code == 0
    assert (power["序号"], power["decision"], power["factor_region"]) == ("1", "accept", "CN-SH")
    assert power["digest"].startswith("sha256:")
    assert float(power["kg_co2e"]) == 12.5 * float(power["factor_value"])
    assert (steel["decision"], steel["digest"]) == ("none", "")
    assert "read as utf-8; text from '名称'" in said.err
    assert "1 accept, 1 none" in said.err


def test_match_says_that_a_file_is_gb18030_and_writes_utf8(
    seeded_shell: Run, tmp_path: Path
) -> None:
    out = tmp_path / "matched.csv"
    said = seeded_shell("match", a_file(tmp_path, BILL.encode("gb18030")), "--out", str(out))

    assert (said.code, said.out) == (0, "")
    assert "read as gb18030" in said.err
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    assert "外购电力" in out.read_text("utf-8")


def test_match_speaks_to_programs(seeded_shell: Run, tmp_path: Path) -> None:
    said = seeded_shell(
        "match", a_file(tmp_path, BILL.encode("utf-8-sig")), "--json", "--candidates", "1"
    )
    told = orjson.loads(said.out)

    assert told["read"]["encoding"] == "utf-8-sig"
    assert [line["decision"] for line in told["lines"]] == ["accept", "none"]
    assert len(told["lines"][0]["candidates"]) == 1


def test_match_names_what_is_wrong_with_a_file(seeded_shell: Run, tmp_path: Path) -> None:
    without = seeded_shell("match", a_file(tmp_path, b"a,b\n1,2\n"))
    empty = seeded_shell("match", a_file(tmp_path, b""))
    absent = seeded_shell("match", str(tmp_path / "absent.csv"))

    assert (without.code, empty.code, absent.code) == (1, 1, 2)
    assert "no column says what the lines are" in without.err
    assert "is empty" in empty.err
    assert "cannot be read" in absent.err


def test_a_bad_cell_is_a_line_of_its_own_and_no_formula_leaves(
    seeded_shell: Run, tmp_path: Path
) -> None:
    content = f"text,note\n{'x' * 10_000},=1+1\n{'y' * 10_001},b\ndie\x01sel,=cmd|'/c calc'!A1\n"
    said = seeded_shell("match", a_file(tmp_path, content.encode()))
    rows = list(csv.DictReader(io.StringIO(said.out)))

    assert [row["decision"] for row in rows][1] == "problem"
    assert "text: " in rows[1]["why"]
    assert rows[0]["note"] == "'=1+1"
    assert rows[2]["note"].startswith("'=cmd")


def test_the_example_of_the_manual_is_what_is_answered(seeded_shell: Run, tmp_path: Path) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "matching.md").read_text("utf-8")
    shown = re.search(
        r"\$ cat bill.csv\n(.*?)\$ factordb match [^\n]*\n(.*?)```", manual, re.DOTALL
    )
    assert shown is not None
    said = seeded_shell("match", a_file(tmp_path, shown[1].encode()), "--out", "/dev/null")

    told = [re.sub(r"edition \d+", "edition", one) for one in (said.err, shown[2])]
    assert told[0] == told[1]
