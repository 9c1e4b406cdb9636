"""What resolve is asked, and what it answers."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationError, model_validator

from factordb import units
from factordb.catalogue.hits.grade import MinGrade
from factordb.catalogue.hits.hit import Hit
from factordb.errors import FactordbError, Invalid
from factordb.model import vocabulary
from factordb.model.amount import Method
from factordb.model.base import DigestText, DottedSlug, Model, Slug
from factordb.model.factor import Boundary, Facets, RegionCode
from factordb.model.text import Text
from factordb.quality.known import Use

AskedUnit = Annotated[str, AfterValidator(units.canonical)]
"""Any known spelling of a unit."""

Fallback = Literal["region", "year"]


class Question(Model):
    """One item: activity, digest or publisher's id, and where, when, what for."""

    activity: DottedSlug | None = Field(None, examples=["electricity.grid"])
    digest: DigestText | None = None
    id: Text | None = None
    """The publisher's own id, of a factor or of one of its amounts."""
    region: RegionCode | None = Field(None, examples=["CN-SH"])
    year: Annotated[int, Field(ge=1900, le=2200)] | Literal["latest"] | None = Field(
        None, examples=[2023]
    )
    """The activity year; ``latest`` takes the newest numbers there are."""
    unit: AskedUnit | None = None
    """Factors per a unit of this dimension; of this very unit, where there are such."""
    use: Annotated[str, AfterValidator(vocabulary.check_use)] | None = Field(
        None, examples=["organisation"]
    )
    facets: Facets | None = None
    """A stated facet excludes every factor that lacks it or has another value."""
    boundary: Boundary | None = None
    dataset: Slug | None = None
    status: Annotated[str, AfterValidator(vocabulary.check_status)] | None = None
    """``archived`` asks for what its publisher archived, and for nothing else."""
    withdrawn: bool = False
    """Asks for what was withdrawn or superseded, and for nothing else."""
    gwp: Method | None = None
    in_: AskedUnit | None = Field(None, alias="in")
    """The unit to answer in; what cannot be counted in it does not answer."""
    via: tuple[DigestText, ...] = Field((), max_length=4)
    """Properties by which ``in`` may cross from energy to mass or volume, in their order."""
    min_grade: MinGrade | None = None
    """The least grade under a scheme, for the region and year asked for: ``ef-dqr:B``."""
    fallback: tuple[Fallback, ...] = ()
    """What may be widened where nothing answers: nothing, unless it is named here."""
    explain: bool = False
    """Give every candidate that was considered, and why it lost."""

    @model_validator(mode="after")
    def _asks_one_thing(self) -> Self:
        if (self.activity is None) + (self.digest is None) + (self.id is None) != 2:
            raise ValueError("name one of activity, digest and id")
        if self.activity is not None and self.region is None:
            raise ValueError("name a region: a code such as CN-SH, or GLO for the world")
        return self

    @property
    def subject(self) -> str:
        """What is asked for, in its own words."""
        return str(self.activity or self.id or self.digest)

    @property
    def use_of_it(self) -> Use:
        """Where and when an answer is to be used, as far as it is said."""
        return Use(self.region, self.year if isinstance(self.year, int) else None)

    @property
    def measure(self) -> str | None:
        """The unit that an answer must measure alike: the one asked for, or to answer in."""
        return self.unit or (None if self.via else self.in_)


def read(item: object) -> Question | FactordbError:
    """Return ``item`` as a question, or what is wrong with it: one of a list sinks no other."""
    if isinstance(item, Question):
        return item
    try:
        return Question.model_validate(item)
    except ValidationError as error:
        faults = (
            f"{'.'.join(map(str, f['loc']))}: {f['msg'].removeprefix('Value error, ')}".strip(": ")
            for f in error.errors(include_url=False, include_input=False)[:5]
        )
        said = "; ".join(faults)
        return Invalid(said if said.endswith((".", "?")) else said + ".")
    except FactordbError as error:
        return error


class Step(Model):
    """One thing that was decided on the way to the answer."""

    kind: Literal["default", "year", "region", "tier", "release", "subset", "unit", "gwp", "access"]
    says: str
    from_: str | None = Field(None, alias="from")
    to: str | None = None


class Considered(Model):
    """A candidate, and why it lost."""

    hit: Hit
    lost: str | None
    """Nothing where it is the answer, or one of its equals."""


class Answer(Model):
    status: Literal["found", "ambiguous", "none"]
    hit: Hit | None = None
    beside: tuple[Hit, ...] = ()
    """What belongs next to the hit, such as biogenic CO2 outside of scopes."""
    candidates: tuple[Hit, ...] = ()
    """Equal candidates of an ambiguous answer; what a fallback would give, where there is none."""
    reason: str | None = None
    steps: tuple[Step, ...] = ()
    considered: tuple[Considered, ...] | None = None
    """Every candidate, where the question asked to explain."""
