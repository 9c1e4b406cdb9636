"""How the shell tells what was said of a release: comments, holds, reviews."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from factordb.cli import telling

if TYPE_CHECKING:
    from sqlmodel import Session

    from factordb.catalogue.importing.previewing import Checks
    from factordb.catalogue.publishing.overview import ReviewState
    from factordb.catalogue.reviewing.commenting import CommentView
    from factordb.catalogue.reviewing.verdicts import ReviewView


def tell_open(db: "Session", reference: str) -> None:
    """Show the comments on a release that nobody has resolved, before it is published."""
    from factordb.catalogue.reviewing import commenting

    found = commenting.open_of(db, reference)
    if found:
        telling.line(f"{len(found)} comments are open:")
        telling.lines(line for one in found for line in comment(one))


def state(found: "ReviewState") -> Iterator[str]:
    """Yield how far a release is, and what it lacks."""
    yield f"{found.release} is {'in review' if found.state == 'review' else found.state}"
    yield f"  contents {found.contents} ({found.count} documents)"
    yield f"  imported by {found.importer or 'nobody on record'}" + (
        f", submitted by {found.submitter}" if found.submitter else ""
    )
    yield f"  held against {found.against or 'nothing: it is the first'}"
    yield f"  four eyes are {found.four_eyes}"
    for hold in found.holds:
        yield f"  hold {hold.id} {hold.rule} ({hold.count}): {hold.sentence}"
    for remark in found.comments:
        yield from (f"  {line}" for line in comment(remark))
    for one in found.reviews:
        yield from (f"  {line}" for line in review(one))
    yield from (f"  lacks: {sentence}" for sentence in found.lacks)


def checks(found: "Checks") -> Iterator[str]:
    """Yield what the checks said of a draft, step by step."""
    for one in found.items:
        beside = f", and against {one.against}" if one.against else ""
        yield f"{one.step}, {one.at}: checked alone{beside}"
        if not one.findings:
            yield "  nothing was found"
        for finding in one.findings:
            yield f"  {finding.severity} {finding.rule} ({finding.count}): {finding.sentence}"
            yield from (f"    {place.at}: {place.told}" for place in finding.places)


def comment(one: "CommentView") -> Iterator[str]:
    """Yield one comment."""
    where = " ".join(filter(None, (one.digest, one.field)))
    yield f"comment {one.id}, {one.by}, {one.at}" + (f", {where}" if where else "")
    yield f"    {one.says}"
    if one.resolved_by:
        yield f"    resolved by {one.resolved_by}, {one.resolved_at}: {one.reason}"


def review(one: "ReviewView") -> Iterator[str]:
    """Yield one review."""
    signed = f", signed with {one.key.partition('+')[0]}" if one.key else ""
    yield f"{one.verdict} by {one.by}, {one.at}, entry {one.place} of the log{signed}"
    if one.says:
        yield f"    {one.says}"
