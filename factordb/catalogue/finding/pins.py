"""Digests, or how they begin, looked for: a pin is found by what a report prints of it."""

import re

import numpy as np
from sqlmodel import Session

from factordb.search.columns import Mask
from factordb.search.generation import Generation
from factordb.store import searching

_PIN = re.compile(r"(sha256:)?([0-9a-f]{8,64}|(?<=:)[0-9a-f]{4,7})…?")


def rows(db: Session, index: Generation, text: str) -> Mask | None:
    """Return the rows whose digest is ``text`` or begins so; nothing where it is no digest.

    Eight digits may be words or a publisher's id: they are a digest where any begins so.
    """
    found = _PIN.fullmatch(text.strip().casefold())
    if found is None:
        return None
    first, last = (bytes.fromhex(found[2].ljust(64, fill)) for fill in "0f")
    there = searching.by_digest(db, first, last)
    if not there and not found[1]:
        return None
    held = index.columns.arrays
    keys = (held["release"].astype(np.int64) << 32) | held["ordinal"]
    wanted = np.array([(release << 32) | ordinal for release, ordinal in there], dtype=np.int64)
    mask: Mask = np.isin(keys, wanted)
    return mask
