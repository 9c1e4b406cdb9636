"""Publishers' real files, where they are at hand; they are never part of the project."""

from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "shared" / "data"

needs_publishers_files = pytest.mark.skipif(
    not DATA.is_dir(), reason="publishers' files are not at hand"
)
