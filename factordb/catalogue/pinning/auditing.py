"""Auditing: what has been said since of the factors that a calculation has pinned."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from sqlmodel import Session

from factordb.catalogue.hits.entries import entries
from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.pinning import locking, policies, resting
from factordb.catalogue.pinning.findings import LEVELS, SAYS, Finding, Rule, finding_of
from factordb.catalogue.publishing import advising
from factordb.catalogue.publishing.advising import Pin
from factordb.catalogue.resolve import asking
from factordb.catalogue.resolve.question import Answer
from factordb.errors import FactordbError
from factordb.lockfile import values
from factordb.lockfile.asked import Wish
from factordb.lockfile.locked import Answer as Pinned
from factordb.lockfile.locked import Beside, Line, Locked
from factordb.lockfile.values import Value
from factordb.model.advisory import Advisory, Affected
from factordb.model.base import Model
from factordb.model.canonical import raw
from factordb.model.factor import Factor
from factordb.quality.policy import Policy
from factordb.store import documents, editions, factors, standings


class Audited(Model):
    edition: int
    """The edition that was asked."""
    factors: int
    findings: tuple[Finding, ...]
    """By alias; what weighs most comes first."""
    sound: bool
    """True where nothing is an error or a warning."""
    counts: dict[str, int]
    """How many findings of each rule."""


class _Known(NamedTuple):
    """A pin as the catalogue has it."""

    alias: str
    line: Line
    entry: Entry
    factor: Factor | None
    """Nothing where its values need a grant that the caller does not have."""
    pinned: Pinned | Beside
    """The answer of the line, or what belongs beside it."""


def audit(db: Session, locked: Locked, policy: Policy | None = None) -> Audited:
    """Return what there is to say today of everything that ``locked`` pins."""
    edition = editions.current(db)
    rows = factors.standing_as(db, edition, sorted({raw(n) for _, n in locked.leaves()}))
    there = {(entry.reference, entry.digest): entry for entry in entries(db, edition, rows)}
    bodies = documents.published(db, sorted({name for _, name in locked.leaves()}))
    read = {name: Factor.of(body) for name, body in bodies.items()}
    every, findings = [], list[Finding]()
    for alias, line in sorted(locked.factors.items()):
        for one in line.answer.numbers():
            entry = there.get((one.release, one.digest))
            if entry is None:
                says = SAYS["unknown"] if one is line.answer else f"Beside it: {SAYS['unknown']}"
                findings.append(finding_of(alias, "unknown", says, one))
            else:
                every.append(_Known(alias, line, entry, read.get(one.digest), one))
    known = [one for one in every if one.pinned is one.line.answer]
    findings += _withdrawn(db, every)
    findings += _advised(db, every)
    findings += resting.properties(db, locked, edition)
    findings += _superseded(db, known, edition)
    findings += _policy(db, known, policy) if policy is not None else ()
    weight = {rule: number for number, rule in enumerate(LEVELS)}
    findings.sort(key=lambda f: (f.alias, weight[f.rule]))
    return Audited(
        edition=edition,
        factors=len(locked.factors),
        findings=tuple(findings),
        sound=all(finding.level == "note" for finding in findings),
        counts=dict(sorted(Counter(finding.rule for finding in findings).items())),
    )


def _withdrawn(db: Session, known: Sequence[_Known]) -> Iterator[Finding]:
    said = standings.of_documents(db, sorted({raw(one.entry.digest) for one in known}))
    for one in known:
        for statement in said.get(raw(one.entry.digest), ()):
            if f"{statement.dataset}@{statement.release}" == one.entry.reference:
                says = f"{statement.kind} since edition {statement.since}: {statement.reason}"
                yield finding_of(one.alias, "withdrawn", _beside(one, says), one.pinned)


def _advised(db: Session, known: Sequence[_Known]) -> Iterator[Finding]:
    hits = advising.hitting(db, [_pin(one) for one in known])
    for one, found in zip(known, hits, strict=True):
        for notice, part in found:
            yield _notice(one, notice, part)


def _pin(one: _Known) -> Pin:
    entry, factor = one.entry, one.factor
    amounts = factor.amounts if factor is not None else ()
    ids = (*((factor and factor.ids) or ()), *(a.id for a in amounts if a.id))
    return Pin(entry.dataset, entry.release, entry.digest, entry.key, entry.activity, ids)


def _notice(one: _Known, notice: Advisory, part: Affected) -> Finding:
    remedy = part.database_specific
    change = remedy.change_percent if remedy else None
    by = None
    if change is not None:
        by = change.low if change.low == change.high else f"{change.low} to {change.high}"
    says = notice.summary + (f" ({remedy.note})" if remedy and remedy.note else "")
    return finding_of(one.alias, "advisory", _beside(one, says), one.pinned).model_copy(
        update={
            "advisory": notice.id,
            "change_percent": by,
            "instead": remedy.instead if remedy else None,
        }
    )


def _beside(one: _Known, says: str) -> str:
    return says if one.pinned is one.line.answer else f"beside it: {says}"


def _superseded(db: Session, known: Sequence[_Known], edition: int) -> Iterator[Finding]:
    """Ask every question again; where it says the same, look for newer numbers under the key."""
    wishes = [Wish(one.line.question) for one in known]
    answers = asking.ask(db, [wish.question() for wish in wishes]).answers
    newer = _newer(db, known, edition)
    hits = [a.hit.digest if isinstance(a, Answer) and a.hit else None for a in answers]
    more = {entry.digest for entry in newer.values()} | {digest for digest in hits if digest}
    # Mostly a question has the answer that is pinned, whose document was read already.
    read = {one.entry.digest: one.factor for one in known if one.factor is not None}
    bodies = documents.published(db, sorted(more - read.keys()))
    read |= {name: Factor.of(body) for name, body in bodies.items()}
    for one, answer in zip(known, answers, strict=True):
        if one.entry.standing is not None:
            continue  # said already, and why
        today = _today(one, answer, read)
        yield from [today] if today is not None else _later(one, newer.get(one.alias), read)


def _today(
    one: _Known, answer: Answer | FactordbError, read: Mapping[str, Factor]
) -> Finding | None:
    if not isinstance(answer, Answer) or answer.hit is None:
        reason = answer.detail if isinstance(answer, FactordbError) else answer.reason
        says = f"the question has no one answer today: {reason}"
        return finding_of(one.alias, "superseded", says, one.line.answer)
    hit = answer.hit
    if hit.digest == one.entry.digest:
        return None
    where = f"{hit.dataset}@{hit.release}"
    found = _value(one, read.get(hit.digest))
    return _moved(one, "superseded", f"{where} answers the question today", where, found)


def _later(one: _Known, entry: Entry | None, read: Mapping[str, Factor]) -> Iterator[Finding]:
    if entry is None:
        return
    corrected = (entry.data, entry.applies) == (one.entry.data, one.entry.applies)
    says = f"{entry.reference} has another number" + (", of the same period" if corrected else "")
    if one.entry.withheld or entry.withheld:
        yield finding_of(one.alias, "newer", f"{entry.reference} says it anew", one.line.answer)
        return
    found = _value(one, read.get(entry.digest))
    moved = _moved(one, "superseded" if corrected else "newer", says, entry.reference, found)
    if moved is not None:
        yield moved


def _newer(db: Session, known: Sequence[_Known], edition: int) -> dict[str, Entry]:
    """Return for each alias what the newest later release of its dataset has under its key."""
    pairs = {(one.entry.activity, one.entry.region) for one in known}
    by_key: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries(db, edition, factors.candidates(db, edition, pairs)):
        if entry.standing is None:
            by_key.setdefault((entry.dataset, entry.key), []).append(entry)
    found = {}
    for one in known:
        later = [
            entry
            for entry in by_key.get((one.entry.dataset, one.entry.key), ())
            if entry.edition > one.entry.edition and entry.digest != one.entry.digest
        ]
        if later:
            found[one.alias] = max(later, key=lambda entry: _nearness(entry, one.entry))
    return found


def _nearness(entry: Entry, pinned: Entry) -> tuple[bool, int, str]:
    """The same period goes before another, then the newest release, then the latest data."""
    same = (entry.data, entry.applies) == (pinned.data, pinned.applies)
    return same, entry.edition, entry.data[1] if entry.data else ""


def _value(one: _Known, factor: Factor | None) -> Value | None:
    if factor is None:
        return None
    answer = one.line.answer
    try:
        return values.value(factor, one.line.question, answer.pick, answer.inferred)
    except FactordbError:
        return None


def _moved(one: _Known, rule: Rule, says: str, where: str, found: Value | None) -> Finding | None:
    """Say what the number is now; nothing where it is the same."""
    answer = one.line.answer
    old = _told(Value(answer.value, answer.unit, answer.gas, answer.gwp, answer.computed))
    if found is None:
        says += ", and has no such number"
        return finding_of(one.alias, rule, says, answer).model_copy(update={"old": old})
    new = answer.model_copy(update=found._asdict())
    change = locking.change(answer, new)
    if change is not None and Decimal(answer.value) == Decimal(new.value):
        return None
    return finding_of(one.alias, rule, says, answer).model_copy(
        update={"old": old, "new": _told(found), "change_percent": change, "instead": where}
    )


def _told(value: Value) -> str:
    method = f" ({value.gwp})" if value.gwp else ""
    return f"{value.value} kg {value.gas}{method}/{value.unit}"


def _policy(db: Session, known: Sequence[_Known], policy: Policy) -> Iterator[Finding]:
    used = [
        policies.Used(
            digest=one.entry.digest,
            region=one.line.question.get("region"),
            year=year if isinstance(year := one.line.question.get("year"), int) else None,
        )
        for one in known
    ]
    verdict = policies.check(db, policy, used)
    for one, item in zip(known, verdict.items, strict=True):
        for finding in item.findings:
            if not finding.kept:
                says = f"{policy.name}, {finding.rule}: {finding.says}"
                yield finding_of(one.alias, "policy", says, one.line.answer)
