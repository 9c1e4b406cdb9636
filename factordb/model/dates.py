"""Three different things: the period of the data, the dates it applies to, its publication."""

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from factordb.model.base import Model


def _day(text: str) -> str:
    date.fromisoformat(text)
    return text


def _some_precision(text: str) -> str:
    date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    return text


Day = Annotated[
    str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(_day)
]
"""ISO 8601 day: ``2023-12-31``."""

Published = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"),
    AfterValidator(_some_precision),
]
"""ISO 8601 with the precision there is: ``2023``, ``2023-12`` or ``2023-12-31``."""


class Period(Model):
    """The days the numbers describe, both included."""

    from_: Day = Field(alias="from")
    """First day."""
    to: Day
    """Last day."""

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.to < self.from_:
            raise ValueError(f"ends on {self.to}, before it starts on {self.from_}")
        return self


class Applies(Model):
    """The activity dates that the publisher names, both included; either end may be open."""

    from_: Day | None = Field(None, alias="from")
    """First activity day; absent when open."""
    to: Day | None = None
    """Last activity day; absent when open."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.from_ is None and self.to is None:
            raise ValueError("names neither a first nor a last day; leave applies out")
        if self.from_ and self.to and self.to < self.from_:
            raise ValueError(f"ends on {self.to}, before it starts on {self.from_}")
        return self


class Dates(Model):
    data: Period | None = None
    """The period the numbers describe, of any length."""
    applies: Applies | None = None
    """The activity dates the publisher names."""
    published: Published | None = None
    """When the numbers were published, with the precision there is."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.data is None and self.applies is None and self.published is None:
            raise ValueError("says nothing; leave dates out")
        return self


def year(text: str) -> dict[str, str]:
    """Return the period of one calendar year: ``{"from": "2023-01-01", "to": "2023-12-31"}``."""
    return {"from": f"{text}-01-01", "to": f"{text}-12-31"}
