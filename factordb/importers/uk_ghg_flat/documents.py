"""Rows made into documents: all rows of one activity and unit are one factor."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from pydantic import ValidationError

from factordb import units
from factordb.errors import FactordbError, Invalid
from factordb.importers import printed
from factordb.importers.uk_ghg_flat import subjects
from factordb.importers.uk_ghg_flat.activities import Meaning
from factordb.importers.uk_ghg_flat.sheet import Line
from factordb.importers.uk_ghg_flat.subjects import Number, Subject
from factordb.model import identity, sure
from factordb.model.factor import Factor
from factordb.model.property import Property
from factordb.model.reading import Blank, Caution, Rejection

_NEAR = Decimal("0.005")
"""The gases add up to their total but for rounding, where they are weighted."""

Document = Factor | Property


class Said(NamedTuple):
    """What is the same in all documents of one file."""

    dataset: str
    dates: dict[str, Any]
    source: dict[str, Any]


def documents(
    lines: Iterable[Line], said: Said
) -> Iterator[Document | Rejection | Caution | Blank]:
    """Yield a document for each activity and unit, in the order of their first rows."""
    groups: dict[Subject, list[Number]] = {}
    for line in lines:
        if printed.is_blank(line.printed):
            if line.unit or line.ghg:
                yield _blank(line, said)
            continue
        subject, number = subjects.subject(line.levels, line.unit, line.ghg), subjects.value(line)
        if isinstance(subject, str):
            yield _rejection(line, subject)
        elif isinstance(number, str):
            yield _rejection(line, number)
        else:
            groups.setdefault(subject, []).append(number)
    for subject, numbers in groups.items():
        yield from _told_apart(subject, numbers, said)
    yield from _cautions(groups)


def _blank(line: Line, said: Said) -> Blank:
    """Return what is known of a row without a number: its place, its ID, and what it is about."""
    about = subjects.subject(line.levels, line.unit, line.ghg)
    named = Blank(at=line.at, id=line.id or None)
    if isinstance(about, str):
        return named
    number = Number(line, None, None)
    whole = _whole(about, [number], said, []) | _about(about)
    pick = whole.get("property") or identity.pick(_amount(number, about.meaning, 0))
    return named.model_copy(update={"identity": identity.expected(whole), "pick": pick})


def _cautions(found: Iterable[Subject]) -> Iterator[Caution]:
    for activity in sorted({s.meaning.activity for s in found if s.meaning.is_new()}):
        yield Caution(
            text=f"What is filed as {activity} has words in Level 1 or 2 that nobody listed: "
            "check its activity and boundary."
        )


def _rejection(line: Line, reason: str) -> Rejection:
    return Rejection(at=line.at, printed=line.printed[:2000], reason=reason[:1000])


def _told_apart(
    subject: Subject, numbers: list[Number], said: Said
) -> Iterator[Document | Rejection]:
    """Yield one document; several, told apart by the publisher's id, where numbers contradict."""
    if not _contradict(numbers):
        yield from _document(subject, numbers, said)
        return
    by_id: dict[str, list[Number]] = {}
    for number in numbers:
        by_id.setdefault(number.line.id.rpartition("_")[0], []).append(number)
    for stem, some in by_id.items():
        if not stem or _contradict(some):
            reason = (
                "Another row gives another number for the same thing, and no ID tells them apart."
            )
            yield from (_rejection(number.line, reason) for number in some)
        else:
            about = subject.meaning
            facets = tuple(sorted([*about.facets, ("publisher-id", stem)]))
            yield from _document(
                subject._replace(meaning=about._replace(facets=facets)), some, said
            )


def _contradict(numbers: list[Number]) -> bool:
    seen: dict[str | None, tuple[str | None, str | None]] = {}
    return any(
        seen.setdefault(n.kind().gas, (n.value, n.below)) != (n.value, n.below) for n in numbers
    )


def _document(
    subject: Subject, numbers: list[Number], said: Said
) -> Iterator[Document | Rejection]:
    try:
        if subject.per is not None:
            yield Property.model_validate(_property(subject, numbers, said))
        else:
            _check_weighted(numbers)
            yield sure.made(_factor(subject, numbers, said))
    except ValidationError as error:
        fault = error.errors(include_url=False, include_input=False)[0]
        reason = f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
        yield from (_rejection(number.line, reason) for number in numbers)
    except FactordbError as error:
        yield from (_rejection(number.line, error.detail) for number in numbers)


def _factor(subject: Subject, numbers: list[Number], said: Said) -> dict[str, Any]:
    about = subject.meaning
    cells: list[dict[str, Any]] = []
    amounts: list[dict[str, Any]] = []
    for same in _each_once(numbers):
        amounts.append(_amount(same[0], about, len(cells)))
        cells.append(_cell(same))
    return (
        _whole(subject, numbers, said, cells)
        | _about(subject)
        | {
            "amounts": amounts,
            **({"conventions": dict(about.conventions)} if about.conventions else {}),
        }
    )


def _property(subject: Subject, numbers: list[Number], said: Said) -> dict[str, Any]:
    whole = _whole(subject, numbers, said, [_cell(numbers)])
    return whole | _about(subject) | {"value": numbers[0].value}


def _about(subject: Subject) -> dict[str, Any]:
    """Return what emits, or what a property is of."""
    about = subject.meaning
    if subject.per is None:
        return {
            "activity": about.activity,
            **({"boundary": about.boundary} if about.boundary else {}),
        }
    per_tonne = "mass" in units.dimension(subject.per)
    return {
        "subject": about.activity,
        "property": "energy-per-tonne-distance" if per_tonne else "energy-per-distance",
    }


def _whole(
    subject: Subject, numbers: list[Number], said: Said, cells: list[dict[str, Any]]
) -> dict[str, Any]:
    """Return what factors and properties have in common."""
    about = subject.meaning
    ids = sorted({number.line.id for number in numbers if number.line.id})
    return {
        "dataset": said.dataset,
        **({"ids": ids} if ids else {}),
        **({"facets": dict(about.facets)} if about.facets else {}),
        "region": about.region,
        "dates": said.dates,
        "unit": subject.unit,
        "name": {"en": numbers[0].line.levels.name()[:4000]},
        "source": said.source | {"cells": cells},
    }


def _each_once(numbers: list[Number]) -> list[list[Number]]:
    """Return the numbers by gas: the same number printed in several rows is one amount."""
    by_gas: dict[str | None, list[Number]] = {}
    for number in numbers:
        by_gas.setdefault(number.kind().gas, []).append(number)
    return list(by_gas.values())


def _amount(number: Number, about: Meaning, cell: int) -> dict[str, Any]:
    amount: dict[str, Any] = {"gas": number.kind().gas, "cell": cell}
    if number.below is None:
        amount["kg_co2e"] = number.value
    else:
        amount["range"] = {"in": "kg_co2e", "below": number.below}
    if number.line.id:
        amount["id"] = number.line.id
    if about.outside():
        amount |= {"origin": "biogenic", "outside": True}
    return amount


def _cell(same: list[Number]) -> dict[str, Any]:
    places = [number.line.at for number in same]
    line = same[0].line
    return {
        "at": places[0] if len(places) == 1 else places,
        "printed": line.printed,
        "unit": f"{line.ghg.removesuffix(' per unit')}/{line.unit}",
    }


def _check_weighted(numbers: list[Number]) -> None:
    """Hold gases whose label does not say so ("kg CH4") against their total.

    Raises:
        Invalid: they do not add up to it, so it stays unsaid whether they are weighted.
    """
    unsaid = [n.line.ghg for n in numbers if not n.kind().weighted]
    by_gas = {n.kind().gas: Decimal(n.value) for n in numbers if n.value}
    if not unsaid or set(by_gas) == {"CO2"}:
        return
    total = by_gas.pop("CO2e", Decimal(0))
    if not total or abs(sum(by_gas.values()) - total) > _NEAR * abs(total):
        raise Invalid(
            f"{unsaid[0]!r} does not say whether it is weighted, and the gases "
            "do not add up to a total that would tell."
        )
