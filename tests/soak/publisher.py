"""Imports and publishes a release after another, signs the log as a server does, and notes all.

Each publish that was acknowledged, and each checkpoint that anybody could have fetched.
"""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, NamedTuple

from sqlalchemy import Engine

from factordb.catalogue import seeding
from factordb.catalogue.importing.intake import Asked, take_in
from factordb.catalogue.opening import Where, opened
from factordb.catalogue.publishing.publishing import publish
from factordb.catalogue.record.vouching import Vouching
from factordb.errors import DatabaseUnavailable, NotFound, UnreadableFile
from factordb.store import engine as engines
from factordb.store import log, releases
from tests.soak.crowd import told_to_stop
from tests.soak.releases import table

KEYS, ORIGIN = "log", "soak.example/log"
AT_ONCE = 4
"""Releases in one transaction."""
_AGAIN = (DatabaseUnavailable, UnreadableFile)
"""What a kill looks like to whoever lives on: of the database, or of the child that reads."""


def main(home: str, number: str, file: str) -> None:
    """Publish until told to stop."""
    stop = told_to_stop()
    office, release = Office(Path(home) / "tables" / number, f"office-{number}"), 1
    with Path(file).open("ab", buffering=0) as noted, _opened(Path(home)) as engine:
        while not stop():
            try:
                editions = office.at_once(engine, release) or office.by_draft(engine, release)
            except _AGAIN as error:
                if isinstance(error, UnreadableFile) and "SIGKILL" not in error.detail:
                    raise
                noted.write(f"again {error}\n".encode())
                continue
            sign(engine, Path(home), noted)
            for edition in editions:
                noted.write(f"published {office.slug}@{release} {edition}\n".encode())
                release += 1


def sign(engine: Engine, home: Path, noted: IO[bytes]) -> None:
    """Do what a server does each second; all share one folder with the key."""
    try:
        Vouching(engine, home / KEYS, ORIGIN).look()
        with engines.transaction(engine) as db:
            row = log.newest_checkpoint(db)
    except (*_AGAIN, NotFound) as error:
        noted.write(f"again {error}\n".encode())
        return
    noted.write(f"checkpoint {row.size} {bytes(row.root).hex()}\n".encode())


class Office(NamedTuple):
    """Whose releases are published, in two ways by turns."""

    tables: Path
    slug: str

    def by_draft(self, engine: Engine, release: int) -> list[int]:
        """Import one release as a draft, then publish it; return its edition."""
        file = table(self.tables, self.slug, release)
        asked = Asked(dataset=self.slug, release=str(release), layout="table")
        with engines.transaction(engine) as db:
            done = take_in(db, file, asked)
        if done.edition is not None:  # it was committed before its answer was cut off
            return [done.edition]
        with engines.transaction(engine) as db:
            return [publish(db, f"{self.slug}@{release}").edition]

    def at_once(self, engine: Engine, release: int) -> list[int]:
        """Publish several in one transaction, as seeds are; return their editions."""
        if release % (AT_ONCE + 1) == 0:
            return []
        those = [str(n) for n in range(release, release + AT_ONCE)]
        for name in those:
            table(self.tables, self.slug, int(name))
        order = "\n".join(f"{self.slug}@{name}" for name in those)
        (self.tables / seeding.ORDER).write_text(order)
        with engines.transaction(engine) as db:
            seeding.seed(db, self.tables)
            rows = [releases.find(db, self.slug, name) for name in those]
            return [row.edition for row in rows if row is not None and row.edition is not None]


@contextmanager
def _opened(home: Path) -> Iterator[Engine]:
    with ExitStack() as stack:
        while True:
            try:
                found = stack.enter_context(opened(Where(home=home)))
            except _AGAIN:
                continue
            yield found.engine
            return


if __name__ == "__main__":
    main(*sys.argv[1:])
