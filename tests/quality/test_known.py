"""What is known of a factor: from its document and from its release's manifest."""

from factordb.quality.known import Known
from tests.examples import a_factor, a_manifest


def test_it_is_told_in_the_documents_own_words() -> None:
    known = Known.of(a_factor(), a_manifest(tier=2))
    assert known == Known(
        2,
        "electricity.grid",
        (("at", "consumer"), ("mix", "average")),
        "CN-SH",
        ("2023-01-01", "2023-12-31"),
        None,
        "2024-06-01",
    )


def test_a_factor_without_dates_is_known_without_them() -> None:
    known = Known.of(a_factor(dates=None), a_manifest())
    assert (known.data, known.applies, known.published, known.own_year) == (None,) * 4


def test_the_year_it_was_made_for_is_the_first_it_applies_to_else_its_publication() -> None:
    dates = {"applies": {"from": "2025-01-01"}, "published": "2024-06"}
    assert Known.of(a_factor(dates=dates), a_manifest()).own_year == 2025
    assert Known.of(a_factor(), a_manifest()).own_year == 2024


def test_an_open_beginning_leaves_the_publication() -> None:
    dates = {"applies": {"to": "2025-12-31"}, "published": "2024"}
    assert Known.of(a_factor(dates=dates), a_manifest()).own_year == 2024
