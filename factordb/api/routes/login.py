"""Logging in and out by a provider of identities; a session is a cookie that no page can read."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from factordb.api import cookies
from factordb.api.deps import Asking, Db, identify
from factordb.api.oidc import Provider
from factordb.catalogue import sessions
from factordb.errors import NotAuthenticated, NotFound
from factordb.model.base import Model
from factordb.store import engine as engines

router = APIRouter(include_in_schema=False)

_KEPT = {"Cache-Control": "no-store"}


class Me(Model):
    """Who asks."""

    name: str | None
    role: str | None


@router.get("/login")
def begin(request: Request, next: Annotated[str, Query(max_length=300)] = "/docs") -> Response:  # noqa: A002  # the parameter's name
    """Send the browser to the provider."""
    going = _provider(request).begin(next)
    answer = RedirectResponse(going.url, 303, _KEPT)
    cookies.keep(answer, cookies.LOGIN, going.cookie, 600)
    return answer


@router.get("/login/callback")
async def finish(request: Request) -> Response:
    """Begin a session of whom the provider vouches for."""
    return await run_in_threadpool(_finish, request)


@router.post("/logout")
def end(request: Request, db: Db, caller: Asking) -> Response:
    """End the session."""
    secret = request.cookies.get(cookies.SESSION)
    if secret:
        sessions.end(db, caller, secret)
    answer = Response(status_code=204, headers=_KEPT)
    cookies.drop(answer, cookies.SESSION)
    return answer


@router.get("/v1/me")
def who(response: Response, caller: Asking) -> Me:
    """Say who asks."""
    response.headers["Cache-Control"] = "no-store"
    return Me(name=caller.name, role=caller.role if caller.name else None)


def _finish(request: Request) -> Response:
    provider = _provider(request)
    kept = request.cookies.get(cookies.LOGIN)
    if kept is None:
        raise NotAuthenticated("This browser began no login here: begin at /login.")
    said, then = provider.finish(kept, dict(request.query_params))
    old = request.cookies.get(cookies.SESSION)
    address = request.client.host if request.client else None
    with engines.transaction(request.app.state.engine) as db:
        if old:  # whoever planted it has nothing of what begins now
            sessions.end(db, identify(request, db), old)
        begun = sessions.begin(db, said, request.app.state.session_hours, address)
    answer = RedirectResponse(then, 303, _KEPT)
    cookies.keep(answer, cookies.SESSION, begun.secret, begun.seconds)
    cookies.drop(answer, cookies.LOGIN)
    return answer


def _provider(request: Request) -> Provider:
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise NotFound("Nobody logs in here: use a token, or set FACTORDB_OIDC_ISSUER.")
    return provider
