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
    json: Json = False,
) -> None:
    """Check the whole log: entries, tiles, checkpoints, documents, their columns and findings."""
    from factordb.catalogue.record import verifying
    from factordb.cli.opening import transaction
    from factordb.log.notes import VerifierKey

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
def key(json: Json = False) -> None:
    """Print the verifier key that the log is signed with, and how it followed on older ones."""
    from factordb.catalogue.record import transparency
    from factordb.cli.opening import transaction

    with transaction() as db:
        found = transparency.key_and_chain(db)
    first, _, chain = found.partition("\n")
    if json:
        telling.as_json({"key": first, "rotations": chain.lstrip("\n")})
    else:
        telling.line(found.rstrip("\n"))


@log.command()
def consistency(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="File of the older checkpoint.")],
    new: Annotated[
        Path | None, typer.Argument(metavar="[NEW]", help="The newer one; the newest of the log.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="Ask the server there: https://factors.example.org")
    ] = None,
    key: Annotated[
        str | None, typer.Option(help="Verifier key, from elsewhere; rotations are followed.")
    ] = None,
    json: Json = False,
) -> None:
    """Prove that a newer checkpoint's log begins with an older one's; 1 where it does not."""
    from factordb.catalogue.record import consistency as proving
    from factordb.cli import asking_logs

    with asking_logs.log_at(url) as there:
        notes = [asking_logs.note_in(old), asking_logs.note_in(new) if new else there.newest()]
        before, after = (asking_logs.checkpoint(note, key, there) for note in notes)
        proving.hold(before, after, there.consistency(before.size, after.size))
    if json:
        plain = {"old": before.size, "new": after.size, "origin": after.origin, "signed": bool(key)}
        telling.as_json(plain)
        return
    telling.line(
        f"The log {after.origin} of {after.size} entries begins with the {before.size} of before."
    )
    if key is None:
        telling.line("No signature was checked: name the verifier key, from elsewhere, with --key.")


@log.command(name="open")
def open_(
    subject: Annotated[str, typer.Argument(metavar="DIGEST|DATASET@RELEASE")],
    to: Annotated[Path | None, typer.Option("--to", "-o", help="File to write into.")] = None,
    json: Json = False,
) -> None:
    """Open the seal of a private release for one document in it, or for its sum, to an auditor."""
    from factordb.catalogue.record import unsealing
    from factordb.cli.opening import signed_transaction

    opened = unsealing.of_release if "@" in subject else unsealing.of_document
    with signed_transaction() as db:
        text = opened(db, subject).text()
    if json:
        telling.as_json({"subject": subject, "opening": text})
    elif to is None:
        telling.line(text.rstrip("\n"))
    else:
        to.write_text(text, "utf-8")


@log.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="What `log open` wrote.")],
    key: Annotated[
        list[str] | None,
        typer.Option("--key", help="Verifier key that is trusted, from elsewhere; repeat it."),
    ] = None,
    rotations: Annotated[
        Path | None,
        typer.Option(help="What /log/key answers: how that key and the one of the time follow."),
    ] = None,
    json: Json = False,
) -> None:
    """Check offline what stands behind a seal that was opened; 1 where it does not."""
    from factordb.cli.locking import told_rotations, trusted
    from factordb.lockfile.unsealed import Unsealed

    trust = trusted(None, key)._replace(rotations=told_rotations(rotations))
    found = Unsealed.parsed(file.read_text("utf-8")).check(trust)
    if json:
        telling.as_json(found)
        return
    what = f"the {found.kind} {found.digest}" if found.kind != "release" else "its sum"
    telling.line(
        f"Behind the seal of edition {found.edition}, one of {found.behind} entries of "
        f"{found.release}, stands {what}; the log {found.origin} of {found.size} entries is signed "
        f"by {', '.join(found.keys)}."
    )


def proof(
    digest: Annotated[str, typer.Argument(metavar="DIGEST")],
    to: Annotated[Path | None, typer.Option("--to", "-o", help="File to write into.")] = None,
    json: Json = False,
) -> None:
    """Print the C2SP tlog-proof that a document stands in the log."""
    from factordb.catalogue.record import transparency
    from factordb.cli.opening import transaction

    with transaction() as db:
        _, text = transparency.proof(db, digest)
    if json:
        telling.as_json({"digest": digest, "proof": text})
    elif to is None:
        telling.line(text.rstrip("\n"))
    else:
        to.write_text(text, "utf-8")
