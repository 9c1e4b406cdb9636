"""Grants: who may read a closed dataset; given and taken by an admin, each an event."""

from collections.abc import Sequence

from sqlmodel import Session

from factordb.catalogue.access import Caller
from factordb.errors import DatasetNotFound, Invalid
from factordb.model.base import Model, Slug
from factordb.model.role import Role
from factordb.store import closing, events, persons, releases, viewing


class Grant(Model):
    """What an admin gives or takes."""

    dataset: Slug
    person: str
    given: bool = True
    """False takes it."""


class GrantView(Model):
    dataset: str
    access: str
    """``metadata-only`` or ``private``."""
    person: str
    by: str
    """Who gave it."""
    at: str


def grant(db: Session, by: Caller, wish: Grant) -> None:
    """Let a person read a closed dataset from now on, or no longer; the caller commits.

    Raises:
        NotAllowed: ``by`` is no admin, or her token is not good for the dataset.
        PersonNotFound: nobody is called so.
        DatasetNotFound: there is no such dataset; admins may learn that there is.
        Invalid: it is open, or that is so already.
    """
    by.require(Role.ADMIN, wish.dataset)
    person = persons.get(db, wish.person)
    assert person.id is not None  # noqa: S101  # out of the database
    with viewing.everything(db):
        access = releases.access_of(db, wish.dataset)
        if access is None:
            raise DatasetNotFound(
                f"There is no dataset {wish.dataset}: import its first release, which says in its "
                "manifest whether it is closed.",
                dataset=wish.dataset,
            )
        if access == "open":
            raise Invalid(f"{wish.dataset} is open: everybody reads it, and needs no grant.")
        if (wish.dataset in closing.granted(db, person.id)) == wish.given:
            has = "may read" if wish.given else "may not read"
            raise Invalid(f"{wish.person} {has} {wish.dataset} already.")
        closing.grant(db, wish.dataset, person.id, by.name or "", given=wish.given)
    action = "grant.given" if wish.given else "grant.taken"
    events.add(db, by.actor, action, wish.dataset, {"person": wish.person})


def grants(db: Session, by: Caller) -> Sequence[GrantView]:
    """Return every grant that stands, by dataset and person.

    Raises:
        NotAllowed: ``by`` is no admin.
    """
    by.require(Role.ADMIN)
    with viewing.everything(db):
        found = closing.grants(db)
    return [
        GrantView.model_validate(one._asdict())
        for one in found
        if not by.datasets or one.dataset in by.datasets
    ]
