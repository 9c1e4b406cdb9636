"""Locking: every question of a calculation gets one answer, which is pinned until it is moved."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any, NamedTuple

from sqlmodel import Session

from factordb import units
from factordb.catalogue import tables
from factordb.catalogue.hits.entries import manifest
from factordb.catalogue.hits.hit import Hit
from factordb.catalogue.reference import split
from factordb.catalogue.resolve import asking
from factordb.catalogue.resolve.question import Answer
from factordb.errors import FactordbError, Invalid, NotLocked
from factordb.lockfile import values
from factordb.lockfile.asked import Wish
from factordb.lockfile.locked import Answer as Pinned
from factordb.lockfile.locked import Beside, Line, Locked, Log, State, Used
from factordb.lockfile.values import Read
from factordb.model.base import Model
from factordb.model.canonical import raw, text_of
from factordb.model.factor import Factor
from factordb.model.numbers import plain
from factordb.model.property import Property
from factordb.model.relating import relation
from factordb.store import documents, editions, log, releases, viewing

_SHOWN = 20
_CANDIDATES = 8
_EXACT = Context(prec=60)


class Move(Model):
    """What one alias would answer, beside what it is pinned to."""

    alias: str
    old: Pinned | None
    new: Pinned
    change_percent: str | None
    """Absent where the two are not of one gas, method and unit."""


class Refusal(NamedTuple):
    alias: str
    reason: str


def lock(db: Session, wishes: Mapping[str, Wish], kept: Locked | None = None) -> Locked:
    """Return the lockfile of ``wishes``; a question that is pinned in ``kept`` keeps its answer.

    Raises:
        NotLocked: a question has several answers, or none; each is named with the reason.
        Invalid: ``kept`` is of another log.
        NotFound: the log is not signed yet.
    """
    origin = _origin(db, kept)
    pinned = kept.factors if kept else {}
    same = {
        a: line for a, line in pinned.items() if a in wishes and line.question == wishes[a].said
    }
    asked = {alias: wish for alias, wish in wishes.items() if alias not in same}
    state, answers = answered(db, asked)
    return _with(kept, origin, state, same, _lines(asked, answers))


def only(wishes: Mapping[str, Wish], aliases: Iterable[str] | None) -> dict[str, Wish]:
    """Return the wishes of some aliases; all where none are named.

    Raises:
        Invalid: one of them asks nothing.
    """
    for alias in aliases or ():
        if alias not in wishes:
            raise Invalid(f"{alias[:60]!r} is no alias: there are {', '.join(wishes)[:400]}.")
    return {alias: wishes[alias] for alias in aliases or wishes}


def moves(db: Session, wishes: Mapping[str, Wish], kept: Locked) -> tuple[State, list[Move]]:
    """Return what differs if every question of ``kept`` were asked today, and where it was asked.

    Raises:
        NotLocked: a question has no one answer today.
        Invalid: ``kept`` is of another log.
    """
    _origin(db, kept)
    state, answers = answered(db, wishes)
    found = []
    for alias, new in sorted(answers.items()):
        line = kept.factors.get(alias)
        if line is None or _said(line.answer, new) != _said(new, line.answer):
            old = line.answer if line else None
            found.append(Move(alias=alias, old=old, new=new, change_percent=change(old, new)))
    return state, found


def moved(kept: Locked, wishes: Mapping[str, Wish], state: State, chosen: Iterable[Move]) -> Locked:
    """Return ``kept`` with the ``chosen`` aliases on their new answers, all others as they are."""
    fresh = {move.alias: move.new for move in chosen}
    same = {alias: line for alias, line in kept.factors.items() if alias not in fresh}
    lines = _lines({alias: wishes[alias] for alias in fresh}, fresh)
    return _with(kept, kept.log.origin, state, same, lines)


def change(old: Pinned | None, new: Pinned) -> str | None:
    """Return by how many percent ``new`` differs, where both are of one gas, method and unit."""
    if old is None or (old.unit, old.gas, old.gwp) != (new.unit, new.gas, new.gwp):
        return None
    before, after = Decimal(old.value), Decimal(new.value)
    if before == 0:
        return None
    share = _EXACT.divide(after - before, abs(before)) * 100
    return plain(share.quantize(Decimal("0.01"), ROUND_HALF_EVEN, _EXACT))


def answered(db: Session, wishes: Mapping[str, Wish]) -> tuple[State, dict[str, Pinned]]:
    """Return the answer to each of ``wishes`` today.

    Raises:
        NotLocked: a question has several answers, or none; each is named with the reason.
    """
    found = asking.ask(db, [wish.question() for wish in wishes.values()])
    state = State(edition=max(found.edition, 1), rules=found.rules, tables=tables.digests())
    refused: list[Refusal] = []
    there: dict[str, Answer] = {}
    for alias, answer in zip(wishes, found.answers, strict=True):
        if isinstance(answer, Answer) and answer.hit is not None:
            there[alias] = answer
        else:
            refused.append(_refusal(alias, answer))
    read = _Documents(db, there.values(), [wishes[alias] for alias in there])
    pinned: dict[str, Pinned] = {}
    for alias, answer in there.items():
        try:
            pinned[alias] = _pinned(alias, answer, read, wishes[alias])
        except FactordbError as error:
            refused.append(Refusal(alias, error.detail))
    _require_none(refused)
    return state, pinned


class _Documents:
    """The documents behind answers, and what the manifests of their releases infer."""

    def __init__(self, db: Session, answers: Iterable[Answer], wishes: Iterable[Wish]) -> None:
        hits = [hit for a in answers if a.hit for hit in (a.hit, *a.beside)]
        bodies = documents.published(db, sorted({hit.digest for hit in hits}))
        self._factors = {name: Factor.of(body) for name, body in bodies.items()}
        self._manifests: dict[str, tuple[str, str | None]] = {}
        for reference in {f"{hit.dataset}@{hit.release}" for hit in hits}:
            row = releases.find(db, *split(reference))
            assert row is not None  # noqa: S101  # a hit stands in it
            name = bytes(row.manifest)
            self._manifests[reference] = text_of(name), manifest(db, name).inferred_gwp()
        via = sorted({digest for wish in wishes for digest in wish.said.get("via", ())})
        said = documents.published(db, via, ("property",)) if via else {}
        self._properties = {name: Property.of(body) for name, body in said.items()}
        self._releases = {name: _newest(db, name) for name in self._properties}

    def of(self, hit: Hit) -> tuple[Factor, str | None, str | None]:
        """Return the document; inferred method and manifest where they bear on its numbers."""
        if hit.withheld:
            raise viewing.closed(hit.dataset, "metadata-only")
        factor = self._factors[hit.digest]
        name, inferred = self._manifests[f"{hit.dataset}@{hit.release}"]
        bears = any(a.kg_co2e is not None and a.gwp is None for a in factor.amounts)
        return (factor, inferred, name) if bears and inferred else (factor, None, None)

    def used(self, wish: Wish, unit: str) -> tuple[Used, ...] | None:
        """Return the properties that lead from ``unit`` to the one asked for; nothing if none."""
        to, via = wish.said.get("in"), wish.said.get("via", ())
        if not via or to is None or units.dimension(to) == units.dimension(unit):
            return None
        return tuple(Used(release=self._releases[name], digest=name) for name in via)

    def read(self, used: Sequence[Used] | None) -> Read:
        """Return what numbers are read with."""
        via = (relation(self._properties[one.digest], one.digest) for one in used or ())
        return Read(via=tuple(via))


def _newest(db: Session, digest: str) -> str:
    row = releases.holding(db, "property", raw(digest), editions.NEWEST)[-1]
    return f"{row.dataset}@{row.name}"


def _pinned(alias: str, answer: Answer, read: _Documents, wish: Wish) -> Pinned:
    hit = answer.hit
    assert hit is not None  # noqa: S101  # only such are pinned
    factor, inferred, said_in = read.of(hit)
    meant, used = wish.pick(alias) or hit.pick, read.used(wish, factor.unit)
    found = values.value(factor, wish.question(), meant, inferred, read.read(used))
    if found is None:
        raise Invalid(
            "the factor has no one number that is meant: name an amount, pick = { gas = … }."
        )
    return Pinned(
        release=f"{hit.dataset}@{hit.release}",
        key=factor.key(),
        digest=hit.digest,
        pick=meant,
        **found._asdict(),
        inferred=inferred,
        manifest=said_in,
        steps=tuple(f"{step.kind}: {step.says}" for step in answer.steps),
        properties=used,
        beside=tuple(_beside(answer.beside, read, wish, used)) or None,
    )


def _beside(
    hits: Iterable[Hit], read: _Documents, wish: Wish, used: Sequence[Used] | None
) -> Iterator[Beside]:
    """Yield what stands beside an answer; what has no one number is only said in the answer."""
    for hit in hits:
        factor, inferred, said_in = read.of(hit)
        found = values.beside(factor, wish.question(), hit.pick, inferred, read.read(used))
        if found is not None:
            yield Beside(
                release=f"{hit.dataset}@{hit.release}",
                digest=hit.digest,
                pick=hit.pick,
                **found._asdict(),
                inferred=inferred,
                manifest=said_in,
            )


def _refusal(alias: str, answer: Answer | FactordbError) -> Refusal:
    if isinstance(answer, FactordbError):
        return Refusal(alias, answer.detail)
    reason = answer.reason or "nothing answers"
    there = "; ".join(map(_candidate, answer.candidates[:_CANDIDATES]))
    return Refusal(alias, f"{answer.status}: {reason}" + (f" ({there})" if there else ""))


def _candidate(hit: Hit) -> str:
    stages = " ".join((*hit.boundary, *(f"{n}={v}" for n, v in hit.facets.items())))
    number = f"{hit.value} kg {hit.gas} per {hit.unit}" if hit.value else "no headline"
    number = "a value that needs a grant" if hit.withheld else number
    return f"{number}, {hit.region}, {stages}, {hit.dataset}@{hit.release}, {hit.digest}"


def _require_none(refused: Sequence[Refusal]) -> None:
    if not refused:
        return
    told = [f"{alias}: {reason}" for alias, reason in refused[:_SHOWN]]
    if len(refused) > _SHOWN:
        told.append(f"and {len(refused) - _SHOWN} more")
    raise NotLocked(
        "Nothing is written, since not every question has one answer. " + " | ".join(told),
        aliases=dict(refused),
    )


def _lines(wishes: Mapping[str, Wish], answers: Mapping[str, Pinned]) -> dict[str, Line]:
    return {a: Line(question=wishes[a].said, answer=answer) for a, answer in answers.items()}


def _with(
    kept: Locked | None,
    origin: str,
    state: State,
    same: Mapping[str, Line],
    fresh: Mapping[str, Line],
) -> Locked:
    """Put lines together; fresh ones say what the head does not, while old ones stand under it."""
    if kept is None or not same:
        head = Log(origin=origin, **state.model_dump())
        if kept is not None and not fresh:
            head = kept.log
        return Locked(log=head, factors=dict(fresh))
    marked = {alias: _marked(line, kept.log, state) for alias, line in fresh.items()}
    return Locked(log=kept.log, factors={**same, **marked})


def _marked(line: Line, head: State, state: State) -> Line:
    differing = {n: d for n, d in state.tables.items() if head.tables.get(n) != d}
    said: dict[str, Any] = {
        "edition": state.edition if state.edition != head.edition else None,
        "rules": state.rules if state.rules != head.rules else None,
        "tables": differing or None,
    }
    return line.model_copy(update={"answer": line.answer.model_copy(update=said)})


def _said(answer: Pinned, beside: Pinned) -> dict[str, Any]:
    """Return what an answer says, without when it was said and on which way.

    Where one of the two was locked before properties, manifests and what stands beside were pinned,
    these tell no difference.
    """
    apart = {"edition", "rules", "tables", "steps"}
    new = ("manifest", "properties", "beside")
    if not all(any(getattr(one, name) for name in new) for one in (answer, beside)):
        apart |= {*new}
    return answer.model_dump(exclude=apart)


def _origin(db: Session, kept: Locked | None) -> str:
    origin = log.newest_checkpoint(db).origin
    if kept is not None and kept.log.origin != origin:
        raise Invalid(
            f"The lockfile is of the log {kept.log.origin!r}, and this one is {origin!r}: pins of "
            "two logs do not mix. Name another lockfile, or move this one away and lock anew."
        )
    return origin
