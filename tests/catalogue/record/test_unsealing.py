"""What stands behind a seal is what was sealed; its proofs are checked in `tests/lockfile`."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, text

from factordb.catalogue.record import unsealing
from factordb.errors import LogBroken
from factordb.store import engine as engines
from factordb.store import releases, viewing
from tests import closed
from tests.closed import PRIVATE


def test_a_seal_that_no_longer_holds_what_it_sealed_is_not_opened(
    engine: Engine, owner_address: str, tmp_path: Path
) -> None:
    closed.brought_in(engine, tmp_path, PRIVATE, closed.curator(engine, "owner"))
    owner = create_engine(owner_address)
    with owner.begin() as connection:
        connection.execute(text("ALTER TABLE seal DISABLE TRIGGER ALL"))
        connection.execute(text("UPDATE seal SET nonce = sha256(nonce)"))
    owner.dispose()

    with engines.transaction(engine) as db:
        viewing.see(db, viewing.EVERYTHING)
        row = releases.known(db, PRIVATE, "2023")
        with pytest.raises(LogBroken, match="not what was sealed"):
            unsealing.behind(db, row)
