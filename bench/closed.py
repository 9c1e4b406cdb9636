"""A digest of a private dataset, asked by a stranger, beside one that nothing has."""

import tempfile
from pathlib import Path

from sqlalchemy import Engine, text

from bench import importing
from bench.pairs import Paired, paired, told
from factordb.catalogue.importing.intake import Asked, take_in
from factordb.catalogue.looking import fetching
from factordb.errors import DigestNotFound
from factordb.store import engine as engines

_CALLS = 300
_PRIVATE = "bench-private"


def measure() -> list[str]:
    """Return a line: a private digest and an absent one take one path, and so one time."""
    with importing.catalogue() as engine, tempfile.TemporaryDirectory() as kept:
        digest = _published(engine, Path(kept))
        found = _asked(engine, digest, digest[:-8] + "0" * 8)
    return [told("private digest, by strangers", found, "asked/s", "absent digest", "ratio 1.0")]


def _published(engine: Engine, folder: Path) -> str:
    """Publish a private release, and return the digest of a factor in it."""
    file = importing.table(folder, _PRIVATE, "private")
    with engines.transaction(engine) as db:
        take_in(db, file, Asked(dataset=_PRIVATE, release="1", layout="table", publish=True))
        found = db.connection().execute(text("SELECT encode(digest, 'hex') FROM factor LIMIT 1"))
        return f"sha256:{found.scalar_one()}"


def _asked(engine: Engine, private: str, absent: str) -> Paired:
    def asking(digest: str) -> int:
        for _ in range(_CALLS):
            with engines.transaction(engine) as db:
                try:
                    fetching.document(db, digest)
                except DigestNotFound:
                    continue
                raise AssertionError(digest)
        return _CALLS

    return paired(lambda: asking(private), lambda: asking(absent), 15)
