"""Cursors: where the next page begins, signed for one question of one viewer.

Nobody makes one of his own. What an index was made by is signed as well: each has its own secret.
"""

import base64
import binascii
import hashlib
import hmac
from typing import NamedTuple

from factordb.errors import Invalid

_SIGNED = 16
"""Bytes of a signature."""


class Cursor(NamedTuple):
    """The place after a page, in the very order that the page had."""

    offset: int
    edition: int
    generation: int
    """Of the index: another may order what is equal otherwise."""

    def written(self, secret: bytes, question: str) -> str:
        """Return it as text, signed together with the question it belongs to."""
        said = ".".join(map(str, self)).encode()
        return base64.urlsafe_b64encode(_signature(secret, said, question) + said).decode()


def read(text: str, secret: bytes, question: str) -> Cursor:
    """Return the cursor that ``text`` is.

    Raises:
        Invalid: it is not of our making, or belongs to another question.
    """
    raw = _bytes(text)
    signature, said = raw[:_SIGNED], raw[_SIGNED:]
    if not hmac.compare_digest(signature, _signature(secret, said, question)):
        raise Invalid(
            f"{text[:40]!r} is no cursor of this question, or was given to somebody else: take it "
            "from the answer before, and ask for the same as the same person."
        )
    return Cursor(*map(int, said.decode().split(".")))


def _bytes(text: str) -> bytes:
    """What is no base64 is no signature either."""
    try:
        return base64.b64decode(text, altchars=b"-_", validate=True)
    except (ValueError, binascii.Error):
        return b""


def _signature(secret: bytes, said: bytes, question: str) -> bytes:
    return hmac.new(secret, said + b"\0" + question.encode(), hashlib.sha256).digest()[:_SIGNED]
