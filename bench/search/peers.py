"""What search is measured beside: BM25 over plain words, rapidfuzz over all lines, pg_trgm.

Each ranks distinct names and needs no rows: a name is right where any of its factors is, which is
kinder to them than to the search that is measured, whose hits are factors.
"""

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from factordb.search import folding

if TYPE_CHECKING:
    import psycopg

Ranks = Callable[[str, int], list[int]]
"""Gives the numbers of the best names for a query."""


def plain_bm25(names: Sequence[str]) -> Ranks:
    """Return tantivy with its own tokenizer, Chinese taken apart by pairs."""
    import tantivy  # noqa: PLC0415  # only this peer needs it

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text")
    builder.add_unsigned_field("name", fast=True)
    schema = builder.build()
    index = tantivy.Index(schema, tempfile.mkdtemp())
    writer = index.writer(64_000_000, 1)
    for number, name in enumerate(names):
        document = tantivy.Document()
        document.add_text("text", _paired(name))
        document.add_unsigned("name", number)
        writer.add_document(document)
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ranks(query: str, most: int) -> list[int]:
        parsed, _ = index.parse_query_lenient(_plain(query), ["text"])
        hits = searcher.search(parsed, most, count=False).hits
        return [int(n or 0) for n in searcher.fast_field_values("name", [at for _, at in hits])]

    return ranks


def rapidfuzz_alone(names: Sequence[str]) -> Ranks:
    """Return rapidfuzz's weighted ratio over every line of every name."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  # only this peer needs it

    lines = [line for name in names for line in name.split("\n")]
    owners = [number for number, name in enumerate(names) for _ in name.split("\n")]

    def ranks(query: str, most: int) -> list[int]:
        found = process.extract(
            folding.folded(query), lines, scorer=fuzz.WRatio, processor=None, limit=most * 4
        )
        return list(dict.fromkeys(owners[place] for _, _, place in found))[:most]

    return ranks


def pg_trgm(connection: "psycopg.Connection[tuple[int]]", names: Sequence[str]) -> dict[str, Ranks]:
    """Return the variants of pg_trgm that can be ordered by an index or prefiltered by one."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        cursor.execute("DROP TABLE IF EXISTS line")
        cursor.execute("CREATE UNLOGGED TABLE line (name int, text text)")
        with cursor.copy("COPY line FROM STDIN") as copy:
            for number, name in enumerate(names):
                for line in name.split("\n"):
                    copy.write_row((number, line))
        cursor.execute("CREATE INDEX ON line USING gist (text gist_trgm_ops(siglen=64))")
        cursor.execute("CREATE INDEX ON line USING gin (text gin_trgm_ops)")
        cursor.execute("ANALYZE line")
    connection.commit()

    def asking(statement: str) -> Ranks:
        def ranks(query: str, most: int) -> list[int]:
            given = {"q": folding.folded(query), "most": most * 4}
            rows = connection.execute(statement, given).fetchall()
            return list(dict.fromkeys(row[0] for row in rows))[:most]

        return ranks

    return {
        "pg_trgm gist <->": asking("SELECT name FROM line ORDER BY text <-> %(q)s LIMIT %(most)s"),
        "pg_trgm gist <<->": asking(
            "SELECT name FROM line ORDER BY %(q)s <<-> text LIMIT %(most)s"
        ),
        "pg_trgm gin %": asking(
            "SELECT name FROM line WHERE text %% %(q)s "
            "ORDER BY similarity(text, %(q)s) DESC LIMIT %(most)s"
        ),
    }


def folder() -> Path:
    """Return a folder of this run's own."""
    return Path(tempfile.mkdtemp(prefix="factordb-bench-"))


def _paired(text: str) -> str:
    return " ".join(" ".join(_tokens(run)) for run in folding.runs(text))


def _plain(query: str) -> str:
    return " ".join(" ".join(_tokens(run)) for run in folding.runs(folding.folded(query)))


def _tokens(run: str) -> list[str]:
    if not folding.is_han(run):
        return folding.parts(run)
    return [run[at : at + 2] for at in range(max(1, len(run) - 1))]
