"""Checks over one release, fed document by document."""

from factordb.model.factor import Factor
from factordb.quality.checks import checking, limits
from tests.examples import a_factor
from tests.quality.checked import findings


def grids(*values: str, **changes: object) -> list[Factor]:
    """Return grid factors of as many provinces as there are values."""
    codes = ("CN-BJ", "CN-TJ", "CN-HE", "CN-SX", "CN-LN", "CN-JL", "CN-HL", "CN-SH", "CN-JS")
    regions = (code for code in codes)
    return [a_factor(value=value, region=next(regions), **changes) for value in values]


def test_a_sound_release_says_nothing() -> None:
    assert findings(*grids("0.5580", "0.6730", "0.7252", "0.7096", "0.5473")) == {}


def test_the_limits_are_named_by_their_digest() -> None:
    assert checking.table() == {"bands-2": limits.digest()}
