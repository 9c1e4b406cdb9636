"""Verbs that warn: what is wrong is withdrawn, and whoever used it is told."""

from pathlib import Path
from typing import Annotated

import typer

from factordb.cli import sitting, telling
from factordb.cli.curating import Reference
from factordb.cli.given import validated
from factordb.cli.telling import Json


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    for verb in (withdraw, advise, advisories):
        app.command()(verb)


def withdraw(
    reference: Reference,
    reason: Annotated[str, typer.Option(help="What is wrong, and what to use instead.")],
    factor: Annotated[
        list[str] | None, typer.Option(help="Digest of one factor in it; repeat it.")
    ] = None,
    json: Json = False,
) -> None:
    """Say that a release, or factors in it, are wrong: fetched by digest, found by nobody."""
    from factordb.catalogue.publishing import withdrawing
    from factordb.cli.opening import transaction

    given = {"reason": reason, "factors": tuple(factor or ())}
    wish = validated(withdrawing.Withdrawal, given)
    with transaction(indexed=True) as db:
        done = withdrawing.withdraw(db, sitting.here(db), reference, wish)
    if json:
        telling.as_json(done)
    else:
        telling.line(
            f"Edition {done.edition}: {done.factors} factors of {done.release} are withdrawn. "
            "Pins of them still verify; audits name them."
        )


def advise(
    file: Annotated[Path | None, typer.Argument(help="TOML of the notice.")] = None,
    withdraw: Annotated[str | None, typer.Option(help="Id of one that no longer holds.")] = None,
    reason: Annotated[str | None, typer.Option(help="Why it no longer holds.")] = None,
    json: Json = False,
) -> None:
    """Give a public notice that factors are wrong, correct one, or withdraw one."""
    from factordb.catalogue.publishing import advising
    from factordb.cli.opening import transaction
    from factordb.errors import Invalid
    from factordb.lockfile.files import text

    if (file is None) == (withdraw is None) or (withdraw is None) != (reason is None):
        raise Invalid("Name the file of a notice, or --withdraw ID with its --reason.")
    said = text(file) if file is not None else ""
    if said is None:
        raise Invalid(f"{file} is not there.", file=str(file))
    with transaction() as db:
        by = sitting.here(db)
        if withdraw is not None and reason is not None:
            done = advising.revoke(db, by, withdraw, reason)
        else:
            done = advising.advise(db, by, advising.parsed(said))
    if json:
        telling.as_json(done)
    else:
        telling.line(
            f"{done.id} is edition {done.edition}: it speaks of {done.factors} factors. Audits "
            "name them from now on."
        )


def advisories(
    since: Annotated[int, typer.Option(help="Only what was given after this edition.")] = 0,
    json: Json = False,
) -> None:
    """List the notices that factors are wrong, each as it stands."""
    from factordb.catalogue.publishing import advising
    from factordb.cli.opening import transaction
    from factordb.model.advisory import Advisory

    with transaction() as db:
        meant, given = advising.since(db, since)
    notices = [(said.edition, Advisory.of(said.body)) for said in given]
    if json:
        items = [{"edition": edition, "advisory": notice.plain()} for edition, notice in notices]
        telling.as_json({"edition": meant, "items": items})
        return
    for edition, notice in notices:
        state = f", withdrawn {notice.withdrawn[:10]}" if notice.withdrawn else ""
        telling.line(f"{notice.id}  edition {edition}, {notice.modified[:10]}{state}")
        telling.line(f"  {notice.summary}")
