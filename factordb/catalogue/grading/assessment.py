"""How good a factor is for a use: what the rules, its publisher and persons say, side by side."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.hits.entries import manifest
from factordb.catalogue.tables import Tables
from factordb.errors import FactordbError, Invalid, SchemeNotFound
from factordb.model.base import Model, Names
from factordb.model.canonical import raw, text_of
from factordb.model.canonical import raw_digest as hashed
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.quality import assessing, grading, stated, uncertainty
from factordb.quality import scheme as schemes
from factordb.quality.assessing import Evidence, Score
from factordb.quality.grading import Grading
from factordb.quality.known import Known, Use
from factordb.quality.scheme import Scheme
from factordb.quality.statement import Found, Judged
from factordb.store import assessments, documents, releases

_WIDENING = "pedigree-v3"
"""Whose variances widen a number where the scheme asked for has none."""


class Judgements(Model):
    """What a person said."""

    edition: int
    digest: str
    """Of the assessment's canonical bytes."""
    assessment: Judged
    grading: Grading | None
    """What her scheme makes of her scores; nothing where she left an indicator out."""


class Publishers(Model):
    """The publisher's own scores, as he prints them."""

    scheme: str
    scores: dict[str, str]
    not_scored: tuple[str, ...]
    """Indicators that he left out, though he writes a number there."""
    grading: Grading | None


class AtPublication(Model):
    """What the rules found when a release was published; it is part of that edition."""

    edition: int
    release: str
    rules: str
    digest: str
    """Of the finding's canonical bytes, which the log covers."""
    scores: dict[str, str]
    """Under the scheme asked for."""


class Widened(Model):
    """The uncertainty that follows for this use."""

    scheme: str
    """Whose variances are added."""
    own: str | None
    """What the publisher states, in words; nothing where he states none that converts."""
    variance: str
    gsd: str
    gsd2: str
    interval: tuple[str, str] | None
    """Ends of the 95 % interval of the headline, six digits; nothing without one above nought."""
    steps: tuple[str, ...]


class Assessment(Model):
    edition: int
    digest: str
    release: str
    """The newest it stands in; its manifest was read."""
    scheme: str
    title: Names
    citation: str
    sure: str
    """How sure the scheme's file is: ``seen`` or ``check``."""
    rules: str
    region: str | None
    year: int | None
    technology: str | None
    scores: tuple[Score, ...]
    """What the rules say for this use; empty where only publishers and persons score by it."""
    grading: Grading | None
    uncertainty: Widened | None
    no_uncertainty: str | None
    """Why there is none."""
    at_publication: tuple[AtPublication, ...]
    publisher: Publishers | None
    persons: tuple[Judgements, ...]


def assessment(
    db: Session, digest: str, use: Use, scheme: str | None = None, edition: int | None = None
) -> Assessment:
    """Return what is said of the factor ``digest`` for ``use``, under a scheme or the usual one.

    Raises:
        DigestNotFound: it does not stand in the edition.
        SchemeNotFound: there is no such scheme.
        EditionAhead: this replica has not reached the edition yet.
    """
    meant, read_with = tables.chosen(db, edition)
    rules = read_with.rules
    asked = read_with.scheme(scheme)
    factor = Factor.of(documents.body(db, digest, edition=meant))
    row = releases.holding(db, "factor", raw(digest), meant)[-1]
    said = manifest(db, bytes(row.manifest))
    evidence = assessing.evidence(Known.of(factor, said), rules, read_with.regions)
    scored = asked.reference in rules.scores
    scores = assessing.scores(evidence, asked, rules, use) if scored else ()
    widened, why = _widened(factor, evidence, asked, use, _Read(read_with, said.inferred_gwp()))
    return Assessment(
        edition=meant,
        digest=digest,
        release=f"{row.dataset}@{row.name}",
        scheme=asked.reference,
        title=asked.title,
        citation=asked.citation,
        sure=asked.sure,
        rules=rules.name,
        region=use.region,
        year=use.year,
        technology=use.technology,
        scores=scores,
        grading=grading.grading(asked, {s.indicator: s.score for s in scores}) if scored else None,
        uncertainty=widened,
        no_uncertainty=why,
        at_publication=_at_publication(db, digest, asked, meant),
        publisher=_publisher(factor, read_with),
        persons=_persons(db, digest, meant),
    )


class _Read(NamedTuple):
    """What a number is read with."""

    tables: Tables
    inferred: str | None


def _widened(
    factor: Factor, evidence: Evidence, asked: Scheme, use: Use, read: _Read
) -> tuple[Widened | None, str | None]:
    """Return the uncertainty that follows, or why none does."""
    rules, named = read.tables.rules, read.tables.scheme
    widening = asked if asked.combine.rule in ("variances", "factors") else named(_WIDENING)
    shown = headline(factor, None, read.inferred, read.tables.gwp)
    try:
        own, basic = _basic(factor, shown.value if shown else None, widening, evidence)
        scores = assessing.plain_scores(evidence, widening, rules, use)
        found = grading.spread(widening, scores, basic)
    except FactordbError as error:
        return None, error.detail
    return (
        Widened(
            scheme=widening.reference,
            own=own,
            variance=found.variance,
            gsd=found.gsd,
            gsd2=found.gsd2,
            interval=_interval(shown.value if shown else None, found.gsd2),
            steps=found.steps,
        ),
        None,
    )


def _basic(
    factor: Factor, value: str | None, scheme: Scheme, evidence: Evidence
) -> tuple[str | None, str]:
    """Return what the publisher states, and the variance before any score: his own or a usual."""
    if factor.uncertainty is not None and value is not None:
        said = factor.uncertainty
        sigma = uncertainty.sigma_of(stated.of(value, said))
        told = ", ".join(f"{name} {number}" for name, number in said.parameters.items())
        return f"{said.distribution}, {told}", format(Decimal(f"{sigma**2:.10f}").normalize(), "f")
    kind = assessing.basic(evidence)
    variance = grading.basic_variance(scheme, kind)
    if variance is None:
        raise Invalid(f"{scheme.reference} gives no basic uncertainty of {kind}.")
    return None, variance


def _interval(value: str | None, gsd2: str) -> tuple[str, str] | None:
    if value is None or Decimal(value) <= 0:
        return None
    low, high = Decimal(value) / Decimal(gsd2), Decimal(value) * Decimal(gsd2)
    return _six(low), _six(high)


def _six(number: Decimal) -> str:
    """Return six significant digits, in plain ones."""
    places = 5 - number.adjusted()
    return format(round(number, places) if places > 0 else number.quantize(Decimal(1)), "f")


def _at_publication(
    db: Session, digest: str, scheme: Scheme, edition: int
) -> tuple[AtPublication, ...]:
    found = []
    for said in assessments.of_rules(db, raw(digest), edition):
        finding = Found.of(said.body)
        found.append(
            AtPublication(
                edition=said.edition,
                release=f"{said.dataset}@{said.release}",
                rules=finding.rules,
                digest=text_of(hashed(said.body)),
                scores=finding.scores.get(scheme.reference, {}),
            )
        )
    return tuple(found)


def _publisher(factor: Factor, read_with: Tables) -> Publishers | None:
    if factor.quality is None:
        return None
    printed = factor.quality.scores
    try:
        scheme = read_with.scheme(factor.quality.scheme)
    except SchemeNotFound:
        return Publishers(scheme=factor.quality.scheme, scores=printed, not_scored=(), grading=None)
    left = [
        name
        for name, score in printed.items()
        if (known := scheme.indicators.get(name)) and score == known.not_scored
    ]
    scores = {name: score for name, score in printed.items() if name not in left}
    return Publishers(
        scheme=scheme.reference,
        scores=scores,
        not_scored=tuple(left),
        grading=_graded(scheme, scores),
    )


def _persons(db: Session, digest: str, edition: int) -> tuple[Judgements, ...]:
    found = []
    for said in assessments.of_persons(db, raw(digest), edition):
        judged = Judged.of(said.body)
        found.append(
            Judgements(
                edition=said.edition,
                digest=judged.digest(),
                assessment=judged,
                grading=_graded(schemes.named(judged.scheme), judged.scores),
            )
        )
    return tuple(found)


def _graded(scheme: Scheme, scores: Mapping[str, str]) -> Grading | None:
    """Return what a scheme makes of scores that others gave; nothing where some are missing."""
    if set(scores) != set(scheme.indicators):
        return None
    try:
        return grading.grading(scheme, scores)
    except Invalid:
        return None
