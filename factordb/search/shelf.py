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

import orjson

from factordb.errors import CacheUnavailable
from factordb.search import generation, rules, thesaurus
from factordb.search.generation import Facts, Generation
from factordb.search.item import Item

_CURRENT = "CURRENT"
_UNUSED = 30 * 86_400
"""Seconds after which the index of other rules goes: two versions may run side by side."""
_KEPT = 3
"""Generations that stay: pages begun on an earlier one go on there."""

Items = Callable[[int], Iterable[Item]]
"""Gives what editions after one have added; after 0, all."""


def rules_in_force() -> str:
    """Return what an index is made by: its files' form, and the tables it was made with."""
    made_by = f"{rules.digest()} {thesaurus.digest()}"
    return f"{generation.SCHEMA}-{hashlib.sha256(made_by.encode()).hexdigest()[:12]}"


class Shelf:
    """The generations of one index, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / rules_in_force()
        self._opened: dict[int, Generation] = {}
        self._current: Generation | None = None

    def current(self) -> Generation | None:
        """Return the generation that stands, where one does and its files are whole."""
        try:
            named = orjson.loads((self.folder / _CURRENT).read_bytes())
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

    def extend(self, edition: int, mark: str, items: Items, *, anew: bool = False) -> Generation:
        """Build the generation that covers ``edition``, unless another process just has.

        ``anew`` leaves aside what is there, such as after a restore. Otherwise, while another
        process builds, what stands is given back: nobody waits for a large release.
        """
        with self._building(wait=anew or self.current() is None) as alone:
            before = self.current()
            if before is not None and (
                not alone or (before.facts.edition, before.facts.mark) == (edition, mark)
            ):
                return before
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
        with self._usable():
            try:
                with os.fdopen(
                    os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"
                ) as f:
                    f.write(secrets.token_bytes(32))
            except FileExistsError:
                pass
            return file.read_bytes()

    @contextmanager
    def _building(self, *, wait: bool) -> Iterator[bool]:
        """Say whether nobody else builds; with ``wait`` that is so in the end."""
        with self._usable(), (self.folder / "build.lock").open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
            except BlockingIOError:
                yield False
            else:
                yield True

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
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
        for other in self.folder.parent.iterdir():
            if other != self.folder and time.time() - other.stat().st_mtime > _UNUSED:
                shutil.rmtree(other, ignore_errors=True)
        for old in self._numbers():
            if old <= number - _KEPT:
                shutil.rmtree(self.folder / f"gen-{old}", ignore_errors=True)


def _checksum(folder: Path) -> str:
    """Return the hash of all that a generation is; locks that come and go are not part of it."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            found.update(path.relative_to(folder).as_posix().encode())
            with path.open("rb") as file:
                found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()
