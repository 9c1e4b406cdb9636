"""The numbers of a lockfile, computed anew from bodies, picks, and the tables it was made with."""

from collections.abc import Callable, Mapping
from typing import TypeVar

from pydantic import ValidationError

from factordb.errors import FactordbError, LockfileBroken
from factordb.lockfile import values
from factordb.lockfile.locked import Answer, Beside, Line, Locked
from factordb.lockfile.values import Read, Value
from factordb.model.base import Document
from factordb.model.factor import Factor
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.model.relating import relation
from factordb.units import Relation

_T = TypeVar("_T", bound=Document)


def hold(locked: Locked, found: Mapping[str, bytes], *, is_own: bool) -> None:
    """Hold every number of ``locked`` against the bodies ``found``, by their digests.

    ``is_own`` where the proof is of this very lockfile: then a body is wrong, and else a digest.

    Raises:
        LockfileBroken: a body is missing or too many, or a number is another; or a table is not
            here that it was read with.
    """
    bodies = _Bodies(found, is_own=is_own)
    tables: dict[tuple[tuple[str, str], ...], Read] = {}
    for alias, line in sorted(locked.factors.items()):
        recorded = locked.state_of(alias).tables
        key = tuple(recorded.items())
        if key not in tables:
            tables[key] = values.recorded(recorded)
        _line(alias, line, bodies, tables[key])
    for surplus in found.keys() - bodies.asked:
        raise LockfileBroken(
            f"The file of bodies holds a document that no alias pins: {surplus}.", what="body"
        )


class _Bodies:
    """Documents by digest, each read once."""

    def __init__(self, found: Mapping[str, bytes], *, is_own: bool) -> None:
        self._found, self._is_own = found, is_own
        self._read: dict[str, Document] = {}
        self.asked: set[str] = set()

    def of(self, alias: str, name: str, type_: type[_T]) -> _T:
        """Return the document ``name``, that ``alias`` rests on."""
        self.asked.add(name)
        if name not in self._found:
            raise self._missing(alias, name)
        read = self._read.get(name)
        if read is None:
            read = self._read[name] = self._parsed(alias, self._found[name], type_)
        if not isinstance(read, type_):
            raise _differs(alias, f"{name} is no {type_.__name__.lower()}")
        return read

    def _parsed(self, alias: str, body: bytes, type_: type[_T]) -> _T:
        try:
            return type_.of(body)
        except (ValidationError, FactordbError) as error:
            kind = type_.__name__.lower()
            raise LockfileBroken(
                f"{alias}: its body is no {kind} of a kind that this version reads.",
                what="body",
                alias=alias,
            ) from error

    def _missing(self, alias: str, name: str) -> LockfileBroken:
        """An intact lockfile speaks against the body, a changed one against its digest."""
        if self._is_own:
            says = f"{alias}: no body hashes to {name}: the body was changed, or left out."
            return LockfileBroken(says, what="body", alias=alias)
        says = f"{alias}: the digest {name} is that of no body: it, or the body, was changed."
        return LockfileBroken(says, what="digest", alias=alias)


def _line(alias: str, line: Line, bodies: _Bodies, tables: Read) -> None:
    answer, read = line.answer, tables
    factor = bodies.of(alias, answer.digest, Factor)
    if answer.properties:
        read = tables._replace(via=_relations(alias, answer, bodies, tables))
    _number(alias, line, answer, values.value, (factor, bodies, read))
    if answer.key != factor.key():
        raise _differs(alias, "its key is not that of its body")
    for one in answer.beside or ():
        other = bodies.of(alias, one.digest, Factor)
        _number(f"{alias}, beside it", line, one, values.beside, (other, bodies, read))


def _relations(alias: str, answer: Answer, bodies: _Bodies, tables: Read) -> tuple[Relation, ...]:
    found = []
    for used in answer.properties or ():
        said = bodies.of(alias, used.digest, Property)
        if used.release.partition("@")[0] != said.dataset:
            raise _differs(alias, f"its property is of {said.dataset}, not of {used.release}")
        try:
            found.append(relation(said, used.digest, tables.units))
        except FactordbError as error:
            raise _differs(alias, error.detail.rstrip(".")) from error
    return tuple(found)


def _number(
    alias: str,
    line: Line,
    pinned: Answer | Beside,
    compute: Callable[..., Value | None],
    of: tuple[Factor, _Bodies, Read],
) -> None:
    factor, bodies, read = of
    if pinned.manifest is not None:
        _inferred(alias, pinned, pinned.manifest, bodies)
    try:
        found = compute(factor, line.question, pinned.pick, pinned.inferred, read)
    except FactordbError as error:
        raise _differs(alias, f"{error.detail.rstrip('.')}") from error
    if found is None:
        raise _differs(alias, "its body has no such number")
    said = Value(pinned.value, pinned.unit, pinned.gas, pinned.gwp, pinned.computed)
    for name, ours, theirs in zip(Value._fields, found, said, strict=True):
        if ours != theirs:
            raise _differs(alias, f"its body gives the {name} {_told(ours)}, not {_told(theirs)}")
    if pinned.release.partition("@")[0] != factor.dataset:
        raise _differs(alias, f"its body is of {factor.dataset}, not of {pinned.release}")


def _inferred(alias: str, pinned: Answer | Beside, manifest: str, bodies: _Bodies) -> None:
    said = bodies.of(alias, manifest, Manifest)
    if said.dataset != pinned.release.partition("@")[0]:
        raise _differs(alias, f"its manifest is of {said.dataset}, not of {pinned.release}")
    if said.inferred_gwp() != pinned.inferred:
        ours, theirs = _told(said.inferred_gwp()), _told(pinned.inferred)
        raise _differs(alias, f"its manifest infers the method {ours}, not {theirs}")


def _differs(alias: str, says: str) -> LockfileBroken:
    return LockfileBroken(f"{alias}: {says}.", what="value", alias=alias)


def _told(value: object) -> str:
    return "none" if value is None else str(value)
