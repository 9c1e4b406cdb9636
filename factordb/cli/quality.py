"""Verbs of quality: assess a factor for a use, the schemes, and policies."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factordb.cli import sitting, telling
from factordb.cli.telling import Json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from factordb.catalogue.grading.assessment import Assessment
    from factordb.catalogue.pinning.policies import Verdict

CHECK_FAILED = 1

policy = typer.Typer(no_args_is_help=True, help="Policies: what a programme asks of factors.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    app.command()(assess)
    app.command()(schemes)
    app.add_typer(policy, name="policy")


Digest = Annotated[str, typer.Argument(metavar="DIGEST")]
Region = Annotated[str | None, typer.Option(help="Where it is to be used: CN-SH.")]
Year = Annotated[int | None, typer.Option(help="The activity year.")]
Technology = Annotated[str | None, typer.Option(help="The technology it is to stand for.")]


def assess(
    digest: Digest,
    region: Region = None,
    year: Year = None,
    technology: Technology = None,
    scheme: Annotated[str | None, typer.Option(help="ef-dqr, pedigree-v3 … (`schemes`)")] = None,
    score: Annotated[
        list[str] | None, typer.Option(help="Say it yourself: INDICATOR=SCORE; repeat it.")
    ] = None,
    note: Annotated[str | None, typer.Option(help="Why, where you say it yourself.")] = None,
    edition: Annotated[int | None, typer.Option(help="The edition meant.")] = None,
    json: Json = False,
) -> None:
    """Tell how good a factor is for a place, year and technology, or add your own assessment."""
    from factordb.catalogue.grading import assessing
    from factordb.catalogue.grading import assessment as assessments
    from factordb.cli.given import validated
    from factordb.cli.opening import transaction
    from factordb.model import regions
    from factordb.quality.known import Use

    asked = Use(regions.region(region).code if region else None, year, technology)
    with transaction() as db:
        if score or note:
            given = dict(_pair(one) for one in score or ())
            wish = {"scheme": scheme or "ef-dqr", "scores": given, "note": note or ""}
            by = sitting.here(db)
            said = assessing.say(db, by, digest, validated(assessing.Judgement, wish))
            telling.line(f"said in edition {said.edition}: {said.digest}")
        found = assessments.assessment(db, digest, asked, scheme, edition)
    if json:
        telling.as_json(found)
    else:
        telling.lines(_told(found))


def schemes(json: Json = False) -> None:
    """List the schemes of quality, and how sure each file is."""
    from factordb.quality import rules, scheme

    known = [scheme.named(reference) for reference in scheme.TODAY.references]
    if json:
        telling.as_json({"items": [one.plain() for one in known]})
        return
    scored = rules.current().scores
    rows = (
        (
            one.reference,
            f"{one.best}…{one.worst}",
            "letters" if one.grades else "",
            "rules" if one.reference in scored else "publisher, persons",
            one.sure,
            one.title["en"],
        )
        for one in known
    )
    telling.table(("scheme", "best…worst", "", "scored by", "file", "title"), rows)


@policy.command("check")
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE.toml")],
    digests: Annotated[list[str], typer.Argument(metavar="DIGEST...")],
    region: Region = None,
    year: Year = None,
    edition: Annotated[int | None, typer.Option(help="The edition meant.")] = None,
    json: Json = False,
) -> None:
    """Say for each factor which rules of a policy it keeps or breaks; 1 where any is broken."""
    from factordb.catalogue.pinning import policies
    from factordb.cli.given import validated
    from factordb.cli.opening import transaction
    from factordb.errors import Invalid
    from factordb.quality import policy as read

    try:
        meant = read.read(file.read_text("utf-8"))
    except UnicodeDecodeError as error:
        raise Invalid(f"{file} is no text in UTF-8: save it as one.") from error
    used = [
        validated(policies.Used, {"digest": digest, "region": region, "year": year})
        for digest in digests
    ]
    with transaction() as db:
        found = policies.check(db, meant, used, edition)
    if json:
        telling.as_json(found)
    else:
        telling.lines(_verdict(found))
    if not found.kept:
        raise typer.Exit(CHECK_FAILED)


def _told(found: "Assessment") -> "Iterator[str]":
    yield f"{found.title['en']} ({found.scheme}), by {found.rules}, of {found.release}"
    for score in found.scores:
        mark = "" if score.known else " (not known)"
        yield f"  {score.indicator} {score.score}{mark}: {score.why['en']}"
    if found.grading is not None:
        for step in found.grading.steps:
            yield f"  {step}"
        if found.grading.grade is None:
            yield "  no letter: the scheme publishes no limits"
    if found.uncertainty is not None:
        for step in found.uncertainty.steps:
            yield f"  {step}"
    for judged in found.persons:
        said = judged.assessment
        scores = ", ".join(f"{name} {score}" for name, score in said.scores.items())
        yield f"  {said.by}, edition {judged.edition}, {said.scheme}: {scores}; {said.note}"


def _verdict(found: "Verdict") -> "Iterator[str]":
    yield f"{found.policy}: {'kept' if found.kept else 'broken'}, edition {found.edition}"
    for item in found.items:
        yield f"{'kept' if item.kept else 'broken'}  {item.digest}"
        for finding in item.findings:
            yield f"  {'kept' if finding.kept else 'BROKEN'} {finding.rule}: {finding.says}"
    for finding in found.together:
        yield f"{'kept' if finding.kept else 'BROKEN'} {finding.rule}: {finding.says}"


def _pair(text: str) -> tuple[str, str]:
    name, _, score = text.partition("=")
    return name, score
