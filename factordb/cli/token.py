"""Verbs of access: tokens given on the host, listed and revoked."""

from typing import Annotated

import typer

from factordb.cli import sitting, telling
from factordb.cli.telling import Json

token = typer.Typer(no_args_is_help=True, help="Tokens of persons: who may do what by the API.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    app.add_typer(token, name="token")


@token.command()
def issue(
    person: Annotated[str, typer.Argument(help="Who gets it; made known where she is not.")],
    role: Annotated[str, typer.Option(help="reader, curator, reviewer or admin.")] = "reader",
    dataset: Annotated[
        list[str] | None, typer.Option(help="Good for this one only; repeat it.")
    ] = None,
    days: Annotated[int | None, typer.Option(help="How long it is good.")] = None,
    label: Annotated[str, typer.Option(help="What it is for.")] = "",
    json: Json = False,
) -> None:
    """Give a person a token; it is shown once."""
    from factordb.catalogue import access
    from factordb.cli.opening import transaction
    from factordb.errors import Invalid
    from factordb.model.role import Role

    if role not in list(Role):
        raise Invalid(f"--role {role!r}: write {', '.join(Role)}.")
    wish = access.Wish(
        person=person, role=Role(role), label=label, datasets=tuple(dataset or ()), days=days
    )
    with transaction() as db:
        issued = access.issue(db, sitting.here(db), wish)
    if json:
        telling.as_json(issued)
    else:
        telling.line(issued.token)
        until = f" until {issued.expires_at}" if issued.expires_at else ""
        telling.line(f"{issued.person} is a {issued.role}{until}. This is shown once: keep it.")


@token.command("list")
def list_(json: Json = False) -> None:
    """List all tokens, without their secrets."""
    from factordb.catalogue import access
    from factordb.cli.opening import transaction

    with transaction() as db:
        found = access.tokens(db, sitting.visiting())
    if json:
        telling.as_json({"items": [t.model_dump(mode="json") for t in found]})
        return
    rows = (
        (t.id, t.person, t.role, ", ".join(t.datasets), t.state, t.expires_at, t.used_at, t.label)
        for t in found
    )
    telling.table(("id", "person", "role", "datasets", "state", "until", "used", "for"), rows)


@token.command()
def revoke(id_: Annotated[str, typer.Argument(metavar="ID")]) -> None:
    """Make a token worthless from now on."""
    from factordb.catalogue import access
    from factordb.cli.opening import transaction

    with transaction() as db:
        access.revoke(db, sitting.here(db), id_)
    telling.line(f"{id_} is revoked.")
