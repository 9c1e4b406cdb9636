"""Homes of embedded databases: one that is made once, and empty ones."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from factordb.embedded.lease import Lease
from tests.embedded.holders import is_over


def _place() -> Path:
    """Return a new folder that any uid can reach: pytest's own are closed."""
    folder = Path(tempfile.mkdtemp(prefix="fdb")).resolve()
    folder.chmod(0o755)
    return folder


@pytest.fixture
def place() -> Iterator[Path]:
    """Return an empty folder; no server of ``home`` in it is alive after the test."""
    folder = _place()
    yield folder
    homes = [lock.parent for lock in folder.rglob("server.lock")]
    assert all(map(is_over, homes))
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def made() -> Iterator[Path]:
    folder = _place()
    with Lease(folder):
        pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def home(made: Path) -> Iterator[Path]:
    """Return a home whose data folder is made; nothing runs there before and after the test."""
    yield made
    assert is_over(made)
