"""Which candidates may answer a question at all; every loser has its reason."""

from collections.abc import Callable, Iterable

from factordb import units
from factordb.catalogue.entry import Entry
from factordb.catalogue.resolve.question import Question
from factordb.catalogue.resolve.rules import Admission, Rules, UseRule

Reason = str | None
Test = Callable[[Entry, Question, Rules], Reason]


def objection(entry: Entry, question: Question, rules: Rules) -> Reason:
    """Return why ``entry`` may not answer, or nothing where it may. Place and year come later."""
    return next(filter(None, (test(entry, question, rules) for test in _TESTS)), None)


def _stands(entry: Entry, question: Question, rules: Rules) -> Reason:
    return f"it is {entry.standing}" if entry.standing else None


def _is_of_the_dataset(entry: Entry, question: Question, rules: Rules) -> Reason:
    if question.dataset is None or entry.dataset == question.dataset:
        return None
    return f"it is of {entry.dataset}, not {question.dataset}"


def _has_the_status(entry: Entry, question: Question, rules: Rules) -> Reason:
    if entry.status in rules.status_only_when_asked:
        return f"its publisher marks it {entry.status}"
    return None


def _fits_the_unit(entry: Entry, question: Question, rules: Rules) -> Reason:
    if question.unit is None or units.fits(entry.unit, question.unit):
        return None
    return f"it is per {entry.unit}, which does not measure what {question.unit} does"


def _has_the_facets(entry: Entry, question: Question, rules: Rules) -> Reason:
    stated = question.facets or {}
    for name, value in stated.items():
        if entry.facets.get(name) != value:
            return f"its {name} is {entry.facets.get(name, 'not stated')}, not {value}"
    defaults = entry.manifest.defaults or {}
    for name, value in entry.facets.items():
        if name not in stated and defaults.get(name) != value:
            return f"its {name} is {value}, which was not asked for"
    return None


def _has_the_boundary(entry: Entry, question: Question, rules: Rules) -> Reason:
    if question.boundary is not None:
        if entry.boundary == question.boundary:
            return None
        return f"its boundary is {_listed(entry.boundary)}, not {_listed(question.boundary)}"
    hidden = _rule(question, rules).boundary_only_when_asked if question.use else ()
    if entry.boundary and set(entry.boundary) <= set(hidden):
        return f"its boundary {_listed(entry.boundary)} answers only where it is asked for"
    return None


def _serves_the_use(entry: Entry, question: Question, rules: Rules) -> Reason:
    if question.use is None:
        return None
    ways = _rule(question, rules).admits
    if any(_admitted(entry, question.use, way) for way in ways):
        return None
    serves = f"serves {_listed(entry.purpose)}" if entry.purpose else "names no use"
    return f"it {serves} with boundary {_listed(entry.boundary)}, not {question.use}"


def _has_a_headline(entry: Entry, question: Question, rules: Rules) -> Reason:
    if entry.value is None:
        return "it has no headline: it lacks CO2 and a total, or stands outside of totals"
    return None


_TESTS: tuple[Test, ...] = (
    _is_of_the_dataset,
    _stands,
    _has_the_status,
    _fits_the_unit,
    _has_the_facets,
    _has_the_boundary,
    _serves_the_use,
    _has_a_headline,
)


def _rule(question: Question, rules: Rules) -> UseRule:
    return rules.uses[str(question.use)]


def _admitted(entry: Entry, use: str, way: Admission) -> bool:
    purposeful = use in entry.purpose if way.purpose == "stated" else not entry.purpose
    return (
        purposeful
        and (
            way.boundary is None
            or (bool(entry.boundary) and set(entry.boundary) <= set(way.boundary))
        )
        and all(entry.facets.get(name, ok[0]) in ok for name, ok in (way.facets or {}).items())
    )


def _listed(words: Iterable[str]) -> str:
    return " and ".join(words) or "unstated"
