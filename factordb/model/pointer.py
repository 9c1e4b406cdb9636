"""JSON pointers (RFC 6901): how one field of a document is named, ``/amounts/0/kg``."""

import re
from typing import Any

from factordb.errors import Invalid

_INDEX = re.compile(r"0|[1-9][0-9]{0,8}")
_SHOWN = 12


def value(document: Any, pointer: str) -> Any:  # any part of JSON
    """Return what stands at ``pointer``; the whole document is none of its fields.

    Raises:
        Invalid: it is no pointer, or nothing stands there; the sentence says what does.
    """
    if not pointer.startswith("/"):
        raise Invalid(
            f"{pointer[:80]!r} names no field: write a JSON pointer such as /amounts/0/kg."
        )
    found, walked = document, ""
    for part in pointer[1:].split("/"):
        name = part.replace("~1", "/").replace("~0", "~")
        if isinstance(found, dict) and name in found:
            found = found[name]
        elif isinstance(found, list) and _INDEX.fullmatch(name) and int(name) < len(found):
            found = found[int(name)]
        else:
            raise Invalid(
                f"The document has no {pointer[:80]}: {walked or 'it'} has {_there(found)}."
            )
        walked += f"/{part}"
    return found


def _there(found: Any) -> str:  # any part of JSON
    if isinstance(found, dict):
        names = sorted(found)
        return ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
    if isinstance(found, list):
        return f"0 to {len(found) - 1}" if found else "nothing in it"
    return "no fields"
