from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from factordb.catalogue.importing import intake, reproducing
from factordb.catalogue.looking import exporting
from factordb.catalogue.record import verifying
from factordb.errors import ClassKept
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.store import documents, viewing
from factordb.store import engine as engines
from tests import closed
from tests.catalogue.tables import a_table, asked
from tests.closed import KNOWN, PRIVATE


@pytest.mark.parametrize("dataset", [KNOWN, PRIVATE])
def test_the_same_file_gives_the_same_digests_and_reproduces(
    engine: Engine, tmp_path: Path, dataset: str
) -> None:
    owner = closed.curator(engine, "owner")
    closed.brought_in(engine, tmp_path, dataset, owner)
    first = closed.pins(engine, dataset)
    more = f'access = "{closed.CLASSES[dataset]}"\n'
    again = a_table(tmp_path / "again", closed.rows_of(dataset), "2023", dataset, more)
    with engines.transaction(engine) as db:
        viewing.see(db, {dataset})
        intake.take_in(db, again, asked("2023.1", dataset=dataset))
        assert reproducing.reproduce(db, f"{dataset}@2023").sound
    second = closed.pins(engine, dataset, "2023.1")

    assert (second.factor, second.property, second.label) == (
        first.factor, first.property, first.label,
    )  # fmt: skip


def test_a_label_is_about_the_salted_document(engine: Engine, tmp_path: Path) -> None:
    closed.brought_in(engine, tmp_path, PRIVATE, closed.curator(engine, "owner"))
    pins = closed.pins(engine, PRIVATE)
    with engines.transaction(engine) as db:
        viewing.see(db, {PRIVATE})
        label = Label.of(documents.body(db, pins.label, ("label",)))
        factor = Factor.of(documents.body(db, pins.factor))

    assert label.about == pins.factor
    assert factor.salt


def test_an_export_imports_to_the_same_digests(engine: Engine, tmp_path: Path) -> None:
    closed.brought_in(engine, tmp_path, PRIVATE, closed.curator(engine, "owner"))
    with engines.transaction(engine) as db:
        viewing.see(db, {PRIVATE})
        table, _ = exporting.export(db, f"{PRIVATE}@2023", "table", tmp_path / "out")
        intake.take_in(db, table, asked("2023.1", dataset=PRIVATE))

    assert closed.pins(engine, PRIVATE, "2023.1").factor == closed.pins(engine, PRIVATE).factor


def test_two_datasets_salt_one_number_differently(engine: Engine, tmp_path: Path) -> None:
    """Nobody learns from digests that two owners have the same number."""
    found = []
    for dataset in ("one-mill", "other-mill"):
        rows = closed.rows_of(PRIVATE)
        file = a_table(tmp_path / dataset, rows, "2023", dataset, 'access = "metadata-only"\n')
        with engines.transaction(engine) as db:
            intake.take_in(db, file, asked(dataset=dataset))
            body = documents.body(db, _digest(db, dataset))
            found.append(Factor.of(body).salt)

    assert found[0] != found[1]


def _digest(db: Session, dataset: str) -> str:
    found = db.connection().execute(
        text(
            "SELECT digest FROM factor JOIN release ON release.id = release_id WHERE dataset = :of"
        ),
        {"of": dataset},
    )
    return "sha256:" + bytes(found.scalar_one()).hex()


@pytest.mark.parametrize("other", ["open", "private"])
def test_another_class_is_refused_once_a_release_stands(
    engine: Engine, tmp_path: Path, other: str
) -> None:
    closed.brought_in(engine, tmp_path, KNOWN, closed.curator(engine, "owner"))
    more = f'access = "{other}"\n'
    file = a_table(tmp_path / other, closed.rows_of(KNOWN), "2024", KNOWN, more)
    with (
        engines.transaction(engine) as db,
        pytest.raises(ClassKept, match="is metadata-only since its first release"),
    ):
        viewing.see(db, {KNOWN})
        intake.take_in(db, file, asked("2024", dataset=KNOWN))


def test_a_mistaken_draft_is_mended_by_importing_it_again(engine: Engine, tmp_path: Path) -> None:
    for number, access in enumerate(("open", "private", "metadata-only")):
        more = f'access = "{access}"\n'
        file = a_table(tmp_path / str(number), closed.rows_of(KNOWN), "2023", KNOWN, more)
        with engines.transaction(engine) as db:
            viewing.see(db, viewing.EVERYTHING)
            intake.take_in(db, file, asked(dataset=KNOWN, publish=access == "metadata-only"))
    with engines.transaction(engine) as db:
        values = db.connection().execute(text("SELECT value FROM public.factor")).scalars()
        assert list(values) == [None]
        assert verifying.verify(db).documents == 3
