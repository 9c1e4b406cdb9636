"""What routes are given: a transaction, the edition that is meant, and nothing unasked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

from fastapi import Depends, Query, Request, Response
from sqlmodel import Session

from factordb.api import cookies
from factordb.api.fast_path import ANSWER, CLOSED
from factordb.catalogue import access, sessions, tables
from factordb.catalogue.access import Caller
from factordb.catalogue.finding.indexing import Indexes
from factordb.catalogue.looking import looking
from factordb.catalogue.tables import Tables
from factordb.errors import Invalid
from factordb.store import engine as engines

# What only looks at the request is ``async``: anything else waits for a thread of its own.


def open_session(request: Request) -> Iterator[Session]:
    """Give one request one transaction: committed when it answers, undone when it raises.

    It shows what who asks may see, by the token in ``Authorization``.

    Raises:
        NotAuthenticated: a token is shown, and not good.
    """
    with engines.transaction(request.app.state.engine) as session:
        request.scope[_CALLER] = identify(request, session)
        yield session


@contextmanager
def in_session(request: Request) -> Iterator[Session]:
    """Give a route that only reads a session in the thread it runs in.

    Each dependency that waits for a thread of its own is a queue more to stand in. Who shows
    nothing is granted nothing, and needs no transaction for that.

    Raises:
        NotAuthenticated: a token is shown, and not good.
    """
    if "authorization" in request.headers or cookies.SESSION in request.cookies:
        with contextmanager(open_session)(request) as session:
            yield session
        return
    with engines.reading(request.app.state.engine) as session:
        request.scope[_CALLER] = identify(request, session)
        yield session


# By default FastAPI ends a dependency after the answer has left: a failed commit would be a 200.
Db = Annotated[Session, Depends(open_session, scope="function")]


def identify(request: Request, db: Session) -> Caller:
    """Return who asks, and show the transaction what she may see; anonymous without a token.

    Raises:
        NotAuthenticated: a token is shown, and not good.
    """
    address = request.client.host if request.client else None
    shown = request.headers.get("authorization")
    if shown is None:
        caller = _by_session(request, db, address) or access.anonymous(address)
    else:
        scheme, _, token = shown.partition(" ")
        token = token.strip() if scheme.casefold() == "bearer" else ""
        caller = access.of_token(db, token, address)
        request.app.state.uses.note(caller.actor.token_id)
        request.state.caller = caller  # for whoever notes that she was refused
    if caller.closed:
        access.show(db, caller)
        for_nobody_else(request)
    return caller


def _by_session(request: Request, db: Session, address: str | None) -> Caller | None:
    """Return whose session the browser shows; nobody where there is none that is good."""
    secret = request.cookies.get(cookies.SESSION)
    if secret is None or request.app.state.provider is None:
        return None
    caller = sessions.caller(db, secret, address)
    if caller is not None:
        request.state.caller = caller
        cookies.require_own_page(request, request.app.state.origin)
    return caller


def caller_of(request: Request) -> Caller:
    """Return who asks, as the transaction that was opened for her knows her."""
    caller: Caller = request.scope[_CALLER]
    return caller


async def find_caller(request: Request, db: Db) -> Caller:
    """Return who asks, once a transaction was opened for her."""
    del db
    return caller_of(request)


Asking = Annotated[Caller, Depends(find_caller, scope="function")]


_CALLER = "factordb.caller"


def for_nobody_else(request: Request) -> None:
    """Let no cache keep the answer: it may hold what only its caller was granted."""
    request.scope.setdefault(ANSWER, {})[CLOSED] = True


async def indexes(request: Request) -> Indexes | None:
    """Give the search indexes of this server; nothing where none was started."""
    found: Indexes | None = getattr(request.app.state, "indexes", None)
    return found


Searched = Annotated[Indexes | None, Depends(indexes)]

Edition = Annotated[
    int | None,
    Query(
        description="The edition meant; the newest where none is named. One that is not reached "
        "yet is 503, never an older answer.",
        ge=1,
        le=2**31 - 1,
        examples=[3],
    ),
]


def meant_edition(response: Response, db: Db, edition: Edition = None) -> int:
    """Return the edition that is meant, and say it in the answer's headers."""
    meant = looking.current_edition(db, edition)
    names_edition(response, meant)
    return meant


Meant = Annotated[int, Depends(meant_edition, scope="function")]
"""The edition of the answer; the caller may name one."""


def tables_of(response: Response, db: Db, edition: Edition = None) -> Tables:
    """Return the numbered tables to answer with: of the edition that is named, else today's."""
    meant, read_with = tables.chosen(db, edition)
    names_edition(response, meant)
    return read_with


ReadWith = Annotated[Tables, Depends(tables_of, scope="function")]
"""The numbered tables of the answer."""


def names_edition(response: Response, edition: int) -> None:
    """Say in the answer's headers which edition it is of."""
    response.headers["Factordb-Edition"] = str(edition)


async def refuse_strangers(request: Request) -> None:
    """Refuse a parameter that the call does not have: a mistyped ``edition`` is never passed over.

    Raises:
        Invalid: it names a parameter that is not there, or one twice.
    """
    names = [name for name, _ in request.query_params.multi_items()]
    if not names:
        return
    known = _parameters(request)
    for name in names:
        if name not in known:
            there = ", ".join(sorted(known)) or "none"
            raise Invalid(
                f"{name[:60]!r} is no parameter of this call; it has {there}.",
                parameter=name[:60],
            )
        if names.count(name) > 1:
            raise Invalid(f"{name[:60]!r} is given twice.", parameter=name[:60])


def _parameters(request: Request) -> set[str]:
    """Return the names that the call has, out of the description that callers are given."""
    operations = request.app.openapi()["paths"][request.scope["route"].path]
    described = operations[request.method.lower()].get("parameters", ())
    return {p["name"] for p in described if p["in"] == "query"}


async def refuse_zeros(request: Request) -> None:
    """Refuse the one character that neither a name nor the database has.

    Raises:
        Invalid: a part of the path or of the query holds it.
    """
    given = [*request.path_params.items(), *request.query_params.multi_items()]
    for name, value in given:
        if "\0" in name or "\0" in str(value):
            raise Invalid(f"{name[:60]!r} holds the character U+0000: leave it out.")
