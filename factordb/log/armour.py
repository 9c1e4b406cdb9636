"""Bytes as text: base64 in the one spelling that an encoder writes.

A decoder that is lenient passes over bits that are left over, in which a change would show nowhere.
"""

import base64
import binascii


def encoded(content: bytes) -> str:
    """Return ``content`` as base64."""
    return base64.b64encode(content).decode()


def decoded(text: str) -> bytes:
    """Return what ``text`` says, or nothing where it is not as an encoder writes it."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return b""
    return found if encoded(found) == text else b""
