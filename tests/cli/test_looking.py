import hashlib

import orjson
import pytest

from tests.cli.conftest import Run


@pytest.fixture
def pin(seeded_shell: Run) -> str:
    """Return the digest of Shanghai's grid in 2023."""
    said = seeded_shell(
        "resolve", "electricity.grid", "--region", "CN-SH", "--year", "2023", "--use",
        "organisation", "--json",
    )  # fmt: skip
    return str(orjson.loads(said.out)["hit"]["digest"])


def test_datasets_are_listed_a_line_each_with_licence(seeded_shell: Run) -> None:
    said = seeded_shell("datasets", "--edition", "3")
    told = orjson.loads(seeded_shell("datasets", "--edition", "3", "--json").out)

    header, row = said.out.splitlines()
    assert header.split() == ["dataset", "releases", "licence"]
    assert row.startswith("cn-mee-grid-co2  2021, 2022, 2023")
    assert (told["edition"], told["items"][0]["dataset"]) == (3, "cn-mee-grid-co2")


def test_releases_repeat_the_attribution(seeded_shell: Run) -> None:
    said = seeded_shell("releases", "cn-mee-grid-co2")
    told = orjson.loads(seeded_shell("releases", "cn-mee-grid-co2", "--json").out)

    assert "生态环境部" in said.out
    assert [r["release"] for r in told["releases"]] == ["2021", "2022", "2023"]


def test_show_has_every_number_with_its_cell(seeded_shell: Run, pin: str) -> None:
    said = seeded_shell("show", pin)

    assert "0.5737 kg CO2 per kWh" in said.out
    assert "printed 0.5737 kgCO2/kWh at 附件 表3 上海" in said.out
    assert "公告2025年第47号" in said.out
    assert said.out.rstrip().endswith(pin)


def test_show_for_programs_gives_the_very_bytes_that_are_hashed(
    seeded_shell: Run, pin: str
) -> None:
    said = seeded_shell("show", pin, "--json")

    assert "sha256:" + hashlib.sha256(said.out.encode()).hexdigest() == pin


def test_provenance_is_prov_json(seeded_shell: Run, pin: str) -> None:
    told = orjson.loads(seeded_shell("provenance", pin).out)

    assert pin in told["entity"]
    assert orjson.loads(seeded_shell("provenance", pin, "--json").out) == told


def test_editions_are_one_object(seeded_shell: Run) -> None:
    told = orjson.loads(seeded_shell("editions", "--json").out)

    assert told["edition"] == len(told["items"]) >= 14
    assert "cn-mee-grid-co2@2021" in seeded_shell("editions").out


def test_a_diff_counts_and_lists(seeded_shell: Run) -> None:
    old, new = "cn-mee-grid-co2@2022", "cn-mee-grid-co2@2023"
    said = seeded_shell("diff", old, new)
    row = next(line for line in said.out.splitlines() if "CN-SH" in line)

    assert row.split()[:5] == ["changed", "0.5849", "0.5737", "-1.91", "%"]
    told = orjson.loads(seeded_shell("diff", old, new, "--json").out)
    assert told["counts"]["changed"] == len(told["differences"])


def test_a_diff_of_properties_reads_too(seeded_shell: Run) -> None:
    same = seeded_shell("diff", "ipcc-gwp100@1", "ipcc-gwp100@1")
    other = seeded_shell("diff", "ipcc-gwp100@1", "cn-standard-coal@2011")

    assert (same.code, same.out.count("\n")) == (0, 1)
    assert other.code == 0
    assert "GLO" in other.out


def test_a_region_shows_what_a_fallback_climbs(seeded_shell: Run) -> None:
    said = seeded_shell("region", "CN-SH")

    assert "上海" in said.out
    assert "CN-SH → CN-GRID-EAST → CN" in said.out
    assert orjson.loads(seeded_shell("region", "CN-SH", "--json").out)["code"] == "CN-SH"


def test_a_value_is_converted_with_its_step(seeded_shell: Run) -> None:
    assert seeded_shell("convert", "1.5", "MWh", "GJ").out.startswith("5.4")
    told = orjson.loads(seeded_shell("convert", "1.5", "MWh", "GJ", "--json").out)
    assert told["unit"] == "GJ"


def test_a_negative_value_is_no_option(seeded_shell: Run) -> None:
    said = seeded_shell("convert", "--", "-1.5", "MWh", "GJ")

    assert said.out.startswith("-5.4")
