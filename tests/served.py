"""The app as a caller meets it: on a real database, started and stopped with its lifespan."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, text
from starlette.testclient import TestClient

from factordb.api.app import create_app
from factordb.api.fast_path import FastPath
from factordb.settings import Settings
from tests.conftest import Databases

PROBLEM = "application/problem+json"
IMMUTABLE = "public, max-age=31536000, immutable"
UNKNOWN = "sha256:" + "0" * 64


@contextmanager
def serving(address: str, **more: Any) -> Iterator[TestClient]:  # any setting
    """Give a client of a server on ``address``; what fails there is an answer, as for callers."""
    app = create_app(Settings(database_url=address, seeds=False, **more))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def app_of(client: TestClient) -> FastPath:
    """Return the app behind a client."""
    assert isinstance(client.app, FastPath)
    return client.app


def address_of(databases: Databases, engine: Engine) -> str:
    """Return the address of the database that an engine is on."""
    with engine.connect() as connection:
        name = connection.execute(text("SELECT current_database()")).scalar_one()
    return databases.server(str(name))
