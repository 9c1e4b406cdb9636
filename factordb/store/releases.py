"""Datasets and their releases: drafted, published, listed."""

from sqlalchemy import ColumnElement, func, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from factordb.errors import AlreadyPublished, ClassKept, NotAllowed, ReleaseNotFound
from factordb.store import viewing
from factordb.store.editions import NEWEST
from factordb.store.tables import DatasetRow, ReleaseRow

_CLAIM = 7_005
"""Advisory lock: one release is taken in once at a time."""


def find(session: Session, dataset: str, name: str) -> ReleaseRow | None:
    """Return a release in any state, or nothing."""
    wanted = select(ReleaseRow).where(_of(session, dataset), ReleaseRow.name == name)
    return session.exec(wanted).first()


def _of(session: Session, dataset: str) -> ColumnElement[bool]:
    """Return what finds the releases of a dataset: of a private one not granted it meets no row."""
    name = ReleaseRow.dataset if viewing.may_read(session, dataset) else ReleaseRow.known_as
    return col(name) == dataset


def known(session: Session, dataset: str, name: str) -> ReleaseRow:
    """Return a release in any state, that the session may know of.

    Raises:
        ReleaseNotFound: there is none; what may not be known of is not there.
    """
    found = find(session, dataset, name)
    if found is None:
        raise ReleaseNotFound(
            f"{dataset}@{name} is not there: import it first.", dataset=dataset, release=name
        )
    return found


def readable(session: Session, dataset: str, name: str) -> ReleaseRow:
    """Return a release in any state whose values the session may read.

    What was said of a release may quote what stands in it.

    Raises:
        ReleaseNotFound: there is none that the session may know of.
        ValuesClosed: its values need a grant.
    """
    found = known(session, dataset, name)
    viewing.require(session, dataset, access_of(session, dataset) or "private")
    return found


def id_of(row: ReleaseRow) -> int:
    """Return the number of a release that came out of the database."""
    assert row.id is not None  # noqa: S101  # the database gives it
    return row.id


def by_id(session: Session, release_id: int) -> ReleaseRow:
    """Return a release by its number, in any state."""
    return session.get_one(ReleaseRow, release_id)


def published(session: Session, dataset: str, name: str, edition: int) -> ReleaseRow:
    """Return a release that stands in ``edition``.

    Raises:
        ReleaseNotFound: there is none; the sentence names those of the dataset that there are.
    """
    found = find(session, dataset, name)
    if found is None or found.edition is None or found.edition > edition:
        there = [r.name for r in of_dataset(session, dataset, edition)]
        where = f" in edition {edition}" if edition != NEWEST else ""
        known = f"it has {', '.join(there)}" if there else "the dataset has none"
        raise ReleaseNotFound(
            f"{dataset}@{name} is not published{where}; {known}.",
            dataset=dataset,
            release=name,
        )
    return found


def of_dataset(session: Session, dataset: str, edition: int) -> list[ReleaseRow]:
    """Return the releases of ``dataset`` in ``edition``, in the order they were published."""
    return list(session.exec(_standing(edition).where(_of(session, dataset))))


def every(session: Session, edition: int) -> list[ReleaseRow]:
    """Return all releases that stand in ``edition``, in the order they were published."""
    return list(session.exec(_standing(edition)))


def read_from(session: Session, sha256: bytes) -> list[ReleaseRow]:
    """Return the published releases that were read from a file, or mapped by it."""
    of_it = or_(ReleaseRow.read == sha256, col(ReleaseRow.mapping) == sha256)
    return list(session.exec(_standing(NEWEST).where(of_it)))


def _standing(edition: int) -> SelectOfScalar[ReleaseRow]:
    return (
        select(ReleaseRow)
        .where(ReleaseRow.state == "published", col(ReleaseRow.edition) <= edition)
        .order_by(col(ReleaseRow.edition))
    )


def holding(session: Session, kind: str, digest: bytes, edition: int) -> list[ReleaseRow]:
    """Return the releases of ``edition`` that a document stands in; ``kind`` is its table."""
    ids = session.connection().execute(
        text(f"SELECT release_id FROM {kind} WHERE digest = :digest"),  # noqa: S608  # our own word
        {"digest": digest},
    )
    wanted = (
        select(ReleaseRow)
        .where(col(ReleaseRow.id).in_(list(ids.scalars())), ReleaseRow.state == "published")
        .where(col(ReleaseRow.edition) <= edition)
        .order_by(col(ReleaseRow.edition))
    )
    return list(session.exec(wanted))


def claim(session: Session, dataset: str, name: str) -> None:
    """Wait until nobody else takes in this release, and keep all others waiting.

    What is claimed in one transaction is claimed in one order, before an edition is begun.
    """
    session.connection().execute(
        text("SELECT pg_advisory_xact_lock(:key, hashtext(:reference))"),
        {"key": _CLAIM, "reference": f"{dataset}@{name}"},
    )


def draft(session: Session, row: ReleaseRow, access: str) -> int:
    """Begin a release, and its dataset where it is the first; return its id. The caller commits.

    The first release chooses the class of its dataset: all others are of the same.

    Raises:
        ClassKept: the dataset is of another class.
        NotAllowed: the dataset is not one that this session may add to.
    """
    new = insert(DatasetRow).values(slug=row.dataset, access=access).on_conflict_do_nothing()
    made = session.connection().execute(new, execution_options={"preserve_rowcount": True})
    if made.rowcount == 1 and access != "open":  # whoever brings it in may read it
        viewing.see_also(session, row.dataset)
    _require_class(session, row.dataset, access)
    session.add(row)
    session.flush()
    assert row.id is not None  # noqa: S101  # given by the flush
    return row.id


def access_of(session: Session, dataset: str) -> str | None:
    """Return the class of a dataset; nothing where there is none that the session may know of."""
    name = DatasetRow.slug if viewing.may_read(session, dataset) else DatasetRow.known_as
    return session.exec(select(DatasetRow.access).where(name == dataset)).first()


def is_hidden(session: Session, dataset: str) -> bool:
    """Say whether a dataset is there that the session may not know of; nobody else is told."""
    found = session.connection().execute(
        text("SELECT :dataset IN (SELECT hidden())"), {"dataset": dataset}
    )
    return bool(found.scalar_one())


def _require_class(session: Session, dataset: str, access: str) -> None:
    there = access_of(session, dataset)
    if there is None or (there != "open" and not viewing.may_read(session, dataset)):
        raise NotAllowed(
            f"{dataset} is not a name that you may publish under: choose another, or ask an admin "
            "for a grant.",
            dataset=dataset,
        )
    if there != access and not _is_mended(session, dataset, access):
        raise ClassKept(
            f"{dataset} is {there} since its first release, and stays so; the manifest says "
            f"{access}. Say access = {there!r}, or publish under another name.",
            dataset=dataset,
        )


def _is_mended(session: Session, dataset: str, access: str) -> bool:
    """Change the class of a dataset that no release stands in, as after a mistaken draft."""
    if access != "open":
        viewing.see_also(session, dataset)
    changed = session.connection().execute(
        text(
            "UPDATE dataset SET access = :access WHERE slug = :dataset AND NOT EXISTS "
            "(SELECT 1 FROM release WHERE dataset = :dataset)"
        ),
        {"access": access, "dataset": dataset},
    )
    return bool(changed.rowcount)


def account(session: Session, release_id: int, tally: dict[str, int], cautions: list[str]) -> None:
    """Say once what became of the numbers of a draft's file, and seal it; the caller commits."""
    session.connection().execute(
        update(ReleaseRow)
        .where(col(ReleaseRow.id) == release_id)
        .values(tally=tally, cautions=cautions, fingerprint=func.fingerprint(release_id))
    )
    session.expire_all()


def fingerprint(session: Session, release_id: int) -> bytes:
    """Return the SHA-256 over every row that stands in a release now."""
    found = session.connection().execute(text("SELECT fingerprint(:id)"), {"id": release_id})
    return bytes(found.scalar_one())


def discard(session: Session, release_id: int) -> None:
    """Take back a draft with all that stands in it; the caller commits."""
    kinds = ("factor", "property", "label", "rejection", "blank")
    for table in (*kinds, *(f"closed_{kind}" for kind in kinds)):
        session.connection().execute(
            text(f"DELETE FROM public.{table} WHERE release_id = :id"),  # noqa: S608  # our own words
            {"id": release_id},
        )
    session.connection().execute(text("DELETE FROM release WHERE id = :id"), {"id": release_id})
    session.expire_all()


def lock(session: Session, dataset: str, name: str) -> ReleaseRow:
    """Return a release that nobody else can now change, or add rows to.

    Raises:
        ReleaseNotFound: there is none.
        ValuesClosed: its values need a grant: who may not read it, moves nothing.
        AlreadyPublished: it is published.
    """
    wanted = (
        select(ReleaseRow)
        .where(_of(session, dataset), ReleaseRow.name == name)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    found = session.exec(wanted).first()
    if found is None:
        raise ReleaseNotFound(
            f"{dataset}@{name} is not there: import it first.", dataset=dataset, release=name
        )
    viewing.require(session, dataset, access_of(session, dataset) or "private")
    if found.state == "published":
        raise AlreadyPublished(
            f"{dataset}@{name} was published as edition {found.edition}, and stays as it is: "
            "import the new file under a new release name.",
            dataset=dataset,
            release=name,
        )
    return found


def move(session: Session, release_id: int, state: str) -> None:
    """Freeze a locked draft for its reviewers, or thaw it; the caller commits."""
    session.connection().execute(
        text("UPDATE release SET state = :state WHERE id = :id"),
        {"state": state, "id": release_id},
    )
    session.expire_all()


def publish(session: Session, release_id: int, edition: int, *, shipped: bool = False) -> None:
    """Make a locked draft the release of ``edition``; the caller commits.

    While four eyes are on, the database takes what another person approved, and seeds: those say
    that they are ``shipped``, and nobody approves them.
    """
    session.connection().execute(
        text("SELECT set_config('factordb.shipped', :shipped, true)"),
        {"shipped": "on" if shipped else "off"},
    )
    session.connection().execute(
        text(
            # The database's clock gives the time of publishing, whatever stands here.
            "UPDATE release SET state = 'published', edition = :edition, published_at = now() "
            "WHERE id = :id"
        ),
        {"edition": edition, "id": release_id},
    )
    session.expire_all()


def counts(session: Session, release_id: int) -> dict[str, int]:
    """Return how many documents, rejections and blanks stand in a release, by what they are."""
    row = session.connection().execute(
        text("""
            SELECT (SELECT count(*) FROM factor WHERE release_id = :id),
                   (SELECT count(*) FROM property WHERE release_id = :id),
                   (SELECT count(*) FROM label WHERE release_id = :id),
                   (SELECT count(*) FROM rejection WHERE release_id = :id),
                   (SELECT coalesce(sum("count"), 0) FROM blank WHERE release_id = :id)
        """),
        {"id": release_id},
    )
    names = ("factors", "properties", "labels", "rejections", "blanks")
    return dict(zip(names, row.one(), strict=True))
