"""Canonical bytes and their digest: RFC 8785 JSON without floats.

Numbers are decimal strings and keys are ASCII, so an encoder that sorts keys gives the same
bytes as an RFC 8785 library, at many times its speed; a property test proves them equal.
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from factordb.errors import Invalid

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")


def canonical_bytes(value: Mapping[str, Any] | Sequence[Any]) -> bytes:
    """Return ``value`` as sorted, white-space-free UTF-8 JSON.

    Raises:
        Invalid: it holds a lone surrogate, or what JSON cannot say. (Types keep floats out.)
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS, default=_refuse)
    except TypeError as error:
        raise Invalid(f"This cannot be written as canonical JSON: {error}.") from error


def canonical_text(value: Mapping[str, Any] | Sequence[Any]) -> str:
    """Return the canonical bytes of ``value`` as text."""
    return canonical_bytes(value).decode()


def digest(body: bytes) -> str:
    """Return ``sha256:`` and the hex of the SHA-256 of ``body``."""
    return "sha256:" + hashlib.sha256(body).hexdigest()


def raw_digest(body: bytes) -> bytes:
    """Return the SHA-256 of ``body`` as 32 bytes."""
    return hashlib.sha256(body).digest()


def is_digest(text: str) -> bool:
    """Say whether ``text`` is ``sha256:`` and 64 lower-case hex digits."""
    return _DIGEST.fullmatch(text) is not None


def raw(digest_text: str) -> bytes:
    """Return the 32 bytes behind a digest's text.

    Raises:
        Invalid: it is not ``sha256:`` and 64 lower-case hex digits.
    """
    if not is_digest(digest_text):
        raise Invalid(
            f"{digest_text[:80]!r} is no digest: write sha256: and 64 lower-case hex digits.",
            digest=digest_text[:80],
        )
    return bytes.fromhex(digest_text[7:])


def text_of(raw_digest: bytes) -> str:
    """Return a digest's text from its 32 bytes."""
    return "sha256:" + raw_digest.hex()


def _refuse(value: object) -> object:
    raise TypeError(f"{type(value).__name__} is not a JSON type")
