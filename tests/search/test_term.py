from factordb.search import term
from factordb.search.rules import rules


def test_words_of_the_activity_itself_weigh_more_than_words_elsewhere() -> None:
    central, elsewhere = term.there(["natural", "gas"], "natural gas")

    assert (central.tokens, central.central) == (("awnatural", "awgas"), True)
    assert (elsewhere.tokens, elsewhere.central) == (("wnatural", "wgas"), False)
    assert central.quality == rules().text.activity > elsewhere.quality


def test_other_words_for_it_are_as_likely_as_it_was_heard() -> None:
    sure, heard = (term.meant_by("qi you", ["petrol"], quality) for quality in (1.0, 0.5))

    assert [way.says for way in sure] == ["'qi you' is petrol"] * 2
    assert [way.quality / 2 for way in sure] == [way.quality for way in heard]
