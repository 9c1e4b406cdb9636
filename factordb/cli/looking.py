"""Verbs of looking: datasets, releases, show, provenance, editions, diff, region, convert."""

from typing import Annotated

import typer

from factordb.cli import telling
from factordb.cli.telling import Json

_SHOWN = 40


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    for verb in (datasets, releases, show, provenance, editions, diff, region, convert):
        app.command()(verb)


Digest = Annotated[str, typer.Argument(metavar="DIGEST")]
EditionOption = Annotated[int | None, typer.Option(help="The edition meant.")]


def datasets(edition: EditionOption = None, json: Json = False) -> None:  # noqa: FBT002  # an option
    """List the datasets with their releases and licences."""
    from factordb.catalogue import looking  # noqa: PLC0415  # `--help` need not wait for it
    from factordb.cli.opening import transaction  # noqa: PLC0415  # likewise

    with transaction() as db:
        meant, found = looking.datasets(db, edition)
    if json:
        telling.as_json({"edition": meant, "items": [d.model_dump(mode="json") for d in found]})
        return
    rows = (
        (d.dataset, ", ".join(r.release for r in d.releases), d.manifest.licence.name)
        for d in found
    )
    telling.table(("dataset", "releases", "licence"), rows)


def releases(
    dataset: Annotated[str, typer.Argument()],
    edition: EditionOption = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """List the releases of one dataset."""
    from factordb.catalogue import looking  # noqa: PLC0415  # as above
    from factordb.cli.opening import transaction  # noqa: PLC0415  # as above

    with transaction() as db:
        _, found = looking.dataset(db, dataset, edition)
    if json:
        telling.as_json(found)
        return
    rows = (
        (
            r.release,
            r.edition,
            r.tally.factors,
            r.tally.properties,
            r.tally.rejected,
            r.published_at,
        )
        for r in found.releases
    )
    telling.line(f"{next(iter(found.manifest.title.values()))}: {found.manifest.attribution}")
    telling.table(("release", "edition", "factors", "properties", "rejected", "published"), rows)


def show(digest: Digest) -> None:
    """Print the canonical bytes of a factor or property, as they are hashed."""
    from factordb.cli.opening import transaction  # noqa: PLC0415  # as above
    from factordb.store import documents  # noqa: PLC0415  # as above

    with transaction() as db:
        telling.line(documents.body(db, digest, ("factor", "property")).decode())


def provenance(digest: Digest, edition: EditionOption = None) -> None:
    """Print where a number comes from, as W3C PROV-JSON."""
    from factordb.catalogue import fetching  # noqa: PLC0415  # as above
    from factordb.cli.opening import transaction  # noqa: PLC0415  # as above

    with transaction() as db:
        telling.as_json(fetching.provenance(db, digest, edition)[1])


def editions(json: Json = False) -> None:  # noqa: FBT002  # an option
    """List the editions in order."""
    from factordb.catalogue import looking  # noqa: PLC0415  # as above
    from factordb.cli.opening import transaction  # noqa: PLC0415  # as above

    with transaction() as db:
        found = looking.history(db)
    if json:
        telling.as_json([e.model_dump(mode="json") for e in found])
    else:
        telling.table(("edition", "release", "at"), ((e.edition, e.release, e.at) for e in found))


def diff(
    from_: Annotated[str, typer.Argument(metavar="DATASET@OLD")],
    to: Annotated[str, typer.Argument(metavar="DATASET@NEW")],
    edition: EditionOption = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Compare two releases by key and amount."""
    from factordb.catalogue import differing  # noqa: PLC0415  # as above
    from factordb.cli.opening import transaction  # noqa: PLC0415  # as above

    with transaction() as db:
        _, found = differing.diff(db, from_, to, edition)
    if json:
        telling.as_json(found)
        return
    telling.line(", ".join(f"{count} {kind}" for kind, count in found.counts.items()))
    rows = (
        (d.kind, d.key, d.pick, d.old, d.new, d.change_percent and f"{d.change_percent} %")
        for d in found.differences[:_SHOWN]
    )
    telling.table(("", "key", "of", "old", "new", "Δ"), rows)
    if len(found.differences) > _SHOWN:
        telling.line(f"… and {len(found.differences) - _SHOWN} more: --json gives all")


def region(code: Annotated[str, typer.Argument()], json: Json = False) -> None:  # noqa: FBT002  # an option
    """Show a region: its names, and what a fallback climbs."""
    from factordb.catalogue import places  # noqa: PLC0415  # as above

    found = places.region(code)
    if json:
        telling.as_json(found)
    else:
        telling.line(f"{found.code}  {' / '.join(found.name.values())}  ({found.kind})")
        telling.line(" → ".join(found.chain))


def convert(
    value: Annotated[str, typer.Argument()],
    from_: Annotated[str, typer.Argument(metavar="FROM")],
    to: Annotated[str, typer.Argument(metavar="TO")],
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Convert a value, with the step."""
    from factordb.catalogue import converting  # noqa: PLC0415  # as above

    found = converting.convert(value, from_, to)
    if json:
        telling.as_json(found)
    else:
        telling.line(f"{found.value} {found.unit}   ({'; '.join(found.steps)})")
