"""A document as a person reads it: every number with the cell it was printed in."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from factordb.catalogue.hits.hit import Hit
    from factordb.model.amount import Amount
    from factordb.model.dates import Dates
    from factordb.model.factor import Factor
    from factordb.model.property import Property
    from factordb.model.source import Cell, Source


def lines(body: bytes) -> Iterator[str]:
    """Yield what there is to read in the canonical bytes of a factor or property."""
    from factordb.model.canonical import digest
    from factordb.model.factor import Factor
    from factordb.model.property import Property

    if b'"schema":"factordb/factor/1"' in body:
        yield from _factor(Factor.of(body))
    else:
        yield from _property(Property.of(body))
    yield digest(body)


def _factor(factor: "Factor") -> Iterator[str]:
    facets = (f"{name}={value}" for name, value in (factor.facets or {}).items())
    yield " / ".join(factor.name.values())
    yield "  ".join([factor.activity, factor.region, ",".join(factor.boundary or ()), *facets])
    yield from _dates(factor.dates)
    for amount in factor.amounts:
        yield f"  {_amount(amount)} per {factor.unit}"
        yield from _cell(factor.source.cells[amount.cell])
    yield from _source(factor.dataset, factor.source)


def _property(found: "Property") -> Iterator[str]:
    facets = (f"{name}={value}" for name, value in (found.facets or {}).items())
    yield " / ".join(found.name.values())
    yield "  ".join([found.subject, found.region, *facets])
    yield from _dates(found.dates)
    yield f"  {found.property}: {found.value or f'{found.low} to {found.high}'} {found.unit}"
    for cell in found.source.cells:
        yield from _cell(cell)
    yield from _source(found.dataset, found.source)


def _amount(amount: "Amount") -> str:
    if amount.range is not None:
        r = amount.range
        counted = f"below {r.below}" if r.below else f"{r.low or '…'} to {r.high or '…'}"
        weighted = r.in_ == "kg_co2e"
    else:
        counted, weighted = str(amount.value()), amount.kg is None
    said = [amount.gwp, amount.origin, amount.part, amount.label]
    said.append("outside the total" if amount.outside else None)
    notes = ", ".join(filter(None, said))
    unit = "kg CO2e" if weighted else "kg"
    gas = f" {amount.gas}" if amount.gas != "CO2e" else ""
    return f"{counted} {unit}{' of' if weighted and gas else ''}{gas}" + (
        f" ({notes})" if notes else ""
    )


def _cell(cell: "Cell") -> Iterator[str]:
    at = cell.at if isinstance(cell.at, str) else " and ".join(cell.at)
    steps = "".join(f"  {op} {number} ({why})" for op, number, why in cell.steps or ())
    yield f"    printed {cell.printed} {cell.unit or ''} at {at}{steps}"


def _dates(dates: "Dates | None") -> Iterator[str]:
    if dates is None:
        return
    said = []
    if dates.data:
        said.append(f"data {dates.data.from_}/{dates.data.to}")
    if dates.applies:
        said.append(f"applies {dates.applies.from_ or ''}/{dates.applies.to or ''}")
    if dates.published:
        said.append(f"published {dates.published}")
    yield ", ".join(said)


def _source(dataset: str, source: "Source") -> Iterator[str]:
    said = [source.document, source.number, source.publisher, source.url]
    yield "source: " + (", ".join(filter(None, said)) or dataset)
    if source.artifact:
        yield f"file: {source.artifact}"
    for note in source.notes or ():
        yield f"note: {note}"
    yield f"dataset: {dataset}"


def of_hit(hit: "Hit", indent: str = "") -> Iterator[str]:
    """Yield a hit in four lines, its digest whole: the next command needs it."""
    value = f"{hit.value} kg {hit.gas}/{hit.unit}" if hit.value else f"no headline, per {hit.unit}"
    method = f" ({hit.gwp}{', computed' if hit.computed else ''})" if hit.gwp else ""
    facets = " ".join(f"{name}={said}" for name, said in hit.facets.items())
    where = [hit.region, _period(hit.dates), ",".join(hit.boundary), facets]
    yield f"{indent}{value}{method}  {'  '.join(filter(None, where))}"
    standing = f"  {hit.standing.upper()}" if hit.standing else ""
    yield f"{indent}  {' / '.join(hit.name.values())}"
    yield f"{indent}  {hit.activity}  {hit.dataset}@{hit.release}{standing}"
    yield f"{indent}  {hit.digest}"


def _period(dates: "dict[str, Any]") -> str:
    if "applies" in dates:
        first, last = (dates["applies"].get(end) for end in ("from", "to"))
        return f"applies {first}/{last}" if first and last else _open(first, last)
    if "data" in dates:
        first, last = dates["data"]["from"], dates["data"]["to"]
        whole_year = first.endswith("-01-01") and last.endswith("-12-31") and first[:4] == last[:4]
        return str(first[:4] if whole_year else f"{first}/{last}")
    return f"published {dates['published']}" if "published" in dates else ""


def _open(first: str | None, last: str | None) -> str:
    return f"applies from {first}" if first else f"applies until {last}"
