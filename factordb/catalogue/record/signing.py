"""The log's signer: one key, one history, and never a checkpoint that a crash could undo.

Only a larger log is signed, or the very same, and only after its tiles have been found to begin
with what was signed before; otherwise the signer stops and says what to do. A key that the log
names after ours takes over here: a rotation once its checkpoint carries both signatures, a new
origin at once.
"""

from pathlib import Path
from typing import NamedTuple, Self

from sqlalchemy import Engine
from sqlmodel import Session

from factordb.catalogue.record import keys
from factordb.catalogue.record.keyring import HEAD, KEY, NEXT, Keyring
from factordb.catalogue.record.keys import Named
from factordb.errors import HistoryRewritten, KeyUnusable, NotFound
from factordb.log import tree
from factordb.log.checkpoint import Checkpoint
from factordb.log.notes import SigningKey
from factordb.store import engine as engines
from factordb.store import log
from factordb.store.log import Head

NEW_ORIGIN = (
    "Where what was signed is lost for good, begin a new origin with `factordb log new-origin`: "
    "its first leaf names the old one."
)


class Signer(NamedTuple):
    """Who speaks for the log, and what was said last."""

    folder: Path
    key: SigningKey

    @classmethod
    def opened(cls, folder: Path, origin: str | None = None, *, make: bool = True) -> Self:
        """Return the signer whose key lies in ``folder``; one is made where there is none.

        ``origin`` names the log, and with it the key, when the key is made; without one a name of
        its own is made of the key. Not told to ``make`` one, it wants the key that there was.

        Raises:
            KeyUnusable: the key cannot be read or made, is missing, or is the key of another log.
        """
        ring = Keyring(folder)
        key = ring.key()
        if key is None and not make:
            raise KeyUnusable(
                f"The log was signed before, and its key is not in {folder}: restore it with "
                "`factordb restore --secrets FILE`, or name its folder in FACTORDB_KEYS. "
                f"{NEW_ORIGIN}"
            )
        key = key or ring.make(origin)
        name = key.verifier.name
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

    @property
    def ring(self) -> Keyring:
        return Keyring(self.folder)

    def sign(self, engine: Engine, patience: float = 0) -> Checkpoint | None:
        """Sign the log as committed and hand the checkpoint out; nothing where nothing is new.

        Where the log names our next key, that one has taken our place afterwards.

        Raises:
            HistoryRewritten: the log does not begin with what was signed last.
            KeyUnusable: another key speaks for the log, or what was signed last is not known.
        """
        with self.ring.alone(patience) as alone:
            if not alone:
                return None
            with engines.transaction(engine) as db:
                if not log.signs_alone(db):
                    return None
                takes_over = self._require_ours(keys.last(db))
                begins_anew = takes_over is not None and takes_over.continues is not None
                checkpoint = None if begins_anew else self._signed(db, takes_over)
            if takes_over is not None:
                self.ring.retire() if begins_anew else self.ring.turn()
        return checkpoint

    def signed_head(self, db: Session) -> Head:
        """Return what was signed last, which the folder knows and is believed in.

        Raises:
            KeyUnusable: it is not known, or another folder wrote it down and may have gone on.
        """
        signed = self.ring.signed()
        if signed is None:
            raise _unsure(f"{self.folder / HEAD} is missing", "no one knows what was signed")
        if signed.where == "elsewhere":
            raise _unsure(
                f"{self.folder} was copied from another folder, or its files were touched",
                "a signer there may have signed beyond",
            )
        there = (log.head(db), self._newest(db))
        if signed.where == "restored" and (signed.head.size == 0 or signed.head not in there):
            raise _unsure(
                f"{self.folder / HEAD} was restored and speaks of {signed.head.size} entries, the "
                f"database of {there[1].size} that were signed",
                "one of the two is older, and what was signed last is not known",
            )
        return signed.head

    def adopt(self, engine: Engine) -> Head:
        """Take the folder for the signer's only one, on the operator's word; return the head.

        What was signed last is then the larger of what the folder and the database know.

        Raises:
            HistoryRewritten: the log does not begin with what was signed.
            KeyUnusable: another key speaks for the log.
        """
        with self.ring.alone(), engines.transaction(engine) as db:
            if keys.last(db) is None:
                raise KeyUnusable(
                    f"This database never knew the key in {self.folder}, which may have signed "
                    "another: name an empty folder in FACTORDB_KEYS, and a key is made there."
                )
            self._require_ours(keys.last(db))
            signed = self.ring.signed()
            known = [self._newest(db), *([signed.head] if signed else [])]
            newest = max(known, key=lambda head: head.size)
            for head in known:
                self._require_begins(db, head, log.head(db))
            self.ring.keep(newest)
        return newest

    def require_unused(self, db: Session) -> None:
        """Do nothing where the key may begin the log of a database that knows no key yet.

        Raises:
            HistoryRewritten: it has signed a log before.
            KeyUnusable: it may have.
        """
        self._require_same(log.head(db), self.signed_head(db))

    def _signed(self, db: Session, takes_over: Named | None) -> Checkpoint | None:
        """Sign what is there, or up to the leaf by which our next key takes over."""
        reached, signed = log.head(db), self.signed_head(db)
        self._require_same(reached, signed)
        cosigner = None
        if takes_over is not None:
            size = takes_over.place + 1
            reached = Head(size, tree.root(log.nodes(db, size), size))
            cosigner = self.ring.key(NEXT)
        if reached.size == 0 or log.is_signed(db, self.origin, reached.size):
            return None
        self._require_begins(db, signed, reached)
        checkpoint = Checkpoint(self.origin, reached.size, reached.root)
        self.ring.keep(reached)
        note = self.key.signed(checkpoint.text())
        note = cosigner.cosigned(note) if cosigner else note
        log.add_checkpoint(db, self.origin, reached, note)
        return checkpoint

    def _require_ours(self, last: Named | None) -> Named | None:
        """Return the leaf by which our next key takes over, where the log has one.

        Raises:
            KeyUnusable: the log goes on under a key that is not here.
        """
        if last is None or last.key == self.key.verifier:
            return None
        following = self.ring.key(NEXT)
        if following is not None and following.verifier == last.key:
            return last
        raise KeyUnusable(
            f"The log is signed with the key {last.key.text()}, and {self.folder / KEY} is another "
            f"({self.key.verifier.text()}): use the folder that has it, or restore it with "
            f"`factordb restore --secrets FILE`. {NEW_ORIGIN}"
        )

    def _newest(self, db: Session) -> Head:
        """Return the largest head that the database knows to be signed under our name."""
        try:
            row = log.newest_checkpoint(db, self.origin)
        except NotFound:
            return Head(0, tree.EMPTY)
        return Head(row.size, bytes(row.root))

    def _require_same(self, reached: Head, signed: Head) -> None:
        if reached.size < signed.size or (reached.size == signed.size and reached != signed):
            raise self._rewritten(reached, signed)

    def _require_begins(self, db: Session, signed: Head, reached: Head) -> None:
        self._require_same(reached, signed)
        found = [tree.root(log.nodes(db, head.size), head.size) for head in (signed, reached)]
        if found != [signed.root, reached.root]:
            raise self._rewritten(reached, signed)

    def _rewritten(self, reached: Head, signed: Head) -> HistoryRewritten:
        return HistoryRewritten(
            f"The log of {reached.size} entries does not begin with the {signed.size} that were "
            "signed: an older backup was restored, or the database was changed. Nothing is signed "
            f"until that is settled; {self.folder / HEAD} says what was signed. {NEW_ORIGIN}",
            size=reached.size,
            signed=signed.size,
        )


def _unsure(what: str, hence: str) -> KeyUnusable:
    return KeyUnusable(
        f"{what}: {hence}. Nothing is signed. Where no other signer has this key and the database "
        f"was never set back, say `factordb log adopt`. {NEW_ORIGIN}"
    )
