"""A server lives until it is ended, and leaves nothing unsaid that it was told."""

from pathlib import Path

from sqlalchemy import Engine

from factordb.catalogue import access
from factordb.model.role import Role
from factordb.store import engine as engines
from factordb.store import events
from factordb.store.events import Wanted
from tests import closed
from tests.conftest import Databases
from tests.served import address_of, app_of, serving


def test_what_was_noted_last_is_written_when_a_server_ends(
    databases: Databases, engine: Engine, tmp_path: Path
) -> None:
    token = closed.token_of(engine, "Li", Role.READER)
    with serving(address_of(databases, engine), cache=tmp_path) as client:
        refused = client.get("/v1/events", headers={"Authorization": f"Bearer {token}"})
        assert refused.status_code == 403

    with engines.transaction(engine) as db:
        ((event, name),) = events.before(db, 2**60, 5, Wanted("refused"))
        (shown,) = access.tokens(db, access.shell("host"))
    assert (event.detail["status"], name) == (403, "Li")
    assert shown.used_at is not None


def test_an_ended_server_keeps_no_index(
    databases: Databases, engine: Engine, tmp_path: Path
) -> None:
    with serving(address_of(databases, engine), cache=tmp_path) as client:
        state = app_of(client).app.state  # type: ignore[attr-defined]  # FastAPI's
        assert state.indexes is not None

    assert state.indexes is None
