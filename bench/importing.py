"""A table of many rows from file to published, beside a bare COPY of as many rows.

`ROWS` says how many: ``FACTORDB_BENCH_ROWS=30000`` makes it short.
"""

import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from bench import servers
from bench.pairs import Paired, told
from bench.taking import take
from factordb.catalogue.opening import Where, opened
from factordb.store import copying
from factordb.store import engine as engines

ROWS = int(os.environ.get("FACTORDB_BENCH_ROWS", "300000"))
_TOML = """
[manifest]
dataset = "bench"
title = {en = "Invented factors"}
publisher = {en = "Nobody"}
licence = {name = "CC0-1.0"}
attribution = "none"
series = [{name = "all", activities = ["*"]}]

[constants]
"region" = "CN-SH"
"unit" = "kWh"
"boundary" = "direct"
"dates.data" = "2023"
"amount.gas" = "CO2"
"cell.unit" = "kg/kWh"
"source.document" = "Invented"
"""


def measure() -> list[str]:
    """Return two lines: rows a second to published beside bare COPY, and what all that took."""
    with tempfile.TemporaryDirectory() as kept, catalogue() as engine:
        file = table(Path(kept))
        before = _copied(engine)
        one = take(file, "bench", "table", publish=True)
        peer = (before + _copied(engine)) / 2
    found = Paired([one.documents / one.seconds], [peer])
    return [
        told(f"CSV of {ROWS:,} rows", found, "rows/s", "bare COPY", "≥ 15,000 rows/s"),
        f"{'':<28} {one.documents / one.cpu():>10,.0f} rows/s of CPU   {one.told()}",
    ]


@contextmanager
def catalogue() -> Iterator[Engine]:
    """Give an engine on an empty catalogue of its own."""
    with servers.home() as folder, opened(Where(home=folder)) as found:
        yield found.engine


def table(folder: Path, dataset: str = "bench", access: str = "open") -> Path:
    """Write a table of invented factors, of a dataset of the class ``access``."""
    said = _TOML.replace('"bench"', f'"{dataset}"\naccess = "{access}"')
    (folder / "release.toml").write_text(said, "utf-8")
    file = folder / "factors.csv"
    lines = (
        f"process.invented.kind-{number},Invented kind {number},line {number},0.{number:06}\n"
        for number in range(ROWS)
    )
    file.write_text("activity,name.en,cell.at,cell.printed\n" + "".join(lines), "utf-8")
    return file


def _copied(engine: Engine) -> float:
    """Return how many rows a second COPY puts."""
    start = time.perf_counter()
    return _copy(engine) / (time.perf_counter() - start)


def _copy(engine: Engine) -> int:
    """Put as many rows of the same width and their bodies where nothing checks or indexes them."""
    row: tuple[copying.Value, ...] = (
        1,
        bytes(32),
        7,
        bytes(32),
        *["electricity.grid"] * 22,
        {"en": "Invented"},
        "words",
    )
    body: tuple[copying.Value, ...] = (bytes(32), "factor", b"x" * 480)
    with engines.transaction(engine) as db:
        for table, values in (("peer", row), ("peer_body", body)):
            columns = [f"c{number}" for number, _ in enumerate(values)]
            said = ", ".join(f"{name} text" for name in columns)
            db.connection().execute(text(f"CREATE TEMPORARY TABLE {table} ({said}) ON COMMIT DROP"))
            lines = (copying.line(values) for _ in range(ROWS))
            copying.copy(db, table, columns, lines, "pg_temp")
    return ROWS
