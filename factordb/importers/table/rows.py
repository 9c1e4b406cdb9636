"""Rows of a table made into documents: rows that agree in identity become one factor."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from pydantic import ValidationError

from factordb.errors import Invalid
from factordb.importers.containers import Line
from factordb.importers.printed import number
from factordb.importers.table.mapping import first_fault
from factordb.importers.table.paths import Column
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.numbers import times
from factordb.model.property import Property
from factordb.model.reading import Rejection

_OF_A_ROW = ("amount", "cell", "label", "synonyms")
"""What is said of a number or by us, and not of the whole document."""


class Group(NamedTuple):
    """Rows of one document, with their lines in the file."""

    lines: tuple[Line, ...]


def grouped(lines: Sequence[Line], columns: Sequence[Column | None]) -> list[Group]:
    """Return ``lines`` by the texts that tell documents apart, in the order of their first line."""
    told = [index for index, column in enumerate(columns) if column and column.identifies]
    groups: dict[tuple[str, ...], list[Line]] = {}
    for line in lines:
        cells = line.cells
        groups.setdefault(tuple([cells[index] for index in told]), []).append(line)
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

    def documents(self, group: Group) -> Iterator[Factor | Property | Label | Rejection]:
        """Yield the document of ``group`` and our label for it, or why there is none."""
        try:
            rows = [self._row(line) for line in group.lines]
            document = self._document(rows)
            label = _label(rows, document.digest())
        except ValidationError as error:
            yield self._rejection(group, first_fault(error))
        except ValueError as error:
            yield self._rejection(group, str(error))
        else:
            yield document
            if label is not None:
                yield label

    def _row(self, line: Line) -> dict[str, Any]:
        """Return what one row says, as nested objects; an empty cell says nothing."""
        row: dict[str, Any] = {}
        for column, text in self._constants:
            _put(row, column, text)
        cells = line.cells
        for index, column in self._columns:
            text = cells[index]
            if text:
                _put(row, column, text)
        row.setdefault("cell", {}).setdefault("at", f"line {line.number}")
        return row

    def _document(self, rows: list[dict[str, Any]]) -> Factor | Property:
        whole = {key: value for key, value in rows[0].items() if key not in _OF_A_ROW}
        for row in rows[1:]:
            _agree(whole, row)
        whole["dataset"] = self._dataset
        cells, places = _cells(rows)
        whole["source"] = whole.get("source", {}) | {"cells": cells}
        if "property" in whole:
            if len(rows) > 1:
                raise Invalid("two rows give one property: their subject, region and dates agree")
            if "low" not in whole:
                whole["value"] = _value(whole.get("value"), cells[0], "value")
            return Property.model_validate(whole)
        whole["amounts"] = [
            _amount(row.get("amount", {}), cells[place], place)
            for row, place in zip(rows, places, strict=True)
        ]
        return Factor.model_validate(whole)

    def _rejection(self, group: Group, reason: str) -> Rejection:
        numbers = ", ".join(str(line.number) for line in group.lines[:6])
        more = " …" if len(group.lines) > 6 else ""  # as many as are listed
        printed = "; ".join(text for text in group.lines[0].cells if text)[:200]
        return Rejection(
            at=f"{self._file} line {numbers}{more}",
            printed=printed,
            reason=reason[:1000],
            numbers=len(group.lines),
        )


def _put(row: dict[str, Any], column: Column, text: str) -> None:
    place = column.place
    inner = row
    for key in place[:-1]:
        inner = inner.setdefault(key, {})
    try:
        inner[place[-1]] = column.read(text)
    except ValueError as error:
        raise Invalid(f"{column.path}: {error}") from error


def _agree(whole: dict[str, Any], row: dict[str, Any]) -> None:
    """Amounts of one factor must not say different things about the whole of it."""
    for key, value in row.items():
        if key not in _OF_A_ROW and whole.setdefault(key, value) != value:
            raise Invalid(
                f"{key} differs between rows of one factor: {whole[key]!r} and {value!r}"[:400]
            )


def _cells(rows: list[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[int]]:
    """Return the distinct cells, and for each row which of them is its own."""
    cells: list[dict[str, Any]] = []
    places = []
    for row in rows:
        cell = row["cell"]
        at = cell["at"]
        if isinstance(at, list) and len(at) == 1:
            cell["at"] = at[0]
        if cell not in cells:
            cells.append(cell)
        places.append(cells.index(cell))
    return cells, places


def _amount(amount: dict[str, Any], cell: dict[str, Any], place: int) -> dict[str, Any]:
    amount["cell"] = place
    if "range" in amount:
        return amount
    field = "kg_co2e" if amount.get("gas") == "CO2e" or "kg_co2e" in amount else "kg"
    amount[field] = _value(amount.get(field), cell, f"amount.{field}")
    return amount


def _value(given: str | None, cell: dict[str, Any], name: str) -> str:
    """Return the number given, or what the steps make of the printed one; both must agree."""
    if "printed" not in cell:
        raise Invalid("cell.printed: the number as it is printed is missing")
    made = _made(cell)
    if given is None:
        if made is None:
            raise Invalid(f"{name}: is empty, and no steps make it of {cell['printed']!r}")
        return made
    if made is not None and _differ(given, made):
        raise Invalid(f"{name}: {given} is not what the steps make of the printed number: {made}")
    return given


def _made(cell: dict[str, Any]) -> str | None:
    """Return the product that the steps make of the printed number, where it is one."""
    value = number(cell["printed"])
    for operation, operand, *_ in cell.get("steps", ()):
        if value is None or operation != "*" or not isinstance(operand, str) or ":" in operand:
            return None
        value = times(value, operand)
    return value


def _differ(given: str, made: str) -> bool:
    try:
        return given != made and Decimal(given) != Decimal(made)
    except InvalidOperation:
        return True


def _label(rows: list[dict[str, Any]], about: str) -> Label | None:
    said = {key: rows[0][key] for key in ("label", "synonyms") if key in rows[0]}
    if not said:
        return None
    return Label.model_validate(
        {"about": about, **({"name": said["label"]} if "label" in said else {})}
        | ({"synonyms": said["synonyms"]} if "synonyms" in said else {})
    )
