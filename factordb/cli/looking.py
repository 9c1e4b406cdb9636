"""Verbs of looking: datasets, releases, show, provenance, editions, diff, region, convert."""

from typing import TYPE_CHECKING, Annotated

import typer

from factordb.cli import differences, telling
from factordb.cli.given import validated
from factordb.cli.showing import lines
from factordb.cli.telling import Json

if TYPE_CHECKING:
    from factordb.catalogue.tables import Tables


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    for verb in (datasets, releases, show, provenance, editions, diff, region, convert, properties):
        app.command()(verb)


Digest = Annotated[str, typer.Argument(metavar="DIGEST")]
Moved = Annotated[bool, typer.Option("--moved", help="List what only moved in the file, too.")]
EditionOption = Annotated[int | None, typer.Option(help="The edition meant.")]


def datasets(edition: EditionOption = None, json: Json = False) -> None:
    """List the datasets with their releases and licences."""
    from factordb.catalogue.looking import looking
    from factordb.cli.opening import transaction

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
    json: Json = False,
) -> None:
    """List the releases of one dataset."""
    from factordb.catalogue.looking import looking
    from factordb.cli.opening import transaction

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


def show(digest: Digest, json: Json = False) -> None:
    """Show a document with the cell of every number; --json gives its very bytes."""
    from factordb.cli.opening import transaction
    from factordb.store import documents

    with transaction() as db:
        body = documents.body(db, digest, ("factor", "property"))
    if json:
        telling.as_it_is(body)
        return
    telling.lines(lines(body))


def provenance(digest: Digest, edition: EditionOption = None, json: Json = True) -> None:
    """Print where a number comes from, as W3C PROV-JSON."""
    from factordb.catalogue.looking import fetching
    from factordb.cli.opening import transaction

    with transaction() as db:
        telling.as_json(fetching.provenance(db, digest, edition)[1])


def editions(json: Json = False) -> None:
    """List the editions in order."""
    from factordb.catalogue.looking import looking
    from factordb.cli.opening import transaction

    with transaction() as db:
        found = looking.history(db)
    if json:
        newest = found[-1].edition if found else 0
        telling.as_json({"edition": newest, "items": [e.model_dump(mode="json") for e in found]})
    else:
        telling.table(
            ("edition", "of", "event", "at"),
            ((e.edition, e.release or e.advisory, e.event, e.at) for e in found),
        )


def diff(
    from_: Annotated[str, typer.Argument(metavar="DATASET@OLD")],
    to: Annotated[str, typer.Argument(metavar="DATASET@NEW")],
    edition: EditionOption = None,
    moved: Moved = False,
    json: Json = False,
) -> None:
    """Compare two releases by key and amount."""
    from factordb.catalogue.comparing import differing
    from factordb.cli.opening import transaction

    with transaction() as db:
        _, found = differing.diff(db, from_, to, edition, moved=moved)
    if json:
        telling.as_json(found)
        return
    more = f"factordb diff {from_} {to} --json"
    differences.tell(found, found.differences, more=more)


def region(
    code: Annotated[str, typer.Argument()],
    year: Annotated[int | None, typer.Option(help="Data year of the chain.")] = None,
    edition: EditionOption = None,
    json: Json = False,
) -> None:
    """Show a region: its names, and what a fallback climbs."""
    from factordb.catalogue.looking import places

    found = places.region(code, year, _tables(edition))
    if json:
        telling.as_json(found)
    else:
        telling.line(f"{found.code}  {' / '.join(found.name.values())}  ({found.kind})")
        telling.line(" → ".join(found.chain))
        for said in found.reporting:
            years = f"{said.since or '…'} to {said.until or '…'}"
            telling.line(f"{said.method} in reporting years {years}: {said.scheme}")


def _tables(edition: int | None) -> "Tables":
    from factordb.catalogue import tables
    from factordb.cli.opening import transaction

    if edition is None:
        return tables.TODAY
    with transaction() as db:
        return tables.chosen(db, edition)[1]


def convert(
    value: Annotated[str, typer.Argument()],
    from_: Annotated[str, typer.Argument(metavar="FROM")],
    to: Annotated[str, typer.Argument(metavar="TO")],
    via: Annotated[
        list[str] | None, typer.Option(help="Digest of a calorific value or density; repeat it.")
    ] = None,
    edition: EditionOption = None,
    json: Json = False,
) -> None:
    """Convert a value, with the step."""
    from factordb.catalogue.looking import converting
    from factordb.catalogue.resolve import bridging
    from factordb.cli.opening import transaction
    from factordb.store import editions

    units = _tables(edition).units
    if via:
        with transaction() as db:
            related = bridging.relations(db, via, edition or editions.NEWEST, units)
    else:
        related = ()
    found = converting.convert(value, from_, to, related, units)
    if json:
        telling.as_json(found)
    else:
        telling.line(f"{found.value} {found.unit}   ({'; '.join(found.steps)})")


def properties(
    subject: Annotated[
        str | None, typer.Argument(help="fuel.diesel, or fuel for all below it.")
    ] = None,
    property_: Annotated[
        str | None, typer.Option("--property", help="net-calorific-value, density …")
    ] = None,
    region: Annotated[str | None, typer.Option(help="Code of the region table.")] = None,
    dataset: Annotated[str | None, typer.Option(help="Slug of a dataset.")] = None,
    edition: EditionOption = None,
    limit: Annotated[int, typer.Option(min=1, max=1000)] = 100,
    cursor: Annotated[str | None, typer.Option(help="next of the page before (--json).")] = None,
    json: Json = False,
) -> None:
    """Look up calorific values, densities, GWP values."""
    from factordb.catalogue.looking.measuring import PropertyQuery, look_up
    from factordb.cli.opening import transaction

    given = {
        "subject": subject,
        "property": property_,
        "region": region,
        "dataset": dataset,
        "edition": edition,
        "limit": limit,
        "cursor": cursor,
    }
    query = validated(PropertyQuery, given)
    with transaction() as db:
        found = look_up(db, query)
    if json:
        telling.as_json(found)
        return
    rows = (
        (
            p.value or f"{p.low} to {p.high}",
            p.unit,
            p.property,
            p.subject,
            p.region,
            " ".join(f"{name}={said}" for name, said in p.facets.items()),
            f"{p.dataset}@{p.release}",
            p.digest,
        )
        for p in found.items
    )
    header = ("value", "unit", "property", "subject", "region", "facets", "release", "digest")
    telling.table(header, rows)
    if found.next:
        telling.line(f"… and more: --cursor {found.next}")
