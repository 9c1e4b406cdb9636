"""What was published stays published, whole and in the log, whoever was killed while it was.

The log begins with every checkpoint that anybody could have fetched, and one key signed them all.
"""

import hashlib
from pathlib import Path
from typing import NamedTuple

import psycopg

from factordb.catalogue.opening import migrate
from factordb.catalogue.record import verifying
from factordb.catalogue.record.signing import Signer
from factordb.embedded.lease import Lease
from factordb.errors import LogBroken
from factordb.log import tree
from factordb.store import engine as engines
from factordb.store import log, roles
from tests.soak import crowd
from tests.soak.crowd import Ended, Plan
from tests.soak.publisher import KEYS, ORIGIN
from tests.soak.releases import ROWS
from tests.soak.victims import BACKEND, CHILD, CLIENT, KEEPER, POSTMASTER

_KINDS = (CLIENT, CHILD, KEEPER, POSTMASTER, BACKEND)


class Stands(NamedTuple):
    """What the database holds in the end."""

    editions: dict[int, str]
    """Number to ``dataset@release``."""
    gaps: int
    half: list[str]
    """Releases, published or draft, without all their factors; or published without an edition."""
    false: int
    """Documents whose digest is not that of their body."""
    documents: int
    log: str
    """What is wrong with the log, or nothing."""
    forked: list[int]
    """Sizes of checkpoints that were handed out and are not the log's."""


class Published(NamedTuple):
    ended: Ended
    acknowledged: int
    checkpoints: int
    """Handed out, each counted once."""
    missing: list[str]
    """Acknowledged, and not there under the edition that was told."""
    interrupted: int
    """How often somebody who lived on had to begin again."""
    stands: Stands

    def wrong(self) -> list[str]:
        return [
            *(f"{reference} was acknowledged and is missing" for reference in self.missing),
            *(f"{reference} is half there" for reference in self.stands.half),
            *([f"{self.stands.gaps} editions are missing"] if self.stands.gaps else []),
            *([f"the log: {self.stands.log}"] if self.stands.log else []),
            *(f"the checkpoint of {size} is of another log" for size in self.stands.forked),
            *([f"{self.stands.false} digests are false"] if self.stands.false else []),
            *(*self.ended.faults, *self.ended.left),
        ]

    def told(self) -> str:
        killed = ", ".join(f"{n} {kind}s" for kind, n in sorted(self.ended.killed.items()))
        stands = self.stands
        return (
            f"releases: {self.acknowledged:,} publishes acknowledged, {len(self.missing)} missing, "
            f"{len(stands.editions)} editions with {stands.gaps} gaps, {len(stands.half)} half "
            f"releases, {self.checkpoints} checkpoints handed out, {len(stands.forked)} of another "
            f"log; the log {'is broken' if stands.log else 'holds'}; "
            f"{stands.false} of {stands.documents:,} documents with a false digest; "
            f"killed {killed}; {self.interrupted} begun again; {len(self.ended.faults)} faults, "
            f"{len(self.ended.left)} processes left"
        )


def run(
    home: Path, seconds: float, publishers: int = 3, seed: int = 0, least: int = 5, kills: int = 0
) -> Published:
    """Kill for ``seconds`` while ``publishers`` import and publish; ``home`` is an empty folder.

    It goes on until there were ``kills``.
    """
    with Lease(home) as lease:
        migrate(lease.url, roles.SERVER)
    ended = crowd.work(
        "tests.soak.publisher", home, seconds, Plan(publishers, _KINDS, 2.0, seed, least, kills)
    )
    lines = [line.split() for line in crowd.notes(home)]
    told = [(int(words[2]), words[1]) for words in lines if words[0] == "published"]
    signed = {(int(words[1]), words[2]) for words in lines if words[0] == "checkpoint"}
    with Lease(home) as lease:
        with psycopg.connect(lease.url) as connection:
            stands = _found(connection)
        wrong, forked = _held(lease.url, home, signed)
        stands = stands._replace(log=wrong, forked=forked)
    missing = [
        reference for edition, reference in told if stands.editions.get(edition) != reference
    ]
    again = sum(words[0] == "again" for words in lines)
    return Published(ended, len(told), len(signed), missing, again, stands)


def _found(connection: psycopg.Connection) -> Stands:
    rows = connection.execute("""
        SELECT e.number, r.dataset || '@' || r.name, r.state, r.edition,
               (SELECT count(*) FROM factor f JOIN document d USING (digest)
                WHERE f.release_id = r.id AND d.kind = 'factor')
        FROM release r LEFT JOIN edition e ON e.release_id = r.id ORDER BY e.number
    """).fetchall()
    editions = {number: reference for number, reference, *_ in rows if number is not None}
    half = [
        reference
        for number, reference, state, edition, factors in rows
        if factors != ROWS or (state == "published") != (number is not None) or edition != number
    ]
    documents = connection.execute("SELECT digest, body FROM document").fetchall()
    false = sum(hashlib.sha256(body).digest() != digest for digest, body in documents)
    gaps = len(set(range(1, max(editions, default=0) + 1)) - set(editions))
    return Stands(editions, gaps, half, false, len(documents), "", [])


def _held(address: str, home: Path, signed: set[tuple[int, str]]) -> tuple[str, list[int]]:
    """Return what is wrong with the log, and which checkpoints are not its beginning."""
    engine = engines.connect(address)
    key = Signer.opened(home / KEYS, ORIGIN, make=False).key.verifier
    try:
        with engines.transaction(engine) as db:
            reached = log.head(db).size
            forked = [
                size
                for size, root in sorted(signed)
                if size > reached or tree.root(log.nodes(db, size), size).hex() != root
            ]
            verifying.verify(db, key)
    except LogBroken as error:
        return error.detail, forked
    finally:
        engine.dispose()
    return "", forked
