from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.catalogue.comparing.comparing import Contents, Diff, Difference, compare
from factordb.catalogue.comparing.figures import figures
from factordb.model.factor import Factor
from factordb.model.property import Property
from tests.examples import a_factor, a_property, a_total, gases

Documents = list[Factor | Property]


def diff(
    old: Documents, new: Documents, methods: tuple[str | None, str | None] = (None, None)
) -> Diff:
    before, after = (
        figures(
            [(d.digest(), d) for d in documents if isinstance(d, Factor)],
            [(d.digest(), d) for d in documents if isinstance(d, Property)],
            method,
        )
        for documents, method in zip((old, new), methods, strict=True)
    )
    old_side, new_side = Contents(tuple(before)), Contents(tuple(after))
    return compare(old_side, new_side, ("grid-office@1", "grid-office@2"))


def the_one(found: Diff) -> Difference:
    (one,) = found.differences
    return one


def values(*numbers: str) -> Documents:
    regions = ("CN-BJ", "CN-TJ", "CN-HE", "CN-SX", "CN-NM", "CN-LN", "CN-JL", "CN-HL")
    return [a_factor(region=code, value=n) for code, n in zip(regions, numbers, strict=False)]


def test_equal_numbers_are_counted_and_not_listed() -> None:
    found = diff([a_factor()], [a_factor(dates=None, name={"en": "renamed for people"})])

    assert (found.counts, found.differences) == ({"unchanged": 1}, ())


def test_a_number_that_changed_says_by_how_much_and_where_to_find_both() -> None:
    old, new = a_factor(value="0.5"), a_factor(value="0.6")
    one = the_one(diff([old], [new]))

    assert (one.kind, one.old, one.new, one.change_percent) == ("changed", "0.5", "0.6", "20.00")
    assert (one.old_digest, one.new_digest) == (old.digest(), new.digest())
    assert one.key == old.key()


@pytest.mark.parametrize(
    ("old", "new", "percent"),
    [
        ("-1", "-2", "-100.00"),
        ("-1", "1", "200.00"),
        ("3", "1", "-66.67"),
        ("0.00001", "100000", "999999999900.00"),
        ("1" * 60 + ".5", "2" * 60 + ".5", "100.00"),
    ],
)
def test_a_change_is_told_in_per_cent_of_the_old_number_in_plain_digits(
    old: str, new: str, percent: str
) -> None:
    assert the_one(diff([a_factor(value=old)], [a_factor(value=new)])).change_percent == percent


def test_a_change_from_zero_has_no_per_cent() -> None:
    one = the_one(diff([a_factor(value="0.000")], [a_factor(value="0.0906")]))

    assert (one.kind, one.change_percent) == ("changed", None)


def test_what_comes_and_goes_is_added_and_removed() -> None:
    found = diff([a_factor(), a_factor(region="CN-BJ")], [a_factor(), a_factor(region="CN-TJ")])

    assert found.counts == {"added": 1, "removed": 1, "unchanged": 1}
    assert [(d.kind, d.old, d.new) for d in found.differences] == [
        ("removed", "0.5500", None),
        ("added", None, "0.5500"),
    ]


def test_amounts_of_one_factor_are_compared_each_for_itself() -> None:
    old = a_factor(**gases(CO2="53.06", CH4="0.001", N2O="0.0001"))
    new = a_factor(**gases(CO2="53.06", CH4="0.002", N2O="0.0001"))

    found = diff([old], [new])

    assert the_one(found).pick == "CH4"
    assert found.counts == {"changed": 1, "unchanged": 2}


# Rounding.


def test_a_number_printed_shorter_is_only_rounded() -> None:
    one = the_one(diff(values("0.123456", "0.5"), values("0.12346", "0.5")))

    assert (one.kind, one.change_percent) == ("precision only", None)


def test_a_number_printed_longer_is_only_more_precise() -> None:
    assert the_one(diff(values("0.5500"), values("0.55003"))).kind == "precision only"


def test_a_number_of_as_many_places_is_never_rounded() -> None:
    assert the_one(diff(values("0.20705"), values("0.20706"))).kind == "changed"


def test_a_zero_at_the_end_changes_nothing_but_precision() -> None:
    assert the_one(diff(values("0.5500"), values("0.55"))).kind == "precision only"


def test_where_zeros_are_dropped_a_short_number_among_long_ones_is_a_change() -> None:
    """A workbook's 0.2 is 0.20000 among its neighbours; 0.18147 is not rounded to it."""
    long = ("0.12345", "0.23456", "0.34567")

    found = diff(values("0.18147", *long), values("0.2", *long))

    assert the_one(found).kind == "changed"


def test_where_zeros_are_dropped_a_number_whose_last_places_are_zeros_is_rounded() -> None:
    long = ("0.12345", "0.23456", "0.34567")

    found = diff(values("0.000896000001", *long), values("0.0009", *long))

    assert the_one(found).kind == "precision only"


def test_where_zeros_are_kept_every_number_says_itself_how_exact_it_is() -> None:
    long = ("0.12345", "0.23450", "0.34567")

    assert the_one(diff(values("0.18147", *long), values("0.2", *long))).kind == "precision only"


def test_nothing_beside_something_is_never_rounding() -> None:
    assert the_one(diff(values("0.0000"), values("0.00002"))).kind == "changed"


# What cannot be compared.


def test_another_gwp_method_makes_totals_incomparable_even_where_they_are_equal() -> None:
    old, new = a_factor(**a_total("63.8", gwp="AR4")), a_factor(**a_total("63.8", gwp="AR5"))
    one = the_one(diff([old], [new]))

    assert (one.kind, one.why) == ("not comparable", "GWP method AR4 → AR5")
    assert one.change_percent is None


def test_an_inferred_gwp_method_counts_as_one_that_is_said() -> None:
    old = new = a_factor(**a_total("63.8"))

    found = diff([old], [new], ("AR4", "AR5"))

    assert the_one(found).why == "GWP method AR4 → AR5"
    assert diff([old], [new], ("AR5", "AR5")).counts == {"unchanged": 1}


def test_a_mass_has_no_gwp_method_and_stays_comparable() -> None:
    found = diff([a_factor(value="0.5")], [a_factor(value="0.6")], ("AR4", "AR5"))

    assert the_one(found).kind == "changed"


def test_other_conventions_are_not_comparable() -> None:
    old = a_factor(conventions={"biogenic-co2": "excluded"})
    one = the_one(diff([old], [a_factor(conventions={"biogenic-co2": "net"})]))

    assert (one.kind, one.why) == ("not comparable", "their conventions differ")


def test_another_price_year_is_not_comparable_and_nothing_came_or_went() -> None:
    old, new = a_factor(unit="USD{2021,purchaser}"), a_factor(unit="USD{2022,purchaser}")
    one = the_one(diff([old], [new]))

    assert (one.kind, one.why) == (
        "not comparable",
        "unit USD{2021,purchaser} → USD{2022,purchaser}",
    )
    assert (one.key, one.old_key) == (new.key(), old.key())


def test_another_unit_under_the_same_id_is_not_comparable() -> None:
    old, new = a_factor(ids=["7"], unit="kWh"), a_factor(ids=["7"], unit="MWh")

    assert the_one(diff([old], [new])).why == "unit kWh → MWh"


# Renaming.


def test_a_rename_is_seen_by_the_publishers_id() -> None:
    old = a_factor(activity="electricity.grid", ids=["7"])
    new = a_factor(activity="electricity.public-grid", ids=["7"], value="0.6")
    one = the_one(diff([old], [new]))

    assert (one.kind, one.old_key, one.key) == ("renamed", old.key(), new.key())
    assert (one.old, one.new, one.change_percent) == ("0.5500", "0.6", "9.09")


def test_without_ids_a_rename_cannot_be_told_from_a_removal() -> None:
    old, new = a_factor(), a_factor(activity="electricity.public-grid")

    assert diff([old], [new]).counts == {"added": 1, "removed": 1, "unchanged": 0}


def test_gases_of_a_renamed_factor_stay_with_their_own() -> None:
    masses = {"CO2": "53.06", "CH4": "0.001", "N2O": "0.0001"}
    old = a_factor(ids=["7"], **gases(**masses))
    new = a_factor(ids=["7"], activity="fuel.gas", **gases(**masses))

    found = diff([old], [new])

    assert {(d.pick, d.old, d.new) for d in found.differences} == {
        (gas, mass, mass) for gas, mass in masses.items()
    }
    assert found.counts == {"renamed": 3, "unchanged": 0}


def test_one_number_is_renamed_to_one_and_no_more() -> None:
    old = [a_factor(ids=["7"]), a_factor(ids=["8"], region="CN-BJ")]
    new = [a_factor(ids=["7", "8"], region="CN-TJ")]

    assert diff(list(old), list(new)).counts == {"removed": 1, "renamed": 1, "unchanged": 0}


# Several years under one key.


def year(text: str, value: str) -> Factor:
    dates: dict[str, Any] = {"data": {"from": f"{text}-01-01", "to": f"{text}-12-31"}}
    return a_factor(dates=dates, value=value)


def test_another_year_of_one_key_is_the_same_number_from_release_to_release() -> None:
    assert the_one(diff([year("2022", "0.5")], [year("2023", "0.6")])).kind == "changed"


def test_where_a_release_has_several_years_of_one_key_each_is_compared_with_its_own() -> None:
    old = [year("2022", "0.5"), year("2023", "0.6")]
    new = [year("2022", "0.5"), year("2023", "0.7"), year("2024", "0.8")]

    found = diff(list(old), list(new))

    assert found.counts == {"added": 1, "changed": 1, "unchanged": 1}


def test_a_second_year_beside_the_first_is_added_and_nothing_is_removed() -> None:
    found = diff([year("2022", "0.5")], [year("2022", "0.5"), year("2023", "0.6")])

    assert found.counts == {"added": 1, "unchanged": 1}


# Ranges and properties.


def a_range(**bounds: str) -> Factor:
    amount = {"gas": "CO2e", "range": {"in": "kg_co2e"} | bounds, "cell": 0}
    return a_factor(amounts=[amount], source={"cells": [{"at": "B1", "printed": "< 1"}]})


def test_a_range_that_moved_is_a_change_without_per_cent() -> None:
    one = the_one(diff([a_range(low="1", high="2")], [a_range(low="1", high="3")]))

    assert (one.kind, one.old, one.new, one.change_percent) == ("changed", "1/2", "1/3", None)
    assert the_one(diff([a_range(below="1")], [a_range(below="2")])).new == "< 2"
    assert diff([a_range(below="1")], [a_range(below="1")]).counts == {"unchanged": 1}


_SUBJECTS = some.sampled_from(["fuel.diesel", "fuel.coal", "gas.ch4"])
_KINDS = some.sampled_from(["density", "net-calorific-value", "gwp-100"])
_PLACES = some.sampled_from(["GLO", "CN", "CN-SH"])
_NUMBERS = some.decimals("0.01", "99", places=2)
_HELD = some.dictionaries(some.tuples(_SUBJECTS, _KINDS, _PLACES), _NUMBERS, max_size=8)


def properties(held: dict[tuple[str, str, str], Decimal]) -> Documents:
    return [
        a_property(subject=subject, property=kind, region=place, value=str(value))
        for (subject, kind, place), value in held.items()
    ]


@given(_HELD, _HELD)
def test_whatever_two_releases_hold_every_property_is_told_of_once(
    old: dict[tuple[str, str, str], Decimal], new: dict[tuple[str, str, str], Decimal]
) -> None:
    found = diff(properties(old), properties(new))

    both = old.keys() & new.keys()
    told = {d.kind: 0 for d in found.differences} | {"unchanged": 0}
    told |= {kind: sum(d.kind == kind for d in found.differences) for kind in told}
    assert told.get("added", 0) == len(new.keys() - old.keys())
    assert told.get("removed", 0) == len(old.keys() - new.keys())
    same = sum(old[one] == new[one] for one in both)
    assert found.counts["unchanged"] + told.get("precision only", 0) >= same
    assert sum(found.counts.values()) == len(old.keys() | new.keys())
    for one in found.differences:
        subject, kind, _, place, _ = orjson.loads(one.key)
        was, has = (side.get((subject, kind, place)) for side in (old, new))
        assert (one.old, one.new) == (was and str(was), has and str(has))
        assert one.pick == kind
        if one.kind == "changed":
            assert one.old
            assert one.new
            assert one.change_percent
            assert (Decimal(one.change_percent) < 0) == (Decimal(one.new) < Decimal(one.old))


@given(_HELD)
def test_a_release_beside_itself_differs_in_no_property(
    held: dict[tuple[str, str, str], Decimal],
) -> None:
    found = diff(properties(held), list(reversed(properties(held))))

    assert found.differences == ()
    assert found.change is None


@given(_HELD, _HELD)
def test_backwards_what_came_of_properties_went(
    old: dict[tuple[str, str, str], Decimal], new: dict[tuple[str, str, str], Decimal]
) -> None:
    there, back = diff(properties(old), properties(new)), diff(properties(new), properties(old))

    turned = {"added": "removed", "removed": "added"}
    assert {turned.get(k, k): n for k, n in there.counts.items()} == back.counts


def test_a_range_of_a_property_that_moved_is_a_change_without_per_cent() -> None:
    old = a_property(value=None, low="35", high="36")

    one = the_one(diff([old], [a_property(value=None, low="35", high="37")]))

    assert (one.kind, one.old, one.new, one.change_percent) == ("changed", "35/36", "35/37", None)


def test_another_unit_of_a_property_is_not_the_same_number() -> None:
    found = diff([a_property(unit="TJ/Gg")], [a_property(unit="MJ/kg")])

    assert sorted(d.kind for d in found.differences) == ["added", "removed"]


def test_properties_are_compared_by_subject_and_property() -> None:
    one = the_one(diff([a_property(value="43.0")], [a_property(value="42.9")]))

    assert (one.kind, one.pick, one.change_percent) == ("changed", "net-calorific-value", "-0.23")


def test_differences_come_in_one_order_whatever_the_order_of_the_releases() -> None:
    old, new = values("0.1", "0.2", "0.3"), values("0.4", "0.5", "0.6")

    assert diff(old, new) == diff(old[::-1], new[::-1])
