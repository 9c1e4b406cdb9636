"""Drafts and releases put straight into the store."""

import threading
from collections.abc import Callable

from sqlalchemy import Engine
from sqlmodel import Session

from factordb.model.canonical import raw
from factordb.model.factor import Factor
from factordb.model.property import Property
from factordb.store import documents, editions, factors, properties, releases
from factordb.store.engine import transaction
from factordb.store.tables import ReleaseRow
from tests.examples import a_factor, a_manifest


def drafted(db: Session, name: str, *found: Factor | Property, dataset: str = "grid-office") -> int:
    """Store a draft of ``found``, accounted for, and return its id."""
    manifest = a_manifest(dataset=dataset)
    kinds = {Factor: "factor", Property: "property"}
    documents.add(db, [(raw(manifest.digest()), "manifest", manifest.canonical())])
    documents.add(db, [(raw(d.digest()), kinds[type(d)], d.canonical()) for d in found])
    row = ReleaseRow(
        dataset=dataset,
        name=name,
        manifest=raw(manifest.digest()),
        layout="table",
        importer="1",
        read=b"0" * 32,
        tally={},
        cautions=[],
    )
    number = releases.draft(db, row, "open")
    for ordinal, one in enumerate(found, start=1):
        name_ = raw(one.digest())
        if isinstance(one, Factor):
            factors.add(
                db,
                [
                    factors.line(
                        number, factors.Named.of(ordinal, name_, one), one, manifest, "words"
                    )
                ],
            )
        else:
            properties.add(db, [properties.line(number, ordinal, name_, one)])
    releases.account(db, number, {"factors": len(found)}, [])
    return number


def a_draft(engine: Engine, name: str, value: str = "0.5500") -> int:
    """Commit a draft of one factor and return its id."""
    with transaction(engine) as db:
        return drafted(db, name, a_factor(value=value))


def publish(engine: Engine, number: int) -> None:
    """Publish a draft in a transaction of its own."""
    with transaction(engine) as db:
        releases.publish(db, number, editions.add(db, number, {}))


def at_once(*calls: Callable[[], object]) -> list[BaseException | None]:
    """Run ``calls`` in threads that begin together; return what each raised."""
    start = threading.Barrier(len(calls))
    raised: list[BaseException | None] = [None] * len(calls)

    def run(place: int) -> None:
        start.wait(10)
        try:
            calls[place]()
        except Exception as error:  # noqa: BLE001  # the test looks at it
            raised[place] = error

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(calls))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return raised
