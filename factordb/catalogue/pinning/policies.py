"""Policies held against factors of the catalogue: kept or broken, rule by rule, and why."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic import Field
from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.hits import grade
from factordb.catalogue.hits.entries import entries, loader
from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.hits.hit import Load
from factordb.catalogue.tables import Tables
from factordb.errors import FactordbError
from factordb.model.base import DigestText, Model, Names
from factordb.model.canonical import raw
from factordb.model.factor import RegionCode
from factordb.model.headline import headline
from factordb.quality import policy as policies
from factordb.quality.known import Use
from factordb.quality.policy import Facts, Finding, Graded, Policy, Share
from factordb.store import factors


class Used(Model):
    """One factor, and how it is used."""

    digest: DigestText
    region: RegionCode | None = None
    """Where it is used; its own region where none is named."""
    year: int | None = Field(None, ge=1900, le=2200)
    technology: str | None = Field(None, max_length=120)
    share: Share | None = None
    """Its share of the result."""
    primary: bool | None = None
    """Whether that share rests on primary data."""


class Checked(Model):
    """One factor, held against every rule."""

    digest: str
    release: str | None
    """The newest it stands in; nothing where it stands in none."""
    kept: bool
    findings: tuple[Finding, ...]


class Verdict(Model):
    edition: int
    policy: str
    title: Names
    rules: str
    """The rule set that grades are of."""
    kept: bool
    """Whether every factor keeps every rule."""
    items: tuple[Checked, ...]
    """In the order of the factors."""
    together: tuple[Finding, ...]
    """What is asked of all factors at once."""


def check(
    db: Session, policy: Policy, items: Sequence[Used], edition: int | None = None
) -> Verdict:
    """Hold ``policy`` against every factor of ``items``.

    Raises:
        EditionAhead: this replica has not reached the edition yet.
    """
    meant, read_with = tables.chosen(db, edition)
    load = loader(db)
    rows = factors.standing_as(db, meant, sorted({raw(used.digest) for used in items}))
    newest = {entry.digest: entry for entry in entries(db, meant, rows)}
    checked = tuple(
        _checked(policy, used, newest.get(used.digest), _Read(load, read_with)) for used in items
    )
    shares = policies.primary(policy, [(used.share, used.primary) for used in items])
    together = (shares,) if shares else ()
    return Verdict(
        edition=meant,
        policy=policy.name,
        title=policy.title,
        rules=read_with.assess,
        kept=all(one.kept for one in (*checked, *together)),
        items=checked,
        together=together,
    )


class _Read(NamedTuple):
    """What factors are looked at with."""

    load: Load
    tables: Tables


def _checked(policy: Policy, used: Used, entry: Entry | None, read: _Read) -> Checked:
    if entry is None:
        says = "no factor of this edition has the digest"
        missing = Finding(rule="published", kept=False, says=says)
        return Checked(digest=used.digest, release=None, kept=False, findings=(missing,))
    found = policies.findings(policy, _facts(entry, used, read))
    return Checked(
        digest=used.digest,
        release=entry.reference,
        kept=all(finding.kept for finding in found),
        findings=found,
    )


def _facts(entry: Entry, used: Used, read: _Read) -> Facts:
    evidence = grade.evidence(entry, read.tables)
    use = Use(used.region, used.year, used.technology)

    def letter(name: str) -> Graded:
        try:
            scheme = read.tables.scheme(name)
            found = grade.letter_of(evidence, scheme, use, read.tables)
            return Graded(scheme.reference, found)
        except FactordbError:
            return Graded(name, None)  # the rules do not score by it

    def weighs(method: str) -> bool:
        if entry.withheld:
            return False
        found = headline(
            read.load(entry.digest), method, entry.manifest.inferred_gwp(), read.tables.gwp
        )
        return found is not None and found.gwp == method

    return Facts(
        dataset=entry.dataset,
        activity=entry.activity,
        region=entry.region,
        data=entry.data,
        boundary=entry.boundary,
        standing=entry.standing,
        gas=entry.gas,
        gwp=entry.gwp,
        grade=letter,
        weighs=weighs,
        regions=read.tables.regions,
    )
