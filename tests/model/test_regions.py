import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import RegionNotFound
from factordb.model import numbered, regions

codes = some.sampled_from([entry["code"] for entry in numbered.content("regions-1")["regions"]])


@given(codes, some.none() | some.integers(1990, 2030))
def test_every_chain_begins_at_home_and_ends_in_the_world(code: str, year: int | None) -> None:
    chain = regions.chain(code, year)

    assert chain[0] == code
    assert chain[-1] == "GLO"
    assert len(set(chain)) == len(chain)


@pytest.mark.parametrize(
    ("code", "year", "chain"),
    [
        ("CN-SH", 2023, ("CN-SH", "CN-GRID-EAST", "CN", "M49-030", "M49-142", "GLO")),
        ("CN-CQ", 2023, ("CN-CQ", "CN-GRID-SOUTHWEST", "CN", "M49-030", "M49-142", "GLO")),
        ("CN-CQ", 2020, ("CN-CQ", "CN-GRID6-CENTRAL", "CN", "M49-030", "M49-142", "GLO")),
        ("CN-XZ", None, ("CN-XZ", "CN-GRID-SOUTHWEST", "CN", "M49-030", "M49-142", "GLO")),
        ("US-EGRID-CAMX", None, ("US-EGRID-CAMX", "US", "M49-021", "M49-019", "GLO")),
    ],
)
def test_a_fallback_climbs_the_dated_parents(code: str, year: int | None, chain: object) -> None:
    assert regions.chain(code, year) == chain


def test_the_provinces_that_are_easily_mistaken_are_not() -> None:
    names = {"HE": "河北", "HA": "河南", "HB": "湖北", "HN": "湖南", "HI": "海南", "HL": "黑龙江"}
    names |= {"SX": "山西", "SN": "陕西", "XZ": "西藏", "XJ": "新疆"}

    assert {code: regions.region(f"CN-{code}").name["zh"] for code in names} == names


def test_there_are_27_egrid_subregions_and_7_and_6_grid_areas_of_china() -> None:
    every = [entry["code"] for entry in numbered.content("regions-1")["regions"]]

    assert len([c for c in every if c.startswith("US-EGRID-")]) == 27
    assert len([c for c in every if c.startswith("CN-GRID-")]) == 7
    assert len([c for c in every if c.startswith("CN-GRID6-")]) == 6


def test_a_region_is_found_by_its_names() -> None:
    assert regions.find("上海") == ("CN-SH",)
    assert regions.find("united kingdom") == ("GB",)
    assert regions.country("Vietnam") == "VN"
    assert regions.find("Atlantis") == ()


def test_an_unknown_region_names_the_nearest() -> None:
    with pytest.raises(RegionNotFound, match="Did you mean 'CN-SH'"):
        regions.region("上海")
    with pytest.raises(RegionNotFound, match="Did you mean 'CN-SH'"):
        regions.region("CN-SHH")
    with pytest.raises(RegionNotFound):
        regions.country("Atlantis")


def test_the_table_is_there() -> None:
    assert regions.exists("GLO")
    assert not regions.exists("glo")
    assert regions.region("RoW").kind == "relative"
    assert regions.digest().startswith("sha256:")
