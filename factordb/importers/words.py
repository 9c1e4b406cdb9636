"""The words of an importer: what printed words mean, kept as JSON beside its code."""

import json
import re
import unicodedata
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_LONGEST = 80
UNNAMED = "unnamed"
"""The slug of what has no letters of the Latin alphabet."""


@cache
def beside(module: str, name: str | None = None) -> dict[str, Any]:
    """Return the JSON beside ``module``, a file: of the same name, or called ``name``."""
    file = Path(module)
    content: dict[str, Any] = json.loads(
        (file.with_name(name) if name else file.with_suffix(".json")).read_bytes()
    )
    return content


@lru_cache(maxsize=8192)
def slug(text: str, most: int = _LONGEST) -> str:
    """Return ``text`` as a slug: ``Grass/straw`` is ``grass-straw``, ``Blé dur`` is ``ble-dur``."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("ß", "ss"))
    ascii_text = plain.encode("ascii", "ignore").decode()
    whole = "-".join(re.findall(r"[a-z0-9]+", ascii_text.casefold()))
    return whole[:most].strip("-") or UNNAMED


def tidy(text: str) -> str:
    """Return ``text`` on one line, with single spaces."""
    return " ".join(text.split())
