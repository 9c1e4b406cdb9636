"""Numbers of a file made into documents: those that say something of one thing are one factor.

An importer yields things with their numbers; here they become documents. Things of one identity
become one document where their numbers can stand beside one another: the same number printed
twice is one cell at two places. Where two numbers contradict each other the publisher's id tells
the things apart, and where there is none, all of them are rejected.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import ValidationError

from factordb.errors import FactordbError
from factordb.importers.printed import is_blank, number, point
from factordb.importers.protocol import Item
from factordb.model import identity, sure
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.numbers import times
from factordb.model.property import Property
from factordb.model.reading import Blank, Caution, NotOurs, Rejection
from factordb.model.text import showable

Steps = tuple[tuple[str, str, str], ...]

G_TO_KG: Steps = (("*", "0.001", "g→kg, exact"),)
LB_TO_KG: Steps = (("*", "0.45359237", "lb→kg, exact"),)
T_TO_KG: Steps = (("*", "1000", "t→kg, exact"),)

APART = "publisher-id"
_NOTHING: tuple[object, ...] = ({}, [], ())
"""What is left out of a document."""


class Number(NamedTuple):
    """One number of a file, and what it says."""

    at: str
    printed: str
    says: Mapping[str, Any]
    """Fields of the amount but its value and cell: gas, gwp, part, origin, outside, label, id."""
    unit: str | None = None
    """The printed spelling."""
    steps: Steps = ()
    weighted: bool = False
    """Of a gas other than CO2e: whether it is kg CO2e."""
    comma: bool = False
    """Whether the file has decimal commas."""

    def digits(self) -> str | None:
        """Return it in plain digits, or nothing where it is no number."""
        return number(point(self.printed) if self.comma else self.printed)

    def value(self) -> str:
        """Return what the steps make of it; it must be a number."""
        value = self.digits() or ""
        for _, operand, _ in self.steps:
            value = times(value, operand)
        return value

    def which(self) -> tuple[Any, ...]:
        """Return what tells it from the other numbers of its document."""
        says = self.says
        return says.get("gas"), says.get("gwp"), says.get("origin"), says.get("part")


class Thing(NamedTuple):
    """What numbers are of: a document without amounts and cells."""

    whole: dict[str, Any]
    numbers: Sequence[Number]
    id: str | None = None
    """The publisher's id, where it may tell two things of one identity apart."""
    stands_back: bool = False
    """Whether it leaves its identity to another that has it too, and is told apart from it."""
    synonyms: Mapping[str, tuple[str, ...]] = {}
    """Further words by language, for a label beside the document."""


Document = Factor | Property | Label | Rejection
"""What a thing becomes."""

Found = Thing | Rejection | NotOurs | Blank | Caution


def read(cells: Iterable[Number]) -> tuple[list[Number], list[Rejection | Blank]]:
    """Return which of ``cells`` are numbers, and what became of the others."""
    numbers: list[Number] = []
    rest: list[Rejection | Blank] = []
    for cell in cells:
        if is_blank(cell.printed):
            rest.append(
                Blank(at=cell.at, id=cell.says.get("id"), pick=identity.pick(cell.says)[:1000])
            )
        elif cell.digits() is None:
            reason = f"{showable(cell.printed, 60)!r} is no number"
            rest.append(rejection(cell.at, cell.printed, reason))
        else:
            numbers.append(cell)
    return numbers, rest


def of(whole: Mapping[str, Any], rest: Iterable[Rejection | Blank]) -> Iterator[Rejection | Blank]:
    """Yield ``rest``, each blank with the identity of what its number would be of."""
    told: str | None = None
    for one in rest:
        if isinstance(one, Blank):
            told = told or identity.expected(whole)
            pick = whole.get("property") or one.pick
            yield one.model_copy(update={"identity": told, "pick": pick})
        else:
            yield one


def settled(found: Iterable[Found]) -> Iterator[Item]:
    """Yield a document for every thing, and the account of all other numbers, each reason once."""
    things: dict[tuple[Any, ...], list[Thing]] = {}
    blank, not_ours = 0, dict[str, int]()
    for one in found:
        match one:
            case Thing():
                things.setdefault(_identity(one.whole), []).append(one)
            case Blank(at=None):
                blank += one.count
            case NotOurs():
                not_ours[one.reason] = not_ours.get(one.reason, 0) + one.count
            case _:
                yield one
    for same in things.values():
        yield from _documents(same)
    for reason, count in not_ours.items():
        yield NotOurs(reason=reason, count=count)
    if blank:
        yield Blank(count=blank)


def rejected(numbers: Iterable[Number], reason: str) -> Iterator[Rejection]:
    """Yield why numbers became nothing."""
    for one in numbers:
        yield rejection(one.at, one.printed, reason)


def rejection(at: str, printed: str, reason: str) -> Rejection:
    """Return why the cell at ``at`` became nothing; a reason may repeat what a file holds."""
    return Rejection(at=at, printed=showable(printed, 300), reason=showable(reason, 1000))


def _identity(whole: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return what two documents must not have in common, quick to compare."""
    dates = whole.get("dates", {})
    return (
        *(whole.get(name) for name in ("activity", "subject", "property", "region", "unit")),
        frozenset(whole.get("facets", {}).items()),
        frozenset(whole.get("boundary", ())),
        *(frozenset(dates.get(which, {}).items()) for which in ("data", "applies")),
    )


def _documents(same: Sequence[Thing]) -> Iterator[Document]:
    together = _together(same)
    if together is not None:
        yield from _document(together)
        return
    firm = [thing for thing in same if not thing.stands_back]
    one = _together(firm) if firm else None
    if one is not None and len(firm) < len(same):
        yield from _document(one)
        yield from _told_apart([thing for thing in same if thing.stands_back])
    else:
        yield from _told_apart(same)


def _told_apart(same: Sequence[Thing]) -> Iterator[Document]:
    """Yield one document for each publisher's id."""
    by_id: dict[str | None, list[Thing]] = {}
    for thing in same:
        by_id.setdefault(thing.id, []).append(thing)
    for id_, some in by_id.items():
        one = _together(some)
        if one is None or id_ is None:
            reason = "another number is given for the same thing, and nothing tells them apart"
            yield from rejected((n for thing in some for n in thing.numbers), reason)
        else:
            facets = one.whole.get("facets", {}) | {APART: id_[:120]}
            yield from _document(one._replace(whole=one.whole | {"facets": facets}))


def _together(same: Sequence[Thing]) -> Thing | None:
    """Return things of one identity as one thing, or nothing where their numbers contradict."""
    numbers = [one for thing in same for one in thing.numbers]
    if len(numbers) == 1:
        return same[0]
    seen: dict[tuple[Any, ...], Decimal] = {}
    for one in numbers:
        value = Decimal(one.value())
        if seen.setdefault(one.which(), value) != value:
            return None
    first = min(same, key=lambda thing: thing.stands_back)
    ids = sorted({id_ for thing in same for id_ in thing.whole.get("ids", ())})
    whole = first.whole | ({"ids": ids} if ids else {})
    return first._replace(whole=whole, numbers=numbers)


def _document(thing: Thing) -> Iterator[Document]:
    try:
        made = _made(thing)
        labels = list(_labels(thing, made))
    except ValidationError as error:
        yield from rejected(thing.numbers, _first_fault(error))
    except FactordbError as error:
        yield from rejected(thing.numbers, error.detail)
    else:
        yield made
        yield from labels


def _labels(thing: Thing, made: Factor | Property) -> Iterator[Label]:
    if thing.synonyms:
        yield Label.model_validate({"about": made.digest(), "synonyms": dict(thing.synonyms)})


def _made(thing: Thing) -> Factor | Property:
    by_which: dict[tuple[Any, ...], list[Number]] = {}
    for one in thing.numbers:
        by_which.setdefault(one.which(), []).append(one)
    same = list(by_which.values())
    whole = {name: said for name, said in thing.whole.items() if said not in _NOTHING}
    whole |= {"source": whole["source"] | {"cells": [_cell(n) for n in same]}}
    if "property" in whole:
        return Property.model_validate(whole | {"value": same[0][0].value()})
    amounts = [_amount(numbers[0], place) for place, numbers in enumerate(same)]
    return sure.made(whole | {"amounts": amounts})


def _amount(one: Number, cell: int) -> dict[str, Any]:
    field = "kg_co2e" if one.weighted or one.says["gas"] == "CO2e" else "kg"
    return {**one.says, field: one.value(), "cell": cell}


def _cell(same: Sequence[Number]) -> dict[str, Any]:
    one = same[0]
    places = tuple(dict.fromkeys(number.at for number in same))
    cell: dict[str, Any] = {
        "at": places[0] if len(places) == 1 else places,
        "printed": one.printed,
    }
    if one.unit:
        cell["unit"] = one.unit
    if one.steps:
        cell["steps"] = one.steps
    return cell


def _first_fault(error: ValidationError) -> str:
    fault = error.errors(include_url=False, include_input=False)[0]
    place = ".".join(map(str, fault["loc"]))
    said = fault["msg"].removeprefix("Value error, ")
    return f"{place}: {said}" if place else said
