"""Factors that are surely sound: as rigorously judged as by their model, in a fifth of the time.

Of the rows of one file most say the same of everything but a few words and numbers. What a factor
says besides those is its shape. A shape is known once one factor of it has passed the whole
validation of the model; of the next, only words and numbers are held against the model's own
rules. What is in doubt, for whatever reason, goes through the whole validation, which alone
refuses. A property test holds both against each other.
"""

import re
from collections.abc import Hashable, Mapping
from functools import lru_cache
from typing import Any, cast

import msgspec

from factordb.errors import Invalid, UnknownWord
from factordb.model import slim, text, vocabulary
from factordb.model.canonical import canonical_bytes
from factordb.model.factor import Factor
from factordb.model.numbers import is_plain
from factordb.model.source import Cell

MOST_SHAPES = 4096
"""Kept at once; a file with more has no rows that are alike."""

_SHAPES: set[Hashable] = set()
_ACTIVITY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[a-z0-9]+(-[a-z0-9]+)*)*")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]{2,4})?")
_SALT = re.compile(r"[0-9a-f]{32}")
TWIN: type[object] = slim.twin(Factor)
"""What factors are of that were read quickly."""
_SCHEMA = Factor.model_fields["schema_"].default
_DECODER = msgspec.json.Decoder(TWIN)
_ENCODER = msgspec.json.Encoder(order="sorted")


class NotCanonical(ValueError):
    """A document whose bytes are not those that it would be written in."""


def factor(body: bytes) -> Factor:
    """Return the factor behind ``body``; a twin of the model, which it is used as.

    Raises:
        ValidationError: it is no factor.
        NotCanonical: it is one, in other bytes.
    """
    try:
        found = cast("Factor", _DECODER.decode(body))
    except msgspec.DecodeError:
        found = None  # the model says better what is wrong
    if found is None or not (_shape(found) in _SHAPES and _is_sound(found)):
        found = _validated(body)
    elif _ENCODER.encode(found) != body:
        raise NotCanonical
    return found


def made(said: Mapping[str, Any]) -> Factor:
    """Return the factor that ``said`` describes, in JSON's own types.

    Raises:
        ValidationError: it is none.
    """
    try:
        body = canonical_bytes({"schema": _SCHEMA, **said})
        found = cast("Factor", _DECODER.decode(body))
        if _shape(found) in _SHAPES and _is_sound(found) and _ENCODER.encode(found) == body:
            return found
    except (msgspec.DecodeError, Invalid):
        pass  # the model says better what is wrong
    return _remembered(Factor.model_validate(said).canonical())


def encoded(one: Factor) -> bytes:
    """Return the canonical bytes of what `factor` or `made` gave."""
    return _ENCODER.encode(one)


def _validated(body: bytes) -> Factor:
    if Factor.of(body).canonical() != body:
        raise NotCanonical
    return _remembered(body)


def _remembered(body: bytes) -> Factor:
    """Return the factor whose ``body`` has passed; the like of it is known from here on."""
    found = cast("Factor", _DECODER.decode(body))
    if len(_SHAPES) >= MOST_SHAPES:
        _SHAPES.clear()
    _SHAPES.add(_shape(found))
    return found


def _shape(one: Factor) -> Hashable:
    """Return all that the factor says but its words and numbers; equal shapes are equally sound."""
    source = one.source
    return (
        one.dataset,
        one.boundary,
        one.region,
        one.dates,
        one.unit,
        one.use,
        one.status,
        tuple(one.conventions.items()) if one.conventions is not None else None,
        source.artifact,
        source.document,
        source.number,
        source.publisher,
        source.url,
        *[
            (
                a.gas,
                a.gwp,
                a.origin,
                a.part,
                a.outside,
                a.cell,
                a.kg is None,
                a.kg_co2e is None,
                a.range,
            )
            for a in one.amounts
        ],
        *[(cell.unit, cell.steps) for cell in source.cells],
    )


def _is_sound(one: Factor) -> bool:
    """Say whether words and numbers are as the model would have them, and written as it would."""
    source, cells = one.source, one.source.cells
    last = -1
    for amount in one.amounts:
        number = amount.kg if amount.kg is not None else amount.kg_co2e
        if amount.cell <= last or not (number is None or _is_number(number)):
            return False  # where two share a cell, the bytes decide which is the first
        last = amount.cell
        if not (_may_be_text(amount.id) and _may_be_text(amount.label)):
            return False
    return (
        (len(cells) == 1 or len({(c.at, c.printed, c.unit) for c in cells}) == len(cells))
        and all(map(_is_cell, cells))
        and len(one.activity) <= 200
        and _ACTIVITY.fullmatch(one.activity) is not None
        and _are_names(one.name)
        and (one.facets is None or _are_facets(one.facets))
        and (one.ids is None or (_are_texts(one.ids) and tuple(sorted(one.ids)) == one.ids))
        and (one.classification is None or _are_codes(one.classification))
        and (source.notes is None or _are_texts(source.notes))
        and (source.upstream is None or _are_said(source.upstream))
        and _is_measured(one)
    )


def _is_measured(one: Factor) -> bool:
    """Say whether what only some publishers tell is sound."""
    unsure, quality = one.uncertainty, one.quality
    return (
        (one.properties is None or _are_numbers(one.properties))
        and (quality is None or (_is_slug(quality.scheme) and _are_numbers(quality.scores)))
        and (
            unsure is None
            or (
                _is_slug(unsure.distribution)
                and _are_numbers(unsure.parameters)
                and _may_be_text(unsure.basis)
            )
        )
        and (one.salt is None or _SALT.fullmatch(one.salt) is not None)
    )


def _is_cell(cell: Cell) -> bool:
    at = cell.at
    if isinstance(at, str):
        return _is_printed(at) and _is_printed(cell.printed)
    alone = len(at) > 1 and len(set(at)) == len(at)
    return alone and all(map(_is_printed, at)) and _is_printed(cell.printed)


def _is_number(said: str) -> bool:
    return len(said) <= 100 and is_plain(said)


def _is_text(said: str) -> bool:
    if said.isascii() and said.isprintable():
        return 0 < len(said) <= text.LONGEST and said[0] != " " != said[-1]
    return 0 < len(said) <= text.LONGEST and text.is_kept(said) and said.strip() == said


def _may_be_text(said: str | None) -> bool:
    return said is None or _is_text(said)


def _is_printed(said: str) -> bool:
    if said.isascii() and said.isprintable():
        return len(said) <= 300 and bool(said.strip())
    # Letters and digits are no white space for anybody.
    return len(said) <= 300 and text.is_kept(said) and any(map(str.isalnum, said))


@lru_cache(maxsize=4096)
def _is_slug(said: str) -> bool:
    return len(said) <= 80 and _SLUG.fullmatch(said) is not None


@lru_cache(maxsize=256)
def _is_language(said: str) -> bool:
    return _LANGUAGE.fullmatch(said) is not None


def _are_names(said: Mapping[str, str]) -> bool:
    return bool(said) and all(map(_is_language, said)) and all(map(_is_text, said.values()))


def _are_facets(said: Mapping[str, str]) -> bool:
    try:
        for name, value in said.items():
            vocabulary.check_facet(name, value)
    except UnknownWord:
        return False
    return 0 < len(said) <= 24


def _are_texts(said: tuple[str, ...]) -> bool:
    return bool(said) and len(set(said)) == len(said) and all(map(_is_text, said))


def _are_codes(said: Mapping[str, tuple[str, ...]]) -> bool:
    return bool(said) and all(map(_is_slug, said)) and all(map(_are_texts, said.values()))


def _are_said(said: Mapping[str, str]) -> bool:
    return bool(said) and all(map(_is_slug, said)) and all(map(_is_text, said.values()))


def _are_numbers(said: Mapping[str, str]) -> bool:
    return bool(said) and all(map(_is_slug, said)) and all(map(_is_number, said.values()))
