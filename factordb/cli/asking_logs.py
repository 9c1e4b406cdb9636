"""A log to ask for checkpoints, keys and proofs: the catalogue's own, or one behind an address."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from factordb.catalogue.record import consistency as proving
from factordb.catalogue.record import transparency
from factordb.catalogue.record.consistency import Consistency
from factordb.errors import Invalid, Unavailable
from factordb.lockfile.files import text
from factordb.log import rotations
from factordb.log.checkpoint import Checkpoint, of_note
from factordb.log.notes import VerifierKey

if TYPE_CHECKING:
    from sqlmodel import Session

_PATIENCE = 30.0
_LARGEST = 4 << 20


class AskedLog(Protocol):
    def newest(self) -> str:
        """Return the newest checkpoint, a note."""
        ...

    def keys(self) -> str:
        """Return key and rotations, as ``/log/key`` does."""
        ...

    def consistency(self, old: int, new: int) -> Consistency:
        """Return the proof between two sizes."""
        ...


@contextmanager
def log_at(url: str | None) -> Iterator[AskedLog]:
    """Give the log behind ``url``; the catalogue's own where there is none."""
    if url is not None:
        yield _Far(url.rstrip("/"))
        return
    from factordb.cli.opening import transaction  # an address needs no database

    with transaction() as db:
        yield _Near(db)


def note_in(file: Path) -> str:
    """Return the checkpoint in a file.

    Raises:
        Invalid: it is not there, or is no text.
    """
    said = text(file)
    if said is None:
        raise Invalid(f"{file} is not there.", file=str(file))
    return said


def checkpoint(note: str, key: str | None, of: AskedLog) -> Checkpoint:
    """Return what a note says; with a key only what that one, or one rotated from it, signed.

    Raises:
        Invalid: it is no checkpoint, or is signed with none of those.
    """
    if key is None:
        return of_note(note)
    known = rotations.spans([VerifierKey.parsed(key)], rotations.told(of.keys()))
    return rotations.opened(note, known)[0]


class _Near:
    def __init__(self, db: "Session") -> None:
        self._db = db

    def newest(self) -> str:
        return transparency.checkpoint(self._db)

    def keys(self) -> str:
        return transparency.key_and_chain(self._db)

    def consistency(self, old: int, new: int) -> Consistency:
        return proving.prove(self._db, old, new)


class _Far:
    def __init__(self, url: str) -> None:
        if not url.startswith(("http://", "https://")):
            raise Invalid(f"--url {url[:80]!r}: write http:// or https:// and the server's name.")
        self._url = url

    def newest(self) -> str:
        return self._asked("/log/checkpoint").decode("utf-8", "replace")

    def keys(self) -> str:
        return self._asked("/log/key").decode("utf-8", "replace")

    def consistency(self, old: int, new: int) -> Consistency:
        answer = self._asked(f"/log/consistency?old={old}&new={new}")
        try:
            return Consistency.model_validate_json(answer)
        except ValueError as error:
            raise Unavailable(f"{self._url} answers with no proof: is it a factordb?") from error

    def _asked(self, path: str) -> bytes:
        from urllib.request import urlopen  # only an address needs it

        try:
            with urlopen(self._url + path, timeout=_PATIENCE) as answer:  # noqa: S310  # http only, see above
                return bytes(answer.read(_LARGEST))
        except (OSError, ValueError) as error:
            raise Unavailable(f"{self._url}{path} does not answer: {error}.") from error
