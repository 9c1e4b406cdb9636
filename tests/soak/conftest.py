"""Folders that any uid can reach, for homes under fire."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def place() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="soak")).resolve()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)
