"""Rule sets: they score as the schemes do, and say why in two languages."""

import pytest
from pydantic import ValidationError

from factordb.errors import Invalid
from factordb.quality import rules, scheme
from factordb.quality.known import Known
from factordb.quality.rules import Rules

CURRENT = rules.current()
GRID = Known(1, "electricity.grid", (("mix", "average"),), "CN-SH")


def test_the_rule_set_is_a_numbered_file() -> None:
    assert rules.FAMILY.names() == ("assess-1",)
    assert CURRENT.name == "assess-1"
    assert rules.FAMILY.newest() == rules.CURRENT == "assess-1"


def test_an_unknown_rule_set_is_told_with_those_there_are() -> None:
    with pytest.raises(Invalid, match="there are assess-1"):
        rules.named("assess-9")


def test_every_scheme_but_the_publishers_own_is_scored() -> None:
    own = {"base-carbone-1", "agribalyse-1"}
    assert set(CURRENT.scores) == set(scheme.TODAY.references) - own


def test_a_score_that_is_none_of_the_schemes_is_refused() -> None:
    said = CURRENT.plain()
    said["scores"]["ef-dqr-1"]["reliability"]["authority"] = "6"
    with pytest.raises(ValidationError, match="not 6"):
        Rules.model_validate(said)


@pytest.mark.parametrize(
    ("aspect", "known", "class_"),
    [
        ("reliability", GRID, "authority"),
        ("reliability", GRID._replace(tier=2), "compiled"),
        ("reliability", GRID._replace(activity="spend.steel"), "modelled"),
        ("completeness", GRID, "population"),
        ("completeness", GRID._replace(tier=2), None),
        ("completeness", GRID._replace(region="GLO"), None),
        ("technology", GRID, "mix"),
        ("technology", GRID._replace(facets=(("technology", "coal"),)), "stated"),
        ("technology", GRID._replace(activity="fuel.diesel", facets=()), "fuel"),
        ("technology", GRID._replace(facets=()), None),
        ("source", GRID, "regional"),
        ("source", GRID._replace(region="CN"), "national"),
        ("source", GRID._replace(region="CN", tier=2), "international"),
        ("basic", GRID, "energy"),
        ("basic", GRID._replace(activity="transport.road"), "transport"),
        ("basic", GRID._replace(activity="material.steel"), "material"),
    ],
)
def test_what_is_known_falls_into_classes(aspect: str, known: Known, class_: str | None) -> None:
    found = CURRENT.class_of(aspect, known)
    assert (found.class_ if found else None) == class_


def test_a_stem_is_a_whole_word() -> None:
    assert CURRENT.class_of("basic", GRID._replace(activity="fuelwood.x")).class_ == "material"  # type: ignore[union-attr]


def test_the_days_of_pact() -> None:
    time = CURRENT.scores["pact-v3-1"].time
    assert time is not None
    limits = (366, 367, 731, 732, 1096, 1097, 1461, 1462)
    assert [time.score(days) for days in limits] == ["1", "2", "2", "3", "3", "4", "4", "5"]


def test_the_years_of_the_pedigree_and_of_glad() -> None:
    pedigree, glad = (CURRENT.scores[name].time for name in ("pedigree-v3-1", "glad-time-1"))
    assert pedigree is not None
    assert glad is not None
    assert [pedigree.score(y) for y in (2, 3, 5, 6, 9, 10, 14, 15)] == [*"12233445"]
    assert [glad.score(y) for y in (0, 1, 2, 3, 5, 6, 9, 10)] == [
        *("1.0", "0.8", "0.8", "0.6", "0.6", "0.4", "0.4", "0.2")
    ]
