"""What succeeds what from year to year and release to release."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from factordb.catalogue.resolve.succession import latest_published, succession
from tests.catalogue.resolve.shelf import Shelf, an_entry, value, years_of
from tests.examples import a_factor, a_manifest

PART: dict[str, Any] = {"subset_of": "grid-office"}


def test_a_number_that_states_a_default_succeeds_one_that_leaves_it_unsaid() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", facets=None, dates=years_of(2022), release="2022")
    shelf.put(value="0.4", facets={"mix": "average"}, dates=years_of(2023), release="2023")

    assert value(shelf.ask(year="latest")) == "0.4"


def test_a_number_on_another_calorific_basis_succeeds_nothing() -> None:
    shelf = Shelf()
    shelf.put(value="0.20", unit="kWh{NCV}", dates=years_of(2022))
    shelf.put(value="0.18", unit="kWh{GCV}", dates=years_of(2023))

    assert shelf.ask(unit="kWh", year="latest").status == "ambiguous"


def test_a_rescaled_unit_succeeds_and_another_measure_does_not() -> None:
    per_kwh, per_mwh, per_tonne = (an_entry(a_factor(unit=u)) for u in ("kWh", "MWh", "t"))

    assert succession(per_kwh) == succession(per_mwh) != succession(per_tonne)


def test_a_part_is_one_with_its_whole() -> None:
    part = an_entry(
        a_factor(dataset="grid-selected"),
        a_manifest(dataset="grid-selected", subset_of="grid-office"),
    )

    assert succession(part) == succession(an_entry(a_factor()))


def test_a_release_that_first_says_what_it_is_a_part_of_still_follows_those_before() -> None:
    part: dict[str, Any] = {"dataset": "grid-selected", "dates": years_of(2022)}
    shelf = Shelf()
    shelf.put(value="0.5", release="2022", edition=1, **part)
    shelf.put(value="0.5", release="2022.1", edition=2, manifest=PART, **part)

    corrected = shelf.ask(year=2022).hit
    assert corrected is not None
    assert corrected.release == "2022.1"

    shelf.put(
        value="0.4", release="2023", edition=3, manifest=PART, **part | {"dates": years_of(2023)}
    )

    assert value(shelf.ask(year="latest")) == "0.4"

    shelf.put(value="0.39", release="2023", edition=4, dates=years_of(2023))

    assert value(shelf.ask(year="latest")) == "0.39"


def test_what_a_withdrawn_release_said_it_is_a_part_of_decides_nothing() -> None:
    shelf = Shelf()
    shelf.put(value="0.5", dataset="grid-selected", release="1", edition=1)
    shelf.put(
        value="0.5", dataset="grid-selected", release="2", edition=2, manifest=PART,
        standing="withdrawn",
    )  # fmt: skip
    shelf.put(value="0.6")

    assert shelf.ask().status == "ambiguous"


_DATES = some.sampled_from(["2023", "2024", "2024-06", "2024-06-05", "2024-09-01"])


@given(some.lists(_DATES | some.none(), max_size=6))
def test_of_publications_none_is_left_that_another_surely_follows(dates: list[str | None]) -> None:
    stated = [d for d in dates if d]
    group = [
        an_entry(a_factor(dates={"published": d} if d else None, value=str(n)))
        for n, d in enumerate(dates)
    ]

    left = latest_published(group)

    if len(stated) < len(dates):
        assert left == group
    elif dates:
        precision = min(map(len, stated))
        newest = max(d[:precision] for d in stated)
        assert [e.published for e in left] == [d for d in dates if d and d[:precision] == newest]
    else:
        assert left == []
