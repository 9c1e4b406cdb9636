from pathlib import Path

import pytest
from sqlalchemy import text

from factordb.cli.opening import transaction
from factordb.errors import Invalid
from tests.catalogue import tables
from tests.cli.conftest import Run


def test_a_verb_is_one_transaction(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTORDB_DATABASE_URL", address)
    monkeypatch.setenv("FACTORDB_SEEDS", "false")
    insert = text("INSERT INTO dataset (slug, access) VALUES ('office', 'open')")
    with pytest.raises(Invalid), transaction() as db:
        db.connection().execute(insert)
        raise Invalid("no")
    with transaction() as db:
        assert db.connection().execute(text("SELECT count(*) FROM dataset")).scalar_one() == 0
        db.connection().execute(insert)
    with transaction() as db:
        assert db.connection().execute(text("SELECT count(*) FROM dataset")).scalar_one() == 1


def test_what_a_verb_publishes_is_found_at_once(shell: Run, tmp_path: Path) -> None:
    file = tables.a_table(tmp_path, [tables.a_row()])

    done = shell("import", str(file), "--dataset", "grid-office", "--release", "2023", "--publish")

    assert done.code == 0, done.err
    assert "0.5500 kg CO2/kWh" in shell("search", "grid").out


def test_the_seeds_are_published_where_they_are_wanted(
    shell: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    seeds = tmp_path / "seeds"
    tables.a_table(seeds / "grid-office" / "2023", [tables.a_row()])
    (seeds / "order.txt").write_text("grid-office@2023\n")
    monkeypatch.setattr("factordb.shipped.SEEDS", seeds)
    assert "grid-office" not in shell("datasets").out

    monkeypatch.setenv("FACTORDB_SEEDS", "true")

    assert "grid-office" in shell("datasets").out
