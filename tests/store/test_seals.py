from pathlib import Path

import pytest
from sqlalchemy import Engine

from factordb.errors import LogBroken
from factordb.store import engine as engines
from factordb.store import seals, viewing
from tests import closed
from tests.closed import PRIVATE


def test_a_nonce_is_read_by_a_grant_alone(engine: Engine, tmp_path: Path) -> None:
    closed.brought_in(engine, tmp_path, PRIVATE, closed.curator(engine, "owner"))
    with engines.transaction(engine) as db:
        with pytest.raises(LogBroken, match="nonce of edition 1 is gone"):
            seals.nonce(db, 1)
        viewing.see(db, {PRIVATE})
        assert len(seals.nonce(db, 1)) == seals.LENGTH
        with pytest.raises(LogBroken):
            seals.nonce(db, 2)
