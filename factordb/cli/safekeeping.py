"""Verbs of safekeeping: backup and restore, of the catalogue and of what is secret."""

import getpass
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factordb.cli import telling
from factordb.cli.telling import Json

if TYPE_CHECKING:
    from factordb.catalogue.opening import Where

File = Annotated[Path, typer.Argument(metavar="FILE")]
Passphrase = Annotated[
    Path | None,
    typer.Option("--passphrase-file", help="File whose first line is the passphrase; else asked."),
]


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    for verb in (backup, restore):
        app.command()(verb)


def backup(
    file: File,
    secrets: Annotated[
        bool,
        typer.Option("--secrets", help="The log's key and datasets' secrets, under a passphrase."),
    ] = False,
    passphrase_file: Passphrase = None,
    json: Json = False,
) -> None:
    """Write the whole catalogue into a file, as it is at one moment; or what is secret, apart."""
    from factordb.catalogue.safekeeping import backing_up
    from factordb.catalogue.safekeeping import secrets as keeping
    from factordb.catalogue.safekeeping.sites import opened

    if secrets:
        with opened(_where()) as site:
            told = keeping.export(site, file, _passphrase(passphrase_file, twice=True))
        if json:
            telling.as_json(told)
            return
        key = f"the key of {told.origin}, {told.size} entries signed" if told.origin else "no key"
        telling.line(f"{file}: {key}; secrets of {told.datasets} datasets. Keep it apart.")
        return
    with opened(_where()) as site, telling.busy("Backing up"):
        made = backing_up.backup(site, file)
    if json:
        telling.as_json(made)
        return
    telling.line(f"{file}: edition {made.edition}, {made.log.size} entries of the log.")
    telling.line("The log's key is not in it: `factordb backup --secrets FILE` exports that.")


def restore(
    file: File,
    secrets: Annotated[bool, typer.Option("--secrets", help="FILE holds what is secret.")] = False,
    replace: Annotated[
        bool, typer.Option("--replace", help="Give up the catalogue that is there.")
    ] = False,
    passphrase_file: Passphrase = None,
    json: Json = False,
) -> None:
    """Put a backup back, whole or not at all, and check it against its log."""
    from factordb.catalogue.safekeeping import restoring
    from factordb.catalogue.safekeeping import secrets as keeping
    from factordb.catalogue.safekeeping.sites import opened

    if secrets:
        with opened(_where()) as site:
            told = keeping.put_back(site, file, _passphrase(passphrase_file, twice=False))
        if json:
            telling.as_json(told)
            return
        telling.line(f"Secrets of {told.datasets} datasets are back.")
        if told.origin:
            telling.line(
                f"{told.origin} is signed on where it was left, at {told.size} entries. If anybody "
                "holds a checkpoint of more, do not: `factordb log new-origin`."
            )
        return
    manifest = restoring.read(file)  # before anything is touched, or started
    with opened(_where()) as site, telling.busy("Restoring"):
        found = restoring.restore(site, file, manifest, replace=replace)
    if json:
        telling.as_json({"edition": manifest.edition, **found.model_dump()})
        return
    telling.line(
        f"Restored edition {manifest.edition}, and the log holds: {found.size} entries, "
        f"{found.documents} documents, {found.checkpoints} checkpoints."
    )
    telling.line("Where the log's key is not here: `factordb restore --secrets FILE`.")


def _where() -> "Where":
    from factordb.catalogue.opening import Where
    from factordb.settings import Settings

    said = Settings()
    return Where(said.database_url, said.owner_url, said.home, keys=said.keys, origin=said.origin)


def _passphrase(file: Path | None, *, twice: bool) -> str:
    """Return the passphrase: of the file, or as it is typed and seen by nobody.

    Raises:
        Invalid: there is neither a file nor a terminal, or it was typed in two ways.
    """
    from factordb.errors import Invalid
    from factordb.lockfile.files import text

    if file is not None:
        said = text(file)
        if said is None:
            raise Invalid(f"{file} is not there.", file=str(file))
        return said.partition("\n")[0].rstrip("\r")
    if not sys.stdin.isatty():
        raise Invalid("No terminal asks for the passphrase: name --passphrase-file FILE.")
    typed = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("Once more: ") != typed:
        raise Invalid("The two are not the same: say it again.")
    return typed
