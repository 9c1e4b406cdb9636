"""Verbs that warn: what is wrong is withdrawn, and whoever used it is told."""

import getpass
from typing import Annotated

import typer

from factordb.cli import telling
from factordb.cli.curating import Reference
from factordb.cli.given import validated
from factordb.cli.telling import Json


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    for verb in (withdraw,):
        app.command()(verb)


def withdraw(
    reference: Reference,
    reason: Annotated[str, typer.Option(help="What is wrong, and what to use instead.")],
    factor: Annotated[
        list[str] | None, typer.Option(help="Digest of one factor in it; repeat it.")
    ] = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Say that a release, or factors in it, are wrong: fetched by digest, found by nobody."""
    from factordb.catalogue import access, withdrawing  # noqa: PLC0415  # `--help` need not wait
    from factordb.cli.opening import transaction  # noqa: PLC0415  # likewise

    given = {"reason": reason, "factors": tuple(factor or ())}
    wish = validated(withdrawing.Withdrawal, given)
    with transaction(indexed=True) as db:
        done = withdrawing.withdraw(db, access.shell(getpass.getuser()), reference, wish)
    if json:
        telling.as_json(done)
    else:
        telling.line(
            f"Edition {done.edition}: {done.factors} factors of {done.release} are withdrawn. "
            "Pins of them still verify; audits name them."
        )
