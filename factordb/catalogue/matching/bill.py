"""A line of a bill of materials, a utility bill or a travel list, and the answer to it."""

import re
from typing import Annotated

from pydantic import BeforeValidator, Field, ValidationError

from factordb.catalogue.hits.hit import Hit
from factordb.errors import FactordbError, Invalid
from factordb.importers import printed
from factordb.model.base import Model
from factordb.search.confidence import Decision

LONGEST = 10_000
"""Characters of a text that are taken; the first few hundred of them are read."""
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", re.ASCII)


def _text(value: object) -> object:
    """Return a JSON number as it is written, so that amounts keep their digits."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number else value


def _blank_is_absent(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


_Short = Annotated[str, Field(max_length=100)]
_Year = Annotated[int, Field(ge=1900, le=2200)]
_Blank = BeforeValidator(_blank_is_absent)


class Line(Model):
    """What one line says; a column counts where words contradict it."""

    text: str = Field(min_length=1, max_length=LONGEST, examples=["0#柴油 叉车用"])
    region: Annotated[_Short | None, _Blank] = Field(None, examples=["CN-SH"])
    """Code or name of a region; factors of it, or of what it lies in."""
    year: Annotated[_Year | None, _Blank] = Field(None, examples=[2023])
    unit: Annotated[_Short | None, _Blank] = Field(None, examples=["kg"])
    """Factors that it can be counted in, and no others."""
    amount: Annotated[_Short | None, _Blank, BeforeValidator(_text)] = Field(None, examples=["860"])
    """How much, in ``unit``; a decimal string."""


class Match(Model):
    decision: Decision
    """``accept``: take the first candidate; ``review``: look; ``none``: nothing fits."""
    confidence: float
    """How probable it is that the first candidate is right; 0 where there is none."""
    candidates: tuple[Hit, ...] = ()
    """The likeliest first, per the line's unit where it has one."""
    kg: str | None = None
    """Amount times value of the first candidate, in kg of CO2e, where that can be said."""
    why: tuple[str, ...] = ()
    """What the decision rests on; why a candidate stands there, it says itself."""


def read(item: object) -> Line | FactordbError:
    """Return ``item`` as a line, or what is wrong with it: one of a list sinks no other."""
    if isinstance(item, Line):
        return item
    try:
        return Line.model_validate(item)
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, f['loc']))}: {f['msg'].removeprefix('Value error, ')}".strip(": ")
            for f in error.errors(include_url=False, include_input=False)[:5]
        )
        return Invalid("; ".join(faults).rstrip(".") + ".")


def amount_of(text: str) -> tuple[str | None, tuple[str, ...]]:
    """Return an amount in plain digits, or nothing; and how it was read, where that is a choice."""
    tidy = text.strip()
    if _THOUSANDS.fullmatch(tidy):
        plain = printed.number(tidy.replace(",", ""))
        return plain, (f"amount {tidy!r} read as {plain}",)
    found = printed.number(printed.point(tidy))
    if found is None:
        return None, (f"amount: {text[:40]!r} is no number",)
    return found, (f"amount {tidy!r} read as {found}",) if "," in tidy else ()
