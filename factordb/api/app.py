"""The server, put together in one place."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

import anyio.to_thread
from fastapi import Depends, FastAPI
from fastapi.openapi.utils import get_openapi
from sqlalchemy import Engine

from factordb import shipped
from factordb.api import cross_origin, manual_page, problems, uploads
from factordb.api.arriving import Bounds
from factordb.api.bodies import Bodies
from factordb.api.deps import refuse_zeros
from factordb.api.fast_path import Doors, FastPath
from factordb.api.gate import Gate, Limits
from factordb.api.metering import Meter
from factordb.api.oidc import Client, Provider
from factordb.api.refusals import Refusals
from factordb.api.routes import (
    advisories,
    catalogue,
    contents,
    documents,
    events,
    eyes,
    finding,
    grants,
    imports,
    log,
    login,
    pinning,
    quality,
    reference,
    releasing,
    reviewing,
    trail,
    withdrawing,
)
from factordb.api.running import Running
from factordb.catalogue import opening
from factordb.catalogue.finding.building import Following
from factordb.catalogue.finding.indexing import Indexes
from factordb.catalogue.looking.headlines import Headlines
from factordb.catalogue.opening import Opened, Where, opened
from factordb.errors import Invalid
from factordb.settings import Settings

_SECONDS = 1.0
"""Seconds between two looks at the waiting lines of the access log, and at the log's growth."""


_ABOUT = """\
Every answer about the catalogue names its edition in `Factordb-Edition`, and every query may name
one: the same question to the same edition has the same answer. What is addressed by its hash never
changes and may be kept for ever. Errors are RFC 9457 problem documents whose `detail` says what to
do next; no cache keeps them. Every GET answers HEAD as well.
"""
_TOKEN = "token"  # noqa: S105  # a name in the description
_ALWAYS_OF_GET = {
    "422": "Not valid",
    "429": "Too many requests from this address; `Retry-After` says when to ask again",
    "503": "Not available now; `Retry-After` says when to ask again",
}
_ALWAYS = {
    "400": "Body not read",
    "408": "Body came too slowly",
    "413": "Body too large",
} | _ALWAYS_OF_GET


def create_app(settings: Settings | None = None) -> FastPath:
    """Return a server; importing this module opens nothing, starting the server does."""
    settings = settings or Settings()
    bodies = Bodies(settings.cache_bytes)
    meter = Meter(bodies, settings.access_log)
    refusals = Refusals()
    app = _app(settings, refusals)
    app.state.bodies, app.state.meter, app.state.refusals = bodies, meter, refusals
    app.state.provider, app.state.session_hours = _provider(settings), settings.session_hours
    app.state.origin = settings.public_url or ""
    app.state.headlines = Headlines()
    doors = Doors(
        Gate(Limits(settings.rate, settings.burst), settings.trusted_proxies),
        Bounds({imports.PATH: uploads.MOST_BYTES}),
        cross_origin.crossing(settings.origins),
        refusals.note_often,
    )
    return FastPath(app, bodies, meter, doors)


def _provider(settings: Settings) -> Provider | None:
    """Return the provider of identities of the settings, where one is named.

    Raises:
        Invalid: something about it is missing.
    """
    issuer, client = settings.oidc_issuer, settings.oidc_client_id
    secret, url = settings.oidc_client_secret, settings.public_url
    if issuer is None:
        return None
    if client is None or secret is None or url is None:
        raise Invalid(
            "Logging in needs FACTORDB_OIDC_CLIENT_ID, FACTORDB_OIDC_CLIENT_SECRET and "
            "FACTORDB_PUBLIC_URL beside FACTORDB_OIDC_ISSUER."
        )
    if not issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise Invalid("FACTORDB_OIDC_ISSUER: a provider is asked by https only.")
    callback = f"{url}/login/callback"
    return Provider(Client(issuer, client, secret.get_secret_value(), callback))


def _app(settings: Settings, refusals: Refusals) -> FastAPI:
    app = FastAPI(
        title="factordb",
        summary="Emission factors, kept the way a package registry keeps packages.",
        description=_ABOUT,
        version="1",
        lifespan=partial(_living, settings),
        docs_url=None,  # the framework's page loads from elsewhere: ours is a route
        redoc_url=None,
        dependencies=[Depends(refuse_zeros)],
    )
    for module in (
        finding,
        documents,
        quality,
        catalogue,
        contents,
        imports,
        releasing,
        reviewing,
        eyes,
        trail,
        log,
        reference,
        withdrawing,
        advisories,
        events,
        manual_page,
        login,
        pinning,
        grants,
    ):
        app.include_router(module.router)
    problems.install(app, refusals.note)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's own way
    return app


@asynccontextmanager
async def _living(settings: Settings, app: FastAPI) -> AsyncIterator[None]:
    """Open what the server needs, let it do what no request waits for, and close all in the end."""
    where = Where(
        settings.database_url,
        settings.owner_url,
        settings.home,
        shipped.SEEDS if settings.seeds else None,
        settings.keys,
        settings.origin,
        settings.statement_seconds or None,
    )
    aside = anyio.to_thread.run_sync
    catalogue_ = opened(where)
    found = await aside(catalogue_.__enter__)
    app.state.engine = found.engine
    app.state.running = Running(found.engine)
    cache = opening.cache(settings.cache, settings.home)
    following = Following(found.engine, found.address, cache)
    app.state.indexes = await aside(_searchable, following)
    ending = asyncio.Event()
    looks = _looks(settings, app, found, following, ending)
    tasks = [asyncio.create_task(one) for one in looks]
    try:
        yield
    finally:
        await aside(app.state.running.stop)
        ending.set()
        await asyncio.wait(tasks)
        await aside(following.stop)
        app.state.meter.flush()
        await aside(app.state.refusals.flush, found.engine)
        await aside(catalogue_.__exit__, None, None, None)
        _let_go(app)


def _looks(
    settings: Settings, app: FastAPI, found: Opened, following: Following, ending: asyncio.Event
) -> list[Coroutine[Any, Any, None]]:
    """Return what is looked after each second until ``ending``."""
    looks = [
        _flush(app.state.meter, ending),
        _often(following.look, ending),
        _often(partial(app.state.refusals.flush, found.engine), ending),
    ]
    if found.keys is not None:
        looks.append(_sign(found.engine, found.keys, settings.origin, ending))
    return looks


def _searchable(following: Following) -> Indexes:
    """Return the indexes of the server, the first of them opened."""
    following.first_look()
    gc.collect()
    gc.freeze()  # What is here by now stays: no answer waits while all of it is gone through.
    return following.indexes


def _let_go(app: FastAPI) -> None:
    """Let go of the indexes: their files are closed as what was kept is collected."""
    app.state.indexes = None
    gc.unfreeze()


def _openapi(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document: errors are problem documents, and nothing else."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title,
            version=app.version,
            summary=app.summary,
            description=app.description,
            routes=app.routes,
        )
        schemas = made["components"]["schemas"]
        schemas["Problem"] = problems.Problem.model_json_schema()
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        made["components"]["securitySchemes"] = {_TOKEN: {"type": "http", "scheme": "bearer"}}
        for path in made["paths"].values():
            for method, operation in path.items():
                if "401" in operation["responses"]:  # where nobody is 403, anybody may ask without
                    anybody: list[dict[str, Any]] = [] if "403" in operation["responses"] else [{}]
                    operation["security"] = [*anybody, {_TOKEN: []}]
                _may_always_come(operation["responses"], has_body=method == "post")
                _only_problems(operation["responses"])
        app.openapi_schema = made
    return app.openapi_schema


def _may_always_come(responses: dict[str, Any], *, has_body: bool) -> None:
    """Add what any call may answer, whatever it does."""
    for status, said in _ALWAYS.items() if has_body else _ALWAYS_OF_GET.items():
        responses.setdefault(status, {"description": said})


def _only_problems(responses: dict[str, Any]) -> None:
    problem = {problems.MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, response in responses.items():
        if status.startswith(("4", "5")):
            response["content"] = problem


async def _sign(engine: Engine, keys: Path, origin: str | None, ending: asyncio.Event) -> None:
    """Sign what is committed each second, off the way of requests."""
    from factordb.catalogue.record.vouching import Vouching  # noqa: PLC0415  # signing need not be waited for

    await _often(Vouching(engine, keys, origin).look, ending)


async def _often(look: Callable[[], object], ending: asyncio.Event) -> None:
    """Look each second after what no request waits for: the search index, refusals to note.

    A look is never left halfway: it would go on in its thread, on a connection of a pool that is
    gone.
    """
    while not ending.is_set():
        await anyio.to_thread.run_sync(look)
        await _a_second(ending)


async def _flush(meter: Meter, ending: asyncio.Event) -> None:
    while not ending.is_set():
        await _a_second(ending)
        meter.flush()


async def _a_second(ending: asyncio.Event) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(ending.wait(), _SECONDS)
