"""The server, put together in one place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from sqlalchemy import Engine

from factordb import shipped
from factordb.api import problems
from factordb.api.bodies import Bodies
from factordb.api.fast_path import FastPath
from factordb.api.metering import Meter
from factordb.api.routes import catalogue, documents, finding, log, reference
from factordb.catalogue import opening
from factordb.catalogue.indexing import Indexes
from factordb.catalogue.opening import Where, opened
from factordb.settings import Settings

_LOOKS = 1.0
"""Seconds between two looks at the waiting lines of the access log, and at the log's growth."""


def create_app(settings: Settings | None = None) -> FastPath:
    """Return a server; importing this module opens nothing, starting the server does."""
    settings = settings or Settings()
    bodies = Bodies(settings.cache_bytes)
    meter = Meter(bodies, settings.access_log)
    app = _app(settings)
    app.state.bodies, app.state.meter = bodies, meter
    return FastPath(
        app, bodies, meter, settings.rate, settings.burst, frozenset(settings.trusted_proxies)
    )


def _app(settings: Settings) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        where = Where(
            settings.database_url,
            settings.owner_url,
            settings.home,
            shipped.SEEDS if settings.seeds else None,
            settings.keys,
            settings.origin,
        )
        catalogue_ = opened(where)
        found = await anyio.to_thread.run_sync(catalogue_.__enter__)
        app.state.engine = found.engine
        app.state.indexes = Indexes(opening.cache(settings.cache, settings.home))
        tasks = [asyncio.create_task(_flush(app.state.meter))]
        if found.keys is not None:
            tasks.append(asyncio.create_task(_sign(found.engine, found.keys, settings.origin)))
        try:
            yield
        finally:
            await _ended(tasks)
            app.state.meter.flush()
            await anyio.to_thread.run_sync(catalogue_.__exit__, None, None, None)

    app = FastAPI(
        title="factordb",
        summary="Emission factors, kept the way a package registry keeps packages.",
        version="1",
        lifespan=lifespan,
    )
    for module in (documents, finding, catalogue, log, reference):
        app.include_router(module.router)
    problems.install(app)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's own way
    return app


def _openapi(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document: errors are problem documents, and nothing else."""
    if app.openapi_schema is None:
        made = get_openapi(
            title=app.title, version=app.version, summary=app.summary, routes=app.routes
        )
        schemas = made["components"]["schemas"]
        schemas["Problem"] = problems.Problem.model_json_schema()
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for path in made["paths"].values():
            for operation in path.values():
                _only_problems(operation["responses"])
        app.openapi_schema = made
    return app.openapi_schema


def _only_problems(responses: dict[str, Any]) -> None:
    problem = {problems.MEDIA: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for status, response in responses.items():
        if status.startswith(("4", "5")):
            response["content"] = problem


async def _sign(engine: Engine, keys: Path, origin: str | None) -> None:
    """Sign what is committed each second, off the way of requests."""
    from factordb.catalogue.vouching import Vouching  # noqa: PLC0415  # signing need not be waited for

    vouching = Vouching(engine, keys, origin)
    while True:
        await anyio.to_thread.run_sync(vouching.look)
        await asyncio.sleep(_LOOKS)


async def _ended(tasks: list["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


async def _flush(meter: Meter) -> None:
    while True:
        await asyncio.sleep(_LOOKS)
        meter.flush()
