import pycountry
import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import RegionNotFound
from factordb.model import regions

EVERY = [entry["code"] for entry in regions.named("regions-1").content["regions"]]
codes = some.sampled_from(EVERY)


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


GRIDS = {
    "NORTH": "BJ TJ HE SX NM SD",
    "NORTHEAST": "LN JL HL",
    "EAST": "SH JS ZJ AH FJ",
    "CENTRAL": "JX HA HB HN",
    "SOUTH": "GD GX HI GZ YN",
    "SOUTHWEST": "CQ SC XZ",
    "NORTHWEST": "SN GS QH NX XJ",
}
"""China's provinces by grid area since data year 2021."""


def grid(code: str, year: int) -> set[str]:
    """Return the grid areas that a province lies in."""
    return {one for one in regions.chain(code, year) if regions.region(one).kind == "grid"}


@pytest.mark.parametrize("area", GRIDS)
def test_the_provinces_of_the_seven_grid_areas(area: str) -> None:
    provinces = [f"CN-{code}" for code in GRIDS[area].split()]
    split = {"CN-NM": {"CN-GRID-NORTH", "CN-GRID-NORTHEAST"}}

    for year in (2021, 2023):
        assert {code: grid(code, year) for code in provinces} == {
            code: split.get(code, {f"CN-GRID-{area}"}) for code in provinces
        }


@pytest.mark.parametrize("area", GRIDS)
def test_before_2021_there_were_six_and_the_southwest_was_central(area: str) -> None:
    six = {"SOUTHWEST": "CENTRAL"}.get(area, area)
    provinces = [f"CN-{code}" for code in GRIDS[area].split() if code != "XZ"]

    assert {code: grid(code, 2020) for code in provinces} == {
        code: {f"CN-GRID6-{six}"} for code in provinces
    }
    assert grid("CN-XZ", 2020) == set()


def test_every_province_lies_in_one_area_and_the_islands_and_harbours_in_none() -> None:
    told = " ".join(GRIDS.values()).split()
    here = [s.code for s in pycountry.subdivisions if s.country_code == "CN"]

    assert len(told) == len(set(told)) == 31
    assert {code[3:] for code in here} - set(told) == {"HK", "MO", "TW"}
    assert not any(grid(f"CN-{code}", 2023) for code in ("HK", "MO", "TW"))


def test_inner_mongolia_is_split_and_each_area_says_which_part_it_has() -> None:
    parts = {p.code: p.part for p in regions.region("CN-NM").parents if p.part}

    assert parts["CN-GRID-NORTH"] == {"en": "western Inner Mongolia", "zh": "蒙西"}
    assert parts["CN-GRID-NORTHEAST"] == {"en": "eastern Inner Mongolia", "zh": "蒙东"}
    assert grid("CN-NM", 2014) == {"CN-GRID6-NORTH"}


def test_the_27_egrid_subregions() -> None:
    alaska_and_west = ["AKGD", "AKMS", "AZNM", "CAMX", "HIMS", "HIOA", "NWPP", "RMPA"]
    middle = ["ERCT", "MROE", "MROW", "RFCM", "RFCW", "SPNO", "SPSO", "SRMV", "SRMW", "SRTV"]
    east = ["FRCC", "NEWE", "NYCW", "NYLI", "NYUP", "PRMS", "RFCE", "SRSO", "SRVC"]
    known = [*alaska_and_west, *middle, *east]

    assert len(known) == 27
    assert {f"US-EGRID-{code}" for code in known} == {c for c in EVERY if "EGRID" in c}
    assert [c for c in known if "US" not in regions.chain(f"US-EGRID-{c}")] == ["PRMS"]
    assert "PR" in regions.chain("US-EGRID-PRMS")


def test_every_country_and_subdivision_of_iso_3166_is_there() -> None:
    iso = {c.alpha_2 for c in pycountry.countries} | {s.code for s in pycountry.subdivisions}

    assert iso - set(EVERY) == set()
    assert {c for c in EVERY if regions.region(c).kind == "country"} - iso == {"XK"}


def test_every_subdivision_lies_in_its_country() -> None:
    for code in EVERY:
        if regions.region(code).kind == "subdivision":
            assert code.partition("-")[0] in regions.chain(code)


def test_every_country_lies_in_one_area_of_the_united_nations() -> None:
    for code in EVERY:
        if regions.region(code).kind == "country":
            assert [p.code[:4] for p in regions.region(code).parents] == ["M49-"]


@pytest.mark.parametrize(
    ("code", "areas"),
    [
        ("FR", "155 150"),
        ("GB", "154 150"),
        ("BR", "005 419 019"),
        ("MX", "013 419 019"),
        ("US", "021 019"),
        ("KE", "014 202 002"),
        ("EG", "015 002"),
        ("IN", "034 142"),
        ("TR", "145 142"),
        ("RU", "151 150"),
        ("AU", "053 009"),
        ("AQ", "010"),
    ],
)
def test_areas_are_those_of_m49(code: str, areas: str) -> None:
    assert regions.chain(code)[1:-1] == tuple(f"M49-{area}" for area in areas.split())


def test_no_region_lies_in_itself_and_every_parent_is_there() -> None:
    for code in EVERY:
        for parent in regions.region(code).parents:
            assert parent.code in EVERY
            assert code not in regions.chain(parent.code)


def test_every_region_has_an_english_name_and_every_country_a_chinese_one() -> None:
    for code in EVERY:
        region = regions.region(code)
        assert region.name["en"]
        assert region.kind in ("subdivision", "egrid") or region.name["zh"]


def test_areas_of_publishers_are_their_own_and_lie_in_the_world_only() -> None:
    assert regions.chain("X-EMBER-ASEAN") == ("X-EMBER-ASEAN", "GLO")
    assert regions.chain("X-DESNZ-LONDON")[1] == "GB"
    assert regions.find("ASEAN (Ember)") == ("X-EMBER-ASEAN",)


def test_a_parent_holds_for_its_years() -> None:
    parent = regions.Parent("CN", since=2021, until=2023)

    assert [year for year in range(2019, 2026) if parent.holds(year)] == [2021, 2022, 2023]
    assert not parent.holds(None)
    assert regions.Parent("CN", since=2021).holds(None)


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
    assert regions.FAMILY.digest("regions-1").startswith("sha256:")
