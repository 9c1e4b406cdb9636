"""Verbs of asking: search and resolve, with the API's parameters as options."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from factordb.cli import telling
from factordb.cli.given import validated
from factordb.cli.showing import of_hit
from factordb.cli.telling import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factordb.catalogue.resolve.asking import Asked
    from factordb.catalogue.resolve.question import Answer, Question
    from factordb.errors import FactordbError

NOT_FOUND = 1


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    for verb in (search, resolve):
        app.command()(verb)


Region = Annotated[str | None, typer.Option(help="Code of the region table: CN-SH.")]
Unit = Annotated[str | None, typer.Option(help="A unit of the dimension wanted.")]
In = Annotated[str | None, typer.Option("--in", help="The unit to answer in.")]
Dataset = Annotated[str | None, typer.Option(help="Slug of a dataset.")]
Use = Annotated[str | None, typer.Option(help="organisation, product, carbon-market …")]
Boundary = Annotated[str | None, typer.Option(help="Stages, joined by commas.")]
FacetOptions = Annotated[list[str] | None, typer.Option("--facet", help="NAME=VALUE; repeat it.")]
Gwp = Annotated[str | None, typer.Option(help="GWP method: AR5; AR5-20 over 20 years.")]
Via = Annotated[
    list[str] | None, typer.Option(help="Digest of a calorific value or density; repeat it.")
]
MinGrade = Annotated[str | None, typer.Option(help="Scheme and least grade: ef-dqr:B.")]
Explain = Annotated[bool, typer.Option("--explain", help="Every candidate, and why it lost.")]
Withdrawn = Annotated[bool, typer.Option("--withdrawn", help="What was withdrawn, too.")]
EditionOption = Annotated[int | None, typer.Option(help="The edition meant.")]


def search(
    text: Annotated[list[str] | None, typer.Argument(help="Words in any language.")] = None,
    region: Region = None,
    year: Annotated[int | None, typer.Option()] = None,
    group: Annotated[str | None, typer.Option(help="First word of the activity.")] = None,
    unit: Unit = None,
    in_: In = None,
    via: Via = None,
    dataset: Dataset = None,
    use: Use = None,
    boundary: Boundary = None,
    facet: FacetOptions = None,
    gwp: Gwp = None,
    withdrawn: Withdrawn = False,
    min_grade: MinGrade = None,
    edition: EditionOption = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 10,
    cursor: Annotated[str | None, typer.Option(help="next of the page before (--json).")] = None,
    json: Json = False,
) -> None:
    """Search for people: half a name, Chinese or English."""
    from factordb.catalogue.finding.finding import Query, find
    from factordb.cli.opening import indexes, transaction

    given = {
        "q": " ".join(text or ()),
        "region": region,
        "year": year,
        "group": group,
        "unit": unit,
        "in": in_,
        "via": via,
        "dataset": dataset,
        "use": use,
        "boundary": boundary.split(",") if boundary else None,
        "facets": _facets(facet),
        "gwp": gwp,
        "withdrawn": withdrawn or None,
        "min_grade": min_grade,
        "edition": edition,
        "limit": limit,
        "cursor": cursor,
    }
    query = validated(Query, given)
    with transaction() as db:
        found = find(db, query, indexes())
    if json:
        telling.as_json(found)
        return
    shown = f", the first {len(found.hits)}" if found.total > len(found.hits) else ""
    telling.line(f"{found.total} factors in edition {found.edition}{shown}")
    for reading in found.read:
        how = "narrows" if reading.narrowed else "only ranks: nothing else would be left"
        said = f"{reading.kind} {' or '.join(reading.meant)}"
        telling.line(f"  {reading.words!r} is read as {said}, and {how}")
    for one in found.hits:
        telling.line()
        telling.lines(of_hit(one))
        if one.others:
            telling.line(f"  also {', '.join(one.others)}")
        if one.why:
            telling.line(f"  {'; '.join(one.why)}")


def resolve(
    activity: Annotated[str | None, typer.Argument()] = None,
    digest: Annotated[str | None, typer.Option()] = None,
    id_: Annotated[str | None, typer.Option("--id", help="The publisher's own id.")] = None,
    region: Region = None,
    year: Annotated[str | None, typer.Option(help="Activity year, or latest.")] = None,
    unit: Unit = None,
    in_: In = None,
    via: Via = None,
    dataset: Dataset = None,
    use: Use = None,
    boundary: Boundary = None,
    facet: FacetOptions = None,
    status: Annotated[str | None, typer.Option(help="archived: only what is.")] = None,
    gwp: Gwp = None,
    min_grade: MinGrade = None,
    fallback: Annotated[str | None, typer.Option(help="region, year, or region,year.")] = None,
    withdrawn: Withdrawn = False,
    explain: Explain = False,
    items: Annotated[
        Path | None, typer.Option(help="File of many questions, JSON; - is standard input.")
    ] = None,
    edition: EditionOption = None,
    rules: Annotated[str | None, typer.Option(help="Version of the rule set.")] = None,
    json: Json = False,
) -> None:
    """Resolve to exactly one factor, or say why there is none."""
    given = {
        "activity": activity,
        "digest": digest,
        "id": id_,
        "region": region,
        "year": int(year) if year and year.isdecimal() else year,
        "unit": unit,
        "in": in_,
        "via": via,
        "dataset": dataset,
        "use": use,
        "boundary": boundary.split(",") if boundary else None,
        "facets": _facets(facet),
        "status": status,
        "gwp": gwp,
        "min_grade": min_grade,
        "fallback": fallback.split(",") if fallback else None,
        "withdrawn": withdrawn or None,
        "explain": explain or None,
    }
    stated = {name: value for name, value in given.items() if value is not None}
    if items is None:
        found = _resolved([_question(stated)], edition, rules)
    else:
        found = _resolved(_listed(items, stated), edition, rules)
    if json:
        telling.as_json(_plain(found, alone=items is None))
    else:
        for answer in found.answers:
            _answer(answer)
    if any(getattr(answer, "status", None) != "found" for answer in found.answers):
        raise typer.Exit(NOT_FOUND)


def _question(stated: dict[str, Any]) -> "Question":
    """Return the one question of the options.

    Raises:
        FactordbError: they make none.
    """
    from factordb.catalogue.resolve.question import Question, read

    question = read(stated)
    if not isinstance(question, Question):
        raise question
    return question


def _listed(file: Path, stated: dict[str, Any]) -> list[Any]:
    """Return the items of a file, each with the options that it does not state itself."""
    import orjson

    from factordb.catalogue.resolve.asking import MOST
    from factordb.errors import Invalid

    try:
        content = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
        items = orjson.loads(content)
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from error
    except orjson.JSONDecodeError as error:
        raise Invalid(f"{file} is no JSON: {error}.") from error
    if not isinstance(items, list) or len(items) > MOST:
        raise Invalid(f"{file}: write a list of at most {MOST} questions.")
    return [stated | item if isinstance(item, dict) else item for item in items]


def _resolved(items: "Sequence[object]", edition: int | None, rules: str | None) -> "Asked":
    from factordb.catalogue.resolve import asking
    from factordb.cli.opening import transaction

    with transaction() as db:
        return asking.ask(db, items, edition, rules)


def _plain(found: "Asked", *, alone: bool) -> dict[str, Any]:
    """Return what `--json` tells: a question's own answer, or the answers of a list."""
    answers = [
        {"problem": {"title": a.title, "detail": a.detail, **a.facts}}
        if isinstance(a, Exception)
        else a.model_dump(by_alias=True, mode="json")
        for a in found.answers
    ]
    head = {"edition": found.edition, "rules": found.rules}
    return {**head, **answers[0]} if alone else {**head, "items": answers}


def _answer(answer: "Answer | FactordbError") -> None:
    if isinstance(answer, Exception):
        telling.line(f"refused: {answer.detail}")
        return
    telling.line(answer.status)
    if answer.hit:
        telling.lines(of_hit(answer.hit, "  "))
    for step in answer.steps:
        telling.line(f"  {step.kind}: {step.says}")
    if answer.reason:
        telling.line(f"  {answer.reason}")
    _others(answer)


def _others(answer: "Answer") -> None:
    for heading, hits in (("beside it:", answer.beside), ("candidates:", answer.candidates)):
        if hits:
            telling.line(f"  {heading}")
            for one in hits:
                telling.lines(of_hit(one, "    "))
    for candidate in answer.considered or ():
        hit = candidate.hit
        lost = candidate.lost or "it stands"
        telling.line(f"  {hit.dataset}@{hit.release} {hit.region} {hit.value}: {lost}")


def _facets(given: list[str] | None) -> dict[str, str] | None:
    from factordb.errors import Invalid

    if not given:
        return None
    pairs = [text.partition("=") for text in given]
    if not all(equals for _, equals, _ in pairs):
        raise Invalid("--facet: write NAME=VALUE, such as mix=average.")
    return {name: value for name, _, value in pairs}
