"""Verbs of asking: search and resolve, with the API's parameters as options."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from factordb.cli import telling
from factordb.cli.telling import Json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from factordb.catalogue.hit import Hit
    from factordb.catalogue.resolve.question import Answer

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
Gwp = Annotated[str | None, typer.Option(help="GWP method: AR5.")]
EditionOption = Annotated[int | None, typer.Option(help="The edition meant.")]


def search(  # noqa: PLR0913  # options of a command
    text: Annotated[list[str], typer.Argument()],
    region: Region = None,
    year: Annotated[int | None, typer.Option()] = None,
    group: Annotated[str | None, typer.Option(help="First word of the activity.")] = None,
    unit: Unit = None,
    in_: In = None,
    dataset: Dataset = None,
    use: Use = None,
    boundary: Boundary = None,
    facet: FacetOptions = None,
    gwp: Gwp = None,
    edition: EditionOption = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Search for people: half a name, Chinese or English."""
    from factordb.catalogue.finding import Query, find  # noqa: PLC0415  # `--help` need not wait
    from factordb.cli.opening import transaction  # noqa: PLC0415  # likewise

    given = {
        "q": " ".join(text),
        "region": region,
        "year": year,
        "group": group,
        "unit": unit,
        "in": in_,
        "dataset": dataset,
        "use": use,
        "boundary": boundary.split(",") if boundary else None,
        "facets": _facets(facet),
        "gwp": gwp,
        "edition": edition,
        "limit": limit,
    }
    query = _validated(Query, given)
    with transaction() as db:
        found = find(db, query)
    if json:
        telling.as_json(found)
        return
    telling.line(f"{found.total} factors in edition {found.edition}")
    _hits(found.hits)


def resolve(  # noqa: PLR0913  # options of a command
    activity: Annotated[str | None, typer.Argument()] = None,
    digest: Annotated[str | None, typer.Option()] = None,
    id_: Annotated[str | None, typer.Option("--id", help="The publisher's own id.")] = None,
    region: Region = None,
    year: Annotated[str | None, typer.Option(help="Activity year, or latest.")] = None,
    unit: Unit = None,
    in_: In = None,
    dataset: Dataset = None,
    use: Use = None,
    boundary: Boundary = None,
    facet: FacetOptions = None,
    gwp: Gwp = None,
    fallback: Annotated[str | None, typer.Option(help="region, year, or region,year.")] = None,
    edition: EditionOption = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Resolve to exactly one factor, or say why there is none."""
    from factordb.catalogue import asking  # noqa: PLC0415  # as above
    from factordb.catalogue.resolve.question import Question  # noqa: PLC0415  # as above
    from factordb.cli.opening import transaction  # noqa: PLC0415  # as above

    given = {
        "activity": activity,
        "digest": digest,
        "id": id_,
        "region": region,
        "year": int(year) if year and year.isdecimal() else year,
        "unit": unit,
        "in": in_,
        "dataset": dataset,
        "use": use,
        "boundary": boundary.split(",") if boundary else None,
        "facets": _facets(facet),
        "gwp": gwp,
        "fallback": fallback.split(",") if fallback else (),
    }
    question = _validated(Question, given)
    with transaction() as db:
        meant, (answer,) = asking.ask(db, [question], edition)
    if json:
        telling.as_json({"edition": meant, **answer.model_dump(by_alias=True, mode="json")})
    else:
        _answer(answer)
    if answer.status != "found":
        raise typer.Exit(NOT_FOUND)


def _answer(answer: "Answer") -> None:
    telling.line(answer.status)
    if answer.hit:
        hit = answer.hit
        telling.line(
            f"  {hit.value} kg {hit.gas}/{hit.unit}  {hit.region}  {hit.dataset}@{hit.release}"
        )
        telling.line(f"  {' / '.join(hit.name.values())}")
        telling.line(f"  {hit.digest}")
    for step in answer.steps:
        telling.line(f"  {step.kind}: {step.says}")
    if answer.reason:
        telling.line(f"  {answer.reason}")
    for heading, hits in (("beside it:", answer.beside), ("candidates:", answer.candidates)):
        if hits:
            telling.line(f"  {heading}")
            _hits(hits)


def _hits(hits: "Iterable[Hit]") -> None:
    rows = (
        (
            h.value,
            f"kg {h.gas or ''}/{h.unit}",
            h.region,
            " / ".join(h.name.values()),
            ",".join(h.boundary),
            f"{h.dataset}@{h.release}",
            h.digest[:19] + "…",
        )
        for h in hits
    )
    telling.table(("value", "unit", "region", "name", "boundary", "release", "digest"), rows)


def _facets(given: list[str] | None) -> dict[str, str] | None:
    from factordb.errors import Invalid  # noqa: PLC0415  # as above

    if not given:
        return None
    pairs = [text.partition("=") for text in given]
    if not all(equals for _, equals, _ in pairs):
        raise Invalid("--facet: write NAME=VALUE, such as mix=average.")
    return {name: value for name, _, value in pairs}


def _validated(type_: Any, given: dict[str, Any]) -> Any:  # a model and its instance
    from pydantic import ValidationError  # noqa: PLC0415  # as above

    from factordb.errors import Invalid  # noqa: PLC0415  # as above

    try:
        return type_.model_validate({k: v for k, v in given.items() if v is not None})
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, f['loc']))}: {f['msg'].removeprefix('Value error, ')}".strip(": ")
            for f in error.errors()
        )
        raise Invalid("; ".join(faults)) from error
