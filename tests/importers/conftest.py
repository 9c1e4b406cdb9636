"""A hub of our own making, read once, and a place for another."""

from pathlib import Path

import pytest

from tests.importers import hubs
from tests.importers.hub_read import Read, read


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Read:
    return read(hubs.write(tmp_path_factory.mktemp("hub") / "hub.xlsx", hubs.lines()))


@pytest.fixture
def hub(tmp_path: Path) -> Path:
    return tmp_path / "hub.xlsx"
