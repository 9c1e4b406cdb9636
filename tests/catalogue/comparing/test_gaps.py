"""Blanks of two releases: what was filled, what is blank now, what came and went."""

from typing import Any

from factordb.catalogue.comparing import gaps
from factordb.catalogue.comparing.comparing import Contents, Diff, compare
from factordb.catalogue.comparing.figures import figures
from factordb.model.factor import Factor
from factordb.model.reading import Blank
from tests.examples import a_factor


def side(factors: list[Factor], *blanks: Blank) -> Contents:
    found = figures([(f.digest(), f) for f in factors], [], None)
    return Contents(tuple(found), gaps.told(blanks))


def diff(old: Contents, new: Contents) -> Diff:
    return compare(old, new, ("grid-office@1", "grid-office@2"))


def blank(region: str = "CN-BJ", id: str | None = None, at: str = "B9", **changes: Any) -> Blank:  # noqa: A002  # the field's name
    identity = a_factor(region=region, **changes).identity()
    return Blank(at=at, id=id, identity=identity, pick="CO2")


BEIJING = a_factor(region="CN-BJ", value="0.6")


def test_a_blank_that_was_filled_is_no_addition() -> None:
    found = diff(side([a_factor()], blank()), side([a_factor(), BEIJING]))

    (one,) = found.differences
    assert (one.kind, one.old, one.new, one.old_at) == ("blank filled", None, "0.6", "B9")
    assert found.counts == {"blank filled": 1, "unchanged": 1}


def test_a_number_whose_cell_is_blank_now_is_gone_and_not_removed() -> None:
    found = diff(side([a_factor(), BEIJING]), side([a_factor()], blank(at="C4")))

    (one,) = found.differences
    assert (one.kind, one.old, one.new, one.new_at) == ("value gone", "0.6", None, "C4")


def test_a_number_whose_row_is_not_there_is_removed() -> None:
    assert diff(side([a_factor(), BEIJING]), side([a_factor()])).counts["removed"] == 1


def test_blanks_that_came_went_and_stayed_are_told_apart() -> None:
    found = diff(
        side([a_factor()], blank("CN-BJ"), blank("CN-TJ")),
        side([a_factor()], blank("CN-BJ", at="F7"), blank("CN-HE", at="F8")),
    )

    assert found.counts == {
        "blank added": 1,
        "blank removed": 1,
        "still blank": 1,
        "unchanged": 1,
    }
    assert {d.kind: d.new_at or d.old_at for d in found.differences} == {
        "blank added": "F8",
        "blank removed": "B9",
    }


def test_a_blank_is_known_by_the_publishers_id_where_it_is_renamed() -> None:
    filled = a_factor(
        region="CN-TJ",
        amounts=[{"gas": "CO2", "kg": "0.6", "cell": 0, "id": "7_1"}],
        source={"cells": [{"at": "B2", "printed": "0.6"}]},
        ids=["7_1"],
    )

    found = diff(side([a_factor()], blank("CN-BJ", "7_1")), side([a_factor(), filled]))

    assert [(d.kind, d.id) for d in found.differences] == [("blank filled", "7_1")]


def test_ids_that_came_and_went_are_counted_with_those_of_blanks() -> None:
    def office(*ids: str) -> list[Factor]:
        codes = ("CN-BJ", "CN-TJ", "CN-HE")
        return [a_factor(region=c, ids=[i]) for c, i in zip(codes, ids, strict=False)]

    found = diff(
        side(office("1", "2"), blank("CN-SX", "3")),
        side(office("1"), blank("CN-SX", "3"), blank("CN-NM", "4"), blank("CN-LN", "5")),
    )

    assert found.ids is not None
    assert (found.ids.added, found.ids.removed) == (2, 1)
    assert diff(side([a_factor()]), side([a_factor()])).ids is None


def test_of_several_years_under_one_key_the_one_that_was_blank_is_filled() -> None:
    def dates(year: str) -> dict[str, Any]:
        return {"dates": {"applies": {"from": f"{year}-01-01", "to": f"{year}-12-31"}}}

    first, second = (a_factor(**dates(year)) for year in ("2026", "2027"))

    found = diff(side([first], blank("CN-SH", at="G5", **dates("2027"))), side([first, second]))

    assert [(d.kind, d.old_at) for d in found.differences] == [("blank filled", "G5")]


def test_where_blanks_are_not_on_record_what_was_filled_counts_as_added() -> None:
    unknown = Contents(side([a_factor()]).figures, None)

    found = diff(unknown, side([a_factor(), BEIJING], blank("CN-TJ")))

    assert (found.blanks, found.counts) == (False, {"added": 1, "unchanged": 1})


def test_blanks_that_nobody_can_tell_apart_are_left_out() -> None:
    assert gaps.told([Blank(count=480), Blank(at="B2"), Blank(id="7")]) == ()


def test_a_blank_beside_the_number_it_repeats_says_nothing() -> None:
    """One thing printed twice, once with its number and once without."""
    twice = side([a_factor()], blank("CN-SH"))

    assert diff(twice, side([a_factor()])).differences == ()
    assert diff(side([a_factor()]), twice).differences == ()
