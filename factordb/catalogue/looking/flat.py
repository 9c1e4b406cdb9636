"""A release flat, for people and spreadsheets: a line a factor, property, rejection or blank."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from factordb.catalogue.looking.fetching import BlankView
from factordb.catalogue.tables import TODAY, Tables
from factordb.model.canonical import digest
from factordb.model.dates import Dates
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.model.reading import Rejection

_DATES = ("data_from", "data_to", "applies_from", "applies_to", "published")
FACTOR = (
    *("digest", "activity", "facets", "boundary", "region", *_DATES),
    *("unit", "value", "gas", "gwp", "computed", "name"),
)
PROPERTY = (
    *("digest", "subject", "property", "facets", "region", *_DATES),
    *("unit", "value", "low", "high", "name"),
)
REJECTION = ("at", "printed", "reason", "numbers")
BLANK = (
    *("at", "count", "id", "pick", "of", "property", "facets", "boundary", "region"),
    *(*_DATES[:4], "unit"),
)


def factors(
    bodies: Iterable[bytes], said: Manifest, *, header: bool = True, tables: Tables = TODAY
) -> Iterator[bytes]:
    """Yield a line a factor, under the header of `FACTOR`; values are headlines."""
    if header:
        yield _line(FACTOR)
    for body in bodies:
        factor = Factor.of(body)
        shown = headline(factor, None, said.inferred_gwp(), tables.gwp)
        yield _line(
            (
                digest(body),
                factor.activity,
                _facets(factor.facets),
                "+".join(factor.boundary or ()),
                factor.region,
                *_days(factor.dates),
                factor.unit,
                *((shown.value, shown.gas, shown.gwp) if shown else (None, None, None)),
                "true" if shown and shown.computed else "",
                " / ".join(factor.name.values()),
            )
        )


def properties(
    bodies: Iterable[bytes], said: Manifest, *, header: bool = True, tables: Tables = TODAY
) -> Iterator[bytes]:
    """Yield a line a property, under the header of `PROPERTY`."""
    del said, tables  # neither has anything to add to a property
    if header:
        yield _line(PROPERTY)
    for body in bodies:
        found = Property.of(body)
        yield _line(
            (
                digest(body),
                found.subject,
                found.property,
                _facets(found.facets),
                found.region,
                *_days(found.dates),
                found.unit,
                found.value,
                found.low,
                found.high,
                " / ".join(found.name.values()),
            )
        )


def rejections(found: Iterable[Rejection], *, header: bool = True) -> Iterator[bytes]:
    """Yield a line a rejection, under the header of `REJECTION`."""
    if header:
        yield _line(REJECTION)
    for one in found:
        yield _line((one.at, one.printed, one.reason, str(one.numbers)))


def blanks(found: Iterable[BlankView], *, header: bool = True) -> Iterator[bytes]:
    """Yield a line a blank, under the header of `BLANK`; ``of`` is its activity or subject."""
    if header:
        yield _line(BLANK)
    for one in found:
        of = one.of or {}
        ends = [of.get("dates", {}).get(span, {}) for span in ("data", "applies")]
        yield _line(
            (
                one.at,
                str(one.count),
                one.id,
                one.pick,
                of.get("activity") or of.get("subject"),
                of.get("property"),
                _facets(of.get("facets")),
                "+".join(of.get("boundary", ())),
                of.get("region"),
                *(span.get(end) for span in ends for end in ("from", "to")),
                of.get("unit"),
            )
        )


def _facets(facets: dict[str, str] | None) -> str:
    return ";".join(f"{name}={value}" for name, value in sorted((facets or {}).items()))


def _days(dates: Dates | None) -> tuple[str | None, ...]:
    data, applies = (dates.data, dates.applies) if dates else (None, None)
    return (
        data.from_ if data else None,
        data.to if data else None,
        applies.from_ if applies else None,
        applies.to if applies else None,
        dates.published if dates else None,
    )


def _line(values: Sequence[str | None]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(["" if v is None else v for v in values])
    return out.getvalue().encode()
