"""Verbs of the curator: import, publish, layouts, export."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factordb.cli import telling
from factordb.cli.telling import Json

if TYPE_CHECKING:
    from factordb.catalogue.intake import Imported

_SHOWN = 20
Reference = Annotated[str, typer.Argument(metavar="DATASET@RELEASE")]


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    app.command("import")(import_)
    for verb in (publish, layouts, export, rejections):
        app.command()(verb)


def import_(  # noqa: PLR0913  # options of a command
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
    dataset: Annotated[str, typer.Option(help="Slug of the dataset.")],
    release: Annotated[str, typer.Option(help="Name of the release.")],
    layout: Annotated[str | None, typer.Option(help="Recognised where not named.")] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="TOML of a table.", exists=True, dir_okay=False)
    ] = None,
    publish: Annotated[bool, typer.Option(help="Publish at once.")] = False,  # noqa: FBT002  # an option
    dry_run: Annotated[bool, typer.Option(help="Read and account, store nothing.")] = False,  # noqa: FBT002
    json: Json = False,  # noqa: FBT002
) -> None:
    """Read a publisher's file into a draft, with an account of every number in it."""
    from pydantic import ValidationError  # noqa: PLC0415  # `--help` need not wait for it

    from factordb.catalogue.intake import Asked, take_in  # noqa: PLC0415  # likewise
    from factordb.cli.opening import transaction  # noqa: PLC0415  # likewise
    from factordb.errors import Invalid  # noqa: PLC0415  # likewise

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
        raise Invalid(f"--{fault['loc'][0]} {fault['input']!r}: {fault['msg']}.") from error
    with transaction(indexed=publish and not dry_run) as db:
        done = take_in(db, file, asked)
    telling.as_json(done) if json else _tell(done)


def publish(reference: Reference, json: Json = False) -> None:  # noqa: FBT002  # an option
    """Publish a draft; it becomes the next edition and never changes."""
    from factordb.catalogue import publishing  # noqa: PLC0415  # as above
    from factordb.cli.opening import transaction  # noqa: PLC0415  # as above

    with transaction(indexed=True) as db:
        done = publishing.publish(db, reference)
    if json:
        telling.as_json(done)
    else:
        telling.line(
            f"{done.reference} is edition {done.edition}: {done.factors} factors, "
            f"{done.properties} properties."
        )


def layouts(json: Json = False) -> None:  # noqa: FBT002  # an option
    """List the layouts that can be imported."""
    from factordb.importers import registry  # noqa: PLC0415  # as above

    found = {layout: registry.load(layout) for layout in registry.layouts()}
    if json:
        telling.as_json(
            {layout: {"version": i.version, "title": i.title} for layout, i in found.items()}
        )
    else:
        telling.table(
            ("layout", "version", "reads"), ((n, i.version, i.title) for n, i in found.items())
        )


def export(
    reference: Reference,
    format: Annotated[str, typer.Option(help="table, ndjson or csv.")] = "table",  # noqa: A002  # the option's name
    to: Annotated[Path, typer.Option("--to", "-o", help="Folder to write into.")] = Path(),
    edition: Annotated[int | None, typer.Option(help="The edition meant.")] = None,
) -> None:
    """Write a release to files; `table` imports to the same digests."""
    from factordb.catalogue import exporting  # noqa: PLC0415  # as above
    from factordb.cli.opening import transaction  # noqa: PLC0415  # as above
    from factordb.errors import Invalid  # noqa: PLC0415  # as above

    if format not in ("table", "ndjson", "csv"):
        raise Invalid(f"--format {format!r}: write table, ndjson or csv.")
    with transaction() as db:
        files = exporting.export(db, reference, format, to, edition)  # type: ignore[arg-type]  # checked above
    for file in files:
        telling.line(str(file))


def rejections(reference: Reference, json: Json = False) -> None:  # noqa: FBT002  # an option
    """List the numbers of a release's file that became nothing."""
    from factordb.catalogue import fetching  # noqa: PLC0415  # as above
    from factordb.cli.opening import transaction  # noqa: PLC0415  # as above

    with transaction() as db:
        page = fetching.rejected(db, reference, fetching.From(limit=fetching.MOST_ITEMS))
    if json:
        telling.as_json(page)
    else:
        telling.table(
            ("at", "printed", "reason"), ((r.at, r.printed, r.reason) for r in page.items)
        )


def _tell(done: "Imported") -> None:
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
    for caution in done.cautions:
        telling.line(f"  note: {caution}")
    for rejection in done.rejections[:_SHOWN]:
        telling.line(f"  rejected {rejection.at}: {rejection.printed[:60]!r}: {rejection.reason}")
    if len(done.rejections) > _SHOWN:
        more = len(done.rejections) - _SHOWN
        telling.line(f"  … and {more} more: factordb rejections {done.dataset}@{done.release}")
