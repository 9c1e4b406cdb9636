"""Verbs of grants: who may read a closed dataset."""

from typing import Annotated

import typer

from factordb.cli import sitting, telling
from factordb.cli.telling import Json

grant = typer.Typer(no_args_is_help=True, help="Grants: who may read a closed dataset.")

Person = Annotated[str, typer.Argument(help="Her name, as her tokens are issued to.")]
Dataset = Annotated[str, typer.Argument(help="A metadata-only or private dataset.")]


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    app.add_typer(grant, name="grant")


@grant.command()
def give(person: Person, dataset: Dataset) -> None:
    """Let a person read a closed dataset, with every token of hers that is good for it."""
    _grant(person, dataset, given=True)
    telling.line(f"{person} may read {dataset} from now on.")


@grant.command()
def take(person: Person, dataset: Dataset) -> None:
    """Let a person no longer read a closed dataset."""
    _grant(person, dataset, given=False)
    telling.line(f"{person} may no longer read {dataset}.")


@grant.command("list")
def list_(json: Json = False) -> None:
    """List the grants that stand."""
    from factordb.catalogue import granting
    from factordb.cli.opening import transaction

    with transaction() as db:
        found = granting.grants(db, sitting.visiting())
    if json:
        telling.as_json({"items": [one.model_dump(mode="json") for one in found]})
        return
    rows = ((one.dataset, one.access, one.person, one.by, one.at) for one in found)
    telling.table(("dataset", "class", "person", "given by", "since"), rows)


def _grant(person: str, dataset: str, *, given: bool) -> None:
    from factordb.catalogue import granting
    from factordb.catalogue.granting import Grant
    from factordb.cli.opening import transaction

    with transaction() as db:
        wish = Grant(person=person, dataset=dataset, given=given)
        granting.grant(db, sitting.here(db), wish)
