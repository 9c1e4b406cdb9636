"""A factor as it stands in one release: what finding and resolving look at."""

from typing import NamedTuple

from factordb.model.manifest import Manifest


class Entry(NamedTuple):
    """Flat columns of one factor, derived from its document, beside the release it stands in."""

    digest: str
    dataset: str
    release: str
    edition: int
    """Number of the edition that published the release."""
    manifest: Manifest
    activity: str
    facets: dict[str, str]
    boundary: tuple[str, ...]
    region: str
    data: tuple[str, str] | None
    """First and last day of the data, ISO 8601."""
    applies: tuple[str | None, str | None] | None
    published: str | None
    unit: str
    dimension: str
    key: str
    value: str | None
    """Headline in kg per unit; nothing where the factor has none."""
    gas: str | None
    gwp: str | None
    computed: bool
    purpose: tuple[str, ...]
    """What it is for: as the factor says, else as its series does; empty where neither."""
    status: str | None
    name: dict[str, str]
    standing: str | None = None
    """``withdrawn`` or ``superseded``; nothing where it stands."""
    withheld: bool = False
    """True where its amounts need a grant that the caller does not have: nothing of them is here,
    and its document cannot be read."""
    lineage: str | None = None
    """The dataset that it is one with, where a later release says otherwise than its own."""

    @property
    def group(self) -> str:
        """The first word of the activity."""
        return self.activity.partition(".")[0]

    @property
    def reference(self) -> str:
        """``dataset@release``."""
        return f"{self.dataset}@{self.release}"

    @property
    def mark(self) -> tuple[str, str]:
        """What tells it from every other entry: where it stands, and its digest."""
        return self.reference, self.digest
