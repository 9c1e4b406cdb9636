"""Generations on disk: one is current, several processes read it, one at a time builds the next."""

import fcntl
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import orjson

from factordb.errors import CacheUnavailable, IndexBeingBuilt
from factordb.search import generation, keeping, rules, thesaurus
from factordb.search.generation import Facts, Generation
from factordb.search.item import Item

_CURRENT = "CURRENT"
_ORIGIN = "origin"
_KEPT = 3
"""Generations that stay: pages begun on an earlier one go on there."""
PATIENCE = 600.0
"""Seconds that whoever needs the next generation waits for another who builds it."""
_GLANCE = 0.02
"""Seconds between two tries to be the one who builds."""

Items = Callable[[int], Iterable[Item]]
"""Gives what editions after one have added; after 0, all."""


def rules_in_force() -> str:
    """Return what an index is made by: its files' form, and the tables it was made with."""
    made_by = f"{rules.digest()} {thesaurus.digest()}"
    return f"{generation.SCHEMA}-{hashlib.sha256(made_by.encode()).hexdigest()[:12]}"


class Shelf:
    """The generations of one index, in a folder of their own."""

    def __init__(self, folder: Path, origin: str = "") -> None:
        self.folder = folder / rules_in_force()
        self._origin = origin
        self._opened: dict[int, Generation] = {}
        self._current: Generation | None = None
        self._hold = keeping.Hold(self.folder)
        self._names = _Read(self.folder / _CURRENT)
        self._secret = _Read(self.folder / "secret")

    def current(self) -> Generation | None:
        """Return the generation that stands, where one does and its files are whole."""
        self._hold.take()
        try:
            named = orjson.loads(self._names.content())
            number, checksum = int(named["generation"]), str(named["checksum"])
        except (OSError, ValueError, KeyError, TypeError):
            return None
        if self._current is None or self._current.facts.number != number:
            self._current = self._whole(number, checksum)
        return self._current

    def numbered(self, number: int) -> Generation | None:
        """Return an earlier generation, as long as it is kept."""
        if self._current is not None and self._current.facts.number == number:
            return self._current
        if number not in self._opened:
            try:
                self._opened = {number: Generation(self.folder / f"gen-{number}")}
            except (OSError, ValueError, KeyError, TypeError):
                return None
        return self._opened[number]

    def extend(
        self,
        edition: int,
        mark: str,
        items: Items,
        *,
        anew: bool = False,
        patience: float = PATIENCE,
    ) -> Generation:
        """Build the generation that covers ``edition``, unless another process just has.

        ``anew`` leaves aside what is there, such as after a restore. Otherwise, while another
        process builds, what stands is given back: nobody waits for a large release. Where nothing
        stands one waits, for ``patience`` seconds.

        Raises:
            IndexBeingBuilt: another process still builds it.
            CacheUnavailable: the folder cannot be written.
        """
        needed = anew or self.current() is None
        with self._building(patience if needed else 0.0) as alone:
            before = self.current()
            if before is not None and (
                not (alone or needed)
                or (before.facts.edition, before.facts.mark) == (edition, mark)
            ):
                return before
            if not alone:
                raise IndexBeingBuilt("The search index is being built: try again in a moment.")
            if anew or (before is not None and before.facts.edition > edition):
                before = None
            number = self._last() + 1
            folder = self.folder / f"gen-{number}"
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            facts = Facts(number, edition, mark, 0, 0)
            new = items(before.facts.edition if before else 0)
            generation.write(folder, facts, before, new)
            self._announce(number)
            self._clear(number)
        built = self.current()
        assert built is not None  # noqa: S101  # it was just announced
        return built

    def secret(self) -> bytes:
        """Return what cursors are signed with: every process here has the same."""
        file = self.folder / "secret"
        try:
            return self._secret.content()
        except OSError:
            with self._usable():
                # Linked into place, so that nobody reads half of it.
                new = self.folder / f"secret.{secrets.token_hex(8)}"
                with os.fdopen(
                    os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
                ) as f:
                    f.write(secrets.token_bytes(32))
                try:
                    os.link(new, file)
                except FileExistsError:
                    pass
                except OSError:  # There are no links here.
                    new.replace(file)
                new.unlink(missing_ok=True)
                return file.read_bytes()

    @contextmanager
    def _building(self, patience: float) -> Iterator[bool]:
        """Say whether nobody else builds; for ``patience`` seconds one waits to be the one."""
        end = time.monotonic() + patience
        with self._usable(), (self.folder / "build.lock").open("a") as lock:
            while not (alone := _taken(lock)) and time.monotonic() < end:
                time.sleep(_GLANCE)
            yield alone

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._hold.take()
            if self._origin and not (self.folder / _ORIGIN).exists():
                (self.folder / _ORIGIN).write_text(self._origin)
            yield
        except OSError as error:
            raise CacheUnavailable(
                f"{self.folder} cannot hold the search index ({error.strerror or error}): set "
                "FACTORDB_CACHE to a folder that can be written and has room."
            ) from error

    def _whole(self, number: int, checksum: str) -> Generation | None:
        folder = self.folder / f"gen-{number}"
        try:
            return Generation(folder) if _checksum(folder) == checksum else None
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _announce(self, number: int) -> None:
        named = {"generation": number, "checksum": _checksum(self.folder / f"gen-{number}")}
        new = self.folder / f"{_CURRENT}.new"
        with new.open("wb") as file:
            file.write(orjson.dumps(named))
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.folder / _CURRENT)

    def _numbers(self) -> list[int]:
        names = (path.name.removeprefix("gen-") for path in self.folder.glob("gen-*"))
        return sorted(int(name) for name in names if name.isdecimal())

    def _last(self) -> int:
        return max(self._numbers(), default=0)

    def _clear(self, number: int) -> None:
        """Take away what nobody reads any more; whoever still does keeps its mapping."""
        for old in self._numbers():
            if old <= number - _KEPT:
                shutil.rmtree(self.folder / f"gen-{old}", ignore_errors=True)


class _Read:
    """A small file that is only ever replaced: it is read again where it was."""

    def __init__(self, file: Path) -> None:
        self._file = str(file)
        self._content, self._mark = b"", (0, 0, 0)

    def content(self) -> bytes:
        """Return what it holds; an error of the system where it is not there."""
        found = os.stat(self._file)  # noqa: PTH116  # a path would be made anew for each search
        mark = found.st_ino, found.st_mtime_ns, found.st_size
        if mark != self._mark:
            with open(self._file, "rb") as file:  # noqa: PTH123  # as above
                self._content = file.read()
            self._mark = mark
        return self._content


def _taken(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def origin_of(folder: Path) -> str:
    """Return of what the index in ``folder`` is; nothing where it does not say."""
    try:
        return (folder / _ORIGIN).read_text()
    except OSError:
        return ""


def _checksum(folder: Path) -> str:
    """Return the hash of all that a generation is; locks that come and go are not part of it."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            found.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()
