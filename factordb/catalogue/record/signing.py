"""The log's signer: one key, one history, and never a checkpoint that a crash could undo.

Key and signed head lie in a folder outside the database and its backups. Only a larger log is
signed, or the very same, and only after its tiles have been found to begin with what was signed
before; otherwise the signer stops and says so.
"""

import base64
import os
import secrets
from pathlib import Path
from typing import NamedTuple, Self

from sqlalchemy import Engine
from sqlmodel import Session

from factordb.errors import HistoryRewritten, KeyUnusable
from factordb.log import tree
from factordb.log.checkpoint import Checkpoint
from factordb.log.notes import SigningKey
from factordb.store import engine as engines
from factordb.store import log
from factordb.store.log import Head

KEY, HEAD = "signing-key", "signed-head"
_SECRET_MODE = 0o600


class Signer(NamedTuple):
    """Who speaks for the log, and what was said last."""

    folder: Path
    key: SigningKey

    @classmethod
    def opened(cls, folder: Path, origin: str | None = None) -> Self:
        """Return the signer whose key lies in ``folder``; one is made where there is none.

        ``origin`` names the log, and with it the key, when the key is made; without one a name of
        its own is made of the key.

        Raises:
            KeyUnusable: the key cannot be read or made, or is the key of another log.
        """
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = folder / KEY
            if not file.exists():
                _make(file, origin)
            name, seed = file.read_text("utf-8").split()
            key = SigningKey(name, base64.b64decode(seed, validate=True))
        except (OSError, ValueError) as error:
            raise KeyUnusable(
                f"The log's key in {folder} cannot be used ({error}): restore it from its own "
                "backup, or name another folder in FACTORDB_KEYS."
            ) from error
        if origin is not None and name != origin:
            raise KeyUnusable(
                f"The key in {folder} is of the log {name!r}, not of {origin!r}: a log keeps its "
                "name. Unset FACTORDB_ORIGIN, or name another folder in FACTORDB_KEYS."
            )
        return cls(folder, key)

    @property
    def origin(self) -> str:
        """The name of the log, which is that of its key."""
        return self.key.verifier.name

    def sign(self, engine: Engine) -> Checkpoint | None:
        """Sign the log as committed and hand the checkpoint out; nothing where nothing is new.

        Raises:
            HistoryRewritten: the log does not begin with what was signed last.
        """
        with engines.transaction(engine) as db:
            if not log.signs_alone(db):
                return None
            reached, signed = log.head(db), self.signed_head()
            if reached.size == 0 or log.is_signed(db, self.origin, reached.size):
                self._require_same(reached, signed)
                return None
            self._require_grown(db, reached, signed)
            checkpoint = Checkpoint(self.origin, reached.size, reached.root)
            self._keep(reached)
            note = self.key.signed(checkpoint.text())
            log.add_checkpoint(db, self.origin, reached, note)
        return checkpoint

    def signed_head(self) -> Head:
        """Return what was signed last; an empty log where nothing was."""
        try:
            size, root = (self.folder / HEAD).read_text("ascii").split()
        except FileNotFoundError:
            return Head(0, tree.EMPTY)
        return Head(int(size), bytes.fromhex(root))

    def _require_same(self, reached: Head, signed: Head) -> None:
        if reached.size < signed.size or (reached.size == signed.size and reached != signed):
            raise self._rewritten(reached, signed)

    def _require_grown(self, db: Session, reached: Head, signed: Head) -> None:
        self._require_same(reached, signed)
        found = [tree.root(log.nodes(db, head.size), head.size) for head in (signed, reached)]
        if found != [signed.root, reached.root]:
            raise self._rewritten(reached, signed)

    def _rewritten(self, reached: Head, signed: Head) -> HistoryRewritten:
        return HistoryRewritten(
            f"The log of {reached.size} entries does not begin with the {signed.size} that were "
            "signed: an older backup was restored, or the database was changed. Nothing is signed "
            f"until that is settled; {self.folder / HEAD} says what was signed.",
            size=reached.size,
            signed=signed.size,
        )

    def _keep(self, reached: Head) -> None:
        """Write down what is signed, so that it survives a crash, before anybody is told."""
        _written(self.folder / HEAD, f"{reached.size} {reached.root.hex()}\n")


def _make(file: Path, origin: str | None) -> None:
    seed = secrets.token_bytes(32)
    if origin is None:
        public = SigningKey("new", seed).verifier.public
        origin = f"factordb.local/{public.hex()[:16]}"
    SigningKey(origin, seed)
    _written(file, f"{origin} {base64.b64encode(seed).decode()}\n")


def _written(file: Path, text: str) -> None:
    """Replace ``file`` at once, in a way that outlives the power."""
    fresh = file.with_name(f"{file.name}.{os.getpid()}.new")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, flags, _SECRET_MODE), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
