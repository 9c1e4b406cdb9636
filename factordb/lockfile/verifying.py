"""Verifying a lockfile offline: the first thing that is wrong is named.

Words of the lockfile that no proof covers (question, steps) are held by the digest that the proof
file names: that finds slips and careless edits, not somebody who writes both files anew.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from factordb.errors import (
    Invalid,
    LockfileBroken,
    SignatureBroken,
    UntrustedKey,
)
from factordb.lockfile import bodies as bodies_file
from factordb.lockfile import recomputing
from factordb.lockfile.locked import Locked
from factordb.lockfile.proofs import SharedProof, broken
from factordb.log import rotations, tree
from factordb.log.checkpoint import Checkpoint
from factordb.log.notes import VerifierKey
from factordb.log.rotations import Rotation
from factordb.model import leaf
from factordb.model.base import Model
from factordb.model.canonical import digest


class Trust(NamedTuple):
    """Whose word is taken; never the lockfile's own."""

    keys: tuple[VerifierKey, ...]
    origin: str | None = None
    """Name of the log, where it is known beside the keys."""
    rotations: tuple[Rotation, ...] = ()
    """Those known from elsewhere than the proof; each proves itself by a key that is trusted."""


class Verified(Model):
    """What was found sound."""

    factors: int
    """Aliases whose pins stand in the log."""
    values: int
    """Aliases whose numbers were recomputed from their documents."""
    origin: str
    size: int
    """Entries of the log under the checkpoint."""
    keys: tuple[str, ...]
    """The trusted keys that signed it."""
    sealed: tuple[str, ...] = ()
    """Releases that the log shows as a seal, which the proof opens: nobody else sees them there."""
    unproven: tuple[str, ...] = ()
    """Aliases whose GWP method is told as inferred, and no manifest is pinned that infers it."""


def verify(lock: bytes, proof_file: bytes, content: bytes | None, trust: Trust) -> Verified:
    """Check a lockfile against its proof, its bodies and the trusted keys.

    In order: lockfile and proof can be read; every body has its digest; every value follows from
    its body; key, signature and name of the log; every pin stands in it; the lockfile is the one
    that the proof was made for. Without ``content`` no number is checked.

    Raises:
        LockfileBroken: something is wrong; its fact ``what`` says which.
    """
    locked = Locked.parsed(_text(lock, "lockfile"))
    proof = SharedProof.parsed(_text(proof_file, "proof"))
    found = hold(locked, proof, content, trust, is_own=digest(lock) == proof.lockfile)
    if digest(lock) != proof.lockfile:
        raise LockfileBroken(
            "The lockfile is not the one that its proof was made for: a word of it was changed, "
            "or one of the two is of another time. Compare it with the one you keep, or lock "
            "again.",
            what="lockfile",
        )
    return found


def hold(
    locked: Locked,
    proof: SharedProof,
    content: bytes | None,
    trust: Trust,
    *,
    is_own: bool = True,
) -> Verified:
    """Check what was read or is about to be written; ``is_own`` where the proof is of this text.

    Raises:
        LockfileBroken: something is wrong; its fact ``what`` says which.
    """
    if content is not None:
        recomputing.hold(locked, bodies_file.parsed(content), is_own=is_own)
    checkpoint, vouching = _signed(locked, proof, trust)
    _included(locked, proof, checkpoint)
    return Verified(
        factors=len(locked.factors),
        values=len(locked.factors) if content is not None else 0,
        origin=checkpoint.origin,
        size=checkpoint.size,
        keys=tuple(key.text() for key in vouching),
        sealed=tuple(one.release for one in proof.seals),
        unproven=locked.unproven(),
    )


def _text(content: bytes, what: str) -> str:
    try:
        return content.decode()
    except UnicodeDecodeError as error:
        raise LockfileBroken(
            f"The {what} does not hold: it is no text in UTF-8.", what=what
        ) from error


def _signed(
    locked: Locked, proof: SharedProof, trust: Trust
) -> tuple[Checkpoint, list[VerifierKey]]:
    try:
        known = rotations.spans(trust.keys, (*proof.rotations, *trust.rotations))
        checkpoint, vouching = rotations.opened(proof.checkpoint, known)
    except UntrustedKey as error:
        raise LockfileBroken(
            f"The key is another: {error.detail} Where the log's key was rotated, name what its "
            "/log/key answers with --rotations.",
            what="key",
        ) from error
    except SignatureBroken as error:
        raise LockfileBroken(f"The signature is wrong: {error.detail}", what="signature") from error
    except Invalid as error:
        raise broken(error.detail.rstrip(".")) from error
    if any(one.new not in known for one in proof.rotations):
        raise broken("it tells of a rotation between keys of which none is trusted")
    for origin in filter(None, (locked.log.origin, trust.origin)):
        if origin != checkpoint.origin:
            raise LockfileBroken(
                f"The proof is of the log {checkpoint.origin!r}, not of {origin!r}.", what="origin"
            )
    return checkpoint, vouching


def _included(locked: Locked, proof: SharedProof, checkpoint: Checkpoint) -> None:
    entries = _entries(locked, proof)
    if len(set(proof.places)) != len(entries) or len(proof.places) != len(entries):
        raise broken(f"it speaks of {len(proof.places)} pins, and the lockfile has {len(entries)}")
    if not entries:
        return
    leaves = dict(zip(proof.places, map(tree.leaf_hash, entries), strict=True))
    try:
        root = tree.root_of_shared(checkpoint.size, leaves, proof.hashes)
    except Invalid as error:
        raise broken(error.detail.rstrip(".")) from error
    if root != checkpoint.root:
        raise broken(
            "the pins do not lead to the signed root: a digest or release of the lockfile, an "
            "index or a hash of the proof was changed"
        )


def _entries(locked: Locked, proof: SharedProof) -> list[bytes]:
    """Return the entries of the log that the pins stand in, or behind."""
    pins = [(of, leaf.of_document("factor", name, of)) for of, name in locked.leaves()]
    pins += [(of, leaf.of_document("property", name, of)) for of, name in locked.properties()]
    pins += zip((of for of, _ in locked.manifests()), _naming(locked, proof), strict=True)
    sealed = {one.release for one in proof.seals}
    if len(sealed) != len(proof.seals) or not sealed <= {of for of, _ in pins}:
        raise broken("it opens a seal twice, or for a release that is not pinned")
    entries = [entry for of, entry in pins if of not in sealed]
    for one in proof.seals:
        try:
            entries.append(one.leaf([entry for of, entry in pins if of == one.release]))
        except Invalid as error:
            raise broken(error.detail.rstrip(".")) from error
    return entries


def _naming(locked: Locked, proof: SharedProof) -> Iterator[bytes]:
    """Yield the entries that name the manifests which are pinned."""
    named = locked.manifests()
    if len(named) != len(proof.releases):
        raise broken(f"it names {len(proof.releases)} manifests, and the lockfile {len(named)}")
    for (release, manifest), entry in zip(named, proof.releases, strict=True):
        if leaf.manifest_of(entry) != (release, manifest):
            raise broken(f"its entry of {release} does not name the manifest {manifest}")
        yield entry


def require_asked(locked: Locked, asked: Iterable[tuple[str, dict[str, object]]]) -> None:
    """Do nothing where the lockfile answers what is asked, no more and no less.

    Raises:
        LockfileBroken: it answers something else; the sentence names the alias.
    """
    wanted = dict(asked)
    for alias in sorted(wanted.keys() | locked.factors.keys()):
        line = locked.factors.get(alias)
        if line is None or wanted.get(alias) != line.question:
            raise LockfileBroken(
                f"{alias}: factors.toml asks otherwise than what is locked; run factordb lock.",
                what="question",
                alias=alias,
            )
