import pytest

from factordb.catalogue.looking import places
from factordb.errors import RegionNotFound


def test_a_region_shows_its_names_and_what_a_fallback_climbs() -> None:
    found = places.region("CN-SH")

    assert "上海" in found.name["zh"]
    assert found.chain[0] == "CN-SH"
    assert found.chain[-1] == "GLO"
    assert found.chain.index("CN-GRID-EAST") < found.chain.index("CN")


def test_a_parent_that_held_for_some_years_says_which() -> None:
    dated = [p for p in places.region("CN-CQ").parents if p.since or p.until]

    assert dated
    (early,) = {places.region("CN-CQ", 2012).chain[1]}
    assert early in {p.code for p in places.region("CN-CQ").parents}


def test_the_world_lies_in_nothing() -> None:
    assert places.region("GLO").chain == ("GLO",)
    assert places.region("GLO").parents == ()


def test_a_code_that_is_none_is_said_with_the_nearest() -> None:
    with pytest.raises(RegionNotFound, match="CN-SH"):
        places.region("CN-SHA")
