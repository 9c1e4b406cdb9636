"""A table of 30,000 rows from file to published, beside a bare COPY of as many rows."""

import itertools
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from bench import servers
from bench.pairs import paired, told
from factordb.catalogue.importing.intake import Asked, take_in
from factordb.catalogue.opening import Where, opened
from factordb.store import copying
from factordb.store import engine as engines

ROWS = 30_000
_RELEASES = itertools.count(1)
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
    """Return a line: rows a second, parsed, validated, hashed, copied and published."""
    with catalogue() as engine, tempfile.TemporaryDirectory() as kept:
        file = _table(Path(kept))
        found = paired(lambda: _import(engine, file), lambda: _copy(engine), 3)
    return [told("import of a CSV", found, "rows/s", "bare COPY", "≥ 15,000 rows/s")]


@contextmanager
def catalogue() -> Iterator[Engine]:
    """Give an engine on an empty catalogue of its own."""
    with servers.home() as folder, opened(Where(home=folder)) as found:
        yield found.engine


def _table(folder: Path) -> Path:
    (folder / "release.toml").write_text(_TOML, "utf-8")
    file = folder / "factors.csv"
    lines = (
        f"process.invented.kind-{number},Invented kind {number},line {number},0.{number:06}\n"
        for number in range(ROWS)
    )
    file.write_text("activity,name.en,cell.at,cell.printed\n" + "".join(lines), "utf-8")
    return file


def _import(engine: Engine, file: Path) -> int:
    asked = Asked(dataset="bench", release=str(next(_RELEASES)), publish=True)
    with engines.transaction(engine) as db:
        return take_in(db, file, asked).tally.factors


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
            copying.copy(db, table, columns, (copying.line(values) for _ in range(ROWS)))
    return ROWS
