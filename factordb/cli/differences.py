"""How the shell tells what differs between two releases: how far first, then what."""

from typing import TYPE_CHECKING

import orjson

from factordb.cli import telling

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factordb.catalogue.comparing.comparing import Difference, Summary

SHOWN = 40


def tell(
    found: "Summary", differences: "Sequence[Difference]", shown: int = SHOWN, *, more: str
) -> None:
    """Write the distribution of change, the counts, and the first ``shown`` differences.

    ``more`` is the command that gives all of them.
    """
    telling.lines(summary(found))
    rows = ((d.kind, d.old, d.new, _share(d), d.pick, *_key(d), d.why) for d in differences[:shown])
    if differences and shown:
        telling.table(("", "old", "new", "Δ", "of", "what", "region", "unit", "why"), rows)
    if len(differences) > shown:
        telling.line(f"… and {len(differences) - shown} more: {more}")


def summary(found: "Summary") -> list[str]:
    """Return how far two releases are apart, the distribution of change first."""
    said = []
    far = found.change
    if far is not None:
        said.append(
            f"{far.numbers} numbers changed ({far.rose} up, {far.fell} down): median {far.median} "
            f"%, 95 of 100 within {far.p95} %, at most {far.largest} %"
        )
    said.append(", ".join(f"{count} {kind}" for kind, count in found.counts.items()))
    if found.ids is not None:
        said.append(f"{found.ids.added} IDs added, {found.ids.removed} removed")
    if found.moved:
        said.append(f"{found.moved} unchanged numbers moved within the file")
    if not found.blanks:
        said.append("blanks of one of them are not on record: one that was filled counts as added")
    return said


def _key(difference: "Difference") -> tuple[str, str, str]:
    """Return what a key is about, its region and its unit, for people."""
    if not difference.key:  # a blank of which no more than its id is known
        return f"id {difference.id}", "", ""
    about, second, third, region, unit, *dates = orjson.loads(difference.key)
    facets, others = (third, [second]) if isinstance(second, str) else (second, third)
    said = [about, *others, *(f"{name}={value}" for name, value in facets.items())]
    said += [str(date) for date in dates if date]
    was = f" (was {orjson.loads(difference.old_key)[0]})" if difference.old_key else ""
    return " ".join(said) + was, region, unit


def _share(difference: "Difference") -> str | None:
    return f"{difference.change_percent} %" if difference.change_percent else None
