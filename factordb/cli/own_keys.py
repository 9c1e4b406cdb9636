"""Verbs of the reviewer's own key, which work where there is no server: make, claim, sign."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from factordb.cli import sitting, telling
from factordb.cli.reviewing import review
from factordb.cli.telling import Json

if TYPE_CHECKING:
    from factordb.log.notes import SigningKey

KeyFile = Annotated[Path, typer.Option("--key", help="File of your key, from `new-key`.")]
Out = Annotated[Path | None, typer.Option("--to", "-o", help="File to write into.")]
_OWN = 0o600


def add_to(app: typer.Typer) -> None:
    """Add the verbs to `factordb review`, which ``app`` has already."""
    del app
    for name, verb in _VERBS.items():
        review.command(name)(verb)


def new_key(
    name: Annotated[str, typer.Argument(help="Name of the key: li-wei.example.org/review")],
    person: Annotated[str, typer.Option(help="You, as the server knows you.")],
    key: KeyFile,
) -> None:
    """Make an Ed25519 key of your own, and print the claim that registers it; needs no server."""
    from factordb.catalogue.reviewing.signing import claim
    from factordb.errors import Invalid
    from factordb.log.notes import SigningKey

    seed = secrets.token_bytes(32)
    made = SigningKey(name, seed)
    if key.exists():
        raise Invalid(f"{key} is there already: a key is never overwritten.")
    with os.fdopen(os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWN), "w") as out:
        out.write(f"{name} {base64.b64encode(seed).decode()}\n")
    telling.as_it_is(made.signed(claim(person, made.verifier.text())).encode())


def sign(
    file: Annotated[Path, typer.Argument(help="Text of `factordb review text`.")],
    key: KeyFile,
    to: Out = None,
) -> None:
    """Sign the text of a review with your own key; needs no server."""
    from factordb.errors import Invalid
    from factordb.lockfile.files import text
    from factordb.model.review import Review

    found = text(file)
    if found is None:
        raise Invalid(f"{file} is not there.", file=str(file))
    text_ = Review.read(found).text()
    note = _key(key).signed(text_)
    if to is None:
        telling.as_it_is(note.encode())
    else:
        to.write_text(note, "utf-8")


def add_key(
    claim: Annotated[Path, typer.Argument(help="What `new-key` printed.")],
    json: Json = False,
) -> None:
    """Register a key as yours, so that reviews signed with it are taken."""
    from factordb.catalogue.reviewing import signing
    from factordb.cli.opening import transaction
    from factordb.errors import Invalid
    from factordb.lockfile.files import text

    note = text(claim)
    if note is None:
        raise Invalid(f"{claim} is not there.", file=str(claim))
    with transaction() as db:
        done = signing.register(db, sitting.here(db), note)
    told = f"{done.key} is {done.person}'s since entry {done.place} of the log."
    telling.as_json(done) if json else telling.line(told)


def revoke_key(
    key: Annotated[str, typer.Argument(metavar="KEY")],
    reason: Annotated[str, typer.Option(help="Why; the log keeps it.")],
    json: Json = False,
) -> None:
    """Take no more reviews signed with a key; those filed before stay valid."""
    from factordb.catalogue.reviewing import signing
    from factordb.cli.opening import transaction

    with transaction() as db:
        done = signing.revoke(db, sitting.here(db), key, reason)
    told = f"{done.key} is revoked since entry {done.place} of the log."
    telling.as_json(done) if json else telling.line(told)


def keys(
    person: Annotated[str | None, typer.Argument()] = None,
    json: Json = False,
) -> None:
    """List the keys that reviews are signed with."""
    from factordb.catalogue.reviewing import signing
    from factordb.cli.opening import transaction

    with transaction() as db:
        found = signing.keys(db, person)
    if json:
        telling.as_json({"items": [one.model_dump(mode="json") for one in found]})
        return
    rows = ((one.person, one.state, one.at, one.place, one.key) for one in found)
    telling.table(("person", "state", "since", "entry", "key"), rows)


def _key(file: Path) -> "SigningKey":
    from factordb.errors import Invalid
    from factordb.log.notes import SigningKey

    try:
        name, seed = file.read_text("utf-8").split()
        return SigningKey(name, base64.b64decode(seed, validate=True))
    except (OSError, ValueError) as error:
        raise Invalid(
            f"{file} is no key ({error}): `factordb review new-key` makes one.", file=str(file)
        ) from error


_VERBS: dict[str, Callable[..., None]] = {
    "new-key": new_key,
    "add-key": add_key,
    "revoke-key": revoke_key,
    "keys": keys,
    "sign": sign,
}
