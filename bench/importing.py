"""A table of many rows from file to published, beside a bare COPY of as many rows.

Beside both stands PostgreSQL's floor: the same rows and documents by COPY alone, into tables with
the same keys, indexes and checks.
`ROWS` says how many: ``FACTORDB_BENCH_ROWS=30000`` makes it short.
"""

import itertools
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import Engine, text

from bench import manifest, servers
from bench.pairs import Paired, told
from bench.taking import take
from factordb.catalogue.hits.wording import words
from factordb.catalogue.importing.storing import CHUNK
from factordb.catalogue.opening import Where, opened
from factordb.importers import registry
from factordb.importers.protocol import Intake
from factordb.model import sure
from factordb.model.canonical import raw_digest, text_of
from factordb.model.factor import Factor
from factordb.model.manifest import Manifest
from factordb.store import copying, factors
from factordb.store import engine as engines

ROWS = int(os.environ.get("FACTORDB_BENCH_ROWS", "300000"))
_TOML = f"""{manifest.TOML}
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
    """Return three lines: rows a second to published, what that took, and PostgreSQL's floor."""
    with tempfile.TemporaryDirectory() as kept, catalogue() as engine:
        file = table(Path(kept))
        before = _copied(engine)
        one = take(file, "bench", "table", publish=True)
        peer = (before + _copied(engine)) / 2
        floor = _floor(engine, file)
    found = Paired([one.documents / one.seconds], [peer])
    return [
        told(f"CSV of {ROWS:,} rows", found, "rows/s", "bare COPY", "≥ 15,000 rows/s"),
        f"{'':<28} {one.documents / one.cpu():>10,.0f} rows/s of CPU   {one.told()}",
        f"{'':<28} {floor:>10,.0f} rows/s by COPY alone with the same keys, indexes and checks",
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


def _floor(engine: Engine, file: Path) -> float:
    """Return how many of the file's rows a second COPY puts where they are keyed and checked.

    Making the rows does not count. The tables are temporary, so that nothing is logged or guarded.
    """
    items = registry.load("table").read(Intake(file, text_of(bytes(32)), "bench", None))
    manifest = cast("Manifest", next(items))
    seconds, ordinals = 0.0, itertools.count(1)
    with engines.transaction(engine) as db:
        for table in ("factor", "document"):
            like = f"public.{table} INCLUDING INDEXES INCLUDING CONSTRAINTS"
            made = f"CREATE TEMPORARY TABLE floor_{table} (LIKE {like}) ON COMMIT DROP"
            db.connection().execute(text(made))
        while some := list(itertools.islice(items, CHUNK)):
            rows, bodies = [], []
            for factor in cast("list[Factor]", some):
                body = sure.encoded(factor)
                named = factors.Named.of(next(ordinals), raw_digest(body), factor)
                rows.append(factors.line(1, named, factor, manifest, words(factor, None)))
                bodies.append(copying.line((named.digest, "factor", body)))
            start = time.perf_counter()
            copying.copy(db, "floor_factor", factors.COLUMNS, rows, "pg_temp")
            copying.copy(db, "floor_document", ("digest", "kind", "body"), bodies, "pg_temp")
            seconds += time.perf_counter() - start
    return (next(ordinals) - 1) / seconds


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
