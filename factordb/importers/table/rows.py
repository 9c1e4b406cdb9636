"""Rows of a table made into documents: rows that agree in identity become one factor."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from pydantic import ValidationError

from factordb.errors import Invalid
from factordb.importers.containers import Line
from factordb.importers.printed import is_blank
from factordb.importers.table import steps
from factordb.importers.table.mapping import first_fault
from factordb.importers.table.paths import Column
from factordb.model import identity, sure
from factordb.model.canonical import canonical_text
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.property import Property
from factordb.model.reading import Blank, Rejection

Row = dict[str, Any]
"""What one row says, as nested objects: amount and cell of its own, the rest of the whole."""

_NUMBERS = ("kg", "kg_co2e", "range")
_OF_A_PROPERTY = ("value", "low", "high")


class Group(NamedTuple):
    """Rows of one document, with their lines in the file."""

    lines: tuple[Line, ...]


def grouped(lines: Sequence[Line], columns: Sequence[Column | None]) -> list[Group]:
    """Return ``lines`` by the texts that tell documents apart, in the order of their first line."""
    told = [index for index, column in enumerate(columns) if column and column.identifies]
    groups: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        cells = line.cells
        groups.setdefault(tuple([cells[index].strip() for index in told]), []).append(line)
    return [Group(tuple(lines)) for lines in groups.values()]


class Builder:
    """Makes documents of groups of rows."""

    def __init__(
        self,
        dataset: str,
        columns: Sequence[Column | None],
        constants: dict[Column, str],
        file: str,
    ) -> None:
        self._dataset = dataset
        self._columns = [(i, c) for i, c in enumerate(columns) if c is not None]
        self._constants = list(constants.items())
        self._file = file

    def documents(self, group: Group) -> Iterator[Factor | Property | Label | Rejection | Blank]:
        """Yield the document of ``group`` and our label for it, or why there is none."""
        try:
            every = [(line, self._row(line)) for line in group.lines]
            rows = [(line, row) for line, row in every if not _says_not_available(row)]
            if len(rows) < len(every):
                yield from (_blank(row) for _, row in every if _says_not_available(row))
                group = Group(tuple(line for line, _ in rows))
            if not rows:
                return
            document, label = self._document([row for _, row in rows])
        except ValidationError as error:
            yield self._rejection(group, first_fault(error))
        except ValueError as error:
            yield self._rejection(group, str(error))
        else:
            yield document
            if label is not None:
                yield label

    def _row(self, line: Line) -> Row:
        """Return what one row says; an empty cell says nothing."""
        row = _copied(self._same)
        cells = line.cells
        for index, column in self._columns:
            if text := cells[index]:
                _put(row, column, text)
        row.setdefault("cell", {}).setdefault("at", f"line {line.number}")
        return row

    @cached_property
    def _same(self) -> Row:
        """What every row says."""
        row: Row = {}
        for column, text in self._constants:
            _put(row, column, text)
        return row

    def _document(self, rows: list[Row]) -> tuple[Factor | Property, Label | None]:
        whole: Row = {k: v for k, v in rows[0].items() if k not in ("amount", "cell")}
        for row in rows[1:]:
            _merge(whole, {k: v for k, v in row.items() if k not in ("amount", "cell")})
        ours: Row = {key: whole.pop(key) for key in ("label", "synonyms") if key in whole}
        whole["dataset"] = self._dataset
        document = (_property if "property" in whole else _factor)(whole, rows)
        return document, _label(ours, document.digest()) if ours else None

    def _rejection(self, group: Group, reason: str) -> Rejection:
        every = list(dict.fromkeys(str(line.number) for line in group.lines))
        numbers = ", ".join(every[:6])
        more = " …" if len(every) > 6 else ""  # as many as are listed
        printed = "; ".join(text for text in group.lines[0].cells if text)
        return Rejection(
            at=f"{self._file} line {numbers}{more}",
            printed=printed[:200],
            reason=reason[:1000],
            numbers=len(group.lines),
        )


def _says_not_available(row: Row) -> bool:
    """Say whether a row holds no number: its cell is blank, or prints ``NA``."""
    nothing = row.get("amount", {}).keys().isdisjoint(_NUMBERS)
    return (
        nothing
        and row.keys().isdisjoint(_OF_A_PROPERTY)
        and is_blank(row["cell"].get("printed", ""))
    )


def _blank(row: Row) -> Blank:
    """Return what is known of a row without a number."""
    amount = {name: word for name, word in row.get("amount", {}).items() if isinstance(word, str)}
    pick = row.get("property") or identity.pick(amount)
    at = row["cell"]["at"]
    return Blank(
        at=at if isinstance(at, str) else ", ".join(at),
        id=amount.get("id"),
        identity=identity.expected(row),
        pick=pick[:1000],
    )


def _copied(row: Row) -> Row:
    """Return ``row`` with objects of its own, down to the innermost."""
    return {key: _copied(said) if type(said) is dict else said for key, said in row.items()}


def _put(row: Row, column: Column, text: str) -> None:
    """Say in ``row`` what the text of a cell means; white space around it means nothing."""
    tidy = text.strip()
    if not tidy:
        return
    inner = row
    try:
        for key in column.outer:
            inner = inner.setdefault(key, {})
        inner[column.key] = column.read(text if column.path == "cell.printed" else tidy)
    except ValueError as error:
        raise Invalid(f"{column.path}: {error}") from error
    except (AttributeError, TypeError) as error:  # JSON of another shape stands there
        raise Invalid(f"{column.path}: {str(inner)[:40]!r} stands there already") from error


def _merge(whole: Row, said: Row, place: str = "") -> None:
    """Add what a row says of the whole; rows of one document must not contradict each other."""
    for key, value in said.items():
        there = whole.setdefault(key, {} if isinstance(value, dict) else value)
        path = f"{place}.{key}" if place else key
        if isinstance(there, dict) and isinstance(value, dict):
            _merge(there, value, path)
        elif there != value:
            raise Invalid(
                f"{path} differs between rows of one document: {str(there)[:150]!r} and "
                f"{str(value)[:150]!r}"
            )


def _factor(whole: Row, rows: list[Row]) -> Factor:
    cells, places = _cells(rows)
    whole["source"] = whole.get("source", {}) | {"cells": _printed(cells)}
    whole["amounts"] = [
        _amount(dict(row.get("amount", {})), cells[place], place)
        for row, place in zip(rows, places, strict=True)
    ]
    return sure.made(whole)


def _amount(amount: Row, cell: Row, place: int) -> Row:
    amount["cell"] = place
    if "range" not in amount:
        field = "kg_co2e" if amount.get("gas") == "CO2e" or "kg_co2e" in amount else "kg"
        amount[field] = steps.value(amount.get(field), cell, f"amount.{field}")
    return amount


def _property(whole: Row, rows: list[Row]) -> Property:
    """A property is one row; where low and high are printed in two cells, it is one row each."""
    for row in rows:
        given = [key for key in _NUMBERS if key in row.get("amount", {})]
        if given:
            raise Invalid(f"amount.{given[0]}: a property has value, or low and high")
    ends = [[key for key in _OF_A_PROPERTY if key in row] for row in rows]
    if len(rows) > 1:
        if sorted(ends) != [["high"], ["low"]]:
            raise Invalid("two rows give one property: their subject, region and dates agree")
        rows = rows if ends[0] == ["low"] else rows[::-1]
        for end, row in zip(("low", "high"), rows, strict=True):
            steps.value(row[end], row["cell"], end)
    cells, _ = _cells(rows)
    if not {"low", "high"} & set(whole):
        whole["value"] = steps.value(whole.get("value"), cells[0], "value")
    whole["source"] = whole.get("source", {}) | {"cells": _printed(cells)}
    return Property.model_validate(whole)


def _cells(rows: list[Row]) -> tuple[list[Row], list[int]]:
    """Return the distinct cells, and for each row which of them is its own."""
    if len(rows) == 1:
        return [rows[0]["cell"]], [0]
    told = [canonical_text(row["cell"]) for row in rows]
    cells = {text: row["cell"] for text, row in zip(told, rows, strict=True)}
    place = {text: index for index, text in enumerate(cells)}
    return list(cells.values()), [place[text] for text in told]


def _printed(cells: list[Row]) -> list[Row]:
    """Return cells as a document has them."""
    return [{key: said for key, said in cell.items() if key != steps.READ} for cell in cells]


def _label(ours: Row, about: str) -> Label:
    name = dict(ours.get("label", {}))
    said = {
        "name": name,
        "synonyms": ours.get("synonyms"),
        "classification": name.pop("classification", None),
    }
    return Label.model_validate({"about": about} | {k: v for k, v in said.items() if v})
