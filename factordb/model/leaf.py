"""Leaves of the log: canonical JSON that says what was published or withdrawn."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import orjson

from factordb.model.canonical import canonical_bytes

SCHEMA = "factordb/leaf/1"

DocumentKind = Literal["factor", "property", "label"]


def of_document(kind: DocumentKind, digest: str, release: str) -> bytes:
    """Return the leaf of a document in ``release``: whoever knows both can rebuild it."""
    return canonical_bytes({"digest": digest, "release": release, "schema": SCHEMA, "type": kind})


def of_documents(kind: DocumentKind, digests: Sequence[bytes], release: str) -> list[bytes]:
    """Return the leaves of many documents by their raw digests, each as `of_document` gives it."""
    blank = "0" * 64
    before, _, after = of_document(kind, f"sha256:{blank}", release).partition(blank.encode())
    return [before + digest.hex().encode() + after for digest in digests]


def of_table(name: str, digest: str) -> bytes:
    """Return the leaf of a numbered table or rule set: ``regions-1`` and its digest."""
    return canonical_bytes({"digest": digest, "name": name, "schema": SCHEMA, "type": "table"})


def of_key(verifier: str) -> bytes:
    """Return the leaf of a verifier key, by which the log is signed from here on."""
    return canonical_bytes({"key": verifier, "schema": SCHEMA, "type": "key"})


def of_rotation(old: str, new: str) -> bytes:
    """Return the leaf by which the verifier key ``new`` takes the place of ``old``."""
    said = {"key": new, "replaces": old}
    return canonical_bytes({"schema": SCHEMA, "type": "key", **said})


def of_origin(verifier: str, origin: str, size: int, root: str) -> bytes:
    """Return the leaf by which a log begins that goes on from another: its name, size and root."""
    said = {"continues": {"origin": origin, "root": root, "size": size}, "key": verifier}
    return canonical_bytes({"schema": SCHEMA, "type": "origin", **said})


def of_standing(kind: str, release: str, edition: int, reason: str, digest: str | None) -> bytes:
    """Return the leaf that says a release, or one document in it, is withdrawn or superseded."""
    said = {"edition": edition, "kind": kind, "reason": reason, "release": release}
    said |= {"digest": digest} if digest else {}
    return canonical_bytes({"schema": SCHEMA, "type": "standing", **said})


def of_assessments(rules: str, release: str, edition: int, contents: str, count: int) -> bytes:
    """Return the leaf that says what a rule set found of all factors of a release.

    ``contents`` is the SHA-256 over the raw digest of each factor and the SHA-256 of its
    assessment, by the factors' digests in order.
    """
    said = {"contents": contents, "count": count, "edition": edition, "release": release}
    return canonical_bytes({"rules": rules, "schema": SCHEMA, "type": "assessments", **said})


def of_assessment(assessment: str, digest: str, release: str, edition: int) -> bytes:
    """Return the leaf of what a person says of one factor."""
    said = {"assessment": assessment, "digest": digest, "edition": edition, "release": release}
    return canonical_bytes({"schema": SCHEMA, "type": "assessment", **said})


def of_advisory(id_: str, digest: str, edition: int) -> bytes:
    """Return the leaf of a notice that factors are wrong, or of its correction."""
    said = {"digest": digest, "edition": edition, "id": id_}
    return canonical_bytes({"schema": SCHEMA, "type": "advisory", **said})


def of_review(
    review: Mapping[str, object], at: str, signature: Mapping[str, str] | None = None
) -> bytes:
    """Return the leaf of a review: all that its signature is over, so that anybody may check it.

    ``signature`` has the verifier ``key`` and the signed note's last ``line``.
    """
    said = {"at": at, "review": review, "schema": SCHEMA, "type": "review"}
    return canonical_bytes(said | ({"signature": signature} if signature else {}))


def of_hold(release: str, hold: Mapping[str, object], by: str, reason: str, at: str) -> bytes:
    """Return the leaf that says a hold of the checks was released, by whom and why."""
    said = {"at": at, "by": by, "hold": hold, "reason": reason, "release": release}
    return canonical_bytes({"schema": SCHEMA, "type": "hold", **said})


def of_person_key(key: str, said: Mapping[str, str], at: str) -> bytes:
    """Return the leaf of a key that a person signs reviews with, registered or revoked.

    Its type is not that of the log's own keys, so that nobody takes one for the other.
    """
    return canonical_bytes({"at": at, "key": key, "schema": SCHEMA, "type": "person-key", **said})


def of_four_eyes(state: str, by: str, reason: str, at: str) -> bytes:
    """Return the leaf that says four eyes are ``on`` or ``off`` from here on."""
    said = {"at": at, "by": by, "reason": reason, "state": state}
    return canonical_bytes({"schema": SCHEMA, "type": "four-eyes", **said})


def of_sealed(hash_: str, edition: int | None = None) -> bytes:
    """Return the leaf of what befell a private dataset: that something did, and nothing else.

    It names the edition that it is, where it is one.
    """
    said = {"schema": SCHEMA, "seal": hash_, "type": "sealed"}
    return canonical_bytes(said | ({"edition": edition} if edition is not None else {}))


def of_release(
    reference: str,
    edition: int,
    manifest: str,
    artifacts: Sequence[str],
    contents: Mapping[str, object],
) -> bytes:
    """Return the leaf that ends the event of one release; ``contents`` as `contents` gives it."""
    return canonical_bytes(
        {
            "artifacts": sorted(artifacts),
            "edition": edition,
            "manifest": manifest,
            "release": reference,
            "schema": SCHEMA,
            "type": "release",
            **contents,
        }
    )


def manifest_of(entry: bytes) -> tuple[str, str] | None:
    """Return release and manifest that an entry of type ``release`` names; nothing of another."""
    try:
        said = orjson.loads(entry)
        if canonical_bytes(said) != entry or said["type"] != "release":
            return None
        return str(said["release"]), str(said["manifest"])
    except (ValueError, TypeError, KeyError):
        return None


def contents(digests: Iterable[bytes]) -> dict[str, object]:
    """Return count and SHA-256 of the sorted raw digests of a release's documents."""
    told, count = hashlib.sha256(), 0
    for digest in sorted(digests):
        told.update(digest)
        count += 1
    return {"contents": f"sha256:{told.hexdigest()}", "count": count}
