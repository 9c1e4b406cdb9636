"""That a token was used is noted, and nobody waits for whoever else uses it."""

from datetime import UTC, datetime

from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from factordb.api.uses import Uses
from factordb.catalogue import access
from factordb.model.role import Role
from factordb.store import engine as engines
from tests import closed
from tests.served import app_of

HOST = access.shell("host")


def used(engine: Engine, id_: str) -> str | None:
    with engines.transaction(engine) as db:
        return next(one.used_at for one in access.tokens(db, HOST) if one.id == id_)


def test_the_use_of_a_token_is_written_by_itself(empty: TestClient, engine: Engine) -> None:
    token = closed.token_of(engine, "Li", Role.READER)

    assert empty.get("/v1/me", headers={"Authorization": f"Bearer {token}"}).status_code == 200
    app_of(empty).app.state.uses.flush(engine)  # type: ignore[attr-defined]  # FastAPI's

    assert used(engine, token[4:16]) is not None


def test_a_call_that_takes_long_keeps_neither_its_token_nor_who_revokes_it(
    empty: TestClient, engine: Engine
) -> None:
    """The transaction of a call holds no row of the token that it was made with."""
    token = closed.token_of(engine, "Li", Role.CURATOR)
    with engines.transaction(engine) as long:
        access.of_token(long, token)
        with engines.transaction(engine) as db:
            db.connection().execute(text("SET LOCAL lock_timeout TO 200"))
            access.of_token(db, token)
            access.revoke(db, HOST, token[4:16])


def test_a_token_that_is_being_revoked_is_left_out(engine: Engine) -> None:
    ids = [closed.token_of(engine, name, Role.READER)[4:16] for name in ("Li", "Mei")]
    uses = Uses()
    for id_ in ids:
        uses.note(id_)
    with engines.transaction(engine) as db:
        access.revoke(db, HOST, ids[0])
        uses.flush(engine)

    assert used(engine, ids[0]) is None
    assert used(engine, ids[1]) is not None


def test_a_use_is_written_once_a_minute(engine: Engine) -> None:
    id_ = closed.token_of(engine, "Li", Role.READER)[4:16]
    times = []
    for _ in range(2):
        uses = Uses()
        uses.note(id_)
        uses.flush(engine)
        times.append(used(engine, id_))

    assert times[0] == times[1]
    assert datetime.fromisoformat(times[0] or "").tzinfo == UTC


def test_without_a_database_uses_wait(engine: Engine) -> None:
    id_ = closed.token_of(engine, "Li", Role.READER)[4:16]
    nowhere, uses = engines.connect("postgresql://127.0.0.1:1/none"), Uses()
    uses.note(id_)
    uses.flush(nowhere)
    nowhere.dispose()
    uses.flush(engine)

    assert used(engine, id_) is not None
