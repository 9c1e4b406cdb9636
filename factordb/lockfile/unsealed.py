"""What opens a seal for one document or release, in a file that an auditor checks without a server.

Lines: what it is; ``seal`` and what opens it; ``entry``, that stands behind it; ``body``, the
document that the entry names by its digest, salt and numbers and all, or the manifest of a release.
Then, after an empty line, the proof that the sealed leaf stands in the log.
"""

from typing import Any, NamedTuple, Self

import orjson

from factordb.errors import Invalid, LockfileBroken
from factordb.lockfile.opened import Opened
from factordb.lockfile.verifying import Trust
from factordb.log import rotations, tree
from factordb.log.proof import Proof
from factordb.model.base import Model
from factordb.model.canonical import canonical_bytes, digest

HEADER = "factordb/opening/1"
_LINES = ("seal", "entry", "body")
_NAMES = {"factor": "digest", "property": "digest", "label": "digest", "release": "manifest"}
"""Where an entry names its body."""


class Shown(Model):
    """What stands behind a seal, as far as it was opened."""

    release: str
    edition: int
    kind: str
    """``factor``, ``property``, ``label``, or ``release``: the entry that sums it up."""
    digest: str
    """Of the body: a document, or the manifest of a release."""
    behind: int
    """Entries behind the seal."""
    contents: str | None
    """Of a release: SHA-256 of the sorted raw digests of its documents."""
    count: int | None
    """Of a release: how many documents it has."""
    origin: str
    size: int
    """Entries of the log under the checkpoint."""
    keys: tuple[str, ...]
    """The trusted keys that signed it."""


class Unsealed(NamedTuple):
    opened: Opened
    entry: bytes
    body: bytes
    proof: Proof

    def text(self) -> str:
        """Return the file."""
        said = (self.opened.text(), self.entry.decode(), self.body.decode())
        lines = [f"{name} {one}" for name, one in zip(_LINES, said, strict=True)]
        return "\n".join([HEADER, *lines, "", self.proof.text()])

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Return what is in a file.

        Raises:
            Invalid: it is none, or is not in the form it was written in.
        """
        head, _, proof = text.partition("\n\n")
        header, *lines = head.split("\n")
        if header != HEADER or [line.partition(" ")[0] for line in lines] != list(_LINES):
            raise Invalid(f"This opens no seal: its first line is {HEADER}, then {_LINES}.")
        seal, entry, body = (line.partition(" ")[2] for line in lines)
        found = cls(Opened.parsed(seal), entry.encode(), body.encode(), Proof.parsed(proof))
        if found.text() != text:
            raise Invalid("This opens no seal: it is not in the form it was written in.")
        return found

    def check(self, trust: Trust) -> Shown:
        """Return what is shown to stand behind a seal of the log, by the keys that are trusted.

        Raises:
            LockfileBroken: it does not stand there, the body is another, or the log or its key is.
        """
        try:
            return self._shown(trust)
        except Invalid as error:
            raise LockfileBroken(error.detail, what="opening") from error

    def _shown(self, trust: Trust) -> Shown:
        said = _said(self.entry)
        if said["release"] != self.opened.release:
            raise Invalid(f"The entry is of {said['release']}, not of {self.opened.release}.")
        name = said[_NAMES[said["type"]]]
        if digest(self.body) != name:
            raise Invalid(f"The body is another than the entry names: {name}.")
        known = rotations.spans(trust.keys, trust.rotations)
        checkpoint, vouching = rotations.opened(self.proof.checkpoint, known)
        if trust.origin not in (None, checkpoint.origin):
            raise Invalid(
                f"The proof is of the log {checkpoint.origin!r}, not of {trust.origin!r}."
            )
        leaf = tree.leaf_hash(self.opened.leaf([self.entry]))
        place, hashes = self.proof.place, self.proof.hashes
        if tree.root_of_inclusion(place, checkpoint.size, leaf, hashes) != checkpoint.root:
            raise Invalid("The entry stands behind no seal of this log: something was changed.")
        return Shown(
            release=self.opened.release,
            edition=self.opened.edition,
            kind=said["type"],
            digest=name,
            behind=self.opened.shown.size,
            contents=said.get("contents"),
            count=said.get("count"),
            origin=checkpoint.origin,
            size=checkpoint.size,
            keys=tuple(key.text() for key in vouching),
        )


def _said(entry: bytes) -> dict[str, Any]:
    try:
        said = orjson.loads(entry)
        if canonical_bytes(said) == entry and isinstance(said[_NAMES[said["type"]]], str):
            return dict(said)
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid("The entry is none of a document or a release.") from error
    raise Invalid("The entry is none of a document or a release.")
