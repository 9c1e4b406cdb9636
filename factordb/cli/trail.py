"""The verb of the certifier: everything that was done to a release, in order."""

from pathlib import Path
from typing import Annotated

import typer

from factordb.cli import sitting, telling
from factordb.cli.telling import Json


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    app.command()(trail)


def trail(
    reference: Annotated[str, typer.Argument(metavar="DATASET@RELEASE")],
    format: Annotated[str, typer.Option(help="md or json.")] = "md",  # noqa: A002  # the option's name
    lang: Annotated[str, typer.Option(help="Of the headings: en or zh.")] = "en",
    to: Annotated[Path | None, typer.Option("--to", "-o", help="File to write into.")] = None,
    json: Json = False,
) -> None:
    """Export the whole trail of a release: import, checks, holds, comments, reviews, what followed.

    Each step has who, when and from where, and the entries of the log that say so.
    """
    from factordb.catalogue.trail import steps
    from factordb.catalogue.trail import telling as trails
    from factordb.cli.opening import transaction
    from factordb.errors import Invalid

    if format not in ("md", "json") or lang not in ("en", "zh"):
        raise Invalid(f"--format {format!r} --lang {lang!r}: write md or json, and en or zh.")
    with transaction() as db:
        found = steps.trail(db, sitting.visiting(), reference)
    if to is None and (json or format == "json"):
        telling.as_json(found)
        return
    whole = "\n".join(trails.markdown(found, lang)) + "\n"  # type: ignore[arg-type]  # checked above
    written = found.model_dump_json(indent=2) + "\n" if json or format == "json" else whole
    if to is None:
        telling.as_it_is(written.encode())
    else:
        to.write_text(written, "utf-8")
