"""``factors.lock``: question and answer of every alias, in an order made for code review.

The same content has the same bytes. A factor that changed is one block that changed: what was
answered in another edition than the head names says so itself.
"""

import tomllib
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

import tomli_w
from pydantic import Field, StringConstraints, ValidationError

from factordb.errors import LockfileBroken
from factordb.model.base import DigestText, Model
from factordb.model.manifest import ReleaseReference
from factordb.model.pick import Pick

HEAD = (
    "# Written by `factordb lock`, to be kept beside the calculation and read in its reviews.\n"
    "# Change factors.toml instead, and lock again; `factordb verify` finds what changed here.\n"
)
Plain = Annotated[str, StringConstraints(pattern=r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$")]
"""A number in plain digits."""


class State(Model):
    """What the answers were found in."""

    edition: int = Field(ge=1)
    """It means something at its log only; elsewhere digests are what is checked."""
    rules: str
    """Version of the rule set of resolve."""
    tables: dict[str, DigestText]
    """Numbered tables and rule sets by name."""


class Log(State):
    origin: str


class Used(Model):
    """A property by which a number was brought to another measure."""

    release: ReleaseReference
    digest: DigestText


class Beside(Model):
    """A factor that belongs next to the answer, such as biogenic CO2 outside of scopes."""

    release: ReleaseReference
    digest: DigestText
    pick: Pick | None = None
    value: Plain
    unit: str
    gas: str
    gwp: str | None = None
    inferred: str | None = None
    manifest: DigestText | None = None
    computed: bool


class Answer(Model):
    release: ReleaseReference
    key: str
    """Activity, facets, boundary, region and unit: the same from release to release."""
    digest: DigestText
    pick: Pick | None = None
    """Absent where the headline is meant."""
    value: Plain
    """In kg of ``gas`` per ``unit``."""
    unit: str
    gas: str
    gwp: str | None = None
    inferred: str | None = None
    """The GWP method that the release's manifest infers, where the document names none."""
    manifest: DigestText | None = None
    """Of the release's manifest, where what it infers bears on the number."""
    computed: bool
    """True where the value was summed from masses of gases."""
    edition: int | None = Field(None, ge=1)
    """Where it was answered in another edition than the head names, that one."""
    rules: str | None = None
    """Likewise the rule set."""
    tables: dict[str, DigestText] | None = None
    """Likewise the tables that differ from the head's."""
    steps: tuple[str, ...] = ()
    """Everything that was decided on the way, fallbacks among it."""
    properties: tuple[Used, ...] | None = Field(None, min_length=1)
    """By which the number was brought to the unit asked for, in their order."""
    beside: tuple[Beside, ...] | None = Field(None, min_length=1)

    def numbers(self) -> tuple["Answer | Beside", ...]:
        """Return the answer, and what stands beside it."""
        return (self, *(self.beside or ()))


class Line(Model):
    """One alias: what was asked, and what was answered."""

    question: dict[str, Any]
    answer: Answer


class Locked(Model):
    version: Literal[1] = 1
    log: Log
    factors: dict[str, Line]

    def text(self) -> str:
        """Return the file, aliases in order."""
        plain = self.plain()
        plain["factors"] = {
            alias: {"question": line.question, "answer": _ordered(line.answer)}
            for alias, line in sorted(self.factors.items())
        }
        plain["log"] = {"origin": self.log.origin, **self.log.plain()}
        plain["log"]["tables"] = dict(sorted(self.log.tables.items()))
        return HEAD + tomli_w.dumps(plain)

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Return what a lockfile says.

        Raises:
            LockfileBroken: it is none, or is not in the form it was written in.
        """
        try:
            found = cls.model_validate(tomllib.loads(text), strict=False)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise _broken(f"it is no TOML: {error}") from error
        except ValidationError as error:
            fault = error.errors()[0]
            place = ".".join(map(str, fault["loc"]))
            raise _broken(f"{place}: {fault['msg'].removeprefix('Value error, ')}") from error
        written = found.text()
        if written != text:
            raise _broken(f"line {_differing(written, text)} is not as it was written")
        return found

    def leaves(self) -> list[tuple[str, str]]:
        """Return release and digest of the factors that are pinned, each once, in order."""
        return sorted({(one.release, one.digest) for one in self._numbers()})

    def properties(self) -> list[tuple[str, str]]:
        """Return release and digest of the properties that numbers rest on, likewise."""
        answers = (line.answer for line in self.factors.values())
        return sorted({(u.release, u.digest) for a in answers for u in a.properties or ()})

    def manifests(self) -> list[tuple[str, str]]:
        """Return release and manifest, where what a manifest infers bears on a number."""
        return sorted({(n.release, n.manifest) for n in self._numbers() if n.manifest})

    def unproven(self) -> tuple[str, ...]:
        """Return the aliases whose GWP method is told as inferred, by a manifest not pinned."""
        return tuple(
            alias
            for alias, line in sorted(self.factors.items())
            if any(one.inferred and one.manifest is None for one in line.answer.numbers())
        )

    def _numbers(self) -> Iterator[Answer | Beside]:
        for line in self.factors.values():
            yield from line.answer.numbers()

    def state_of(self, alias: str) -> State:
        """Return what ``alias`` was answered in."""
        answer = self.factors[alias].answer
        return State(
            edition=answer.edition or self.log.edition,
            rules=answer.rules or self.log.rules,
            tables=self.log.tables | (answer.tables or {}),
        )


def _ordered(answer: Answer) -> dict[str, Any]:
    plain = answer.plain()
    plain["steps"] = list(answer.steps)
    return plain


def _differing(written: str, text: str) -> int:
    """Return the number of the first line that differs."""
    pairs = zip(written.splitlines(), text.splitlines(), strict=False)
    same = next((n for n, (a, b) in enumerate(pairs) if a != b), None)
    return 1 + (min(written.count("\n"), text.count("\n")) if same is None else same)


def _broken(says: str) -> LockfileBroken:
    return LockfileBroken(
        f"The lockfile does not hold: {says}. Take it anew from where it is kept, or lock again.",
        what="lockfile",
    )
