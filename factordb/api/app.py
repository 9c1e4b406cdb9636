"""The server, put together in one place."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import anyio.to_thread
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from factordb import shipped
from factordb.api import problems
from factordb.api.bodies import Bodies
from factordb.api.fast_path import FastPath
from factordb.api.metering import Meter
from factordb.api.routes import catalogue, documents, finding, reference
from factordb.catalogue.opening import Where, opened
from factordb.settings import Settings

_FLUSHES = 1.0
"""Seconds between two looks at the waiting lines of the access log."""


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
        )
        catalogue_ = opened(where)
        found = await anyio.to_thread.run_sync(catalogue_.__enter__)
        app.state.engine = found.engine
        flushing = asyncio.create_task(_flush(app.state.meter))
        try:
            yield
        finally:
            flushing.cancel()
            app.state.meter.flush()
            await anyio.to_thread.run_sync(catalogue_.__exit__, None, None, None)

    app = FastAPI(
        title="factordb",
        summary="Emission factors, kept the way a package registry keeps packages.",
        version="1",
        lifespan=lifespan,
    )
    for module in (documents, finding, catalogue, reference):
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


async def _flush(meter: Meter) -> None:
    while True:
        await asyncio.sleep(_FLUSHES)
        meter.flush()
