"""Approvals in the order of the log: what is published under four eyes, another person let through.

The log says when four eyes were on, who approved which contents, and who sent them back. Who
brought a draft in is on record beside it. Seeds nobody brings in: they are files of a version.
"""

import hashlib
from itertools import takewhile

import orjson
from sqlmodel import Session

from factordb import shipped
from factordb.errors import LogBroken
from factordb.model.review import Review
from factordb.store import events, releases, reviews
from factordb.store.review_tables import ActRow
from factordb.store.tables import ReleaseRow

_FILES = {"factors.csv": "read", "release.toml": "mapping"}


class Approvals:
    """What was decided up to a place of the log."""

    def __init__(self, db: Session) -> None:
        self._db = db
        self._are_on = False
        self._given: dict[str, list[tuple[int | None, Review]]] = {}
        """By release, since it was last sent back."""

    def switched(self, state: str) -> None:
        """Take in that four eyes are ``on`` or ``off`` from here on."""
        self._are_on = state == "on"

    def reviewed(self, act: ActRow, review: Review) -> None:
        """Take in what a person said of a release."""
        if review.verdict == "reject":
            self._given.pop(review.release, None)
        elif review.verdict == "approve":
            self._given.setdefault(review.release, []).append((act.person_id, review))

    def require(self, release_id: int, leaf: bytes) -> None:
        """Do nothing where a release, published here by ``leaf``, lacks no approval.

        Raises:
            LogBroken: four eyes were on, and nobody else had approved what was published.
        """
        if not self._are_on:
            return
        row, said = releases.by_id(self._db, release_id), orjson.loads(leaf)
        mine = self._hands(row)
        for person, review in self._given.get(said["release"], ()):
            there = (review.manifest, review.contents, review.count)
            if person not in mine and there == (said["manifest"], said["contents"], said["count"]):
                return
        if not _is_shipped(row):
            raise LogBroken(
                f"{said['release']} was published while four eyes were on, and no other person had "
                "approved what was published. Or it is a seed of another version than this one."
            )

    def _hands(self, row: ReleaseRow) -> set[int | None]:
        """Return who brought a release in: what was imported after it was published is the same."""
        said = events.about(self._db, f"{row.dataset}@{row.name}")
        before = takewhile(lambda event: event.action != "release.published", said)
        imported = [event.person_id for event in before if event.action == "release.imported"]
        submitted = reviews.submission(self._db, releases.id_of(row))
        return {None, *imported[-1:], submitted.person_id if submitted else None}


def _is_shipped(row: ReleaseRow) -> bool:
    """Say whether a release was read from the files of a seed that comes with this version."""
    home = shipped.SEEDS / row.dataset / row.name
    return all(
        (home / name).is_file()
        and hashlib.sha256((home / name).read_bytes()).digest()
        == bytes(getattr(row, column) or b"")
        for name, column in _FILES.items()
    )
