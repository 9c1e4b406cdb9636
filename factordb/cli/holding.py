"""Verbs of holds: what keeps a release from being published, and letting it go."""

from typing import Annotated

import typer

from factordb.cli import sitting, telling
from factordb.cli.telling import Json

hold = typer.Typer(no_args_is_help=True, help="Holds that checks put on drafts.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    app.add_typer(hold, name="hold")


@hold.command("list")
def list_(
    reference: Annotated[str, typer.Argument(metavar="DATASET@RELEASE")],
    json: Json = False,
) -> None:
    """List all holds ever put on a release, with the places they are about."""
    from factordb.catalogue.publishing import holding
    from factordb.cli.opening import transaction

    with transaction() as db:
        found = holding.listed(db, reference)
    if json:
        telling.as_json({"items": [one.model_dump(mode="json") for one in found]})
        return
    for one in found:
        state = f"released by {one.released_by}: {one.reason}" if one.released_by else "open"
        telling.line(f"{one.id}  {one.severity} {one.rule} ({one.count}), {state}")
        telling.line(f"    {one.sentence}")
        for place in one.places:
            telling.line(f"    {place['at']}: {place['told']}")


@hold.command()
def release(
    id_: Annotated[int, typer.Argument(metavar="ID")],
    reason: Annotated[str, typer.Option(help="Why it may be published all the same.")],
    json: Json = False,
) -> None:
    """Release one hold, with a reason that stays on record."""
    from factordb.catalogue.publishing import holding
    from factordb.cli.opening import transaction

    with transaction() as db:
        done = holding.release(db, sitting.here(db), id_, reason)
    if json:
        telling.as_json(done)
    else:
        telling.line(f"Hold {done.id} ({done.rule}) of {done.release} is released.")
