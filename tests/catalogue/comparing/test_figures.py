from sqlmodel import Session

from factordb.catalogue.comparing import differing
from factordb.catalogue.comparing.figures import figures, usual_places
from factordb.model.canonical import text_of
from factordb.model.factor import Factor
from factordb.model.property import Property
from factordb.store import documents, releases
from factordb.store.editions import NEWEST
from tests.examples import a_factor, a_property, gases


def test_every_number_of_a_factor_is_a_figure_of_its_own() -> None:
    factor = a_factor(**gases(CO2="53.06", CH4="0.001"))

    found = figures([(factor.digest(), factor)], [], "AR5")

    assert [(f.pick, f.value, f.printed) for f in found] == [
        ("CO2", "53.06", "53.06"),
        ("CH4", "0.001", "0.001"),
    ]
    assert {f.method for f in found} == {None}
    assert {f.key for f in found} == {factor.key()}


def test_a_property_is_one_figure_and_a_span_shows_both_its_ends() -> None:
    one, span = a_property(), a_property(value=None, low="40", high="44")

    found = figures([], [(p.digest(), p) for p in (one, span)], None)

    assert [f.value for f in found] == ["43.0", "40/44"]


def test_usual_places_are_those_of_most_numbers_where_no_zero_is_kept() -> None:
    def usual(*printed: str) -> int:
        factors = [a_factor(value=text) for text in printed]
        return usual_places(figures([(f.digest(), f) for f in factors], [], None))

    assert usual("0.12345", "0.2", "0.54321") == 5
    assert usual("0.12", "0.5") == 2
    assert usual("0.12345", "0.20", "0.54321") == 0
    assert usual() == 0


def test_keys_and_identities_are_those_the_documents_tell_themselves(seeds: Session) -> None:
    """Of every document of the seeds, read as plain JSON."""
    for row in releases.every(seeds, NEWEST):
        number = releases.id_of(row)
        for kind, type_ in (("factor", Factor), ("property", Property)):
            found = {
                text_of(digest): type_.of(body)
                for _, digest, body in documents.of_release(seeds, kind, number, 0, NEWEST)
            }
            told = differing.figures_of(seeds, row)
            for figure in told:
                if figure.digest in found:
                    one = found[figure.digest]
                    assert (figure.key, figure.dated) == (one.key(), one.identity())
