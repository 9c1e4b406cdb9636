"""From the hub's labels to slugs and canonical units."""

import json
import re
import unicodedata
from functools import cache
from pathlib import Path

from factordb import units
from factordb.errors import UnknownUnit

_FILE = Path(__file__).with_name("words.json")


def slug(kind: str, label: str) -> str:
    """Return the slug of a label: ``coal.anthracite`` for the fuel ``Anthracite Coal``.

    ``kind`` is ``fuels``, ``vehicles``, ``materials`` or ``treatments``. A label that the list
    does not name is its own words joined by hyphens, so that next year's rows have slugs too.
    """
    known = _lists().get(kind, {}).get(label.casefold())
    return known or _hyphened(label)


def unit(printed: str) -> str:
    """Return the canonical unit for the hub's spelling: ``gal (US)`` for ``gallon``.

    What is no unit comes back as it is; the document that would have it is refused later.
    """
    try:
        return units.canonical(_lists()["units"].get(printed.casefold(), printed))
    except UnknownUnit:
        return printed


@cache
def _lists() -> dict[str, dict[str, str]]:
    lists: dict[str, dict[str, str]] = json.loads(_FILE.read_bytes())
    return lists


def _hyphened(label: str) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().casefold()
    parts = re.findall(r"[a-z0-9]+", plain)
    return "-".join(_lists()["respelt"].get(part, part) for part in parts)
