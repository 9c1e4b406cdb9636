"""The numbered tables and rule sets that a query is answered with, chosen once and passed down.

A query that names no edition reads those of today. One that names an edition reads those that the
edition recorded, for ever: they are never edited once landed, so every one is at hand by its
digest, unless it is of a later version of factordb than this one.
"""

from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from sqlmodel import Session

from factordb import numbered, units
from factordb.errors import TableNotHere
from factordb.model import gwp, regions, reporting, vocabulary
from factordb.model.gwp import Gwp
from factordb.model.regions import Regions
from factordb.model.reporting import Reporting
from factordb.model.vocabulary import Vocabulary
from factordb.numbered import Family
from factordb.quality import rules as rule_sets
from factordb.quality import scheme
from factordb.quality.checks import limits
from factordb.quality.rules import Rules
from factordb.quality.scheme import Scheme, Schemes
from factordb.search import confidence, rules, thesaurus
from factordb.store import editions
from factordb.units import Units

RESOLVE = Family("resolve", Path(__file__).with_name("rules"))
"""The rule sets of resolve."""

_FAMILIES = {
    family.name: family
    for family in (
        regions.FAMILY,
        units.FAMILY,
        gwp.FAMILY,
        vocabulary.FAMILY,
        reporting.FAMILY,
        rule_sets.FAMILY,
        RESOLVE,
        confidence.FAMILY,
        rules.FAMILY,
        thesaurus.FAMILY,
        limits.FAMILY,
    )
}


class Tables(NamedTuple):
    """What one query is answered with; how search ranks is always today's, and not among them."""

    regions: Regions = regions.TODAY
    units: Units = units.TODAY
    gwp: Gwp = gwp.TODAY
    vocabulary: Vocabulary = vocabulary.TODAY
    reporting: Reporting = reporting.TODAY
    schemes: Schemes = scheme.TODAY
    assess: str = rule_sets.CURRENT
    """Name of the rule set that scores factors."""
    resolve: str = RESOLVE.newest()
    """Name of the rule set of resolve."""

    @property
    def rules(self) -> Rules:
        """The rule set that scores factors."""
        return rule_sets.named(self.assess)

    def scheme(self, text: str | None = None) -> Scheme:
        """Return a scheme by reference or name; the usual one where none is named.

        Raises:
            SchemeNotFound: there is none of that name.
        """
        return self.schemes.named(text or self.rules.default)

    @property
    def resolve_version(self) -> str:
        """The version of the rule set of resolve: ``1``."""
        return str(numbered.split(self.resolve)[1])


TODAY = Tables()


def chosen(db: Session, edition: int | None) -> tuple[int, Tables]:
    """Return the edition that is meant, and the tables to answer with.

    Raises:
        EditionAhead: this replica has not reached the edition yet.
        TableNotHere: the edition was published with a table that this installation lacks.
    """
    if edition is None:
        return editions.current(db), TODAY
    meant = editions.meant(db, edition)
    return meant, of_edition(meant, editions.tables(db, meant))


def of_edition(edition: int, recorded: Mapping[str, str]) -> Tables:
    """Return the tables that an edition ``recorded``: their digests by name.

    Raises:
        TableNotHere: one of them is not here as it was.
    """
    read = {name: digest for name, digest in recorded.items() if _is_read(name)}
    if missing := [name for name, digest in sorted(read.items()) if _here().get(name) != digest]:
        raise TableNotHere(
            f"Edition {edition} was published with {', '.join(missing)}, which factordb "
            f"{version('factordb')} does not have as it was: ask a server of the version that "
            "published it, or of a later one, or install that. GET /v1/editions says what each "
            "edition was published with.",
            edition=edition,
            missing={name: recorded[name] for name in missing},
        )
    return _of(tuple(sorted(read)))


def others(recorded: Mapping[str, str]) -> tuple[str, ...]:
    """Return the names of those ``recorded`` by an edition that are not here as they were.

    A table is never edited once landed, and a later state of it is another file with another
    number; so these are tables of a version of factordb that is newer than this one, or of one
    before 1.0 that was changed in place.
    """
    here = _here()
    return tuple(sorted(name for name, digest in recorded.items() if here.get(name) != digest))


def is_newer(recorded: Mapping[str, str]) -> bool:
    """Say whether a later version of factordb than this one recorded some of these."""
    return any(name not in _here() and _is_later(name) for name in recorded)


def _is_later(name: str) -> bool:
    family, number = numbered.split(name)
    there = [numbered.split(one)[1] for one in _here() if numbered.split(one)[0] == family]
    return number > max(there, default=0)


@cache
def _digests() -> Mapping[str, str]:
    newest = [family.newest() for family in _FAMILIES.values()]
    return {name: _here()[name] for name in sorted([*newest, *scheme.TODAY.references])}


def digests() -> dict[str, str]:
    """Return the digests of all of today's by name; an edition records these."""
    return dict(_digests())


@cache
def _here() -> Mapping[str, str]:
    """Return the digests of all that are here, today's and earlier ones, by name."""
    found = {name: f.digest(name) for f in _FAMILIES.values() for name in f.names()}
    schemes = {r: numbered.digest_of(scheme.FOLDER / f"{r}.json") for r in scheme.TODAY.references}
    return found | schemes


_READERS: dict[str, Callable[[str], object]] = {
    "regions": regions.named,
    "units": units.named,
    "gwp": gwp.named,
    "vocabulary": vocabulary.named,
    "reporting": reporting.named,
    "assess": str,
    "resolve": str,
}
"""What an answer is read with, by family; what search ranks by is today's."""


def _is_read(name: str) -> bool:
    family, _ = numbered.split(name)
    return family in _READERS or family not in _FAMILIES


@lru_cache(maxsize=64)
def _of(names: tuple[str, ...]) -> Tables:
    """Return tables by name; an edition of before a table was recorded has its first."""
    read = {family: _FAMILIES[family].names()[0] for family in _READERS}
    schemes = []
    for name in names:
        family, _ = numbered.split(name)
        if family in _READERS:
            read[family] = name
        else:
            schemes.append(name)
    found = {family: _READERS[family](name) for family, name in read.items()}
    return Tables(**found, schemes=Schemes(tuple(schemes)))  # type: ignore[arg-type]  # by family
