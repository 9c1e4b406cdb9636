"""A rule set applied to a factor: a score and a sentence an indicator, the same for everybody."""

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from factordb.errors import Invalid
from factordb.model import regions
from factordb.model.base import Model, Names
from factordb.model.regions import Regions
from factordb.quality import distance
from factordb.quality import rules as rule_sets
from factordb.quality import scheme as schemes
from factordb.quality.known import Known, Use
from factordb.quality.rules import Rules, TimeScale
from factordb.quality.scheme import Scheme
from factordb.quality.stems import Stems

ASPECTS = ("reliability", "completeness", "technology", "source", "basic")
"""What a factor is sorted into classes by, once and for all uses."""


ANYWHERE = Use()
"""No use is named: a factor is scored for its own region, and the year it was made for."""


class Evidence(NamedTuple):
    """The classes of one factor, and what its distance from a use is measured by."""

    classes: tuple[str | None, ...]
    """By `ASPECTS`; nothing where nothing is known."""
    known: Known
    regions: Regions = regions.TODAY
    """The table that places are compared by."""


class Score(Model):
    """One indicator's score, and why."""

    indicator: str
    score: str
    known: bool
    """False where nothing is known, and the score is the scheme's for that."""
    means: Names
    """What the scheme says of this score."""
    why: Names


class _Found(NamedTuple):
    """What one aspect comes to: a score, or nothing, and the sentence."""

    score: str | None
    why: Mapping[str, str]


def evidence(known: Known, rules: Rules, table: Regions = regions.TODAY) -> Evidence:
    """Return the classes that ``known`` falls into."""
    alike = Known(known.tier, stem(known.activity, rules), known.facets, known.region)
    return Evidence(_classes(alike, rules.name, table), known, table)


def stem(activity: str, rules: Rules) -> str:
    """Return what stands for ``activity``: however many there are, rules tell few of them apart."""
    return _stems(rules.name).nearest(activity)


def scores(
    evidence: Evidence, scheme: Scheme, rules: Rules, use: Use = ANYWHERE
) -> tuple[Score, ...]:
    """Return a score an indicator of ``scheme``, for ``use``; without one as at publication.

    Raises:
        Invalid: the rule set does not score under this scheme.
    """
    if scheme.reference not in rules.scores:
        raise Invalid(
            f"{rules.name} does not score under {scheme.reference}; it does under "
            f"{', '.join(rules.scores)}. A person can, or its publisher did."
        )
    found = []
    for name, indicator in scheme.indicators.items():
        score, why = _aspect(indicator.rates, evidence, scheme.reference, rules, use)
        shown = score if score is not None else indicator.unknown
        if shown is None:
            raise Invalid(f"{scheme.reference} does not say what an unknown {name} scores.")
        found.append(
            Score(
                indicator=name,
                score=shown,
                known=score is not None,
                means=indicator.levels[shown],
                why=dict(why),
            )
        )
    return tuple(found)


def plain_scores(evidence: Evidence, scheme: Scheme, rules: Rules, use: Use) -> dict[str, str]:
    """Return the scores alone, where sentences are not asked for; those of an equal case at once.

    Raises:
        Invalid: the rule set does not score under this scheme.
    """
    return dict(_plain(evidence, scheme.reference, rules.name, use))


@lru_cache(maxsize=65_536)
def _plain(evidence: Evidence, reference: str, rules: str, use: Use) -> tuple[tuple[str, str], ...]:
    found = scores(evidence, schemes.named(reference), rule_sets.named(rules), use)
    return tuple((score.indicator, score.score) for score in found)


def basic(evidence: Evidence) -> str:
    """Return what is measured, by which a scheme gives its basic variance: ``energy``."""
    return str(evidence.classes[ASPECTS.index("basic")])


@cache
def _stems(rules: str) -> Stems:
    return rule_sets.named(rules).stems()


@lru_cache(maxsize=65_536)
def _classes(known: Known, rules: str, table: Regions) -> tuple[str | None, ...]:
    found = (rule_sets.named(rules).class_of(aspect, known, table) for aspect in ASPECTS)
    return tuple(one.class_ if one else None for one in found)


def _aspect(aspect: str, evidence: Evidence, reference: str, rules: Rules, use: Use) -> _Found:
    scoring = rules.scores[reference]
    if aspect == "time":
        found = _time(evidence.known, scoring.time, rules, use)
    elif aspect == "geography":
        found = _geography(evidence, scoring.geography, rules, use)
    elif aspect == "technology" and use.technology:
        found = _technology(evidence, scoring.technology, rules, use.technology)
    elif aspect in ASPECTS:
        class_ = evidence.classes[ASPECTS.index(aspect)]
        table: dict[str, str] = getattr(scoring, aspect)
        found = _Found(table.get(class_ or ""), _says(rules, aspect, class_))
    else:
        found = _Found(None, {})
    return found if found.score is not None else _Found(None, rules.says.unknown[aspect])


def _says(rules: Rules, aspect: str, class_: str | None) -> Mapping[str, str]:
    return next((c.says for c in rules.classes[aspect] if c.class_ == class_), {})


def _time(known: Known, scale: TimeScale | None, rules: Rules, use: Use) -> _Found:
    year = use.year if use.year is not None else known.own_year
    apart = distance.time(known.data, year)
    if scale is None or apart is None or year is None or known.data is None:
        return _Found(None, {})
    facts = {"year": year, "data": _told(known.data), "years": apart.years, "days": apart.days}
    if scale.validity and apart.years and distance.applies(known, year):
        said, score = "applies", scale.score(0)
    elif scale.by == "days":
        said, score = "apart-days" if apart.days else "inside", scale.score(apart.days)
    else:
        said, score = apart.how, scale.score(apart.years)
    why = _filled(rules.says.time[said], facts)
    if use.year is None:
        more = _filled(rules.says.time["published"], facts)
        why = {language: why[language] + more[language] for language in why}
    return _Found(score, why)


def _geography(evidence: Evidence, table: Mapping[str, str], rules: Rules, use: Use) -> _Found:
    region = evidence.known.region
    place = distance.place(region, use.region, use.year, evidence.regions)
    score = table.get(f"{place.relation}:{place.kind}", table.get(place.relation))
    if place.relation == "unknown":
        return _Found(None, {})
    why = {
        language: text.format(
            region=region,
            kind=rules.says.kinds[place.kind][language],
            asked=use.region,
            steps=place.steps,
            shared=place.shared,
        )
        for language, text in rules.says.geography[place.relation].items()
    }
    return _Found(score, why)


def _technology(
    evidence: Evidence, table: Mapping[str, str], rules: Rules, technology: str
) -> _Found:
    facets = dict(evidence.known.facets)
    stated = [facets[name] for name in (*rules.technology_facets, "fuel") if name in facets]
    wanted = technology.strip().casefold()
    if wanted in stated or wanted in evidence.known.activity.split("."):
        said, facts = "same", {"technology": wanted}
    elif stated:
        said, facts = "different", {"technology": wanted, "stated": ", ".join(stated)}
    else:
        class_ = evidence.classes[ASPECTS.index("technology")]
        return _Found(table.get(class_ or ""), _says(rules, "technology", class_))
    return _Found(table.get(said), _filled(rules.says.technology[said], facts))


def _filled(says: Mapping[str, str], facts: Mapping[str, object]) -> dict[str, str]:
    return {language: text.format_map(facts) for language, text in says.items()}


def _told(data: tuple[str, str]) -> str:
    first, last = data[0][:4], data[1][:4]
    return first if first == last else f"{first}–{last}"
