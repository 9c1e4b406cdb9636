"""An inspection's sheet filed with a review: as it was drawn, and as the inspector left it."""

import orjson
from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.catalogue.importing import inspecting
from factordb.catalogue.importing.inspecting import Sheet
from factordb.catalogue.reference import split
from factordb.catalogue.reviewing import verdicts
from factordb.catalogue.reviewing.verdicts import ReviewView, Wish
from factordb.errors import Invalid, ReviewNotFound
from factordb.model.canonical import canonical_bytes, raw, text_of
from factordb.model.factor import Factor
from factordb.model.role import Role
from factordb.store import documents, releases, reviews

MOST_BYTES = 4 << 20


def read(text: str | bytes) -> Sheet:
    """Return the sheet that a file of `factordb inspect --json` holds.

    Raises:
        Invalid: it holds none.
    """
    try:
        return Sheet.model_validate(orjson.loads(text))
    except ValueError as error:
        raise Invalid(
            f"This is no sheet ({str(error).splitlines()[0]}): take it from "
            "`factordb inspect … --json`, and change nothing but verdicts and notes."
        ) from error


def file(db: Session, by: Caller, reference: str, wish: Wish, sheet: Sheet | None) -> ReviewView:
    """File a review, with the sheet of an inspection where there is one; the caller commits.

    Raises:
        Invalid: the sheet is of another release, not drawn by its seed, or not of what stands
            there; or it approves although a cell differs. Otherwise as `verdicts.file`.
    """
    return verdicts.file(db, by, reference, wish, body(db, reference, wish, sheet))


def filed_sheet(db: Session, by: Caller, reference: str, digest: str) -> bytes:
    """Return the sheet that a review of a release names by its digest, byte for byte.

    Raises:
        NotAuthenticated: nobody in particular asks; what a sheet reads is the publisher's.
        ReleaseNotFound: there is no such release.
        ReviewNotFound: no review of the release names it.
    """
    by.require(Role.READER, split(reference)[0])
    releases.readable(db, *split(reference))
    found = reviews.sheet(db, reference, raw(digest))
    if found is None:
        raise ReviewNotFound(
            f"No review of {reference} names the sheet {digest}; its trail says which there are.",
            digest=digest,
        )
    return found


def to_sign(db: Session, by: Caller, reference: str, wish: Wish, sheet: Sheet | None) -> str:
    """Return the text of a review that ``by`` may sign with her own key.

    Raises:
        NotAllowed: ``by`` is no reviewer.
        ReleaseNotFound: there is no such release.
        Invalid: no verdict is named, or as for `file`.
    """
    dataset, name = split(reference)
    by.require(Role.REVIEWER, dataset)
    if wish.verdict is None:
        raise Invalid("Name a verdict: approve, reject or comment.")
    made = body(db, reference, wish, sheet)
    row = releases.readable(db, dataset, name)
    return verdicts.made(db, by, row, wish, made).text()


def body(db: Session, reference: str, wish: Wish, sheet: Sheet | None) -> bytes | None:
    """Return the canonical bytes of a sheet that may be filed; nothing where there is none.

    Raises:
        Invalid: as for `file`.
    """
    if sheet is None:
        return None
    _require_drawn(db, reference, sheet)
    whole = inspecting.summed(sheet)
    if wish.verdict is None:
        raise Invalid("Name the verdict beside the sheet, in the note or not.")
    if wish.verdict == "approve" and not whole.sound:
        raise Invalid(
            "The sheet has a cell that differs, is not there, or does not compute: reject or "
            "comment, or say in the cell's own verdict and note what you saw yourself."
        )
    made = canonical_bytes(whole.plain())
    if len(made) > MOST_BYTES:
        raise Invalid(f"The sheet has more than {MOST_BYTES >> 20} MiB: draw a smaller sample.")
    return made


def _require_drawn(db: Session, reference: str, sheet: Sheet) -> None:
    if sheet.release != reference:
        raise Invalid(f"The sheet is of {sheet.release}, not of {reference}.")
    row = releases.readable(db, *split(reference))
    every = [text_of(d) for d in documents.digests_of(db, "factor", releases.id_of(row))]
    drawn = inspecting.draw(every, sheet.sample, sheet.seed)
    if [one.digest for one in sheet.factors] != drawn or sheet.of != len(every):
        raise Invalid(
            f"The sheet's factors are not those that seed {sheet.seed} draws: inspect anew."
        )
    bodies = documents.any_bodies(db, [raw(digest) for digest in drawn])
    for one in sheet.factors:
        if inspecting.blank(one) != inspecting.unread(Factor.of(bodies[raw(one.digest)])):
            raise Invalid(
                f"The sheet says something else of {one.digest} than its document: change nothing "
                "in it but verdicts and notes."
            )
