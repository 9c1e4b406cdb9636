"""Verbs of identities: who may log in by the provider, and ending what she began."""

from typing import Annotated

import typer

from factordb.cli import sitting, telling

identity = typer.Typer(no_args_is_help=True, help="Who may log in by the provider of identities.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    app.add_typer(identity, name="identity")


@identity.command()
def invite(
    person: Annotated[str, typer.Argument(help="Who she is here; made known where she is not.")],
    subject: Annotated[str, typer.Option(help="What the provider calls her: its `sub`.")],
    role: Annotated[str, typer.Option(help="reader, curator, reviewer or admin.")] = "reader",
    issuer: Annotated[str | None, typer.Option(help="The provider; that of the settings.")] = None,
) -> None:
    """Let somebody log in whom the provider vouches for."""
    from factordb.catalogue import sessions
    from factordb.cli.opening import transaction
    from factordb.errors import Invalid
    from factordb.model.role import Role
    from factordb.settings import Settings

    issuer = issuer or Settings().oidc_issuer
    if issuer is None:
        raise Invalid("Name the provider with --issuer, or set FACTORDB_OIDC_ISSUER.")
    if role not in list(Role):
        raise Invalid(f"--role {role!r}: write {', '.join(Role)}.")
    with transaction() as db:
        by = sitting.here(db)
        sessions.invite(db, by, sessions.Who(issuer, subject), person, Role(role))
    telling.line(f"{person} may log in as a {role}.")


@identity.command()
def end(person: Annotated[str, typer.Argument(help="Whose sessions.")]) -> None:
    """End all sessions of a person; to keep her out, give her the role reader as well."""
    from factordb.catalogue import sessions
    from factordb.cli.opening import transaction

    with transaction() as db:
        count = sessions.end_all(db, sitting.here(db), person)
    telling.line(f"{count} sessions of {person} are ended.")
