"""Verbs of the review: a draft is submitted, remarked on, approved or sent back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from factordb.cli import differences, remarks, sitting, telling
from factordb.cli.given import validated
from factordb.cli.telling import Json

if TYPE_CHECKING:
    from factordb.catalogue.importing.inspecting import Sheet
    from factordb.catalogue.reviewing.verdicts import Wish

review = typer.Typer(no_args_is_help=True, help="Drafts submitted, looked at, approved, sent back.")
Reference = Annotated[str, typer.Argument(metavar="DATASET@RELEASE")]
Says = Annotated[str | None, typer.Option(help="Your words.")]
SheetFile = Annotated[
    Path | None, typer.Option(help="Sheet of `factordb inspect --json`, filed with it.")
]


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    app.add_typer(review, name="review")


@review.command()
def submit(reference: Reference, json: Json = False) -> None:
    """Freeze a draft for its reviewers; it is checked anew where a release came out since."""
    from factordb.catalogue.importing import rechecking
    from factordb.catalogue.reviewing import submitting
    from factordb.cli.opening import engine, owning

    with engine() as there:
        with owning(there) as db:
            by = sitting.here(db)
            held = rechecking.recheck(db, by, reference, "submit")
        with owning(there) as db:
            done = submitting.submit(db, by, reference)
    if json:
        telling.as_json(done)
        return
    telling.line(f"{done.release} is in review: {done.count} documents, {done.contents}.")
    if held:
        told = ", ".join(map(str, held))
        telling.line(f"Newly held, against the release published since: holds {told}.")


@review.command()
def recall(reference: Reference) -> None:
    """Make a draft again of what is in review, so that it can be mended."""
    from factordb.catalogue.reviewing import submitting
    from factordb.cli.opening import transaction

    with transaction() as db:
        submitting.recall(db, sitting.here(db), reference)
    telling.line(f"{reference} is a draft again.")


@review.command()
def show(reference: Reference, json: Json = False) -> None:
    """Show how far a release is, what was said of it, and what it lacks."""
    from factordb.catalogue.publishing import overview
    from factordb.cli.opening import transaction

    with transaction() as db:
        found = overview.review_state(db, sitting.visiting(), reference)
    telling.as_json(found) if json else telling.lines(remarks.state(found))


@review.command()
def diff(
    reference: Reference,
    moved: Annotated[bool, typer.Option("--moved", help="Also what only moved.")] = False,
    json: Json = False,
) -> None:
    """Show what publishing a draft would change: how far first, then number by number."""
    from factordb.catalogue.importing import previewing
    from factordb.cli.opening import transaction

    with transaction() as db:
        by = sitting.visiting()
        found = previewing.changes(db, by, reference, previewing.ALL, moved=moved)
    if json:
        telling.as_json(found)
    elif found.step is None:
        telling.line(f"{reference} is the first release of its dataset: nothing to compare with.")
    else:
        telling.line(f"{found.step.from_release} → {found.step.to_release}")
        more = f"factordb review diff {reference} --json"
        differences.tell(found.step, found.items, more=more)


@review.command()
def findings(reference: Reference, json: Json = False) -> None:
    """Show what the checks said of a draft, when it was imported and since."""
    from factordb.catalogue.importing import previewing
    from factordb.cli.opening import transaction

    with transaction() as db:
        found = previewing.checked(db, sitting.visiting(), reference)
    telling.as_json(found) if json else telling.lines(remarks.checks(found))


@review.command()
def comment(
    reference: Reference,
    says: Annotated[str, typer.Argument(metavar="WORDS")],
    factor: Annotated[str | None, typer.Option(help="Digest of the document meant.")] = None,
    field: Annotated[
        str | None, typer.Option(help="JSON pointer to a field of it: /amounts/0/kg.")
    ] = None,
    json: Json = False,
) -> None:
    """Remark on a release, a document in it, or one field of that."""
    from factordb.catalogue.reviewing import commenting
    from factordb.cli.opening import transaction

    given = {"says": says, "digest": factor, "field": field}
    remark = validated(commenting.Remark, given)
    with transaction() as db:
        done = commenting.add(db, sitting.here(db), reference, remark)
    telling.as_json(done) if json else telling.lines(remarks.comment(done))


@review.command()
def resolve(
    id_: Annotated[int, typer.Argument(metavar="ID")],
    reason: Annotated[str, typer.Option(help="How it is settled.")],
    json: Json = False,
) -> None:
    """Say that a comment is settled, and how."""
    from factordb.catalogue.reviewing import commenting
    from factordb.cli.opening import transaction

    with transaction() as db:
        done = commenting.resolve(db, sitting.here(db), id_, reason)
    telling.as_json(done) if json else telling.lines(remarks.comment(done))


@review.command()
def approve(
    reference: Reference,
    says: Says = None,
    sheet: SheetFile = None,
    json: Json = False,
) -> None:
    """Approve what is in review, as it is now."""
    _file(reference, {"verdict": "approve", "says": says}, sheet, json)


@review.command("send-back")
def send_back(
    reference: Reference,
    says: Annotated[str, typer.Option(help="Why.")],
    sheet: SheetFile = None,
    json: Json = False,
) -> None:
    """Reject what is in review: it is a draft again, to be mended."""
    _file(reference, {"verdict": "reject", "says": says}, sheet, json)


@review.command()
def remark(
    reference: Reference,
    says: Annotated[str, typer.Option(help="What you saw.")],
    sheet: SheetFile = None,
    json: Json = False,
) -> None:
    """File a review that neither approves nor rejects, of what is in review or published."""
    _file(reference, {"verdict": "comment", "says": says}, sheet, json)


@review.command()
def file(
    reference: Reference,
    note: Annotated[Path, typer.Argument(help="Signed note of `factordb review sign`.")],
    says: Says = None,
    sheet: SheetFile = None,
    json: Json = False,
) -> None:
    """File a review that you signed with your own key; give the same words beside it."""
    from factordb.model.review import Review

    signed = _text(note)
    verdict = Review.read(signed.partition("\n")[0] + "\n").verdict
    _file(reference, {"verdict": verdict, "says": says, "note": signed}, sheet, json)


@review.command()
def text(
    reference: Reference,
    verdict: Annotated[str, typer.Option(help="approve, reject or comment.")],
    says: Says = None,
    sheet: SheetFile = None,
) -> None:
    """Print the text of a review, to be signed where your key is."""
    from factordb.catalogue.importing import filing
    from factordb.cli.opening import transaction

    wish, drawn = _wish({"verdict": verdict, "says": says}), _sheet(sheet)
    with transaction() as db:
        made = filing.to_sign(db, sitting.here(db), reference, wish, drawn)
    telling.as_it_is(made.encode())


@review.command()
def sheet(
    reference: Reference,
    digest: Annotated[str, typer.Argument(metavar="DIGEST", help="As a review names it.")],
) -> None:
    """Print the sheet of an inspection that was filed with a review, byte for byte."""
    from factordb.catalogue.importing import filing
    from factordb.cli.opening import transaction

    with transaction() as db:
        body = filing.filed_sheet(db, sitting.visiting(), reference, digest)
    telling.as_it_is(body)


@review.command()
def eyes(
    state: Annotated[str | None, typer.Argument(metavar="[on|off]")] = None,
    reason: Annotated[str | None, typer.Option(help="Why; the log keeps it.")] = None,
    json: Json = False,
) -> None:
    """Show whether four eyes are needed, or switch them on or off with a reason."""
    from factordb.catalogue.reviewing import eyes as four_eyes
    from factordb.cli.opening import transaction
    from factordb.errors import Invalid

    if state not in (None, "on", "off"):
        raise Invalid(f"{state!r} is no state: write on or off.")
    with transaction() as db:
        if state is None:
            found = four_eyes.state(db)
        else:
            found = four_eyes.switch(db, sitting.here(db), state, reason or "")  # type: ignore[arg-type]  # checked above
    if json:
        telling.as_json(found)
        return
    since = f" since {found.at}, {found.by}: {found.reason}" if found.at else ""
    telling.line(f"Four eyes are {found.state}{since}")
    telling.line(f"Reviewers: {', '.join(found.reviewers) or 'nobody'}")


def _file(reference: str, given: dict[str, Any], sheet: Path | None, json: bool) -> None:  # noqa: FBT001  # the option
    from factordb.catalogue.importing import filing
    from factordb.cli.opening import transaction

    wish, drawn = _wish(given), _sheet(sheet)
    with transaction() as db:
        done = filing.file(db, sitting.here(db), reference, wish, drawn)
    telling.as_json(done) if json else telling.lines(remarks.review(done))


def _wish(given: dict[str, Any]) -> "Wish":
    from factordb.catalogue.reviewing.verdicts import Wish

    found: Wish = validated(Wish, given)
    return found


def _sheet(file: Path | None) -> "Sheet | None":
    from factordb.catalogue.importing import filing

    return None if file is None else filing.read(_text(file))


def _text(file: Path) -> str:
    from factordb.errors import Invalid
    from factordb.lockfile.files import text as read

    found = read(file)
    if found is None:
        raise Invalid(f"{file} is not there.", file=str(file))
    return found
