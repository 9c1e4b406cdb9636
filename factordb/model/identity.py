"""What a document is of, told from its plain form: key, identity, and which number is meant."""

from collections.abc import Mapping
from typing import Any

import orjson

from factordb.errors import FactordbError
from factordb.model import vocabulary
from factordb.model.canonical import canonical_text

Plain = Mapping[str, Any]
"""A document, or one amount of it, in JSON's own types."""

LONGEST = 8000
"""Characters of an identity that is kept."""

_PICK = ("gas", "part", "gwp", "origin")


def of(plain: Plain) -> tuple[str, str]:
    """Return key and identity of a factor or property, as the documents themselves tell them."""
    parts = _parts(plain)
    dates = plain.get("dates", {})
    return canonical_text(parts), canonical_text([*parts, dates.get("data"), dates.get("applies")])


def expected(plain: Plain) -> str | None:
    """Return the identity that a document would have which is not made, where that can be told.

    Its boundary may stand in any order yet, and what is left out of a document may be empty.
    """
    said = {name: value for name, value in plain.items() if value}
    try:
        if "boundary" in said:
            said["boundary"] = vocabulary.sorted_boundary(tuple(said["boundary"]))
        told = of(said)[1]
    except (FactordbError, ValueError, KeyError):
        return None
    return told if len(told) <= LONGEST else None


def pick(amount: Plain, *, method: bool = True) -> str:
    """Return in words which number of a factor is meant: ``CO2e, direct, AR5``.

    Without ``method`` the GWP method is left out.
    """
    said = [amount[name] for name in _PICK if name in amount and (method or name != "gwp")]
    return ", ".join([*said, *([amount["label"]] if "label" in amount else [])])


def told(identity: str) -> dict[str, Any]:
    """Return what an identity names, by the fields of its document; what is empty is left out."""
    first, second, third, region, unit, data, applies = orjson.loads(identity)
    if isinstance(second, str):
        about = {"subject": first, "property": second, "facets": third}
    else:
        about = {"activity": first, "facets": second, "boundary": third}
    dates = {name: said for name, said in (("data", data), ("applies", applies)) if said}
    whole = about | {"region": region, "unit": unit, "dates": dates}
    return {name: said for name, said in whole.items() if said}


def _parts(plain: Plain) -> list[Any]:
    if "property" in plain:
        about = [plain["subject"], plain["property"], plain.get("facets", {})]
    else:
        about = [plain["activity"], plain.get("facets", {}), plain.get("boundary", ())]
    return [*about, plain["region"], plain["unit"]]
