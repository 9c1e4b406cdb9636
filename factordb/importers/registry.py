"""Importers by name and by content; anybody's, found by entry point."""

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from factordb.errors import ImporterNotFound, UnknownLayout
from factordb.importers import containers
from factordb.importers.protocol import Importer

GROUP = "factordb.importers"


def layouts() -> list[str]:
    """Return the names of all installed importers, sorted."""
    return sorted(_points())


def load(layout: str) -> Importer:
    """Return the importer registered as ``layout``.

    Raises:
        ImporterNotFound: nothing installed answers to that name, or what does is broken.
    """
    point = _points().get(layout)
    if point is None:
        raise ImporterNotFound(
            f"No importer reads {layout!r}; there are {', '.join(layouts())}.", layout=layout
        )
    try:
        importer: Importer = point.load()()
    except (ImportError, AttributeError) as error:
        raise ImporterNotFound(
            f"The importer {layout!r} is installed, and cannot be loaded ({error}): install its "
            "package again, or uninstall it.",
            layout=layout,
        ) from error
    return importer


def recognise(file: Path) -> str:
    """Return the one layout that ``file`` has, judged from its content.

    Raises:
        UnknownLayout: no importer knows it, or several do.
    """
    known = [layout for layout in layouts() if load(layout).recognises(file)]
    if len(known) == 1:
        return known[0]
    if known:
        raise UnknownLayout(
            f"{file.name} could be {' or '.join(known)}: name the layout.", file=file.name
        )
    raise UnknownLayout(
        f"{file.name} has no known layout: it is {_told(file)}. Known are {', '.join(layouts())}; "
        "a table of your own needs a mapping beside it (docs/importers.md).",
        file=file.name,
    )


def _points() -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=GROUP)}


def _told(file: Path) -> str:
    found = containers.kind(file)
    if found in ("xlsx", "xls"):
        sheets = containers.Workbook(file).names
        return f"a workbook with the sheets {', '.join(map(repr, sheets[:8]))}"
    if found == "pdf":
        return "a PDF"
    columns = containers.header(file)
    return (
        f"a text whose first line is {', '.join(columns)[:200]!r}" if columns else "no UTF-8 text"
    )
