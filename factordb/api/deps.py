"""What routes are given: a transaction, and the state of the app."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.indexing import Indexes
from factordb.store import engine as engines


def open_session(request: Request) -> Iterator[Session]:
    """Give one request one transaction: committed when it answers, undone when it raises."""
    with engines.transaction(request.app.state.engine) as session:
        yield session


# By default FastAPI ends a dependency after the answer has left: a failed commit would be a 200.
Db = Annotated[Session, Depends(open_session, scope="function")]


def indexes(request: Request) -> Indexes | None:
    """Give the search indexes of this server; nothing where none was started."""
    found: Indexes | None = getattr(request.app.state, "indexes", None)
    return found


Searched = Annotated[Indexes | None, Depends(indexes)]


def find_caller(request: Request, db: Db) -> Caller:
    """Return who asks, by the token in ``Authorization``; anonymous where there is none.

    Raises:
        NotAuthenticated: a token is shown, and not good.
    """
    address = request.client.host if request.client else None
    shown = request.headers.get("authorization")
    if shown is None:
        return access.anonymous(address)
    scheme, _, token = shown.partition(" ")
    return access.of_token(db, token.strip() if scheme.casefold() == "bearer" else "", address)


Asking = Annotated[Caller, Depends(find_caller, scope="function")]

Edition = Annotated[
    int | None,
    Query(description="The edition meant; the newest where none is named.", ge=1, le=2**31 - 1),
]


def names_edition(response: Response, edition: int) -> None:
    """Say in the answer's headers which edition it is of."""
    response.headers["Factordb-Edition"] = str(edition)
