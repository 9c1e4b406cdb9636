"""Bytes under a passphrase: scrypt makes the key, AES-256-GCM holds them; the file says how.

What the file says of parameters is held by the seal as well, and bounded before it is followed.
"""

import base64
import secrets
import unicodedata
from typing import Literal

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
from pydantic import Field, ValidationError

from factordb.errors import BackupBroken, Invalid
from factordb.model.base import Model
from factordb.model.canonical import canonical_bytes

FORMAT: Literal["factordb/secrets/1"] = "factordb/secrets/1"
SHORTEST = 12
"""Characters of a passphrase."""


class Sealing(Model):
    """How the content is sealed."""

    format: Literal["factordb/secrets/1"] = FORMAT
    kdf: Literal["scrypt"] = "scrypt"
    n: int = Field(1 << 17, ge=1 << 14, le=1 << 20)
    r: int = Field(8, ge=8, le=16)
    p: int = Field(1, ge=1, le=4)
    salt: str
    cipher: Literal["AES-256-GCM"] = "AES-256-GCM"
    nonce: str


class Sealed(Model):
    sealing: Sealing
    content: str
    """Ciphertext and tag, in base64."""


def seal(content: bytes, passphrase: str) -> bytes:
    """Return ``content`` as a file that only ``passphrase`` opens.

    Raises:
        Invalid: the passphrase is too short to guard a key.
    """
    if len(passphrase) < SHORTEST:
        raise Invalid(f"The passphrase guards the log's key: take {SHORTEST} characters or more.")
    how = Sealing(salt=_text(secrets.token_bytes(16)), nonce=_text(secrets.token_bytes(12)))
    sealed = AESGCM(_key(how, passphrase)).encrypt(_bytes(how.nonce), content, _said(how))
    whole = Sealed(sealing=how, content=_text(sealed))
    return orjson.dumps(whole.model_dump(), option=orjson.OPT_INDENT_2) + b"\n"


def unseal(file: bytes, passphrase: str) -> bytes:
    """Return what ``passphrase`` opens.

    Raises:
        BackupBroken: it is another passphrase, or the file is none or was changed.
    """
    try:
        sealed = Sealed.model_validate_json(file)
        how = sealed.sealing
        return AESGCM(_key(how, passphrase)).decrypt(
            _bytes(how.nonce), _bytes(sealed.content), _said(how)
        )
    except InvalidTag as error:
        raise BackupBroken(
            "The secrets do not open: it is another passphrase, or the file was changed. Nothing "
            "was touched."
        ) from error
    except (ValidationError, ValueError, OverflowError) as error:
        raise BackupBroken(
            f"This is no file of secrets that is known ({_first(error)}). Nothing was touched."
        ) from error


def _key(how: Sealing, passphrase: str) -> bytes:
    made = Scrypt(salt=_bytes(how.salt), length=32, n=how.n, r=how.r, p=how.p)
    # The same words typed on another keyboard are the same words.
    return made.derive(unicodedata.normalize("NFKC", passphrase).encode())


def _said(how: Sealing) -> bytes:
    return canonical_bytes(how.model_dump())


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _first(error: Exception) -> str:
    if isinstance(error, ValidationError):
        fault = error.errors()[0]
        return f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
    return str(error)
