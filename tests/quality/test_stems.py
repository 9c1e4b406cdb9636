from hypothesis import given
from hypothesis import strategies as st

from factordb.quality.stems import Stems

WORDS = st.sampled_from(["fuel", "fu", "coal", "coal-dust", "a"])
ACTIVITIES = st.lists(WORDS, min_size=1, max_size=4).map(".".join)


def test_the_nearest_stem_is_the_longest() -> None:
    stems = Stems(["fuel", "fuel.coal"])

    assert stems.nearest("fuel.coal.hard") == "fuel.coal"
    assert stems.nearest("fuel.coal") == "fuel.coal"
    assert stems.nearest("fuel.coals") == "fuel"
    assert stems.nearest("fuels") == ""


@given(st.lists(ACTIVITIES, max_size=6), ACTIVITIES)
def test_an_activity_stands_below_the_stems_of_its_nearest_and_no_others(
    stems: list[str], activity: str
) -> None:
    nearest = Stems(stems).nearest(activity)

    for stem in stems:
        below = f"{activity}.".startswith(f"{stem}.")
        assert below == f"{nearest}.".startswith(f"{stem}.")
