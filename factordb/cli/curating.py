"""Verbs of the curator: import, publish, layouts, export."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factordb.cli import differences, remarks, sitting, telling
from factordb.cli.telling import Json

if TYPE_CHECKING:
    from sqlmodel import Session

    from factordb.catalogue.importing.intake import Asked, Imported
    from factordb.catalogue.publishing.publishing import Published

_SHOWN = 20
_PLACES = 3
UNREACHED = 3
"""Exit code where search does not find a release in time; it is published all the same."""
HELD = 1
"""Exit code where checks, or four eyes, keep a release from being published."""
_WRITTEN = {
    "dataset": "write lower-case words joined by hyphens, such as uk-ghg-conversion-factors",
    "release": "write letters and digits joined by single dots or hyphens, such as 2024.1",
}
"""How a name is written, where a pattern would be no help."""
Reference = Annotated[str, typer.Argument(metavar="DATASET@RELEASE")]


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    app.command("import")(import_)
    for verb in (publish, layouts, scaffold, export):
        app.command()(verb)


def import_(
    file: Annotated[Path, typer.Argument(help="The publisher's file.")],
    dataset: Annotated[str, typer.Option(help="Slug of the dataset.")],
    release: Annotated[str, typer.Option(help="Name of the release.")],
    layout: Annotated[str | None, typer.Option(help="Recognised where not named.")] = None,
    mapping: Annotated[Path | None, typer.Option(help="TOML of a table.")] = None,
    publish: Annotated[bool, typer.Option(help="Publish at once.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Read and account, store nothing.")] = False,
    json: Json = False,
) -> None:
    """Read a publisher's file into a draft, with an account of every number in it."""
    from pydantic import ValidationError

    from factordb.catalogue.importing.intake import Asked
    from factordb.errors import Invalid

    for given in filter(None, (file, mapping)):
        _require_file(given)
    try:
        asked = Asked(
            dataset=dataset,
            release=release,
            layout=layout,
            mapping=mapping,
            publish=publish,
            dry_run=dry_run,
        )
    except ValidationError as error:
        fault = error.errors()[0]
        option = str(fault["loc"][0])
        wanted = _WRITTEN.get(option, fault["msg"])
        raise Invalid(f"--{option} {fault['input']!r}: {wanted}.") from error
    number, done = _imported(file, asked)
    told = {"import": number} | done.model_dump(by_alias=True, mode="json")
    telling.as_json(told) if json else _tell(done, number)
    if publish and done.state == "draft":
        raise typer.Exit(HELD)


def _imported(file: Path, asked: "Asked") -> tuple[int | None, "Imported"]:
    """Return the number of the import on record, which a dry run has none of, and what it made."""
    from factordb.catalogue.importing import importing, intake
    from factordb.cli.opening import engine, owning, transaction

    reading = telling.busy(f"Reading {file.name}")
    if asked.dry_run:
        with transaction() as db, reading:
            return None, intake.take_in(db, file, asked)
    with engine(indexed=asked.publish) as there:
        with owning(there) as db:
            by = sitting.here(db)
        with importing.begun(there, asked, file.name, by) as begun, reading:
            return begun.watch.id, begun.run(file)


def publish(
    reference: Reference,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    wait: Annotated[str | None, typer.Option(help="search: until search finds it.")] = None,
    json: Json = False,
) -> None:
    """Publish a draft; it becomes the next edition and never changes.

    What it changes in the last release of its dataset is shown first, and what was remarked of it
    and not resolved; a terminal is asked. Where a release was published since the draft was
    checked, it is checked against that one first. With `--wait search` it ends with 3 where search
    does not find it after half a minute.
    """
    from factordb.catalogue.finding import waiting
    from factordb.catalogue.importing import rechecking
    from factordb.catalogue.publishing import publishing
    from factordb.cli.opening import engine, indexes, owning
    from factordb.errors import Invalid

    if wait not in (None, "search"):
        raise Invalid(f"--wait {wait[:30]!r}: one can wait for search.")
    with engine() as there:
        with owning(there) as db:
            by = sitting.here(db)
            rechecking.recheck(db, by, reference, "publish")
        with owning(there) as db:
            if not json:
                _ask(db, reference, yes=yes)
            with telling.busy(f"Publishing {reference}"):
                done = publishing.publish(db, reference, by)
        with telling.busy("Bringing search up to date"):
            patience = waiting.PATIENCE if wait else 0.0
            found = waiting.reached(there, indexes(), done.edition, patience)
    _tell_published(done.model_copy(update={"search": found}), json=json)
    if wait and not found.covered:
        raise typer.Exit(UNREACHED)


def _ask(db: "Session", reference: str, *, yes: bool) -> None:
    """Show what publishing changes, and what is not settled; ask where somebody can answer."""
    from factordb.catalogue.importing import succeeding

    step = succeeding.step(db, reference)
    if step is not None:
        telling.line(f"{step.from_release} → {step.to_release}")
        more = f"factordb review diff {reference} --json"
        differences.tell(step, step.differences, _SHOWN, more=more)
    remarks.tell_open(db, reference)
    if not yes and sys.stdin.isatty() and sys.stdout.isatty():
        typer.confirm(f"Publish {reference}? It never changes then.", abort=True)


def _tell_published(done: "Published", *, json: bool) -> None:
    if json:
        telling.as_json(done)
        return
    telling.line(
        f"{done.reference} is edition {done.edition}: {done.factors} factors, "
        f"{done.properties} properties."
    )
    if done.search is not None and done.search.reason:
        telling.line(done.search.reason)


def layouts(json: Json = False) -> None:
    """List the layouts that can be imported."""
    from factordb.importers import registry

    found = {layout: registry.load(layout) for layout in registry.layouts()}
    if json:
        telling.as_json(
            {layout: {"version": i.version, "title": i.title} for layout, i in found.items()}
        )
    else:
        telling.table(
            ("layout", "version", "reads"), ((n, i.version, i.title) for n, i in found.items())
        )


def scaffold(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its layout: my-publisher.")],
    to: Annotated[Path, typer.Option("--to", "-o", help="Folder to write into.")] = Path(),
    json: Json = False,
) -> None:
    """Write a new importer to begin from, with its words and its test."""
    from factordb.importers import scaffold as scaffolds

    files = scaffolds.write(name, to)
    if json:
        telling.as_json({"layout": name, "files": [str(file) for file in files]})
        return
    for file in files:
        telling.line(str(file))
    telling.line(f"Next: pip install --editable {to / name}, then pytest {to / name}.")


def export(
    reference: Reference,
    format: Annotated[str, typer.Option(help="table, ndjson or csv.")] = "table",  # noqa: A002  # the option's name
    to: Annotated[Path, typer.Option("--to", "-o", help="Folder to write into.")] = Path(),
    edition: Annotated[int | None, typer.Option(help="The edition meant.")] = None,
    json: Json = False,
) -> None:
    """Write a release to files; `table` imports to the same digests."""
    from factordb.catalogue.looking import exporting
    from factordb.cli.opening import transaction
    from factordb.errors import Invalid

    if format not in ("table", "ndjson", "csv"):
        raise Invalid(f"--format {format!r}: write table, ndjson or csv.")
    with transaction() as db, telling.busy(f"Writing {reference}"):
        files = exporting.export(db, reference, format, to, edition)  # type: ignore[arg-type]  # checked above
    if json:
        telling.as_json({"files": [str(file) for file in files]})
        return
    for file in files:
        telling.line(str(file))


def _require_file(file: Path) -> None:
    """Refuse what cannot be read to its end: a pipe never ends, a folder has no bytes."""
    from factordb.errors import Invalid

    if file.is_dir():
        raise Invalid(f"{file} is a folder: name the file in it.", file=str(file))
    if not file.exists():
        raise Invalid(f"{file} is not there.", file=str(file))
    if not file.is_file():
        raise Invalid(f"{file} is no regular file: write its bytes to one.", file=str(file))
    if not os.access(file, os.R_OK):
        raise Invalid(f"{file} may not be read by this user.", file=str(file))


def _tell(done: "Imported", number: int | None) -> None:
    t = done.tally
    said = f"is edition {done.edition}" if done.edition else f"is a {done.state}"
    if done.state == "unchanged":
        said = "is published already, from this very file; nothing changed"
    how = f"{done.layout} {done.importer}, {done.seconds:.2f} s"
    telling.line(f"{done.dataset}@{done.release} {said}  ({how})")
    telling.line(
        f"  {t.numbers} numbers = {t.in_factors} in {t.factors} factors + {t.in_properties} in "
        f"{t.properties} properties + {t.rejected} rejected + {t.not_ours} not ours; "
        f"{t.blank} blank"
    )
    if done.step is not None:
        telling.line(f"  beside {done.step.from_release}:")
        telling.lines(f"    {line}" for line in differences.summary(done.step))
    _tell_findings(done, number)
    for caution in done.cautions:
        telling.line(f"  note: {caution}")
    for rejection in done.rejections[:_SHOWN]:
        telling.line(f"  rejected {rejection.at}: {rejection.printed[:60]!r}: {rejection.reason}")
    if len(done.rejections) > _SHOWN:
        more = len(done.rejections) - _SHOWN
        telling.line(f"  … and {more} more: factordb rejections {done.dataset}@{done.release}")


def _tell_findings(done: "Imported", number: int | None) -> None:
    if done.findings:
        beside = f", and against {done.against}" if done.against else ""
        kept = f"; the report is import {number}" if number else ""
        telling.line(f"  checked alone{beside}{kept}:")
    for finding in done.findings:
        telling.line(f"  {finding.severity} {finding.rule} ({finding.count}): {finding.sentence}")
        for place in finding.places[:_PLACES]:
            telling.line(f"    {place.at}: {place.told}")
    if done.holds:
        telling.line(
            f"  held: not published until the file is mended or a reviewer releases each hold: "
            f"factordb hold list {done.dataset}@{done.release}"
        )
