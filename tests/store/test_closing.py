import hashlib
import hmac
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from factordb.model.canonical import canonical_bytes
from factordb.model.factor import Factor
from factordb.store import closing, documents, viewing
from factordb.store import engine as engines
from tests import closed
from tests.closed import PRIVATE
from tests.conftest import Databases


def test_a_salt_is_half_of_an_hmac_under_the_datasets_secret(
    engine: Engine, databases: Databases, database: str, tmp_path: Path
) -> None:
    closed.brought_in(engine, tmp_path, PRIVATE, closed.curator(engine, "owner"))
    owner = create_engine(databases.owner(database))
    with owner.connect() as connection:
        secret = bytes(connection.execute(text("SELECT secret FROM dataset_secret")).scalar_one())
    owner.dispose()
    digest = closed.pins(engine, PRIVATE).factor
    with engines.transaction(engine) as db:
        viewing.see(db, {PRIVATE})
        factor = Factor.of(documents.body(db, digest))
        bodies = [b"", b"x" * 200, canonical_bytes({"a": "1"})]
        salts = closing.salts(db, PRIVATE, bodies)

    bare = factor.model_copy(update={"salt": None}).canonical()
    assert factor.salt == hmac.new(secret, bare, hashlib.sha256).hexdigest()[:32]
    assert salts == [hmac.new(secret, b, hashlib.sha256).hexdigest()[:32] for b in bodies]


def test_of_several_grants_the_last_counts(engine: Engine, tmp_path: Path) -> None:
    owner = closed.curator(engine, "owner")
    closed.brought_in(engine, tmp_path, PRIVATE, owner)
    person = owner.actor.person_id
    assert person is not None
    with engines.transaction(engine) as db:
        assert closing.granted(db, person) == {PRIVATE}
        viewing.see(db, {PRIVATE})
        assert [(g.dataset, g.person) for g in closing.grants(db)] == [(PRIVATE, "owner")]
        closing.grant(db, PRIVATE, person, "ada", given=False)
        assert closing.granted(db, person) == frozenset()
        assert closing.grants(db) == []
        closing.grant(db, PRIVATE, person, "ada", given=True)
        assert closing.granted(db, person) == {PRIVATE}


@pytest.mark.parametrize("who", [frozenset(), frozenset({"steel-mill"})])
def test_grants_of_what_one_may_not_know_are_not_listed(
    engine: Engine, tmp_path: Path, who: frozenset[str]
) -> None:
    closed.brought_in(engine, tmp_path, PRIVATE, closed.curator(engine, "owner"))
    with engines.transaction(engine) as db:
        viewing.see(db, who)
        assert closing.grants(db) == []
