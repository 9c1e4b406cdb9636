"""The folder of the signer: its key, what it signed last, and whether this is that folder.

It lies outside the database and its backups. What was signed last is written down with the mark of
the folder it was written in, which no copy of the folder has: who copies a key and an old head
would otherwise sign a second history.
"""

import base64
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple, Self

from factordb.embedded import files, locks
from factordb.errors import KeyUnusable
from factordb.log import tree
from factordb.log.notes import SigningKey
from factordb.store.log import Head

KEY, NEXT, HEAD = "signing-key", "signing-key.next", "signed-head"
MARK, LOCK, RETIRED = "mark", "lock", "retired"
NOTHING = Head(0, tree.EMPTY)
_SECRET_MODE = 0o600
_PATIENCE = 20.0


class Signed(NamedTuple):
    """What was signed last."""

    head: Head
    where: Literal["here", "elsewhere", "restored"]
    """Whether this very folder wrote it down, or it was copied from another, or restored by us."""


class Keyring(NamedTuple):
    folder: Path

    def key(self, file: str = KEY) -> SigningKey | None:
        """Return the key in ``file``; nothing where there is none.

        Raises:
            KeyUnusable: it cannot be read, or is none.
        """
        try:
            name, seed = (self.folder / file).read_text("utf-8").split()
            return SigningKey(name, base64.b64decode(seed, validate=True))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise unusable(self.folder, error) from error

    def made(self) -> Self:
        """Make the folder where it is missing.

        Raises:
            KeyUnusable: it cannot be made.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise unusable(self.folder, error) from error
        return self

    def make(self, origin: str | None, file: str = KEY) -> SigningKey:
        """Make a key for the log ``origin``, or one that names itself; nothing is signed with it.

        Raises:
            KeyUnusable: the folder cannot be written, or the name is none.
        """
        self.made()
        seed = secrets.token_bytes(32)
        if origin is None:
            public = SigningKey("new", seed).verifier.public
            origin = f"factordb.local/{public.hex()[:16]}"
        try:
            made = SigningKey(origin, seed)
            if file == KEY:
                self.keep(NOTHING)
            written(self.folder / file, f"{origin} {base64.b64encode(seed).decode()}\n")
        except (OSError, ValueError) as error:
            raise unusable(self.folder, error) from error
        return made

    def signed(self) -> Signed | None:
        """Return what was signed last; nothing where that is not known.

        Raises:
            KeyUnusable: the file that says it is damaged.
        """
        try:
            size, root, *mark = (self.folder / HEAD).read_text("ascii").split()
            head = Head(int(size), bytes.fromhex(root))
            if mark:
                return Signed(head, "here" if mark == [self._mark()] else "elsewhere")
            return Signed(head, "restored")
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise unusable(self.folder, error) from error

    def keep(self, head: Head, *, bound: bool = True) -> None:
        """Write down what is signed, so that it outlives a crash, before anybody is told.

        Not ``bound`` to this folder it counts as restored from a backup of the signer's secrets.
        """
        mark = f" {self._mark(make=True)}" if bound else ""
        written(self.folder / HEAD, f"{head.size} {head.root.hex()}{mark}\n")

    def turn(self) -> None:
        """Let the next key take the place of the present one, which is forgotten."""
        (self.folder / NEXT).replace(self.folder / KEY)
        files.forced_out(self.folder)

    def retire(self) -> None:
        """Put key and head of the log that ends aside, and begin with the next, nothing signed.

        It can be done again from any moment that it was cut short at.
        """
        if (self.folder / KEY).exists():
            aside = self.folder / RETIRED / self._named()
            aside.mkdir(mode=0o700, parents=True, exist_ok=True)
            for file in (HEAD, KEY):
                if (self.folder / file).exists() and not (aside / file).exists():
                    written(aside / file, (self.folder / file).read_text("utf-8"))
        self.keep(NOTHING)
        self.turn()

    def _named(self) -> str:
        try:
            found = self.key()
        except KeyUnusable:
            return "damaged"
        return found.verifier.id.hex() if found else "none"

    @contextmanager
    def alone(self, patience: float = _PATIENCE) -> Iterator[bool]:
        """Hold the folder against other processes; say whether that was to be had in time."""
        if sys.platform == "win32":  # no such locks; the database's own remain
            yield True
            return
        try:
            held = locks.take(self.folder / LOCK, timeout=patience)
        except OSError as error:
            raise unusable(self.folder, error) from error
        try:
            yield held is not None
        finally:
            if held is not None:
                os.close(held)

    def _mark(self, *, make: bool = False) -> str:
        """Return what no copy of the folder has: number and birth of a file that is never touched.

        A copied file is a new one, whatever times and owner it is given.
        """
        file = self.folder / MARK
        if make and not file.exists():
            os.close(files.opened(file, os.O_WRONLY))
        try:
            found = file.stat()
        except FileNotFoundError:
            return "none"
        return f"{found.st_ino}-{found.st_ctime_ns}"


def unusable(folder: Path, error: object) -> KeyUnusable:
    """Return the error of a key that cannot be used."""
    return KeyUnusable(
        f"The log's key in {folder} cannot be used ({error}): restore it from its own "
        "backup (`factordb restore --secrets FILE`), or name another folder in FACTORDB_KEYS."
    )


def written(file: Path, text: str) -> None:
    """Replace ``file`` at once, readable by its user only, in a way that outlives the power."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, flags, _SECRET_MODE), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
    files.forced_out(file.parent)
