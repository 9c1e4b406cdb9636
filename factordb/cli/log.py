"""Verbs of the log: verify it whole, and prove that one document stands in it."""

from pathlib import Path
from typing import Annotated

import typer

from factordb.cli import telling
from factordb.cli.telling import Json

log = typer.Typer(no_args_is_help=True, help="The log of everything published.")


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    app.add_typer(log, name="log")
    app.command()(proof)


@log.command()
def verify(
    key: Annotated[
        str | None, typer.Option(help="Verifier key, from elsewhere than this server.")
    ] = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Check the whole log: entries, tiles, checkpoints, documents, their columns and findings."""
    from factordb.catalogue.record import verifying  # noqa: PLC0415  # `--help` need not wait for it
    from factordb.cli.opening import transaction  # noqa: PLC0415  # likewise
    from factordb.log.notes import VerifierKey  # noqa: PLC0415  # likewise

    trusted = VerifierKey.parsed(key) if key else None
    with transaction() as db:
        found = verifying.verify(db, trusted)
    if json:
        telling.as_json(found)
        return
    telling.line(
        f"The log holds: {found.size} entries, {found.editions} editions, {found.documents} "
        f"documents, {found.checkpoints} checkpoints."
    )
    if found.not_assessed_anew:
        telling.line(
            "Not assessed anew, since a table of theirs is of a later version than this one: "
            f"{', '.join(found.not_assessed_anew)}."
        )
    if found.key and not trusted:
        telling.line(
            f"Its own key is {found.key}; compare it with the one its operator publishes, and name "
            "that one with --key."
        )


@log.command()
def key(json: Json = False) -> None:  # noqa: FBT002  # an option
    """Print the verifier key that the log is signed with, and how it followed on older ones."""
    from factordb.catalogue.record import transparency  # noqa: PLC0415  # as above
    from factordb.cli.opening import transaction  # noqa: PLC0415  # as above

    with transaction() as db:
        found = transparency.key_and_chain(db)
    first, _, chain = found.partition("\n")
    if json:
        telling.as_json({"key": first, "rotations": chain.lstrip("\n")})
    else:
        telling.line(found.rstrip("\n"))


def proof(
    digest: Annotated[str, typer.Argument(metavar="DIGEST")],
    to: Annotated[Path | None, typer.Option("--to", "-o", help="File to write into.")] = None,
    json: Json = False,  # noqa: FBT002  # an option
) -> None:
    """Print the C2SP tlog-proof that a document stands in the log."""
    from factordb.catalogue.record import transparency  # noqa: PLC0415  # as above
    from factordb.cli.opening import transaction  # noqa: PLC0415  # as above

    with transaction() as db:
        _, text = transparency.proof(db, digest)
    if json:
        telling.as_json({"digest": digest, "proof": text})
    elif to is None:
        telling.line(text.rstrip("\n"))
    else:
        to.write_text(text, "utf-8")
