"""``factors.bodies.ndjson``: the canonical documents behind the pins, a line each."""

from collections.abc import Mapping

from factordb.errors import LockfileBroken
from factordb.model.canonical import digest


def written(bodies: Mapping[str, bytes]) -> bytes:
    """Return the file, in the order of the digests."""
    return b"".join(body + b"\n" for _, body in sorted(bodies.items()))


def parsed(content: bytes) -> dict[str, bytes]:
    """Return the documents of a file, by the digests that their bytes have.

    Raises:
        LockfileBroken: a line is cut short, or stands twice.
    """
    if content and not content.endswith(b"\n"):
        raise _broken("its last line does not end")
    lines = content.split(b"\n")[:-1]
    found = {digest(line): line for line in lines}
    if len(found) < len(lines):
        raise _broken("it holds one document twice")
    return found


def _broken(says: str) -> LockfileBroken:
    return LockfileBroken(f"The file of bodies does not hold: {says}.", what="body")
