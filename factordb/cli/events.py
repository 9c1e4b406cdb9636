"""The verb of the trail: who did what, and what was refused to whom."""

from typing import Annotated

import typer

from factordb.cli import sitting, telling
from factordb.cli.telling import Json


def add_to(app: typer.Typer) -> None:
    """Add the verb to ``app``."""
    app.command()(events)


def events(
    action: Annotated[
        str | None, typer.Option(help="refused, release, token.issued …: or what begins with it.")
    ] = None,
    subject: Annotated[
        str | None, typer.Option(help="A release, a digest, or a dataset with its releases.")
    ] = None,
    person: Annotated[str | None, typer.Option(help="Who did it.")] = None,
    limit: Annotated[int, typer.Option(help="How many, the newest first.", min=1)] = 50,
    json: Json = False,
) -> None:
    """List what was done and what was refused: when, by whom, from where."""
    from factordb.catalogue.record import trail
    from factordb.cli.opening import transaction
    from factordb.store.events import Wanted

    with transaction() as db:
        by = sitting.visiting()
        found = trail.events_before(db, by, 2**63 - 1, limit, Wanted(action, subject, person))
    if json:
        telling.as_json({"items": [one.model_dump(mode="json") for one in found]})
        return
    rows = (
        (
            one.at[:19],
            one.action,
            one.subject,
            one.person or "–",
            one.address or one.via,
            one.detail.get("detail") or one.detail.get("reason") or "",
        )
        for one in found
    )
    telling.table(("when", "what", "about", "who", "from", "why"), rows)
