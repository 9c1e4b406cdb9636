import fcntl
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from factordb.catalogue.finding.finding import Query, find
from factordb.catalogue.finding.indexing import Indexes
from factordb.errors import EditionAhead, IndexBeingBuilt
from factordb.model.role import Role
from factordb.store import engine as engines
from tests import closed
from tests.catalogue.releases import published
from tests.conftest import Databases
from tests.examples import a_factor, a_label


def found(db: Session, indexes: Indexes, q: str) -> int:
    return find(db, Query(q=q), indexes).total


def test_what_is_published_is_found_at_once(db: Session, tmp_path: Path) -> None:
    indexes = Indexes(tmp_path)
    published(db, "1", a_factor(name={"en": "steel"}))
    assert found(db, indexes, "steel") == 1

    published(db, "2", a_factor(name={"en": "copper"}, region="FR"))

    assert found(db, indexes, "copper") == 1
    assert find(db, Query(q="copper"), indexes).edition == 2


def test_a_draft_is_not_found(db: Session, tmp_path: Path) -> None:
    published(db, "1", a_factor(name={"en": "steel"}))
    published(db, "2", a_factor(name={"en": "copper"}), publish=False)

    assert find(db, Query(q="copper"), Indexes(tmp_path)).hits == ()


def test_what_is_deleted_is_made_again(db: Session, tmp_path: Path) -> None:
    published(db, "1", a_factor(name={"en": "steel"}))
    assert found(db, Indexes(tmp_path), "steel") == 1
    for file in tmp_path.rglob("*.npy"):
        file.unlink()

    assert found(db, Indexes(tmp_path), "steel") == 1


def test_an_index_of_another_history_is_not_believed(engine: Engine, tmp_path: Path) -> None:
    indexes = Indexes(tmp_path)
    with Session(engine) as undone:
        published(undone, "1", a_factor(name={"en": "steel"}))
        assert found(undone, indexes, "steel") == 1
        undone.rollback()
    with engines.transaction(engine) as db:
        published(db, "1", a_factor(name={"en": "copper"}))

        assert found(db, indexes, "steel") == 0
        assert found(db, indexes, "copper") == 1


def test_a_label_of_a_later_release_finds_the_factor_it_is_about(
    db: Session, tmp_path: Path
) -> None:
    indexes = Indexes(tmp_path)
    factor = a_factor(name={"en": "steel"})
    published(db, "1", factor)
    assert found(db, indexes, "甲乙") == 0

    published(db, "2", factor, a_label(factor.digest(), name={"zh": "甲乙"}))

    assert found(db, indexes, "甲乙") == 1


def test_a_private_dataset_is_not_in_the_open_index(engine: Engine, tmp_path: Path) -> None:
    by = closed.curator(engine, "owner", Role.ADMIN)
    for dataset in (closed.OPEN, closed.PRIVATE):
        closed.brought_in(engine, tmp_path / "files", dataset, by)

    with engines.transaction(engine) as db:
        indexes = Indexes(tmp_path)
        assert find(db, Query(q=closed.NAMES[closed.PRIVATE]), indexes).total == 0
        assert find(db, Query(q="electricity"), indexes).total > 0


@pytest.mark.parametrize("whole", [True, False])
def test_what_is_withdrawn_drops_out_from_its_edition_on_unless_asked_for(
    db: Session, tmp_path: Path, whole: bool
) -> None:  # a parameter of the test
    indexes = Indexes(tmp_path)
    factor = a_factor(name={"en": "steel"})
    published(db, "1", factor)
    published(db, "1", a_factor(name={"en": "steel bar"}, dataset="mill"), dataset="mill")
    assert find(db, Query(q="steel"), indexes).hits[0].dataset == "grid-office"

    said = {"digest": None if whole else bytes.fromhex(factor.digest()[7:])}
    db.connection().execute(
        text(
            "INSERT INTO standing (release_id, digest, kind, since, reason) SELECT id, :digest, "
            "'withdrawn', 3, 'wrong' FROM release WHERE dataset = 'grid-office'"
        ),
        said,
    )

    published(db, "2", a_factor(name={"en": "tin"}, region="FR", dataset="mill"), dataset="mill")

    assert [hit.dataset for hit in find(db, Query(q="steel"), indexes).hits] == ["mill"]
    last = find(db, Query(q="steel", withdrawn=True), indexes).hits[-1]
    assert (last.dataset, last.standing) == ("grid-office", "withdrawn")
    assert "ranks last: it is withdrawn" in last.why
    assert find(db, Query(q="steel", edition=2), indexes).hits[0].standing is None


def test_while_another_builds_an_answer_says_what_it_covers(db: Session, tmp_path: Path) -> None:
    indexes = Indexes(tmp_path)
    published(db, "1", a_factor(name={"en": "steel"}))
    assert found(db, indexes, "steel") == 1
    published(db, "2", a_factor(name={"en": "steel"}, region="FR"))

    with (indexes.shelf(db).folder / "build.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert find(db, Query(q="steel"), indexes).edition == 1
        with pytest.raises(EditionAhead):
            find(db, Query(q="steel", edition=2), indexes)

    assert find(db, Query(q="steel"), indexes).edition == 2


def test_several_databases_share_a_folder(db: Session, engine: Engine, tmp_path: Path) -> None:
    indexes = Indexes(tmp_path)
    published(db, "1", a_factor(name={"en": "steel"}))
    with engines.transaction(engine) as other:
        published(other, "1", a_factor(name={"en": "copper"}))

        assert found(db, indexes, "steel") == 1
        assert found(other, indexes, "copper") == 1
        assert found(other, indexes, "steel") == 0


def test_a_request_waits_for_few_factors_and_for_no_more(db: Session, tmp_path: Path) -> None:
    begun: list[str] = []
    indexes = Indexes(tmp_path, lambda: begun.append("a builder"), in_passing=1)
    published(db, "1", a_factor(name={"en": "steel"}))
    assert found(db, indexes, "steel") == 1
    assert begun == []
    published(db, "2", a_factor(name={"en": "copper"}, region="FR"))

    behind = find(db, Query(q="copper"), indexes)

    assert (behind.covers, behind.newest, behind.total, begun) == (1, 2, 0, ["a builder"])


def test_an_index_of_another_history_is_not_shown_while_the_next_is_built(
    engine: Engine, tmp_path: Path
) -> None:
    with Session(engine) as undone:
        published(undone, "1", a_factor(name={"en": "steel"}))
        assert found(undone, Indexes(tmp_path), "steel") == 1
        undone.rollback()
    with engines.transaction(engine) as db:
        published(db, "1", a_factor(name={"en": "copper"}))

        with pytest.raises(IndexBeingBuilt):
            find(db, Query(q="steel"), Indexes(tmp_path, lambda: None, in_passing=-1))


def test_the_index_of_a_database_that_was_dropped_goes_and_a_living_one_stays(
    databases: Databases, engine: Engine, tmp_path: Path
) -> None:
    name = databases.copy()
    gone = engines.connect(databases.server(name))
    with engines.transaction(gone) as db:
        published(db, "1", a_factor(name={"en": "steel"}))
        find(db, Query(q="steel"), Indexes(tmp_path))
    gone.dispose()
    with engines.transaction(engine) as db:
        published(db, "1", a_factor(name={"en": "copper"}))
        indexes = Indexes(tmp_path)
        find(db, Query(q="copper"), indexes)
        indexes.tidy(db)
        assert len(list((tmp_path / "search").iterdir())) == 2

        databases.drop(name)
        indexes.tidy(db)

        assert list((tmp_path / "search").iterdir()) == [indexes.shelf(db).folder.parent]
        assert found(db, Indexes(tmp_path), "copper") == 1


def test_the_index_of_a_database_of_another_server_stays(db: Session, tmp_path: Path) -> None:
    indexes = Indexes(tmp_path)
    published(db, "1", a_factor(name={"en": "steel"}))
    find(db, Query(q="steel"), indexes)
    other = tmp_path / "search" / "elsewhere" / "rules"
    other.mkdir(parents=True)
    (other / "origin").write_text("7000000000000000000-5")

    indexes.tidy(db)

    assert other.exists()
