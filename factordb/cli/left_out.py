"""Verbs of what a file held that became no number here: rejections and blanks."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from factordb.cli import telling
from factordb.cli.telling import Json

if TYPE_CHECKING:
    from sqlmodel import Session

    from factordb.catalogue.looking.fetching import BlankView

Reference = Annotated[str, typer.Argument(metavar="DATASET@RELEASE")]
EditionOption = Annotated[int | None, typer.Option(help="The edition meant.")]


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    app.command()(rejections)
    app.command()(blanks)


def rejections(reference: Reference, edition: EditionOption = None, json: Json = False) -> None:
    """List the numbers of a release's file that became nothing, of a draft too."""
    from factordb.catalogue.importing import previewing
    from factordb.catalogue.looking import fetching

    header = ("at", "printed", "reason")
    said = _all(reference, edition, fetching.rejected, previewing.rejections)
    rows = ((r.at, r.printed, r.reason) for r in said["items"])
    _tell(said, header, rows, "Nothing was rejected.", json=json)


def blanks(reference: Reference, edition: EditionOption = None, json: Json = False) -> None:
    """List the cells of a release's file that say "not available", of a draft too."""
    from factordb.catalogue.importing import previewing
    from factordb.catalogue.looking import fetching

    header = ("at", "cells", "id", "number", "what", "region", "unit")
    said = _all(reference, edition, fetching.blank, previewing.blanks)
    rows = (_blank(b) for b in said["items"])
    _tell(said, header, rows, "No cell is blank.", json=json)


def _blank(one: "BlankView") -> tuple[str | None, ...]:
    of = one.of or {}
    about = [of.get("activity") or of.get("subject"), of.get("property")]
    facets = (f"{name}={said}" for name, said in of.get("facets", {}).items())
    what = " ".join(filter(None, [*about, *facets]))
    return one.at, str(one.count), one.id, one.pick, what, of.get("region"), of.get("unit")


def _all(
    reference: str,
    edition: int | None,
    published: Callable[..., Any],
    drafted: Callable[..., Any],
) -> dict[str, Any]:
    """Return all of them: a curator wants to see the last as well."""
    from factordb.catalogue.looking.fetching import MOST_ITEMS, From
    from factordb.cli.opening import transaction
    from factordb.cli.sitting import visiting

    found: list[Any] = []
    after: str | None = None
    with transaction() as db:
        is_draft = edition is None and _is_draft(db, reference)
        while True:
            page = From(after, MOST_ITEMS, edition)
            got = drafted(db, visiting(), reference, page) if is_draft else None
            got = got or published(db, reference, page)
            found += got.items
            after = got.next
            if after is None:
                break
            edition = None if is_draft else got.edition
    return ({"state": got.state} if is_draft else {"edition": got.edition}) | {"items": found}


def _is_draft(db: "Session", reference: str) -> bool:
    from factordb.catalogue.reference import split
    from factordb.store import releases

    row = releases.find(db, *split(reference))
    return row is not None and row.state != "published"


def _tell(
    said: dict[str, Any], header: tuple[str, ...], rows: Any, none: str, *, json: bool
) -> None:
    if json:
        items = [one.model_dump(mode="json") for one in said["items"]]
        telling.as_json(said | {"items": items})
    elif said["items"]:
        telling.table(header, rows)
    else:
        telling.line(none)
