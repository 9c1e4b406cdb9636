"""The manual of units is what the table says, whole."""

from pathlib import Path

import pytest

from factordb import units
from scripts import make_units

DOCS = Path(__file__).parents[1] / "docs"


@pytest.mark.parametrize("name", ["units.md", "units.zh-CN.md"])
def test_the_manual_is_made_from_the_table(name: str) -> None:
    assert (DOCS / name).read_text("utf-8") == make_units.made()[name], "run scripts/make_units.py"


@pytest.mark.parametrize("name", ["units.md", "units.zh-CN.md"])
def test_every_accepted_spelling_of_a_symbol_is_there(name: str) -> None:
    told = (DOCS / name).read_text("utf-8")
    plain = {u: said for u, said in units.spellings().items() if "{" not in u}
    assert [s for said in plain.values() for s in said if f"`{s}`" not in told] == []
