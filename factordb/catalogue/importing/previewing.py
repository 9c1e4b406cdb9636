"""A draft as those read it who decide on it: what it changes, what checks say, what was left out.

Nothing of it is published yet, so it is shown to curators and reviewers only, and of a closed
dataset to those of them who were granted it.
"""

import base64
import binascii
from typing import Any

from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.comparing.comparing import Difference, Summary
from factordb.catalogue.importing import succeeding
from factordb.catalogue.looking import fetching
from factordb.catalogue.looking.fetching import BlankView, From
from factordb.catalogue.reference import split
from factordb.errors import AlreadyPublished, DigestNotFound, Invalid
from factordb.model.base import Model
from factordb.model.canonical import raw
from factordb.model.reading import Rejection
from factordb.model.times import told
from factordb.quality.checks.finding import Finding
from factordb.store import comments, documents, releases, reviews
from factordb.store.tables import ReleaseRow

ALL = From(limit=2**31)
"""One page of everything."""


class Shown(Model):
    """What every answer says of the draft."""

    release: str
    state: str
    """``draft`` or ``review``."""


class Changes(Shown):
    """How a draft differs from the last release of its dataset: how far first, then what."""

    step: Summary | None
    """The distribution of change and the counts; nothing where it is the first release."""
    items: tuple[Difference, ...]
    next: str | None
    """Cursor of the next page; nothing on the last."""


class Checked(Model):
    """What the checks said of a draft at one step."""

    step: str
    """``import``; ``submit`` or ``publish`` where it was checked again against a later release."""
    against: str | None
    """The release it was held against."""
    at: str
    findings: tuple[Finding, ...]
    """The worst first."""


class Checks(Shown):
    items: tuple[Checked, ...]
    """In order."""


class DraftRejections(Shown):
    items: tuple[Rejection, ...]
    next: str | None


class DraftBlanks(Shown):
    items: tuple[BlankView, ...]
    next: str | None


def changes(db: Session, by: Caller, reference: str, page: From, *, moved: bool = False) -> Changes:
    """Return a page of what publishing a draft would change, in the order of the keys.

    Raises:
        NotAllowed: ``by`` is neither curator nor reviewer.
        ReleaseNotFound: there is no such draft.
        AlreadyPublished: it is published.
        Invalid: the cursor is of another draft, or of a step from another release.
    """
    row = _draft(db, by, reference)
    before = succeeding.last(db, row)
    of = (releases.id_of(row), releases.id_of(before) if before else None)
    begin = _begin(page.after, of)
    end = begin + page.limit
    diff = succeeding.step(db, reference, moved=moved)
    found = diff.differences[begin:end] if diff else ()
    more = diff is not None and len(diff.differences) > end
    return Changes(
        **_said(row),
        step=diff.summary() if diff else None,
        items=found,
        next=_cursor(end, of) if more else None,
    )


def checked(db: Session, by: Caller, reference: str) -> Checks:
    """Return what the checks said of a draft, when it was imported and whenever it was since.

    Raises:
        NotAllowed: ``by`` is neither curator nor reviewer.
        ReleaseNotFound: there is no such draft.
        AlreadyPublished: it is published.
    """
    row = _draft(db, by, reference)
    items = (
        Checked(
            step=one.step,
            against=one.against,
            at=told(one.at),
            findings=tuple(Finding.model_validate(finding) for finding in one.findings),
        )
        for one in reviews.checks_of(db, releases.id_of(row))
    )
    return Checks(**_said(row), items=tuple(items))


def rejections(db: Session, by: Caller, reference: str, page: From) -> DraftRejections:
    """Return a page of the numbers of a draft's file that became nothing, in the file's order.

    Raises:
        NotAllowed: ``by`` is neither curator nor reviewer.
        ReleaseNotFound: there is no such draft.
        AlreadyPublished: it is published.
    """
    row = _draft(db, by, reference)
    items, after = fetching.rejections_of(db, row, page)
    return DraftRejections(**_said(row), items=items, next=after)


def blanks(db: Session, by: Caller, reference: str, page: From) -> DraftBlanks:
    """Return a page of the cells of a draft's file that say "not available".

    Raises:
        NotAllowed: ``by`` is neither curator nor reviewer.
        ReleaseNotFound: there is no such draft.
        AlreadyPublished: it is published.
    """
    row = _draft(db, by, reference)
    items, after = fetching.blanks_of(db, row, page)
    return DraftBlanks(**_said(row), items=items, next=after)


def document(db: Session, by: Caller, reference: str, digest: str) -> bytes:
    """Return the canonical bytes of a factor or property of a draft.

    Raises:
        NotAllowed: ``by`` is neither curator nor reviewer.
        ReleaseNotFound: there is no such draft.
        AlreadyPublished: it is published.
        DigestNotFound: it does not stand in it.
    """
    row = _draft(db, by, reference)
    name = raw(digest)
    if not comments.stands(db, releases.id_of(row), name):
        raise DigestNotFound(f"{digest} does not stand in {reference}.", digest=digest)
    return documents.any_bodies(db, [name])[name]


def _draft(db: Session, by: Caller, reference: str) -> ReleaseRow:
    dataset, name = split(reference)
    by.require_hand(dataset)
    row = releases.readable(db, dataset, name)
    if row.state == "published":
        raise AlreadyPublished(
            f"{reference} is published: GET /v1/diff compares it, and "
            f"/v1/datasets/{dataset}/releases/{name} shows what stands in it.",
            dataset=dataset,
            release=name,
        )
    return row


def _said(row: ReleaseRow) -> dict[str, Any]:
    return {"release": f"{row.dataset}@{row.name}", "state": row.state}


_Of = tuple[int, int | None]
"""The draft, and the release it is held against: a cursor is good for these only."""


def _cursor(offset: int, of: _Of) -> str:
    return base64.urlsafe_b64encode(f"{offset}.{of[0]}.{of[1] or 0}".encode()).decode()


def _begin(cursor: str | None, of: _Of) -> int:
    """Return how many items came before.

    Raises:
        Invalid: the cursor is none of ours, or of what is there no longer.
    """
    if cursor is None:
        return 0
    try:
        offset, *said = map(int, base64.urlsafe_b64decode(cursor.encode()).decode().split("."))
    except (ValueError, binascii.Error):
        offset, said = -1, []
    if not 0 <= offset < 2**31 or len(said) != 2:
        raise Invalid(f"{cursor[:40]!r} is no cursor: take it from the answer before.")
    if said != [of[0], of[1] or 0]:
        raise Invalid(
            "The cursor is of another draft: this one was imported anew, or a release was "
            "published since. Begin again without a cursor."
        )
    return offset
