"""The life of a server: what it opens, what it looks after each second, how it ends."""

import asyncio
import gc
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from functools import partial

import anyio.to_thread
from fastapi import FastAPI
from sqlalchemy import Engine

from factordb import shipped
from factordb.api.running import Running
from factordb.catalogue import opening
from factordb.catalogue.finding.building import Following
from factordb.catalogue.finding.indexing import Indexes
from factordb.catalogue.opening import Opened, Where, opened
from factordb.catalogue.record.vouching import Vouching
from factordb.settings import Settings

_SECONDS = 1.0
"""Seconds between two looks at one thing."""


@asynccontextmanager
async def living(settings: Settings, app: FastAPI) -> AsyncIterator[None]:
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
    looks = _looks(settings, app, found, following)
    tasks = [asyncio.create_task(_often(look, ending)) for look in looks]
    try:
        yield
    finally:
        await aside(app.state.running.stop)
        ending.set()
        await asyncio.wait(tasks)
        await aside(following.stop)
        app.state.meter.flush()
        await aside(_write_down, app, found.engine)
        await aside(catalogue_.__exit__, None, None, None)
        _let_go(app)


def _looks(
    settings: Settings, app: FastAPI, found: Opened, following: Following
) -> Iterator[Callable[[], object]]:
    """Yield what is looked after each second: none of it is waited for by a request."""
    yield app.state.meter.flush
    yield following.look
    yield partial(_write_down, app, found.engine)
    if found.keys is not None:
        yield Vouching(found.engine, found.keys, settings.origin).look


def _write_down(app: FastAPI, engine: Engine) -> None:
    """Write what was noted, in transactions that nobody waits for."""
    app.state.refusals.flush(engine)
    app.state.uses.flush(engine)


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


async def _often(look: Callable[[], object], ending: asyncio.Event) -> None:
    """Look each second after what no request waits for, until ``ending``.

    A look is never left halfway: it would go on in its thread, on a connection of a pool that is
    gone.
    """
    while not ending.is_set():
        await anyio.to_thread.run_sync(look)
        with suppress(TimeoutError):
            await asyncio.wait_for(ending.wait(), _SECONDS)
