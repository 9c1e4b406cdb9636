"""Verbs of the lockfile: lock, verify, upgrade, audit."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factordb.cli import telling
from factordb.cli.telling import Json

if TYPE_CHECKING:
    from collections.abc import Sequence

    from factordb.catalogue.pinning.locking import Move
    from factordb.lockfile.asked import Asked
    from factordb.lockfile.files import Files
    from factordb.lockfile.locked import Answer, Locked
    from factordb.lockfile.verifying import Trust
    from factordb.log.rotations import Rotation
    from factordb.quality.policy import Policy

Lock = Annotated[
    Path, typer.Argument(metavar="LOCKFILE", help="The others lie beside it, named after it.")
]
Key = Annotated[
    list[str] | None,
    typer.Option("--key", help="Verifier key that is trusted, from elsewhere; repeat it."),
]
_DEFAULT = Path("factors.lock")
_FAILED = 1


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    for verb in (lock, verify, upgrade, audit):
        app.command()(verb)


def lock(file: Lock = _DEFAULT, json: Json = False) -> None:
    """Pin the answers to factors.toml; what is pinned already stays as it is."""
    from factordb.catalogue.pinning import (
        locking,
        sealing,
    )
    from factordb.catalogue.record import transparency
    from factordb.cli.opening import signed_transaction
    from factordb.lockfile.files import Files

    files = Files.beside(file)
    asked, kept = asked_in(files), kept_in(files)
    with signed_transaction() as db, telling.busy("Locking"):
        made = locking.lock(db, asked.wishes, kept)
        changed, own = sealing.write(db, files, made, asked), transparency.key(db)
    before = kept.factors if kept else {}
    told = {
        "locked": len(made.factors),
        "added": sorted(made.factors.keys() - before.keys()),
        "removed": sorted(before.keys() - made.factors.keys()),
        "changed": sorted(
            alias
            for alias, line in made.factors.items()
            if alias in before and before[alias] != line
        ),
        "written": [str(path) for path in changed],
    }
    if json:
        telling.as_json(told)
        return
    telling.line(f"{file}: {len(made.factors)} factors, {_counted(told)}.")
    if not asked.keys:
        telling.line(
            f'To verify them, write [log] key = "{own}" into {files.asked.name}, after comparing '
            "it with the key that the log's operator publishes elsewhere."
        )


def verify(
    file: Lock = _DEFAULT,
    key: Key = None,
    digests_only: Annotated[
        bool, typer.Option("--digests-only", help="Check no numbers: there are no bodies.")
    ] = False,
    rotations: Annotated[
        Path | None,
        typer.Option(
            help="What /log/key answers: how the trusted key and the one of the time hang together."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Check a lockfile offline, against its proof, its bodies, and a key from elsewhere."""
    from factordb.errors import LockfileBroken
    from factordb.lockfile import files as reading
    from factordb.lockfile import verifying
    from factordb.lockfile.locked import Locked

    files = reading.Files.beside(file)
    asked = asked_in(files) if files.asked.exists() else None
    text, proof = _there(files.lock, "lockfile"), _there(files.proof, "proof")
    content = None if digests_only else reading.read(files.bodies)
    if content is None and not digests_only:
        raise LockfileBroken(
            f"{files.bodies} is not there, so no number can be checked: fetch it, or say "
            "--digests-only.",
            what="body",
        )
    trust = trusted(asked, key)._replace(rotations=told_rotations(rotations))
    found = verifying.verify(text, proof, content, trust)
    if asked is not None:
        wishes = ((alias, wish.said) for alias, wish in asked.wishes.items())
        verifying.require_asked(Locked.parsed(text.decode()), wishes)
    if json:
        telling.as_json(found)
        return
    numbers = (
        f"{found.values} numbers recomputed from their documents"
        if found.values
        else ("no number checked")
    )
    telling.line(
        f"{file} holds: {found.factors} factors stand in the log {found.origin} of {found.size} "
        f"entries, {numbers}; signed by {', '.join(found.keys)}."
    )
    if found.sealed:
        telling.line(
            f"Behind seals, which the proof opens and only who has a grant sees in the log: "
            f"{', '.join(found.sealed)}."
        )
    if found.unproven:
        telling.line(
            f"Not proved: the GWP method of {', '.join(found.unproven)}, which no pinned manifest "
            "infers. Move the lockfile away and lock anew: that pins the manifest."
        )


def upgrade(
    file: Lock = _DEFAULT,
    only: Annotated[list[str] | None, typer.Option(help="Move this alias; repeat it.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Move without asking.")] = False,
    json: Json = False,
) -> None:
    """Show old → new → Δ % of every pin that would move, and move them when told to."""
    from factordb.catalogue.pinning import locking, sealing
    from factordb.cli.opening import signed_transaction
    from factordb.lockfile.files import Files

    files = Files.beside(file)
    asked, kept = asked_in(files), _locked(files)
    with signed_transaction() as db:
        wishes = locking.only(asked.wishes, only)
        state, moves = locking.moves(db, wishes, kept)
        moving = bool(moves) and _confirmed(moves, yes=yes, json=json)
        if moving:
            made = locking.moved(kept, asked.wishes, state, moves)
            sealing.write(db, files, made, asked)
    if json:
        plain = [move.model_dump(mode="json", exclude_none=True) for move in moves]
        telling.as_json({"moved": moving, "moves": plain})
    elif not moves:
        telling.line("Every pin is the answer of today.")
    elif not moving:
        telling.line("Nothing moved; say --yes to move them, --only ALIAS to move one.")


def audit(
    file: Lock = _DEFAULT,
    format: Annotated[  # noqa: A002  # the option's name
        str, typer.Option(help="text, markdown, sarif or json.")
    ] = "text",
    policy: Annotated[Path | None, typer.Option(help="TOML of a policy to keep.")] = None,
    json: Json = False,
) -> None:
    """Say what has been withdrawn, advised or superseded since; 1 where a pin needs somebody."""
    from factordb.catalogue.pinning import auditing
    from factordb.cli import reporting
    from factordb.cli.opening import transaction
    from factordb.errors import Invalid
    from factordb.lockfile.files import Files

    meant = "json" if json else format
    if meant not in ("text", "markdown", "sarif", "json"):
        raise Invalid(f"--format {format!r}: write text, markdown, sarif or json.")
    locked, kept = _locked(Files.beside(file)), _policy(policy)
    with transaction() as db:
        found = auditing.audit(db, locked, kept)
    if meant == "json":
        telling.as_json(found)
    elif meant == "sarif":
        telling.as_json(reporting.sarif(found, str(file), locked.text()))
    elif meant == "markdown":
        telling.lines(reporting.markdown(found, str(file)))
    else:
        telling.lines(reporting.lines(found))
    if not found.sound:
        raise typer.Exit(_FAILED)


def told_rotations(file: Path | None) -> "tuple[Rotation, ...]":
    """Return the rotations that a file tells; none where none is named.

    Raises:
        Invalid: it is not there, or tells of something else.
    """
    from factordb.errors import Invalid
    from factordb.lockfile.files import text
    from factordb.log import rotations

    said = text(file) if file is not None else ""
    if said is None:
        raise Invalid(f"{file} is not there.", file=str(file))
    return rotations.told(said)


def _policy(file: Path | None) -> "Policy | None":
    from factordb.errors import Invalid
    from factordb.lockfile.files import text
    from factordb.quality import policy

    if file is None:
        return None
    said = text(file)
    if said is None:
        raise Invalid(f"{file} is not there.", file=str(file))
    return policy.read(said)


def trusted(asked: "Asked | None", given: list[str] | None) -> "Trust":
    """Return whose word is taken: the keys given, else of the configuration, else factors.toml's.

    Raises:
        Invalid: nobody's is.
    """
    from factordb.errors import Invalid
    from factordb.lockfile.verifying import Trust
    from factordb.log.notes import VerifierKey
    from factordb.settings import Settings

    configured = (Settings().trusted_keys or "").split()
    keys = tuple(map(VerifierKey.parsed, given or configured)) or (asked.keys if asked else ())
    if not keys:
        raise Invalid(
            "No key is trusted: name the log's verifier key with --key, in FACTORDB_TRUSTED_KEYS, "
            "or as [log] key in factors.toml. One found in the lockfile would prove nothing."
        )
    return Trust(keys, asked.origin if asked else None)


def asked_in(files: "Files") -> "Asked":
    """Return what the file of questions asks.

    Raises:
        Invalid: it is not there, or is none.
    """
    from factordb.errors import Invalid
    from factordb.lockfile.asked import Asked
    from factordb.lockfile.files import text

    said = text(files.asked)
    if said is None:
        raise Invalid(
            f'{files.asked} is not there: write [factors.ALIAS] into it, with activity = "…", '
            'region = "…" and year.',
            file=str(files.asked),
        )
    return Asked.parsed(said)


def kept_in(files: "Files") -> "Locked | None":
    """Return the lockfile that is there, if one is."""
    from factordb.lockfile.files import text
    from factordb.lockfile.locked import Locked

    said = text(files.lock)
    return None if said is None else Locked.parsed(said)


def _locked(files: "Files") -> "Locked":
    from factordb.errors import Invalid

    kept = kept_in(files)
    if kept is None:
        raise Invalid(f"{files.lock} is not there: run factordb lock first.")
    return kept


def _there(file: Path, what: str) -> bytes:
    from factordb.errors import Invalid, LockfileBroken
    from factordb.lockfile.files import read

    content = read(file)
    if content is None and what == "lockfile":
        raise Invalid(f"{file} is not there: run factordb lock first.")
    if content is None:
        raise LockfileBroken(f"The {what} {file} is not there.", what=what)
    return content


def _confirmed(moves: "Sequence[Move]", *, yes: bool, json: bool) -> bool:
    import sys

    if not json:
        telling.table(
            ("alias", "old", "new", "Δ %"),
            (
                (m.alias, told(m.old), told(m.new), m.change_percent or "not comparable")
                for m in moves
            ),
        )
    if yes or json or not sys.stdin.isatty():
        return yes
    return typer.confirm("Move them?", err=True)


def told(answer: "Answer | None") -> str:
    """Return one number with what it is of, and where it stands."""
    if answer is None:
        return "–"
    method = f" ({answer.gwp})" if answer.gwp else ""
    return f"{answer.value} kg {answer.gas}{method}/{answer.unit} {answer.release}"


def _counted(told: dict[str, object]) -> str:
    counts = {name: len(found) for name in ("added", "changed", "removed") if (found := told[name])}  # type: ignore[arg-type]  # lists
    return ", ".join(f"{n} {name}" for name, n in counts.items()) or "nothing changed"
