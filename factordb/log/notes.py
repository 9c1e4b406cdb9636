"""Signed notes (C2SP signed-note) with Ed25519: a text, and who vouches for it.

A note's text ends in a line break; after an empty line stand signatures, a line each:
``— name base64(4-byte key id ‖ signature)``. Signatures by unknown keys are passed over; one by a
known key must hold.
"""

import hashlib
import re
from collections.abc import Iterable
from typing import NamedTuple, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from factordb.errors import Invalid, SignatureBroken, UntrustedKey
from factordb.log import armour

ED25519 = b"\x01"
LONGEST = 1_000_000
MOST_SIGNATURES = 100

_NAME = re.compile(r"[^\s+\x00-\x1f\x7f]{1,255}")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)")


class VerifierKey(NamedTuple):
    """What signatures are checked with, and may be known to everybody."""

    name: str
    public: bytes
    """32 bytes of Ed25519."""

    @property
    def id(self) -> bytes:
        """The first 4 bytes of SHA-256 over name, 0x0A, 0x01 and the public key."""
        told = self.name.encode() + b"\n" + ED25519 + self.public
        return hashlib.sha256(told).digest()[:4]

    def text(self) -> str:
        """Return ``name+hex(key id)+base64(0x01 ‖ public key)``."""
        return f"{self.name}+{self.id.hex()}+{armour.encoded(ED25519 + self.public)}"

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Return the key behind its text.

        Raises:
            Invalid: it is no Ed25519 verifier key, or its id is not its own.
        """
        name, _, rest = text.strip().partition("+")
        id_, _, encoded = rest.partition("+")
        key = armour.decoded(encoded)
        if _NAME.fullmatch(name) and len(key) == 33 and key[:1] == ED25519:
            found = cls(name, key[1:])
            if found.id.hex() == id_:
                return found
        raise Invalid(
            f"{text.strip()[:80]!r} is no verifier key: it reads name+8 hex digits+base64, and its "
            "id must be its own. Take it anew from where you trust it."
        )

    def holds(self, text: str, signature: bytes) -> bool:
        """Say whether ``signature`` is this key's over ``text``."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


class SigningKey:
    """The secret half; whoever has it speaks for the log."""

    def __init__(self, name: str, secret: bytes) -> None:
        """Take the 32 bytes of an Ed25519 seed.

        Raises:
            Invalid: the name holds white space or a plus, or the seed has another length.
        """
        if not _NAME.fullmatch(name):
            raise Invalid(f"{name[:80]!r} is no name for a key: no spaces, no plus, not empty.")
        if len(secret) != 32:
            raise Invalid("A signing key has 32 bytes.")
        self._private = Ed25519PrivateKey.from_private_bytes(secret)
        self.verifier = VerifierKey(name, self._private.public_key().public_bytes_raw())

    def signed(self, text: str) -> str:
        """Return ``text`` as a note with this key's signature.

        Raises:
            Invalid: the text does not end in a line break, or holds control characters.
        """
        _require_text(text)
        return f"{text}\n{self._line(text)}"

    def cosigned(self, note: str) -> str:
        """Return ``note`` with this key's signature added.

        Raises:
            Invalid: it is no signed note.
        """
        text, _ = _taken_apart(note)
        return f"{note}{self._line(text)}"

    def _line(self, text: str) -> str:
        signature = self.verifier.id + self._private.sign(text.encode())
        return f"— {self.verifier.name} {armour.encoded(signature)}\n"


def opened(note: str, keys: Iterable[VerifierKey]) -> tuple[str, list[VerifierKey]]:
    """Return the text of ``note`` and which of ``keys`` vouch for it, one at least.

    Raises:
        Invalid: it is no signed note.
        UntrustedKey: no signature is by one of ``keys``.
        SignatureBroken: one that is does not hold.
    """
    text, signatures = _taken_apart(note)
    known = {(key.name, key.id): key for key in keys}
    vouching: list[VerifierKey] = []
    for name, id_, signature in signatures:
        key = known.get((name, id_))
        if key is None or key in vouching:
            continue
        if not key.holds(text, signature):
            raise SignatureBroken(
                f"The signature of {name} does not hold: the note was changed, or forged."
            )
        vouching.append(key)
    if not vouching:
        named = ", ".join(sorted({name for name, _, _ in signatures}))
        raise UntrustedKey(
            f"The note is signed by {named}, with none of the keys that you trust: compare the "
            "verifier key with the one its operator publishes."
        )
    return text, vouching


def _taken_apart(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    if len(note) > LONGEST or _CONTROL.search(note):
        raise Invalid("This is no signed note: it is too long, or holds control characters.")
    head, blank, tail = note.rpartition("\n\n")
    text, lines = head + "\n", tail.split("\n")
    if not (blank and tail.endswith("\n") and len(lines) <= MOST_SIGNATURES + 1):
        raise Invalid("This is no signed note: a text, an empty line, and signatures.")
    return text, [_signature(line) for line in lines[:-1]]


def _signature(line: str) -> tuple[str, bytes, bytes]:
    found = _LINE.fullmatch(line)
    content = armour.decoded(found[2]) if found else b""
    if found is None or len(content) < 5:
        raise Invalid(f"{line[:80]!r} is no signature line: it reads — name base64.")
    return found[1], content[:4], content[4:]


def _require_text(text: str) -> None:
    if not text.endswith("\n") or _CONTROL.search(text):
        raise Invalid("A note's text ends in a line break and holds no control characters.")
