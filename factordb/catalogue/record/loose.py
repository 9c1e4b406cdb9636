"""Entries of the log that belong to no edition, held against what they were made of."""

from collections.abc import Collection, Sequence

import orjson
from sqlmodel import Session

from factordb.catalogue.record import logbook
from factordb.catalogue.record.approvals import Approvals
from factordb.errors import FactordbError, LogBroken
from factordb.log import notes
from factordb.log.notes import VerifierKey
from factordb.model.canonical import raw_digest, text_of
from factordb.model.review import Review
from factordb.store import acts, holds, log, persons, reviews
from factordb.store.log import Place
from factordb.store.review_tables import ActRow, ReviewRow

_SUBJECTS = {"hold": "release", "person-key": "key"}
"""Where the leaf of an act says what the act is about."""


class Loose:
    """Keys of the log and acts of persons, walked in the order of the log."""

    def __init__(self, db: Session, named: Collection[int]) -> None:
        """Take the places of the log's keys, which were held against each other before."""
        self._db = db
        self._named = named
        self._acts = {bytes(act.digest): act for act in acts.every(db)}
        self._reviews = reviews.by_act(db)
        self._names = {person.id: person.name for person in persons.every(db)}
        self._met: set[bytes] = set()
        self.approvals = Approvals(db)
        self._keys: dict[str, str] = {}
        """Persons by the keys that are good at this place of the log."""

    def without(
        self, entries: Sequence[bytes], first: int, last: int
    ) -> tuple[list[bytes], list[Place]]:
        """Return what is left from ``first`` up to ``last``; what belongs to no edition is held.

        Raises:
            LogBroken: an entry is not what it was made of.
        """
        left: tuple[list[bytes], list[Place]] = [], []
        places = log.places_between(self._db, first, last)
        for number, (entry, place) in enumerate(zip(entries[first:last], places, strict=True)):
            if first + number in self._named:
                continue
            if place.kind in acts.KINDS:
                self._act(entry, place, first + number)
            else:
                left[0].append(entry)
                left[1].append(place)
        return left

    def require_all(self) -> None:
        """Do nothing where every act stands in the log.

        Raises:
            LogBroken: one does not, and is none that a database begins by itself.
        """
        eyes = [act for act in self._acts.values() if act.kind == "four-eyes"]
        for digest in self._acts.keys() - self._met:
            act = self._acts[digest]
            if not (eyes == [act] and orjson.loads(act.body)["by"] == "factordb"):
                raise LogBroken(f"The {act.kind} {text_of(digest)} stands in no entry of the log.")

    def _act(self, entry: bytes, place: Place, number: int) -> None:
        act = self._acts.get(place.digest)
        if act is None or act.kind != place.kind or place.digest in self._met:
            raise LogBroken(f"Entry {number} of the log is a {place.kind} that nobody made.")
        self._met.add(place.digest)
        if entry != logbook.entry_of(self._db, act) or raw_digest(bytes(act.body)) != place.digest:
            raise LogBroken(f"The {act.kind} of entry {number} is not what the log holds.")
        try:
            self._told(act)
        except (FactordbError, ValueError, KeyError) as error:
            raise LogBroken(f"The {act.kind} of entry {number} does not hold: {error}") from error

    def _told(self, act: ActRow) -> None:
        """Hold the columns of an act, and what it is about, against its leaf."""
        said = orjson.loads(act.body)
        if said["type"] != act.kind:
            raise ValueError("it is of another type.")
        if act.kind == "review":
            self._review(act, said)
            return
        if act.subject != said.get(_SUBJECTS.get(act.kind, ""), "four-eyes"):
            raise ValueError("its row is about something else.")
        if act.kind == "person-key":
            self._person_key(act, said)
        elif act.kind == "hold":
            _hold(self._db, said)
        elif act.kind == "four-eyes":
            self.approvals.switched(said["state"])
        if act.person_id is not None and self._names.get(act.person_id) != said["by"]:
            raise ValueError("its row names somebody else.")

    def _person_key(self, act: ActRow, said: dict[str, str]) -> None:
        if said["state"] == "revoked":
            self._keys.pop(said["key"], None)
        else:
            self._keys[said["key"]] = said["person"]

    def _review(self, act: ActRow, said: dict[str, object]) -> None:
        review, row = Review.model_validate(said["review"]), self._reviews.get(act.id)
        if act.subject != review.release or self._names.get(act.person_id) != review.by:
            raise ValueError("its row names another release, or somebody else.")
        if row is None or not _is_of(row, review):
            raise ValueError("its words, its sheet or its verdict were changed.")
        signature = said.get("signature")
        if isinstance(signature, dict):
            key = VerifierKey.parsed(signature["key"])
            if self._keys.get(signature["key"]) != review.by:
                raise ValueError(f"{key.name} was no key of {review.by} at that time.")
            notes.opened(f"{review.text()}\n{signature['line']}\n", [key])
        self.approvals.reviewed(act, review)


def _hold(db: Session, said: dict[str, object]) -> None:
    told = said["hold"]
    hold, released = holds.get(db, told["id"]) if isinstance(told, dict) else (None, None)
    if hold is None or released is None:
        raise ValueError("the release of a hold is gone.")
    there = (f"{hold.dataset}@{hold.release}", hold.rule, released.by, released.reason)
    if there != (said["release"], told["rule"], said["by"], said["reason"]):  # type: ignore[index]  # a dict: hold is there
        raise ValueError("the hold or its release was changed.")


def _is_of(row: ReviewRow, review: Review) -> bool:
    words = None if row.words is None else text_of(raw_digest(row.words.encode()))
    sheet = None if row.sheet is None else text_of(raw_digest(bytes(row.sheet)))
    return (row.verdict, words, sheet) == (review.verdict, review.words, review.sheet)
