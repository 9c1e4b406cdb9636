from factordb.model import regions
from factordb.search import thesaurus
from factordb.search.rules import FAMILY, TABLE, digest, rules


def test_every_kind_of_region_has_its_breadth() -> None:
    kinds = {regions.region(code).kind for code in regions.codes()}

    assert kinds == set(rules().breadth)


def test_the_shares_of_a_text_are_one() -> None:
    text = rules().text

    assert round(text.coverage + text.focus + text.bm25 + text.alike, 6) == 1


def test_the_rules_have_a_digest() -> None:
    assert digest().startswith("sha256:")


def test_rules_that_an_edition_recorded_are_still_here() -> None:
    assert FAMILY.digest("ranking-1") == (
        "sha256:58831b250ce12ed4bb0962b5a0b55e9c983e2acc5817e864f700895f2d924a9c"
    )
    assert FAMILY.digest(TABLE) == digest()
    assert FAMILY.digest("ranking-1") != digest()


def test_what_is_aside_is_asked_for_by_concepts_that_there_are() -> None:
    concepts = set(thesaurus.concepts())

    for aside in rules().aside.values():
        assert set(aside.unless) <= concepts


def test_the_home_of_a_language_is_a_region() -> None:
    assert all(regions.exists(code) for code in rules().home.values())
