"""Two processes publish at once: both land, in one order, in one log."""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine

from factordb.catalogue.record import verifying
from factordb.store import editions, log, releases
from factordb.store.engine import transaction
from tests.catalogue.tables import a_row, take_in
from tests.embedded.holders import surroundings

_EACH = 8
_CODE = """
import sys
from pathlib import Path
from factordb.store.engine import connect, transaction
from tests.catalogue.tables import a_row, take_in
engine, folder, first = connect(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
sys.stdin.readline()
for year in range(first, first + int(sys.argv[4])):
    with transaction(engine) as db:
        take_in(db, folder, [a_row(), a_row("CN-BJ", f"0.{year}")], str(year))
"""


def test_two_processes_publish_at_once_in_one_order(
    engine: Engine, address: str, tmp_path: Path
) -> None:
    with transaction(engine) as db:
        take_in(db, tmp_path, [a_row()], "1900")  # the dataset is there before both
    both = [
        subprocess.Popen(
            [sys.executable, "-c", _CODE, address, str(tmp_path / name), first, str(_EACH)],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=surroundings(),
            cwd=Path(__file__).parents[3],
        )
        for name, first in (("one", "1910"), ("two", "1930"))
    ]
    for process in both:
        assert process.stdin
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=120)[1] for process in both]

    assert said == ["", ""]
    with transaction(engine) as db:
        found = verifying.verify(db)
        rows = editions.every(db)
        names = [releases.by_id(db, row.release_id or 0).name for row in rows]
        sizes = [reached.size for row in rows if (reached := log.of_edition(db, row.number))]
    assert [row.number for row in rows] == list(range(1, 2 * _EACH + 2))
    assert found.editions == len(rows)
    assert sizes == sorted(set(sizes))
    for first in (1910, 1930):
        ours = [name for name in names if first <= int(name) < first + _EACH]
        assert ours == [str(year) for year in range(first, first + _EACH)]
