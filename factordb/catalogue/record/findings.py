"""What a rule set finds of all factors of a release: made at publication, and made again to verify.

Few outcomes stand behind many factors, so each is computed and kept once.
"""

from collections.abc import Iterable

import orjson
from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.tables import Tables
from factordb.errors import LogBroken, TableNotHere
from factordb.model.canonical import text_of
from factordb.model.manifest import Manifest
from factordb.quality import assessing, statement
from factordb.quality.known import Known
from factordb.store import assessments, documents, editions, releases
from factordb.store.assessments import Columns
from factordb.store.tables import ReleaseRow


def found(
    columns: Iterable[Columns], manifest: Manifest, read_with: Tables
) -> tuple[list[bytes], list[tuple[int, int]]]:
    """Return the distinct outcomes, and for each factor's ordinal the place of its own, from 1."""
    places: dict[bytes, int] = {}
    alike: dict[tuple[object, ...], int] = {}
    outcomes: dict[tuple[object, ...], int] = {}
    rules, regions = read_with.rules, read_with.regions
    kinds = {code: regions.region(code).kind for code in regions.codes()}
    numbers = []
    for row in columns:
        # An activity matters here by its stem only, and a region by its kind: this is what makes
        # few cases of many rows.
        case = (assessing.stem(row.activity, rules), row.facets, kinds[row.region], *row[4:])
        number = alike.get(case)
        if number is None:
            known = _known(row, manifest.tier)
            outcome = (assessing.evidence(known, rules, regions).classes, *case[2:])
            if outcome not in outcomes:
                body = statement.found(known, rules, regions).canonical()
                outcomes[outcome] = places.setdefault(body, len(places) + 1)
            number = alike[case] = outcomes[outcome]
        numbers.append((row.ordinal, number))
    return list(places), numbers


def hold(db: Session, row: ReleaseRow, manifest: Manifest) -> bool:
    """Find everything anew and hold what is kept against it; say whether that could be done.

    It could not where the tables of the edition are of a later version than this one. The columns
    of the release's factors must have been held against their documents before.

    Raises:
        LogBroken: a factor's finding is not what the rule set finds of it.
    """
    number, kept = releases.id_of(row), assessments.findings(db, releases.id_of(row))
    if not kept:
        return True  # published before there were rules; the log says so
    edition = row.edition or 0
    try:
        read_with = tables.of_edition(edition, editions.tables(db, edition))
    except TableNotHere:
        return False
    said = {str(orjson.loads(body)["rules"]) for body in kept.values()}
    if said != {read_with.assess}:
        raise _broken(row, f"its findings are by {', '.join(sorted(said))}, not {read_with.assess}")
    bodies, numbers = found(assessments.columns(db, number), manifest, read_with)
    pointing = dict(assessments.numbers(db, number))
    for ordinal, place in numbers:
        if kept.get(pointing.get(ordinal, 0)) != bodies[place - 1]:
            ((_, digest, _),) = documents.of_release(db, "factor", number, ordinal - 1, 1)
            raise _broken(row, f"what {read_with.assess} finds of {text_of(digest)} is another")
    return True


def _broken(row: ReleaseRow, says: str) -> LogBroken:
    return LogBroken(
        f"An assessment of {row.dataset}@{row.name} is not what its rule set finds: {says}."
    )


def _known(row: Columns, tier: int) -> Known:
    facets: dict[str, str] = orjson.loads(row.facets)
    return Known(
        tier,
        row.activity,
        tuple(sorted(facets.items())),
        row.region,
        (row.data_from, row.data_to) if row.data_from and row.data_to else None,
        (row.applies_from, row.applies_to) if row.applies_from or row.applies_to else None,
        row.published,
    )
