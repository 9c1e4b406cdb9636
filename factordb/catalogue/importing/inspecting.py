"""Inspecting: factors drawn at random, their cells read again from the cited file.

Who is drawn follows from the seed alone, so that a second inspector draws the same: those whose
SHA-256 over seed and digest is the least.
"""

import hashlib
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from decimal import Context, Decimal, localcontext
from pathlib import Path
from typing import Literal

from pydantic import Field
from sqlmodel import Session

from factordb.catalogue.importing.reproducing import held
from factordb.catalogue.reference import split
from factordb.errors import ArtifactNotFound, Invalid, UnreadableFile
from factordb.importers import confinement
from factordb.model.amount import Amount
from factordb.model.base import Model
from factordb.model.canonical import raw, text_of
from factordb.model.factor import Factor
from factordb.model.numbers import is_plain
from factordb.model.source import Cell
from factordb.store import documents, editions, releases
from factordb.store.editions import NEWEST

MOST = 1_000
Verdict = Literal["same", "differs", "not held", "no such place", "not readable"]
Texts = Mapping[str, str | None]


class Looked(Model):
    """One cell of a factor."""

    at: str
    printed: str
    """What the document says is printed there."""
    reads: str | None
    """What was read there again; nothing where nothing could be."""
    unit: str | None
    steps: tuple[str, ...]
    """From the printed number to the amount."""
    stored: tuple[str, ...]
    """The amounts that come of it."""
    computes: bool | None
    """Whether the steps lead from the printed number to the amounts; nothing where it is no plain
    number, or a step names a property."""
    verdict: Verdict
    note: str | None = Field(None, max_length=1_000)
    """What the inspector adds by hand."""


class Drawn(Model):
    """One factor, and every cell that its amounts were printed in."""

    digest: str
    name: dict[str, str]
    activity: str
    region: str
    unit: str
    document: str | None
    artifact: str | None
    """The cited file."""
    cells: tuple[Looked, ...]


class Sheet(Model):
    """What an inspector fills in."""

    release: str
    edition: int
    seed: int
    sample: int
    of: int
    """How many factors the release has."""
    factors: tuple[Drawn, ...]
    counts: dict[str, int]
    """How many cells have each verdict."""
    sound: bool
    """False where a cell differs or is not there, or a step does not lead to its amount."""


def inspect(db: Session, reference: str, sample: int, seed: int) -> Sheet:
    """Draw factors of a release and read their cells again from the files that they cite.

    Raises:
        ReleaseNotFound: it is neither published nor in review.
        Invalid: the sample is not between 1 and 1,000.
    """
    if not 1 <= sample <= MOST:
        raise Invalid(f"A sample has 1 to {MOST:,} factors, not {sample}.")
    row = releases.find(db, *split(reference))
    if row is None or row.state != "review":  # which is as frozen as what is published
        row = releases.published(db, *split(reference), NEWEST)
    every = documents.digests_of(db, "factor", releases.id_of(row))
    drawn = draw([text_of(one) for one in every], sample, seed)
    bodies = documents.any_bodies(db, [raw(one) for one in drawn])
    found = {one: Factor.of(bodies[raw(one)]) for one in drawn}
    texts = _texts(db, found.values())
    factors = tuple(_drawn(one, factor, texts) for one, factor in found.items())
    made = Sheet(
        release=reference,
        edition=editions.current(db),
        seed=seed,
        sample=len(factors),
        of=len(every),
        factors=factors,
        counts={},
        sound=True,
    )
    return summed(made)


def summed(sheet: Sheet) -> Sheet:
    """Return a sheet with what its verdicts, read or written by hand, come to."""
    cells = [cell for one in sheet.factors for cell in one.cells]
    verdicts = [cell.verdict for cell in cells]
    counts = {verdict: verdicts.count(verdict) for verdict in sorted(set(verdicts))}
    sound = all(
        cell.verdict not in ("differs", "no such place") and cell.computes is not False
        for cell in cells
    )
    return sheet.model_copy(update={"counts": counts, "sound": sound})


def unread(factor: Factor) -> Drawn:
    """Return what a sheet says of a factor before any file was read."""
    return blank(_drawn(factor.digest(), factor, {}))


def blank(drawn: Drawn) -> Drawn:
    """Return one factor of a sheet without what the file or an inspector says of its cells."""
    empty = {"verdict": "not held", "reads": None, "note": None}
    cells = tuple(cell.model_copy(update=empty) for cell in drawn.cells)
    return drawn.model_copy(update={"cells": cells})


def draw(digests: Iterable[str], sample: int, seed: int) -> list[str]:
    """Return those whose SHA-256 over ``seed``, a space and the digest is the least, in order."""

    def rank(one: str) -> bytes:
        return hashlib.sha256(f"{seed} {one}".encode()).digest()

    return sorted(digests, key=rank)[:sample]


def _texts(db: Session, factors: Iterable[Factor]) -> dict[str, Texts | None]:
    """Return what stands at the cited places, by cited file; nothing of a file not held."""
    places: dict[str, dict[str, None]] = {}
    for factor in factors:
        if factor.source.artifact is not None:
            of_file = places.setdefault(factor.source.artifact, {})
            of_file |= {at: None for cell in factor.source.cells for at in _places(cell)}
    found: dict[str, Texts | None] = {}
    with tempfile.TemporaryDirectory(prefix="factordb-inspect-") as folder:
        for number, (name, wanted) in enumerate(places.items()):
            try:
                file = held(db, raw(name), Path(folder) / str(number))
            except ArtifactNotFound:
                found[name] = None
            else:
                found[name] = _read(file, [*wanted])
    return found


def _read(file: Path, places: Sequence[str]) -> Texts:
    try:
        return confinement.texts(file, places)
    except UnreadableFile:
        return {}


def _drawn(one: str, factor: Factor, texts: Mapping[str, Texts | None]) -> Drawn:
    source = factor.source
    there = texts.get(source.artifact) if source.artifact else None
    cells = (
        _looked(cell, [a for a in factor.amounts if a.cell == number], there)
        for number, cell in enumerate(source.cells)
    )
    return Drawn(
        digest=one,
        name=factor.name,
        activity=factor.activity,
        region=factor.region,
        unit=factor.unit,
        document=source.document,
        artifact=source.artifact,
        cells=tuple(cells),
    )


def _looked(cell: Cell, amounts: Sequence[Amount], texts: Texts | None) -> Looked:
    verdict, reads = _verdict(cell, texts)
    values = [value for amount in amounts if (value := amount.value()) is not None]
    return Looked(
        at=", ".join(_places(cell)),
        printed=cell.printed,
        reads=reads,
        unit=cell.unit,
        steps=tuple(f"{sign} {operand} ({why})" for sign, operand, why in cell.steps or ()),
        stored=tuple(_stored(amount) for amount in amounts),
        computes=_computes(cell, values),
        verdict=verdict,
    )


def _verdict(cell: Cell, texts: Texts | None) -> tuple[Verdict, str | None]:
    if texts is None:
        return "not held", None
    places = _places(cell)
    if any(place not in texts for place in places):
        return "not readable", None
    read = [texts[place] for place in places]
    there = [" ".join(text.split()) for text in read if text is not None]
    if len(there) < len(read):
        return "no such place", None
    same = all(text == " ".join(cell.printed.split()) for text in there)
    return ("same" if same else "differs"), " / ".join(dict.fromkeys(there))


def _places(cell: Cell) -> tuple[str, ...]:
    return (cell.at,) if isinstance(cell.at, str) else cell.at


def _computes(cell: Cell, values: Sequence[str]) -> bool | None:
    """Walk the steps from the printed number; exact, as they were walked when it was read."""
    if not is_plain(cell.printed) or not values:
        return None
    found = Decimal(cell.printed)
    for sign, operand, _ in cell.steps or ():
        if not is_plain(operand):
            return None
        found = _step(found, sign, Decimal(operand))
    return all(Decimal(value) == found for value in values)


def _step(value: Decimal, sign: str, operand: Decimal) -> Decimal:
    with localcontext(Context(prec=200)):
        if sign == "*":
            return value * operand
        if sign == "/":
            return value / operand
        return value + operand if sign == "+" else value - operand


def _stored(amount: Amount) -> str:
    weighed = "kg CO2e" if amount.kg is None else "kg"
    said = [amount.gas, amount.gwp, amount.origin, amount.part]
    return f"{amount.value() or _range(amount)} {weighed} {' '.join(filter(None, said))}"


def _range(amount: Amount) -> str:
    """Return a range as text."""
    bounds = amount.range
    if bounds is None:
        return ""
    return f"< {bounds.below}" if bounds.below else f"{bounds.low or '…'} to {bounds.high or '…'}"
