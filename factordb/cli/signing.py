"""Verbs of the log's key: rotate it, begin a new origin, adopt a folder that was copied."""

from typing import Annotated

import typer

from factordb.cli import sitting, telling
from factordb.cli.log import log
from factordb.cli.telling import Json


def add_to(app: typer.Typer) -> None:
    """The verbs are those of the log, which the command knows already."""


@log.command()
def rotate(json: Json = False) -> None:
    """Let a new key take the place of the log's; who trusts the old one learns the new one."""
    from factordb.catalogue.record import rotating
    from factordb.cli.opening import owning, signing

    with signing() as found:
        with owning(found.engine) as db:
            by = sitting.here(db)
        key = rotating.rotate(found.engine, found.folder, by, found.origin).text()
    if json:
        telling.as_json({"key": key})
        return
    telling.line(f"The log is signed with {key} from here on.")
    telling.line(
        "Publish it beside the old one, and keep a copy: `factordb backup --secrets FILE`."
    )


@log.command("new-origin")
def new_origin(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="factors.example.org/log-2")
    ] = None,
    json: Json = False,
) -> None:
    """Begin a new log that goes on from this catalogue, where the old one cannot be continued."""
    from factordb.catalogue.record import rotating
    from factordb.cli.opening import owning, signing

    with signing() as found:
        with owning(found.engine) as db:
            by = sitting.here(db)
        key = rotating.begin_anew(found.engine, found.folder, by, name)
    if json:
        telling.as_json({"origin": key.name, "key": key.text()})
        return
    telling.line(f"The log goes on as {key.name}, signed with {key.text()}.")
    telling.line(
        "Publish that key where your users trust you, say why, and take FACTORDB_ORIGIN back where "
        "it names the old log. Lockfiles of the old log verify with its old key."
    )


@log.command()
def adopt(json: Json = False) -> None:
    """Sign on from a folder that was copied: no other signer has the key, nothing was set back."""
    from factordb.catalogue.record import vouching
    from factordb.cli.opening import signing

    with signing() as found:
        signer = vouching.opened(found.engine, found.folder, found.origin, enter=False)
        head = signer.adopt(found.engine)
    if json:
        telling.as_json({"origin": signer.origin, "size": head.size})
    else:
        telling.line(f"{signer.origin} is signed from here on; {head.size} entries were signed.")
