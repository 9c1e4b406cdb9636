"""Advisories: public notices that factors are wrong, in OSV's shape (Open Source Vulnerability).

What OSV has no word for stands where OSV keeps room for it: which factors of a release are meant
in ``ecosystem_specific``, by how much they are wrong and what to use instead in
``database_specific``.
"""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from factordb.model.base import DigestText, Document, Model, Slug
from factordb.model.manifest import ActivityPattern, ReleaseName, ReleaseReference, matches
from factordb.model.text import Text

FIRST = "0"
"""As ``introduced``: wrong in every release from the first on."""

AdvisoryId = Annotated[
    str, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,15}-[0-9]{4}-[0-9A-Za-z-]{1,40}$")
]
"""``FACTORDB-2024-0001``"""


def _is_utc(text: str) -> str:
    datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ")  # noqa: DTZ007  # the Z says it
    return text


Time = Annotated[str, AfterValidator(_is_utc)]
"""``2024-06-05T00:00:00Z``"""

Percent = Annotated[str, StringConstraints(pattern=r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
"""By how many percent the right number differs from the wrong one."""


class Package(Model):
    ecosystem: Literal["factordb"] = "factordb"
    name: Slug
    """The dataset."""


class Event(Model):
    """One end of a range of releases, in the order they were published."""

    introduced: ReleaseName | None = None
    """The first release that is wrong; ``0`` for the first there is."""
    fixed: ReleaseName | None = None
    """The first that is right again."""

    @model_validator(mode="after")
    def _is_one_end(self) -> Self:
        if (self.introduced is None) == (self.fixed is None):
            raise ValueError("name introduced or fixed, one of them")
        return self


class Range(Model):
    type: Literal["ECOSYSTEM"] = "ECOSYSTEM"
    events: tuple[Event, ...] = Field(min_length=1)


class Selected(Model):
    """Which factors of a release are meant; all where nothing is named."""

    activities: tuple[ActivityPattern, ...] | None = Field(None, min_length=1)
    keys: tuple[Text, ...] | None = Field(None, min_length=1)
    ids: tuple[Text, ...] | None = Field(None, min_length=1)
    """Publishers' ids."""
    digests: tuple[DigestText, ...] | None = Field(None, min_length=1)

    def names(self, key: str, activity: str, ids: tuple[str, ...], digest: str) -> bool:
        """Say whether a factor is meant."""
        return (
            key in (self.keys or ())
            or digest in (self.digests or ())
            or bool(set(ids).intersection(self.ids or ()))
            or any(matches(activity, pattern) for pattern in self.activities or ())
        )


class Change(Model):
    """By how much the right numbers differ from the wrong ones."""

    low: Percent
    high: Percent


class Remedy(Model):
    change_percent: Change | None = None
    instead: ReleaseReference | DigestText | None = None
    """What to use."""
    note: Text | None = None


class Affected(Model):
    package: Package
    ranges: tuple[Range, ...] | None = Field(None, min_length=1)
    versions: tuple[ReleaseName, ...] | None = Field(None, min_length=1)
    """Releases by name."""
    ecosystem_specific: Selected | None = None
    database_specific: Remedy | None = None

    @model_validator(mode="after")
    def _names_releases(self) -> Self:
        if not (self.ranges or self.versions):
            raise ValueError("name the releases: introduced and fixed, or versions")
        return self

    def holds_for(self, release: str, order: tuple[str, ...]) -> bool:
        """Say whether a release is wrong; ``order`` is how the dataset's were published."""
        return release in (self.versions or ()) or any(
            _within(release, order, one.events) for one in self.ranges or ()
        )

    def releases(self) -> set[str]:
        """Return the names of all releases that are named."""
        events = [event for one in self.ranges or () for event in one.events]
        ends = {end for event in events for end in (event.introduced, event.fixed) if end}
        return (ends - {FIRST}) | set(self.versions or ())


class Reference(Model):
    type: Literal["ADVISORY", "ARTICLE", "EVIDENCE", "FIX", "REPORT", "WEB"] = "WEB"
    url: Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=500)]


class Words(Model):
    summary: Text
    details: Text


class More(Model):
    """What is said beyond OSV."""

    zh: Words | None = None
    """The same in Chinese."""
    withdrawn_because: Text | None = None


class Advisory(Document):
    schema_version: Literal["1.7.0"] = "1.7.0"
    """Of OSV."""
    id: AdvisoryId
    published: Time
    modified: Time
    withdrawn: Time | None = None
    """Since when nobody holds it any more."""
    aliases: tuple[Text, ...] | None = Field(None, min_length=1)
    summary: Annotated[Text, Field(max_length=200)]
    details: Text
    affected: tuple[Affected, ...] = Field(min_length=1, max_length=200)
    references: tuple[Reference, ...] | None = Field(None, min_length=1)
    database_specific: More | None = None


def _within(release: str, order: tuple[str, ...], events: tuple[Event, ...]) -> bool:
    """Walk the releases in order: each end switches what follows."""
    wrong = any(event.introduced == FIRST for event in events)
    for name in order:
        wrong = wrong or any(event.introduced == name for event in events)
        wrong = wrong and not any(event.fixed == name for event in events)
        if name == release:
            return wrong
    return False
