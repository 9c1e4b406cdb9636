"""One thing changed anywhere is found. The attacker here owns the database."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.grading import assessing
from factordb.catalogue.grading.assessing import Judgement
from factordb.catalogue.importing import filing, inspecting
from factordb.catalogue.publishing import advising, holding
from factordb.catalogue.record import keys, logbook, verifying
from factordb.catalogue.record.vouching import Vouching
from factordb.catalogue.reviewing import signing, submitting, verdicts
from factordb.catalogue.reviewing.verdicts import Wish
from factordb.errors import LogBroken
from factordb.log.notes import SigningKey
from factordb.model.canonical import text_of
from factordb.model.role import Role
from factordb.store import documents, releases, standings
from factordb.store import engine as engines
from tests.advisories import a_notice
from tests.catalogue.people import bring_in, four_eyes, somebody
from tests.catalogue.reviewing.test_signing import claimed
from tests.catalogue.tables import a_property_row, a_row, take_in
from tests.conftest import Databases

ORIGIN = "factors.example/log"
DRAFT = "grid-office@2024"
REVIEWER = SigningKey("li-wei.example/review", bytes(range(32)))


@pytest.fixture(scope="module")
def database(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return a database with two releases and a withdrawal, signed after each."""
    name, folder = databases.copy(), tmp_path_factory.mktemp("log")
    engine = engines.connect(databases.server(name))
    vouching = Vouching(engine, folder / "keys", ORIGIN)
    rows = [a_row(), a_row("CN-BJ", label__en="Beijing grid"), a_property_row()]
    for year in ("2022", "2023"):
        with engines.transaction(engine) as db:
            take_in(db, folder, rows, year)
        vouching.look()
    with engines.transaction(engine) as db:
        number = releases.id_of(releases.published(db, "grid-office", "2022", 2))
        digest = documents.digests_of(db, "factor", number)[0]
        standings.add(db, number, "withdrawn", "lost a decimal point", {}, [digest])
        logbook.enter(db)
    with engines.transaction(engine) as db:
        said = Judgement(scheme="ef-dqr", scores={"time": "2"}, note="asked the office")
        assessing.say(db, access.shell("ada"), text_of(digest), said)
    with engines.transaction(engine) as db:
        advising.advise(db, access.shell("ada"), a_notice())
    with engines.transaction(engine) as db:
        _acts(db, folder)
    vouching.look()
    engine.dispose()
    yield name
    databases.drop(name)


def _acts(db: Session, folder: Path) -> None:
    """Let go of a hold on a draft, and review it with a key: leaves that are of no edition."""
    li, _ = four_eyes(db)
    chen = somebody(db, "Chen", Role.CURATOR)
    signing.register(db, li, claimed(REVIEWER, "Li Wei"))
    rows = [a_row(), a_row("CN-BJ", "558"), a_property_row()]
    (hold, *_) = bring_in(db, chen, folder, rows, "2024").holds
    holding.release(db, li, hold, "a peat plant")
    submitting.submit(db, chen, DRAFT)
    sheet = inspecting.inspect(db, DRAFT, 1, 7)
    wish = Wish(verdict="comment", says="one of two seen")
    note = REVIEWER.signed(filing.to_sign(db, li, DRAFT, wish, sheet))
    filing.file(db, li, DRAFT, wish.model_copy(update={"note": note}), sheet)
    verdicts.file(db, li, DRAFT, Wish(verdict="approve", says="the other as well"))
    signing.revoke(db, li, REVIEWER.verifier.text(), "lost with a laptop")


@pytest.fixture(scope="module")
def owner(databases: Databases, database: str) -> Iterator[Engine]:
    made = create_engine(databases.owner(database))
    yield made
    made.dispose()


@pytest.fixture
def attacked(owner: Engine) -> Iterator[Session]:
    """Return a session that no trigger stops and no constraint holds; undone after the test."""
    with owner.connect() as connection:
        outer = connection.begin()
        for table, constraint in _CONSTRAINTS:
            connection.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT {constraint}"))
        tables = connection.execute(
            text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        )
        for table in tables.scalars().all():
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER ALL"))
        with Session(connection) as session:
            yield session
        outer.rollback()


_CONSTRAINTS = (
    ("document", "document_is_its_digest"),
    ("document", "document_is_of_its_kind"),
    ("act", "act_is_its_digest"),
    ("act", "act_is_of_its_kind"),
    ("log_tile", "log_tile_has_its_width"),
)


def test_a_sound_log_is_told_with_what_was_checked(address: str) -> None:
    engine = engines.connect(address)
    with engines.transaction(engine) as db:
        found = verifying.verify(db)
        key = keys.in_force(db).key

        assert verifying.verify(db, key) == found
    assert found.editions == 5
    assert found.documents == 8
    assert found.origin == ORIGIN
    assert found.checkpoints >= 2
    engine.dispose()


def test_a_key_from_elsewhere_that_is_another_one_is_said(attacked: Session) -> None:
    stranger = SigningKey(ORIGIN, bytes(32)).verifier
    with pytest.raises(LogBroken, match="none of the keys"):
        verifying.verify(attacked, stranger)


def test_an_empty_catalogue_verifies(db: Session) -> None:
    assert verifying.verify(db).size == 0


_FLIP = "set_byte({0}, length({0}) / 2, get_byte({0}, length({0}) / 2) # 1)"
_MORE = "INSERT INTO assessment SELECT {}, body FROM assessment WHERE {} LIMIT 1"
ATTACKS = {
    "an advisory": f"UPDATE advisory SET body = {_FLIP.format('body')}",
    "an advisory less": "DELETE FROM advisory",
    "an advisory of no edition": "INSERT INTO advisory (edition, id, body) VALUES (99, 'x', 'x')",
    "an advisory beside": "INSERT INTO advisory (edition, id, body) VALUES (1, 'x', 'x')",
    "a body": f"UPDATE document SET body = {_FLIP.format('body')} WHERE kind = 'factor'",
    "a manifest": f"UPDATE document SET body = {_FLIP.format('body')} WHERE kind = 'manifest'",
    "a label": f"UPDATE document SET body = {_FLIP.format('body')} WHERE kind = 'label'",
    "a value": "UPDATE factor SET value = '0.5501'",
    "a region": "UPDATE factor SET region = 'CN-TJ' WHERE region = 'CN-BJ'",
    "a purpose": "UPDATE factor SET purpose = '{product}'",
    "the words": "UPDATE factor SET words = words || ' cheap'",
    "facets": """UPDATE factor SET facets = '{"mix": "residual"}'""",
    "a property": "UPDATE property SET value = '44.0'",
    "our name": """UPDATE label SET name = '{"en": "x"}'""",
    "a row less": "DELETE FROM factor WHERE region = 'CN-BJ'",
    "a row twice": """
        CREATE TEMP TABLE more AS SELECT * FROM factor LIMIT 1;
        UPDATE more SET digest = sha256('x'), identity = sha256('y');
        INSERT INTO factor SELECT * FROM more
    """,
    "a tile": f"UPDATE log_tile SET hashes = {_FLIP.format('hashes')}",
    "a bundle": f"UPDATE log_bundle SET entries = {_FLIP.format('entries')}",
    "a tile less": "DELETE FROM log_tile",
    "a bundle less": "DELETE FROM log_bundle WHERE width = (SELECT max(width) FROM log_bundle)",
    "the root": f"UPDATE log_head SET root = {_FLIP.format('root')}",
    "the size": "UPDATE log_head SET size = size - 1",
    "a leaf row": "UPDATE log_leaf SET digest = sha256('x') WHERE place = 7",
    "a leaf row less": "DELETE FROM log_leaf WHERE place = 7",
    "a leaf row more": "INSERT INTO log_leaf VALUES (999, 'factor', sha256('x'), NULL)",
    "the release of a leaf": "UPDATE log_leaf SET release_id = 2 WHERE release_id = 1",
    "an edition's size": "UPDATE log_edition SET size = size + 1 WHERE edition = 1",
    "an edition's root": f"UPDATE log_edition SET root = {_FLIP.format('root')}",
    "an edition's tables": "UPDATE edition SET tables = '{}' WHERE number = 1",
    "a release's name": "UPDATE release SET name = '2021' WHERE name = '2022'",
    "a release's manifest": "UPDATE release SET manifest = sha256('x') WHERE name = '2022'",
    "a release's file": "UPDATE release SET read = sha256('x') WHERE name = '2022'",
    "a reason": "UPDATE standing SET reason = 'none'",
    "a statement less": "DELETE FROM standing",
    "a finding": f"UPDATE assessment SET body = {_FLIP.format('body')} WHERE factor IS NULL",
    "whose a finding is": "UPDATE assessment SET release_id = 3 - release_id WHERE edition = 1",
    "which finding": "UPDATE assessed SET number = number + 1",
    "a finding less": "DELETE FROM assessed WHERE ordinal = 1",
    "a finding of nothing": "INSERT INTO assessed VALUES (1, 99, 1)",
    "a finding for none": _MORE.format("1, 9, 1, NULL", "edition = 1"),
    "a judgement": f"UPDATE assessment SET body = {_FLIP.format('body')} WHERE edition = 4",
    "whose a judgement is": "UPDATE assessment SET factor = sha256('x') WHERE edition = 4",
    "a judgement less": "DELETE FROM assessment WHERE edition = 4",
    "a judgement beside": _MORE.format("1, 9, 1, factor", "edition = 4"),
    "a judgement of tomorrow": "UPDATE assessment SET edition = 5 WHERE edition = 4",
    "a judgement after all": _MORE.format("9, 1, 1, factor", "edition = 4"),
    "an act": f"UPDATE act SET body = {_FLIP.format('body')}",
    "an act with its digest": (
        f"UPDATE act SET body = {_FLIP.format('body')}, digest = sha256(digest)"
    ),
    "an act less": "DELETE FROM act",
    "an act more": """INSERT INTO act (digest, kind, subject, body) VALUES (
        sha256('{"by":"ada","type":"hold"}'), 'hold', 's', '{"by":"ada","type":"hold"}')""",
    "four eyes off beside the log": """INSERT INTO act (digest, kind, subject, body) VALUES (
        sha256('{"by":"ada","type":"four-eyes"}'), 'four-eyes', 's',
        '{"by":"ada","type":"four-eyes"}')""",
    "whose an act is": "UPDATE act SET subject = 'grid-office@2022'",
    "the reason of a hold's release": "UPDATE hold_release SET reason = 'none'",
    "a hold's release less": "DELETE FROM hold_release",
    "the rule of a hold": "UPDATE hold SET rule = 'another'",
    "words of a review": "UPDATE review SET words = 'all seen'",
    "words of a review less": "UPDATE review SET words = NULL",
    "a sheet": f"UPDATE review SET sheet = {_FLIP.format('sheet')} WHERE sheet IS NOT NULL",
    "a sheet less": "UPDATE review SET sheet = NULL",
    "a verdict": "UPDATE review SET verdict = 'approve' WHERE verdict = 'comment'",
    "a review less": "DELETE FROM review WHERE verdict = 'approve'",
    "whose a review is": "UPDATE act SET person_id = 2 WHERE kind = 'review'",
    "the name of a reviewer": "UPDATE person SET name = 'Mallory' WHERE name = 'Li Wei'",
    "whose a key is": "UPDATE act SET subject = 'another+key' WHERE kind = 'person-key'",
    "an entry that poses as a key": "UPDATE log_leaf SET kind = 'key' WHERE place = 7",
    "an entry that poses as an act": "UPDATE log_leaf SET kind = 'hold' WHERE place = 7",
    "an act that poses as a factor": "UPDATE log_leaf SET kind = 'factor' WHERE kind = 'hold'",
    "the digest of a key": "UPDATE log_leaf SET digest = sha256('x') WHERE kind = 'key'",
    "a checkpoint's note": "UPDATE checkpoint SET note = replace(note, 'factors', 'factory')",
    "a checkpoint's root": f"UPDATE checkpoint SET root = {_FLIP.format('root')}",
    "a checkpoint's size": "UPDATE checkpoint SET size = size + 1000",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_whatever_is_changed_is_found(attacked: Session, attack: str) -> None:
    done = attacked.connection().execute(text(ATTACKS[attack]))

    assert done.rowcount != 0
    with pytest.raises(LogBroken):
        verifying.verify(attacked)
