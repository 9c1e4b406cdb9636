import threading

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from factordb.errors import AlreadyPublished, ReleaseNotFound
from factordb.model.canonical import raw
from factordb.store import editions, releases
from factordb.store.engine import transaction
from tests.examples import a_factor, a_property
from tests.store.drafts import a_draft, drafted


def publish(db: Session, number: int) -> int:
    edition = editions.add(db, number, {})
    releases.publish(db, number, edition)
    return edition


def test_a_release_stands_from_its_edition_on(db: Session) -> None:
    first, second = drafted(db, "2022", a_factor()), drafted(db, "2023", a_factor(value="0.6"))
    publish(db, first)

    assert [r.name for r in releases.every(db, 1)] == ["2022"]
    publish(db, second)
    assert [r.name for r in releases.every(db, 1)] == ["2022"]
    assert [r.name for r in releases.every(db, 2)] == ["2022", "2023"]


def test_releases_come_in_the_order_they_were_published_and_by_dataset(db: Session) -> None:
    drafts = [
        drafted(db, "2023", a_factor()),
        drafted(db, "2022", a_factor()),
        drafted(db, "1", a_factor(dataset="other"), dataset="other"),
    ]
    for number in drafts:
        publish(db, number)

    assert [r.name for r in releases.of_dataset(db, "grid-office", 9)] == ["2023", "2022"]
    assert [r.dataset for r in releases.every(db, 9)] == ["grid-office", "grid-office", "other"]


def test_a_release_that_does_not_stand_is_said_with_those_that_do(db: Session) -> None:
    publish(db, drafted(db, "2022", a_factor()))
    publish(db, drafted(db, "2023", a_factor()))

    with pytest.raises(ReleaseNotFound, match="it has 2022, 2023"):
        releases.published(db, "grid-office", "2024", 2)
    with pytest.raises(ReleaseNotFound, match="edition 1; it has 2022"):
        releases.published(db, "grid-office", "2023", 1)
    with pytest.raises(ReleaseNotFound, match="the dataset has none"):
        releases.published(db, "nobody", "1", 2)


def test_a_draft_is_found_by_name_and_is_not_published(db: Session) -> None:
    drafted(db, "2023", a_factor())
    there = releases.find(db, "grid-office", "2023")

    assert there is not None
    assert (there.state, there.edition) == ("draft", None)
    assert releases.find(db, "grid-office", "2024") is None
    with pytest.raises(ReleaseNotFound):
        releases.published(db, "grid-office", "2023", 9)


def test_a_draft_is_discarded_with_all_that_stands_in_it(db: Session) -> None:
    number = drafted(db, "2023", a_factor(), a_property())

    releases.discard(db, number)

    assert releases.find(db, "grid-office", "2023") is None
    assert set(releases.counts(db, number).values()) == {0}


def test_a_release_counts_what_stands_in_it(db: Session) -> None:
    number = drafted(db, "2023", a_factor(), a_factor(region="CN-BJ"), a_property())

    assert releases.counts(db, number) == {
        "factors": 2,
        "properties": 1,
        "labels": 0,
        "rejections": 0,
        "blanks": 0,
    }


def test_what_is_published_is_not_locked_for_change_again(db: Session) -> None:
    publish(db, drafted(db, "2023", a_factor()))

    with pytest.raises(AlreadyPublished, match="new release name"):
        releases.lock(db, "grid-office", "2023")


def test_a_document_names_the_releases_of_an_edition_that_hold_it(db: Session) -> None:
    factor = a_factor()
    for name in ("2023", "2023.1"):
        publish(db, drafted(db, name, factor))
    drafted(db, "2023.2", factor)

    def holding(edition: int) -> list[str]:
        return [r.name for r in releases.holding(db, "factor", raw(factor.digest()), edition)]

    assert (holding(1), holding(9)) == (["2023"], ["2023", "2023.1"])


def test_a_file_names_the_published_releases_read_from_it(db: Session) -> None:
    publish(db, drafted(db, "2023", a_factor()))
    drafted(db, "2024", a_factor(value="0.6"))

    assert [r.name for r in releases.read_from(db, b"0" * 32)] == ["2023"]
    assert releases.read_from(db, b"1" * 32) == []


def test_a_fingerprint_is_of_every_row_in_whatever_order_they_came(db: Session) -> None:
    number = drafted(db, "2023", a_factor(), a_factor(region="CN-BJ"))
    before = releases.fingerprint(db, number)
    do = db.connection().execute
    do(text("CREATE TEMPORARY TABLE taken AS SELECT * FROM factor ORDER BY ordinal DESC"))
    do(text("DELETE FROM factor"))
    empty = releases.fingerprint(db, number)
    do(text("INSERT INTO factor SELECT * FROM taken"))

    assert releases.fingerprint(db, number) == before != empty


def test_a_fingerprint_does_not_depend_on_how_the_session_shows_bytes(db: Session) -> None:
    number = drafted(db, "2023", a_factor())
    before = releases.fingerprint(db, number)

    db.connection().execute(text("SET LOCAL bytea_output = 'escape'"))

    assert releases.fingerprint(db, number) == before


def test_who_claims_a_release_keeps_others_waiting_for_it_and_for_no_other(engine: Engine) -> None:
    done: list[str] = []

    def claim(name: str) -> None:
        with transaction(engine) as db:
            releases.claim(db, "grid-office", name)
            done.append(name)

    with transaction(engine) as db:
        releases.claim(db, "grid-office", "2023")
        threads = [threading.Thread(target=claim, args=(name,)) for name in ("2023", "2024")]
        for thread in threads:
            thread.start()
        threads[1].join(10)
        threads[0].join(0.2)
        assert done == ["2024"]
    threads[0].join(10)

    assert done == ["2024", "2023"]


def test_a_lock_waits_for_who_adds_rows(engine: Engine) -> None:
    a_draft(engine, "2023")
    with transaction(engine) as db:
        locked = releases.lock(db, "grid-office", "2023")
        assert locked.name == "2023"
        with engine.connect() as other:
            other.execute(text("SET lock_timeout = '100ms'"))
            with pytest.raises(Exception, match="lock timeout"):
                other.execute(text("DELETE FROM factor"))


def test_what_is_known_is_there_in_any_state(db: Session) -> None:
    number = drafted(db, "2023", a_factor())

    assert releases.known(db, "grid-office", "2023").id == number
    with pytest.raises(ReleaseNotFound, match="import it first"):
        releases.known(db, "grid-office", "2024")
