import orjson
import pytest

from tests.cli.conftest import Run

GRID = ("resolve", "electricity.grid", "--region", "CN-SH", "--year", "2023")


def test_search_shows_digests_whole_for_the_next_command(seeded_shell: Run) -> None:
    said = seeded_shell("search", "上海", "电力", "--year", "2023", "--dataset", "cn-mee-grid-co2")
    digest = next(w for w in said.out.split() if w.startswith("sha256:"))

    assert said.code == 0
    assert "0.5737 kg CO2/kWh" in said.out
    assert "上海" in said.out
    assert "0.5737" in seeded_shell("show", digest).out


def test_search_says_how_many_more_there_are(seeded_shell: Run) -> None:
    assert ", the first 2" in seeded_shell("search", "电力", "--limit", "2").out


def test_search_says_what_it_read_the_words_as(seeded_shell: Run) -> None:
    said = seeded_shell("search", "华东电网", "2023", "--limit", "1").out

    assert "'2023' is read as year 2023, and narrows" in said
    assert "'华东' is read as region CN-GRID-EAST or CN-GRID6-EAST, and narrows" in said


def test_search_speaks_to_programs_and_goes_on_by_cursor(seeded_shell: Run) -> None:
    first = orjson.loads(seeded_shell("search", "电力", "--limit", "2", "--json").out)
    again = ("search", "电力", "--limit", "2", "--cursor", first["next"], "--json")
    second = orjson.loads(seeded_shell(*again).out)

    assert len(first["hits"]) == len(second["hits"]) == 2
    assert first["hits"] != second["hits"]


def test_search_takes_every_filter_of_the_api(seeded_shell: Run) -> None:
    said = seeded_shell(
        "search", "--region", "CN-SH", "--year", "2022", "--group", "electricity", "--unit", "MWh",
        "--in", "MWh", "--dataset", "cn-mee-grid-co2", "--use", "organisation", "--boundary",
        "direct", "--facet", "mix=average", "--gwp", "AR5", "--edition", "3", "--json",
    )  # fmt: skip

    (hit,) = orjson.loads(said.out)["hits"]
    assert (hit["unit"], float(hit["value"])) == ("MWh", 584.9)


def test_resolve_tells_the_one_factor_and_how_it_came_to_it(seeded_shell: Run) -> None:
    said = seeded_shell(*GRID, "--use", "organisation")

    assert said.code == 0
    assert said.out.startswith("found\n  0.5737 kg CO2/kWh")
    assert "year:" in said.out


@pytest.mark.parametrize(("more", "status"), [((), "ambiguous"), (("--use", "product"), "none")])
def test_no_one_factor_is_exit_1_with_the_reason_and_the_candidates(
    seeded_shell: Run, more: tuple[str, ...], status: str
) -> None:
    said = seeded_shell(*GRID, *more)

    assert (said.code, said.out.split()[0]) == (1, status)
    assert "candidates:" in said.out


def test_resolve_falls_back_only_where_asked(seeded_shell: Run) -> None:
    said = seeded_shell(*GRID, "--use", "product", "--fallback", "region", "--json")
    told = orjson.loads(said.out)

    assert (said.code, told["status"], told["hit"]["value"]) == (0, "found", "0.6205")


def test_resolve_of_an_edition_is_what_it_was(seeded_shell: Run) -> None:
    said = seeded_shell(
        "resolve", "electricity.grid", "--region", "CN-SH", "--year", "latest", "--use",
        "organisation", "--edition", "2", "--json",
    )  # fmt: skip
    told = orjson.loads(said.out)

    assert (told["edition"], told["hit"]["release"]) == (2, "2022")


def test_resolve_takes_a_digest(seeded_shell: Run) -> None:
    told = orjson.loads(seeded_shell(*GRID, "--use", "organisation", "--json").out)

    again = seeded_shell("resolve", "--digest", told["hit"]["digest"], "--in", "MWh")

    assert "573.7" in again.out


def test_properties_are_looked_up(seeded_shell: Run) -> None:
    said = seeded_shell("properties", "gas.ch4", "--property", "gwp-100", "--limit", "1")
    digest = next(w for w in said.out.split() if w.startswith("sha256:"))

    assert said.code == 0
    assert "--cursor" in said.out
    assert "gas.ch4" in seeded_shell("show", digest).out
    told = orjson.loads(seeded_shell("properties", "gas.ch4", "--limit", "1", "--json").out)
    assert told["next"]
