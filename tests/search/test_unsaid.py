import pytest

from factordb.search import unsaid


def of(activity: str, asked: set[str], **more: object) -> dict[str, float]:
    given = {"stages": ("combustion",), "facets": ()} | more
    return unsaid.of_name(activity, asked=frozenset(asked), **given)  # type: ignore[arg-type]


def test_an_activity_that_is_said_wholly_is_neither_narrower_nor_another() -> None:
    found = of("fuel.natural-gas", {"wnatural", "wgas"})

    assert (found["narrower"], found["other"]) == (0.0, 0.0)


def test_a_landfill_is_not_its_gas() -> None:
    found = of("fuel.landfill-gas", {"awlandfill"})

    assert found["other"] == 1.0
    assert found["narrower"] > 0


def test_another_word_for_the_same_says_it_nearly() -> None:
    meant = of("fuel.natural-gas", {"cnatural-gas"})["narrower"]

    assert 0 < meant < of("fuel.natural-gas", set())["narrower"]


@pytest.mark.parametrize(
    ("stages", "asked", "beside"),
    [
        (("combustion",), set(), 0.0),
        (("upstream",), set(), 1.0),
        (("upstream",), {"cwell-to-tank"}, 0.0),
        (("upstream", "transmission"), {"cwell-to-tank"}, 1.0),
        (("indirect", "transmission"), set(), 0.0),
    ],
)
def test_only_upstream_stands_beside_unless_it_is_asked_for(
    stages: tuple[str, ...], asked: set[str], beside: float
) -> None:
    assert of("fuel.diesel", asked, stages=stages)["beside"] == beside


@pytest.mark.parametrize(
    ("facet", "asked", "unusual", "facets"),
    [
        (("mix", "average"), set(), 0.0, 0.0),
        (("mix", "residual"), set(), 1.0, 0.0),
        (("mix", "residual"), {"wresidual"}, 0.0, 0.0),
        (("coverage", "outside-of-scopes"), set(), 1.0, 0.0),
        (("haul", "long"), set(), 0.0, 1.0),
        (("haul", "long"), {"clong-haul"}, 0.0, 0.0),
        (("sector", "industrial"), set(), 0.0, 0.0),
    ],
)
def test_facets_that_are_not_asked_for_count_but_for_the_usual(
    facet: tuple[str, str], asked: set[str], unusual: float, facets: float
) -> None:
    found = of("electricity.grid", asked, facets=(facet,))

    assert (found["unusual"], found["facets"]) == (unusual, facets)


def test_a_word_means_its_concepts() -> None:
    assert "cpetrol" in unsaid.meaning("wgasoline")
    assert unsaid.meaning("cpetrol") == ()
