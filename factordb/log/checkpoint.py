"""Checkpoints (C2SP tlog-checkpoint): which log, how long it is, and its root; a note's text."""

import re
from typing import NamedTuple, Self

from factordb.errors import Invalid
from factordb.log import armour

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class Checkpoint(NamedTuple):
    origin: str
    """Names the log everywhere and for ever: ``factordb.example/log``."""
    size: int
    root: bytes

    def text(self) -> str:
        """Return the three lines that are signed."""
        return f"{self.origin}\n{self.size}\n{armour.encoded(self.root)}\n"

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Return what the text says; further lines are extensions, and passed over.

        Raises:
            Invalid: it is no checkpoint.
        """
        origin, size, root, *_ = [*text.split("\n"), "", ""]
        if origin and _SIZE.fullmatch(size):
            hash_ = armour.decoded(root)
            if len(hash_) == 32:
                return cls(origin, int(size), hash_)
        raise Invalid("This is no checkpoint: origin, size in digits, root in base64, a line each.")


def of_note(note: str) -> Checkpoint:
    """Return the checkpoint in a signed note of our own, whose signatures need no look.

    Raises:
        Invalid: it is no checkpoint.
    """
    return Checkpoint.parsed(note.partition("\n\n")[0] + "\n")
