"""Clients of the app: one on all seeds, one on an empty database of the test's own."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from starlette.testclient import TestClient

from tests.conftest import Databases
from tests.served import address_of, serving


@pytest.fixture(scope="session")
def seeded_address(databases: Databases, seeded: Engine) -> str:
    """Return the address of the database with all seeds."""
    return address_of(databases, seeded)


@pytest.fixture(scope="session")
def client(seeded_address: str) -> Iterator[TestClient]:
    """Return a client of a server with all seeds."""
    with serving(seeded_address) as client:
        yield client


@pytest.fixture
def empty(address: str) -> Iterator[TestClient]:
    """Return a client of a server with nothing published; ``engine`` is on its database."""
    with serving(address) as client:
        yield client
