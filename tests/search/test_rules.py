from factordb.model import regions
from factordb.search.rules import digest, rules


def test_every_kind_of_region_has_its_breadth() -> None:
    kinds = {regions.region(code).kind for code in regions.codes()}

    assert kinds == set(rules().breadth)


def test_the_shares_of_a_text_are_one() -> None:
    text = rules().text

    assert round(text.coverage + text.focus + text.bm25 + text.alike, 6) == 1


def test_the_rules_have_a_digest() -> None:
    assert digest().startswith("sha256:")
