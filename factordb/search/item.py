"""A factor in one release as the index takes it in."""

from typing import NamedTuple

ALWAYS = (0, 9_999)
"""The years of a factor that says no dates: every year."""


class Item(NamedTuple):
    """What is searched, what is filtered by, and where the factor stands in the store."""

    release: int
    """The store's number of the release; with ``ordinal`` it finds the factor again."""
    ordinal: int
    edition: int
    """The edition that published the release."""
    dataset: str
    text: str
    """Names, labels, activity and facets, a line each; equal for many factors."""
    group: str
    activity: str
    region: str
    years: tuple[int, int]
    """First and last activity year, else data year; `ALWAYS` where none is said."""
    unit: str
    dimension: str
    uses: tuple[str, ...]
    boundary: tuple[str, ...]
    facets: tuple[tuple[str, str], ...]
    """Sorted by name."""
    archived: bool
    """Whether the publisher himself set it aside."""
    codes: tuple[str, ...]
    """Ids by which the publisher knows it."""
    identity: int
    """64 bits of dataset and identity: equal where a later release says the same thing anew."""
    number: int
    """64 bits of dataset, key and headline: equal where the number itself is the same."""
    finding: str = ""
    """What a rule set found of it, as far as grades come of it; nothing where none looked."""
