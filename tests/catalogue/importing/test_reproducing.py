"""The same file, read again, gives the same documents; a changed importer is found out."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import Session

from factordb.catalogue.importing import reproducing
from factordb.catalogue.importing.draft import Draft
from factordb.catalogue.publishing.publishing import publish
from factordb.errors import ArtifactNotFound, ReleaseNotFound
from factordb.importers.confinement import Begun, Record
from factordb.importers.wire import decoded, encoded
from factordb.model.factor import Factor
from factordb.store import releases
from factordb.store.editions import NEWEST
from tests.catalogue.releases import published
from tests.catalogue.tables import a_property_row, a_row, take_in
from tests.examples import a_factor


def test_every_document_of_a_release_comes_out_the_same(db: Session, tmp_path: Path) -> None:
    rows = [a_row(), a_row("CN-BJ", label__en="Beijing grid"), a_property_row()]
    take_in(db, tmp_path, rows)

    found = reproducing.reproduce(db, "grid-office@2023")

    assert (found.sound, found.same, found.differing) == (True, 5, 0)
    assert (found.layout, found.importer, found.importer_now) == ("table", "1", "1")


def bodies_of(db: Session, kind: str) -> list[bytes]:
    found = db.connection().execute(
        text("SELECT body FROM document WHERE kind = :kind ORDER BY body"), {"kind": kind}
    )
    return [bytes(body) for body in found.scalars()]


def read_before(db: Session, *factors: Factor) -> None:
    """Publish as 2022 what an older importer made of the very file that 2023 was read from."""
    row = releases.published(db, "grid-office", "2023", NEWEST)
    draft = Draft(db, "grid-office", "2022", bytes(row.read), bytes(row.mapping or b""))
    (manifest,) = bodies_of(db, "manifest")
    records: list[Record] = [Begun("table", "0"), decoded(b"M" + manifest)]
    records += (decoded(encoded(factor)[:-1]) for factor in factors)
    draft.fill(records)
    publish(db, "grid-office@2022")


def test_what_comes_out_no_more_and_what_comes_out_anew_is_told(
    db: Session, tmp_path: Path
) -> None:
    take_in(db, tmp_path, [a_row(), a_row("CN-BJ", "0.6")])
    beijing, shanghai = (Factor.of(body) for body in bodies_of(db, "factor"))
    stranger = a_factor(region="CN-TJ")
    read_before(db, shanghai, stranger)

    found = reproducing.reproduce(db, "grid-office@2022")

    assert (found.sound, found.importer, found.importer_now) == (False, "0", "1")
    told = {(one.old, one.new, one.about) for one in found.differences}
    assert told == {
        (stranger.digest(), None, stranger.identity()),
        (None, beijing.digest(), beijing.identity()),
    }


def test_what_differs_in_one_document_is_named_by_its_fields(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row()])
    (factor,) = (Factor.of(body) for body in bodies_of(db, "factor"))
    amount = factor.amounts[0].model_copy(update={"kg": "0.55"})
    older = factor.model_copy(update={"amounts": (amount,)})
    read_before(db, older)

    found = reproducing.reproduce(db, "grid-office@2022")

    (one,) = found.differences
    assert (one.old, one.new, one.fields) == (older.digest(), factor.digest(), ("amounts",))
    assert one.about == factor.identity()
    assert found.same == 1


def test_where_the_file_is_not_held_it_is_said(db: Session) -> None:
    published(db, "2023", a_factor())

    with pytest.raises(ArtifactNotFound):
        reproducing.reproduce(db, "grid-office@2023")
    with pytest.raises(ReleaseNotFound, match=r"is not published; it has 2023\."):
        reproducing.reproduce(db, "grid-office@2021")


def test_a_seed_is_reproduced(seeds: Session) -> None:
    assert reproducing.reproduce(seeds, "cn-mee-grid-co2@2023").sound
