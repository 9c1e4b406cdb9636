"""From a file to a draft: read in confinement, validated anew, accounted for, stored at once."""

import gc
import hashlib
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, NamedTuple

from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.comparing.comparing import Summary
from factordb.catalogue.importing import succeeding
from factordb.catalogue.importing.draft import Draft
from factordb.catalogue.publishing import holding, publishing
from factordb.catalogue.reviewing import checks, eyes
from factordb.errors import AlreadyPublished, InReview
from factordb.importers import confinement
from factordb.importers.confinement import Job, Look, Record
from factordb.importers.protocol import Intake
from factordb.model.base import Model, Slug
from factordb.model.manifest import ReleaseName
from factordb.model.reading import Rejection, Tally
from factordb.quality.checks.finding import Finding, Severity
from factordb.store import artifacts, releases
from factordb.store.tables import ArtifactRow, ReleaseRow

_MEDIA = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".xls": "application/vnd.ms-excel",
    ".csv": "text/csv",
    ".toml": "application/toml",
}
_UNREVIEWED = "Not published: four eyes are on, so another person reviews it first."


_ANY = "*"
"""Claimed by who publishes what he takes in; no release is called so."""


class Asked(Model):
    """Which release a file is to become."""

    dataset: Slug
    release: ReleaseName
    layout: str | None = None
    """Recognised from the content where it is not named."""
    mapping: Path | None = None
    publish: bool = False
    dry_run: bool = False


class Imported(Model):
    """What became of a file."""

    dataset: str
    release: str
    layout: str
    importer: str
    """Version of the importer."""
    artifact: str
    """Digest of the file."""
    state: Literal["draft", "published", "unchanged", "dry-run"]
    edition: int | None
    tally: Tally
    cautions: tuple[str, ...]
    rejections: tuple[Rejection, ...]
    findings: tuple[Finding, ...] = ()
    """What the checks have to say, the worst first."""
    against: str | None = None
    """The release it was held against: the last of its dataset."""
    step: Summary | None = None
    """How far it is from that release."""
    holds: tuple[int, ...] = ()
    """What keeps it from being published."""
    seconds: float


class Files(Model):
    """A file and its mapping, with their hashes."""

    file: Path
    mapping: Path | None
    sha256: bytes
    mapping_sha256: bytes | None

    @classmethod
    def of(cls, file: Path, mapping: Path | None) -> "Files":
        """Read and hash both; of a table the mapping that lies beside it."""
        from factordb.importers.table.mapping import beside  # noqa: PLC0415  # the one layout with a mapping

        found = mapping or beside(file)
        return cls(
            file=file,
            mapping=found,
            sha256=_hash(file),
            mapping_sha256=_hash(found) if found else None,
        )

    def job(self, asked: Asked) -> Job:
        """Return what the child is asked to read."""
        intake = Intake(self.file, f"sha256:{self.sha256.hex()}", asked.dataset, self.mapping)
        # Only a table is mapped, so who names a mapping has named the layout.
        return Job(intake, asked.layout or ("table" if asked.mapping else None))

    def are(self, row: ReleaseRow) -> bool:
        """Say whether the release was read from these very files."""
        same = bytes(row.read) == self.sha256
        return same and (row.mapping is None or bytes(row.mapping) == self.mapping_sha256)


def take_in(
    db: Session, file: Path, asked: Asked, look: Look | None = None, by: Caller | None = None
) -> Imported:
    """Read ``file`` and store its documents as a draft; the caller commits.

    The same file under the same published release changes nothing. A draft of that name is
    replaced. What the checks hold stays a draft, and while four eyes are on what ``by`` imports
    does too. ``look`` is called now and then with how many documents were read, and may raise to
    end it.

    Raises:
        UnreadableFile: no layout is recognised, or the file is unsafe or damaged.
        AlreadyPublished: another file is published under this release.
        InReview: the draft is frozen for its reviewers.
        ContradictoryRelease: two different numbers stand under one identity.
    """
    files = Files.of(file, asked.mapping)
    if asked.publish:  # else what it is checked against could be followed by another meanwhile
        releases.claim(db, asked.dataset, _ANY)
    releases.claim(db, asked.dataset, asked.release)
    there = releases.find(db, asked.dataset, asked.release)
    if there is not None and there.state == "published":
        return unchanged(there, files)
    _require_thawed(there)
    (imported,) = take_all(db, [(files, asked)], look, by)
    return imported


def take_all(
    db: Session,
    wanted: Sequence[tuple[Files, Asked]],
    look: Look | None = None,
    by: Caller | None = None,
) -> Iterator[Imported]:
    """Read several files in one child and yield what became of each; the caller commits.

    Two that take in one release at once do so one after the other.
    """
    for _, asked in sorted(wanted, key=lambda one: (one[1].dataset, one[1].release)):
        releases.claim(db, asked.dataset, asked.release)
    read = confinement.read([files.job(asked) for files, asked in wanted], look=look)
    for (files, asked), records in zip(wanted, read, strict=True):
        yield _taken(db, (files, asked), records, look, by)


def unchanged(there: ReleaseRow, files: Files) -> Imported:
    """Return the published release ``there``, where it was read from the same ``files``.

    Raises:
        AlreadyPublished: it was read from others.
    """
    if not files.are(there):
        raise AlreadyPublished(
            f"{there.dataset}@{there.name} was published from another file "
            f"(sha256:{bytes(there.read).hex()[:12]}…), and stays as it is: import this one under "
            "a new release name.",
            dataset=there.dataset,
            release=there.name,
        )
    return Imported(
        dataset=there.dataset,
        release=there.name,
        layout=there.layout,
        importer=there.importer,
        artifact=f"sha256:{files.sha256.hex()}",
        state="unchanged",
        edition=there.edition,
        tally=Tally.model_validate(there.tally),
        cautions=tuple(there.cautions),
        rejections=(),
        seconds=0,
    )


def _taken(
    db: Session,
    wanted: tuple[Files, Asked],
    records: Iterable[Record],
    look: Look | None,
    by: Caller | None,
) -> Imported:
    started = time.perf_counter()
    files, asked = wanted
    draft = Draft(db, asked.dataset, asked.release, files.sha256, files.mapping_sha256)
    with db.begin_nested() as stored:
        _replace(db, asked)
        with _uncollected():
            draft.fill(records)
        _keep(db, files, draft.closed)
        _look(look, draft)
        checked = _checked(db, asked, draft, files)
        if asked.dry_run:
            stored.rollback()
    _look(look, draft)
    edition = None
    reviewed_first = asked.publish and by is not None and eyes.are_on(db)
    if asked.publish and not (asked.dry_run or checked.holds or reviewed_first):
        reference = f"{asked.dataset}@{asked.release}"
        edition = publishing.publish(db, reference, by, left_just_now=True).edition
    return Imported(
        dataset=asked.dataset,
        release=asked.release,
        layout=draft.layout,
        importer=draft.importer,
        artifact=f"sha256:{files.sha256.hex()}",
        state="dry-run" if asked.dry_run else "published" if edition else "draft",
        edition=edition,
        tally=draft.tally(),
        cautions=(
            *draft.cautions,
            *checked.remarks,
            *((_UNREVIEWED,) if reviewed_first else ()),
        ),
        rejections=tuple(draft.rejections),
        findings=checked.findings,
        against=checked.step.from_release if checked.step else None,
        step=checked.step,
        holds=checked.holds,
        seconds=round(time.perf_counter() - started, 3),
    )


def _look(look: Look | None, draft: Draft) -> None:
    """Look between two steps that read no more of the file."""
    if look is not None:
        tally = draft.tally()
        look(tally.factors + tally.properties)


class _Checked(NamedTuple):
    findings: tuple[Finding, ...]
    step: Summary | None
    holds: tuple[int, ...]
    remarks: tuple[str, ...]


def _checked(db: Session, asked: Asked, draft: Draft, files: Files) -> _Checked:
    """Hold a draft for what the checks say of it, alone and against the last release."""
    row = releases.find(db, asked.dataset, asked.release)
    assert row is not None  # noqa: S101  # it was filled just now
    step, beside = succeeding.against_last(db, row)
    order = list(Severity)
    found = sorted((*draft.findings(), *beside), key=lambda f: (order.index(f.severity), f.rule))
    held = holding.put(db, releases.id_of(row), f"{asked.dataset}@{asked.release}", found)
    checks.note(db, row, checks.last(db, row), "import", found)
    return _Checked(tuple(found), step, tuple(held), succeeding.remarks(db, row, files.are))


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no rubbish meanwhile: documents hold no cycles, and looking is half of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _replace(db: Session, asked: Asked) -> None:
    there = releases.find(db, asked.dataset, asked.release)
    if there is not None and there.id is not None:
        _require_thawed(releases.lock(db, asked.dataset, asked.release))
        releases.discard(db, there.id)


def _require_thawed(there: ReleaseRow | None) -> None:
    if there is not None and there.state == "review":
        reference = f"{there.dataset}@{there.name}"
        raise InReview(
            f"{reference} is in review, and frozen: let a reviewer send it back, or call it back "
            f"with `factordb review recall {reference}`, and import then.",
            release=reference,
        )


def _keep(db: Session, files: Files, closed: str | None) -> None:
    for file, sha256 in ((files.file, files.sha256), (files.mapping, files.mapping_sha256)):
        if file is None or sha256 is None:
            continue
        if sha256 in artifacts.known(db, [sha256]):
            continue
        content = file.read_bytes()
        media = _MEDIA.get(file.suffix.lower(), "application/octet-stream")
        artifacts.add(
            db,
            ArtifactRow(
                sha256=sha256, size=len(content), media=media, name=file.name, content=content
            ),
            closed,
        )


def _hash(file: Path) -> bytes:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").digest()
