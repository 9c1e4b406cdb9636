"""The numbers of an element and of its parts: totals, gases, further gases.

All gases are printed in kg CO2e under a GWP method that the file does not name, so none is a mass.
Biogenic CO2 stands outside the total. ``Divers`` is what has no gas of its own: contrails.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from factordb.importers import gathering
from factordb.importers.base_carbone.columns import GASES, ID, MORE, POST, POST_NAME, TOTAL, UNIT
from factordb.importers.base_carbone.lines import File, Line
from factordb.importers.gathering import Number
from factordb.importers.printed import is_blank
from factordb.importers.words import beside, tidy
from factordb.model.reading import Blank, NotOurs, Rejection

_VARIOUS = "Divers"
_UNNAMED = "a further gas that nobody names, of 0"
_LONGEST_PART = 120

Rest = Rejection | Blank | NotOurs


def of_element(file: File, element: Line, parts: Sequence[Line]) -> tuple[list[Number], list[Rest]]:
    """Return the amounts of an element and of its parts, and what became of other cells.

    A total that is not given is blank; a gas that is not is only a split that was not made.
    """
    numbers: list[Number] = []
    rest: list[Rest] = []
    names = _part_names(parts)
    for line, part in ((element, None), *zip(parts, names, strict=True)):
        cells = list(_cells(file, line, part, element))
        found, others = gathering.read(cell for cell in cells if isinstance(cell, Number))
        numbers += found
        rest += [*others, *(cell for cell in cells if not isinstance(cell, Number))]
    totals = {line.places[TOTAL] for line in (element, *parts)}
    named = {"id": element.cells[ID].strip() or None}
    told = (one.model_copy(update=named) if isinstance(one, Blank) else one for one in rest)
    return numbers, [one for one in told if not isinstance(one, Blank) or one.at in totals]


def _part_names(parts: Sequence[Line]) -> list[str]:
    """Return a name for each part, none twice: ``upstream``, ``energy: HFO``, ``leaks (2)``."""
    posts = beside(__file__, "words.json")["posts"]
    names, seen = [], Counter[str]()
    for line in parts:
        kind, name = tidy(line.cells[POST]), tidy(line.cells.get(POST_NAME, ""))
        word = posts.get(kind, [kind.casefold() or "part"])[0]
        whole = (f"{word}: {name}" if name else word)[: _LONGEST_PART - 20]
        seen[whole] += 1
        names.append(whole if seen[whole] == 1 else f"{whole} ({seen[whole]})")
    return names


def _cells(
    file: File, line: Line, part: str | None, element: Line
) -> Iterator[Number | Rejection | NotOurs]:
    of_part = {"part": part} if part else {}
    yield _number(file, line, element, TOTAL, {"gas": "CO2e"} | of_part)
    for column, says in GASES.items():
        if column in line.cells:
            both = " ".join(p for p in (part, says.get("part")) if p)
            yield _number(file, line, element, column, says | ({"part": both} if both else {}))
    for column, code in MORE.items():
        if column in line.cells and not is_blank(line.cells[column]):
            yield _further(file, line, element, (column, code), part)


def _further(
    file: File, line: Line, element: Line, columns: tuple[str, str], part: str | None
) -> Number | Rejection | NotOurs:
    """Return a further gas; a part leaves its name to the element."""
    column, code = columns
    name = tidy(line.cells.get(code, "")) or tidy(element.cells.get(code, ""))
    one = _number(file, line, element, column, {"gas": name} | ({"part": part} if part else {}))
    if name == _VARIOUS:
        what = "contrails" if _has_contrails(element) else "various"
        return one._replace(says={"gas": "CO2e", "part": f"{part}: {what}" if part else what})
    if name:
        return one
    if one.digits() is not None and not float(one.digits() or 0):
        return NotOurs(reason=_UNNAMED, count=1)
    return gathering.rejection(one.at, one.printed, f"{code}: names no gas")


def _has_contrails(element: Line) -> bool:
    told = " ".join(element.cells.get(c, "") for c in ("Tags français", "Nom frontière français"))
    return "trainées" in told.casefold() or "traînées" in told.casefold()


def _number(file: File, line: Line, element: Line, column: str, says: dict[str, Any]) -> Number:
    text = line.cells[column]
    unit = tidy(line.cells[UNIT]) or tidy(element.cells[UNIT]) or None
    return Number(
        line.places[column], text, says, unit, weighted=says["gas"] != "CO2e", comma=file.comma
    )
