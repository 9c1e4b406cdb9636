"""Publishers' real files, where they are at hand; they are never part of the project."""

from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "shared" / "data"

needs_publishers_files = pytest.mark.skipif(
    not DATA.is_dir(), reason="publishers' files are not at hand"
)

FACTS = DATA.with_name("facts")
"""Tables of cited figures that the seeds of China and the IPCC are held against."""

needs_facts = pytest.mark.skipif(not FACTS.is_dir(), reason="the cited figures are not at hand")
