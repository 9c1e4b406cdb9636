from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from factordb.catalogue import tables as numbered
from factordb.catalogue.looking import looking
from factordb.errors import DatasetNotFound, EditionAhead, ReleaseNotFound
from factordb.store import editions, releases
from factordb.store.engine import transaction
from tests.catalogue.tables import a_row, a_table, asked, take_in


@pytest.fixture
def two(db: Session, tmp_path: Path) -> Session:
    """Return a session on two releases, published one after the other."""
    take_in(db, tmp_path, [a_row()], "2022")
    take_in(db, tmp_path, [a_row(), a_row("CN-BJ", "0.6")], "2023")
    return db


def test_a_dataset_is_shown_with_its_releases_in_the_order_they_were_published(
    two: Session,
) -> None:
    edition, (found,) = looking.datasets(two)

    assert edition == 2
    assert [(r.release, r.edition, r.tally.factors) for r in found.releases] == [
        ("2022", 1, 1),
        ("2023", 2, 2),
    ]
    assert found.manifest.title["zh"] == "电网办公室因子"


def test_an_older_edition_does_not_know_what_came_later(two: Session) -> None:
    edition, found = looking.dataset(two, "grid-office", 1)

    assert edition == 1
    assert [r.release for r in found.releases] == ["2022"]
    with pytest.raises(ReleaseNotFound, match="edition 1; it has 2022"):
        looking.release(two, "grid-office@2023", 1)


def test_an_edition_not_reached_is_never_answered_with_an_older_one(two: Session) -> None:
    for ask in (
        lambda: looking.datasets(two, 3),
        lambda: looking.dataset(two, "grid-office", 3),
        lambda: looking.release(two, "grid-office@2022", 3),
        lambda: looking.manifest_of(two, "grid-office@2022", 3),
    ):
        with pytest.raises(EditionAhead):
            ask()


def test_a_dataset_that_is_not_there_is_said_with_where_to_look(two: Session) -> None:
    with pytest.raises(DatasetNotFound, match="GET /v1/datasets"):
        looking.dataset(two, "nobody")


def test_a_release_repeats_licence_and_attribution_and_says_which_file_it_was_read_from(
    db: Session, tmp_path: Path
) -> None:
    done = take_in(db, tmp_path, [a_row()])

    _, found = looking.release(db, "grid-office@2023")

    assert (found.licence, found.attribution) == ("CC0 1.0", "Grid Office, invented for tests")
    assert (found.read, found.layout) == (done.artifact, "table")
    assert found.published_at.endswith("+00:00")


def test_every_edition_names_its_release_and_the_tables_it_was_published_with(
    two: Session,
) -> None:
    assert looking.current_edition(two) == 2
    assert [(e.edition, e.release) for e in looking.history(two)] == [
        (1, "grid-office@2022"),
        (2, "grid-office@2023"),
    ]
    assert {name for e in looking.history(two) for name in e.tables} == set(numbered.digests())
    assert all(e.read_with_others == () for e in looking.history(two))


def test_an_edition_of_other_tables_says_which_of_them_are_not_as_they_were(
    db: Session, tmp_path: Path
) -> None:
    """As a replica of an older version meets the editions of a newer one."""
    from factordb.catalogue.importing import intake

    intake.take_in(db, a_table(tmp_path, [a_row()]), asked(publish=False))
    row = releases.lock(db, "grid-office", "2023")
    recorded = numbered.digests() | {"regions-2": "sha256:" + "0" * 64}
    number = releases.id_of(row)
    releases.publish(db, number, editions.add(db, number, recorded))

    (edition,) = looking.history(db)

    assert edition.read_with_others == ("regions-2",)


@pytest.fixture
def empty(engine: Engine) -> Iterator[Session]:
    with transaction(engine) as db:
        yield db


def test_an_empty_catalogue_has_no_datasets_and_no_editions(empty: Session) -> None:
    assert looking.datasets(empty) == (0, ())
    assert looking.history(empty) == ()
