"""Verbs of quality: assess, schemes, policy check."""

from pathlib import Path

import orjson
import pytest

from tests.cli.conftest import Run

POLICIES = Path(__file__).parents[2] / "docs" / "policies"
GRID = ("resolve", "electricity.grid", "--region", "CN-SH", "--year", "2023")


@pytest.fixture
def pin(seeded_shell: Run) -> str:
    said = seeded_shell(*GRID, "--use", "organisation", "--json").out
    return str(orjson.loads(said)["hit"]["digest"])


def test_assess_tells_every_score_with_its_sentence_and_the_sum(
    seeded_shell: Run, pin: str
) -> None:
    said = seeded_shell("assess", pin, "--region", "CN-BJ", "--year", "2026")
    assert said.code == 0
    assert "geography 4: of CN-SH, beside CN-BJ in CN" in said.out
    assert "(2 + 4 + 3 + 2) / 4 = 2.75" in said.out
    assert "2.75 is at most 3.0: C" in said.out


def test_assess_says_where_there_is_no_letter(seeded_shell: Run, pin: str) -> None:
    said = seeded_shell("assess", pin, "--scheme", "pact-v3").out
    assert "no letter: the scheme publishes no limits" in said


def test_assess_speaks_to_programs(seeded_shell: Run, pin: str) -> None:
    told = orjson.loads(seeded_shell("assess", pin, "--technology", "coal", "--json").out)
    assert (told["scheme"], told["technology"]) == ("ef-dqr-1", "coal")


def test_whoever_sits_at_the_host_may_say_it_herself(shell: Run) -> None:
    said = shell("assess", "sha256:" + "0" * 64, "--score", "time=1", "--note", "seen")
    assert said.code == 2
    assert "No published factor has the digest" in said.err


def test_an_unknown_region_is_asked_wrongly(seeded_shell: Run, pin: str) -> None:
    assert seeded_shell("assess", pin, "--region", "XX-9").code == 2


def test_schemes_are_listed_with_how_sure_they_are(seeded_shell: Run) -> None:
    said = seeded_shell("schemes").out
    assert "cn-six-grade-1" in said
    assert "6…1" in said
    assert len(orjson.loads(seeded_shell("schemes", "--json").out)["items"]) == 12


def test_a_policy_kept_is_0_and_one_broken_is_1_with_the_rule(seeded_shell: Run, pin: str) -> None:
    kept = seeded_shell("policy", "check", str(POLICIES / "inventory.toml"), pin, "--year", "2024")
    assert (kept.code, kept.out.splitlines()[0].split(",")[0]) == (0, "inventory: kept")
    broken = seeded_shell("policy", "check", str(POLICIES / "steel.toml"), pin)
    assert broken.code == 1
    assert "BROKEN boundary: its boundary is direct" in broken.out
    told = orjson.loads(
        seeded_shell("policy", "check", str(POLICIES / "steel.toml"), pin, "--json").out
    )
    assert told["kept"] is False


def test_a_policy_that_is_none_is_asked_wrongly(
    seeded_shell: Run, pin: str, tmp_path: Path
) -> None:
    file = tmp_path / "p.toml"
    for content in (b"name = 1", b"name = '\xff'"):
        file.write_bytes(content)
        assert seeded_shell("policy", "check", str(file), pin).code == 2


def test_convert_crosses_by_a_property_that_is_named(seeded_shell: Run) -> None:
    asked = ("properties", "fuel.coal.anthracite", "--property", "net-calorific-value", "--json")
    items = orjson.loads(seeded_shell(*asked).out)["items"]
    digest = next(i["digest"] for i in items if i["dataset"] == "ipcc-2006-fuels")
    assert "53.4 GJ{NCV}" in seeded_shell("convert", "2", "t", "GJ{NCV}", "--via", digest).out
    assert seeded_shell("convert", "2", "t", "GJ{NCV}").code == 2
