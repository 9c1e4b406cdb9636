"""Advising: a notice that factors are wrong finds whoever has pinned them."""

import tomllib
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from pydantic import ValidationError
from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.access import Caller
from factordb.catalogue.record import logbook
from factordb.errors import AdvisoryNotFound, AlreadyAdvised, Invalid
from factordb.model.advisory import Advisory, Affected, More
from factordb.model.base import Model
from factordb.model.canonical import text_of
from factordb.model.role import Role
from factordb.store import advisories, editions, events, releases
from factordb.store import engine as engines
from factordb.store.advisories import Said
from factordb.store.editions import NEWEST

_ENDS = ("introduced", "fixed")
_SELECTED = ("activities", "keys", "ids", "digests")
_REMEDY = ("change_percent", "instead", "note")


class Advised(Model):
    id: str
    edition: int
    factors: int
    """How many factors that are published here it speaks of."""


class Pin(NamedTuple):
    """What somebody uses: one factor in one release."""

    dataset: str
    release: str
    digest: str
    key: str
    activity: str
    ids: tuple[str, ...]


def advise(db: Session, by: Caller, notice: Advisory) -> Advised:
    """Give a notice, or correct one of the same id, as the next edition; the caller commits.

    Raises:
        NotAllowed: ``by`` is no admin, or her token is not good for a dataset that is named.
        ReleaseNotFound: a release that it names is not published here.
        Invalid: it speaks of no factor of these releases, or corrects a later notice.
        AlreadyAdvised: it was given before, word for word.
    """
    for one in notice.affected:
        by.require(Role.ADMIN, one.package.name)
    engines.unhurried(db)
    editions.following(db)  # from here on nobody else says anything
    body = notice.canonical()
    before = advisories.of_id(db, notice.id)
    if before:
        _require_news(Advisory.of(before[-1].body), notice)
    count = sum(_meant(db, one) for one in notice.affected)
    edition = advisories.add(db, notice.id, body, tables.digests(), _closed(db, notice))
    logbook.enter(db)
    events.add(db, by.actor, "advisory.given", notice.id, {"edition": edition})
    return Advised(id=notice.id, edition=edition, factors=count)


def _closed(db: Session, notice: Advisory) -> str | None:
    """Return the private dataset that a notice is about, if it is about one.

    Raises:
        Invalid: it is about others too: who reads of those would learn of that one.
    """
    named = {one.package.name for one in notice.affected}
    private = {name for name in named if releases.access_of(db, name) == "private"}
    if private and len(named) > 1:
        raise Invalid(
            f"The advisory speaks of {', '.join(sorted(named))}, and {', '.join(sorted(private))} "
            "is private: give a notice of its own for each."
        )
    return min(private, default=None)


def revoke(db: Session, by: Caller, id_: str, reason: str) -> Advised:
    """Say that a notice no longer holds, and why, as the next edition; the caller commits.

    Raises:
        AdvisoryNotFound: there is none.
        AlreadyAdvised: it was withdrawn before.
        NotAllowed: as for `advise`.
    """
    last = Advisory.of(of_id(db, id_).body)
    if last.withdrawn is not None:
        raise AlreadyAdvised(f"{id_} is withdrawn since {last.withdrawn}.")
    now = _now()
    more = {"zh": last.database_specific and last.database_specific.zh, "withdrawn_because": reason}
    said = {"withdrawn": now, "modified": now, "database_specific": More.model_validate(more)}
    return advise(db, by, last.model_copy(update=said))


def of_id(db: Session, id_: str, edition: int | None = None) -> Said:
    """Return the last state of a notice in ``edition``.

    Raises:
        AdvisoryNotFound: there is none.
    """
    found = advisories.of_id(db, id_, editions.meant(db, edition))
    if not found:
        raise AdvisoryNotFound(
            f"No advisory {id_[:60]!r} stands; /v1/advisories lists those that do.", advisory=id_
        )
    return found[-1]


def since(db: Session, edition: int, until: int | None = None) -> tuple[int, list[Said]]:
    """Return the edition that is meant, and the last state of each notice given after ``edition``.

    Raises:
        EditionAhead: this replica has not reached ``until`` yet.
    """
    meant = editions.meant(db, until)
    return meant, advisories.standing(db, meant, edition)


def about(db: Session, dataset: str, release: str, edition: int | None = None) -> list[Advisory]:
    """Return the notices that hold of a release, in whole or in part."""
    standing = _standing(db, editions.meant(db, edition))
    order = _order(db, dataset)
    return [
        notice
        for notice in standing
        if any(a.package.name == dataset and a.holds_for(release, order) for a in notice.affected)
    ]


def hitting(db: Session, pins: Sequence[Pin]) -> list[list[tuple[Advisory, Affected]]]:
    """Return the notices that hold of each of ``pins`` today, with the part that names it."""
    standing = _standing(db, NEWEST)
    orders = {dataset: _order(db, dataset) for dataset in {pin.dataset for pin in pins}}
    return [
        [
            (notice, one)
            for notice in standing
            if (one := _naming(notice, pin, orders[pin.dataset])) is not None
        ]
        for pin in pins
    ]


def parsed(text: str) -> Advisory:
    """Return the notice that a TOML file gives; times that it does not name are now.

    Raises:
        Invalid: it gives none; the sentence names the place.
    """
    try:
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise Invalid(f"The advisory is no TOML: {error}.") from error
    try:
        return Advisory.model_validate(_shaped(said))
    except ValidationError as error:
        fault = error.errors(include_url=False)[0]
        place = ".".join(map(str, fault["loc"]))
        says = fault["msg"].removeprefix("Value error, ")
        raise Invalid(f"The advisory: {place}: {says}.") from error


def _shaped(said: dict[str, Any]) -> dict[str, Any]:
    """Return the flat words of a TOML file where OSV has them."""
    now = _now()
    affected = said.pop("affected", [])
    zh = said.pop("zh", None)
    if not isinstance(affected, list) or not all(isinstance(one, dict) for one in affected):
        raise Invalid("The advisory: affected is a list of tables, [[affected]].")
    parts = [_affected(one) for one in affected]
    shaped = {"published": now, "modified": now} | said | {"affected": parts}
    return shaped | ({"database_specific": {"zh": zh}} if zh is not None else {})


def _affected(said: dict[str, Any]) -> dict[str, Any]:
    events = [{end: said.pop(end)} for end in _ENDS if end in said]
    found: dict[str, Any] = {"package": {"name": said.pop("dataset", None)}}
    found |= {"ranges": [{"events": events}]} if events else {}
    for place, names in (("ecosystem_specific", _SELECTED), ("database_specific", _REMEDY)):
        told = {name: said.pop(name) for name in names if name in said}
        found |= {place: told} if told else {}
    return found | said


def _require_news(last: Advisory, notice: Advisory) -> None:
    same = {"published", "modified"}
    if last.model_dump(exclude=same) == notice.model_dump(exclude=same):
        raise AlreadyAdvised(f"{notice.id} says so already, since {last.modified}.")
    if notice.modified < last.modified:
        raise Invalid(
            f"{notice.id} was modified on {last.modified}, later than this: take the last state "
            "and change that."
        )


def _meant(db: Session, affected: Affected) -> int:
    """Return how many factors are named.

    Raises:
        Invalid: none is, or a digest, key or id names none.
    """
    dataset = affected.package.name
    for name in sorted(affected.releases()):
        releases.published(db, dataset, name, NEWEST)
    order = _order(db, dataset)
    wrong = [name for name in order if affected.holds_for(name, order)]
    rows = (releases.published(db, dataset, name, NEWEST) for name in wrong)
    subjects = [s for row in rows for s in advisories.subjects(db, releases.id_of(row))]
    chosen = affected.ecosystem_specific
    if chosen is not None:
        subjects = [
            s for s in subjects if chosen.names(s.key, s.activity, s.ids, text_of(s.digest))
        ]
    if not subjects:
        raise Invalid(
            f"The advisory speaks of no factor: nothing in {dataset} "
            f"{', '.join(wrong) or 'of these releases'} has the activities, keys, ids or digests "
            "that it names."
        )
    return len({s.digest for s in subjects})


def _naming(notice: Advisory, pin: Pin, order: tuple[str, ...]) -> Affected | None:
    for one in notice.affected:
        chosen = one.ecosystem_specific
        if (
            one.package.name == pin.dataset
            and one.holds_for(pin.release, order)
            and (chosen is None or chosen.names(pin.key, pin.activity, pin.ids, pin.digest))
        ):
            return one
    return None


def _standing(db: Session, edition: int) -> list[Advisory]:
    found = (Advisory.of(said.body) for said in advisories.standing(db, edition))
    return [notice for notice in found if notice.withdrawn is None]


def _order(db: Session, dataset: str) -> tuple[str, ...]:
    return tuple(row.name for row in releases.of_dataset(db, dataset, NEWEST))


def _now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
