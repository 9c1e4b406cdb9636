"""Which candidates may answer a question at all; every loser has its reason."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from functools import lru_cache

from factordb import units
from factordb.catalogue.hits import grade
from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.resolve import picking
from factordb.catalogue.resolve.case import Case, Reason
from factordb.catalogue.resolve.rules import Admission
from factordb.errors import Incommensurable
from factordb.model.headline import headline
from factordb.units import Relation, Units

Test = Callable[[Entry, Case], Reason]


def objection(entry: Entry, case: Case) -> Reason:
    """Return why ``entry`` may not answer, or nothing where it may. Place and year come later."""
    return next(filter(None, (test(entry, case) for test in _TESTS)), None)


@lru_cache(maxsize=4096)
def counts_in(
    unit: str, to: str, via: tuple[Relation, ...] = (), table: Units = units.TODAY
) -> bool:
    """Say whether what is per ``unit`` can be told per ``to``, by ``via`` where that is needed."""
    try:
        if via and units.dimension(unit, table) != units.dimension(to, table):
            units.per_by(Decimal(1), unit, to, via, table)
        else:
            units.ratio(unit, to, table)
    except Incommensurable:
        return False
    return True


def _is_of_the_dataset(entry: Entry, case: Case) -> Reason:
    asked = case.question.dataset
    if asked is None or entry.dataset == asked:
        return None
    return f"it is of {entry.dataset}, not {asked}"


def _stands(entry: Entry, case: Case) -> Reason:
    if case.question.withdrawn:
        return None if entry.standing else "it stands, and what was withdrawn is asked for"
    return f"it is {entry.standing}" if entry.standing else None


def _has_the_status(entry: Entry, case: Case) -> Reason:
    asked = case.question.status
    if asked is not None:
        return None if entry.status == asked else f"its publisher does not mark it {asked}"
    if entry.status in case.rules.status_only_when_asked and case.question.digest is None:
        return f"its publisher marks it {entry.status}: it answers where that status is asked for"
    return None


def _fits_the_unit(entry: Entry, case: Case) -> Reason:
    asked, to = case.question.unit, case.question.in_
    if asked is not None and not units.fits(entry.unit, asked, case.tables.units):
        return f"it is per {entry.unit}, which does not measure what {asked} does"
    if to is not None and not counts_in(entry.unit, to, case.via, case.tables.units):
        return f"it is per {entry.unit}, which cannot be counted in {to}"
    return None


def _has_the_facets(entry: Entry, case: Case) -> Reason:
    stated = case.question.facets or {}
    for name, value in stated.items():
        if entry.facets.get(name) != value:
            return f"its {name} is {entry.facets.get(name, 'not stated')}, not {value}"
    if case.question.activity is None:
        return None
    defaults = entry.manifest.defaults or {}
    for name, value in entry.facets.items():
        if name not in stated and defaults.get(name) != value:
            return f"its {name} is {value}, which was not asked for"
    return None


def _has_the_boundary(entry: Entry, case: Case) -> Reason:
    asked = case.question.boundary
    if asked is not None:
        if entry.boundary == asked:
            return None
        return f"its boundary is {_listed(entry.boundary)}, not {_listed(asked)}"
    rule = case.rules.uses.get(case.question.use or "")
    hidden = rule.boundary_only_when_asked if rule and case.question.activity else ()
    if entry.boundary and set(entry.boundary) <= set(hidden):
        return f"its boundary {_listed(entry.boundary)} answers only where it is asked for"
    return None


def _serves_the_use(entry: Entry, case: Case) -> Reason:
    use = case.question.use
    if use is None:
        return None
    rule = case.rules.uses.get(use)
    if rule is None:
        return f"rule set {case.rules.version} has no rule for the use {use}"
    if any(_admitted(entry, use, way, case) for way in rule.admits):
        return None
    serves = f"serves {_listed(entry.purpose)}" if entry.purpose else "names no use"
    return f"it {serves} with boundary {_listed(entry.boundary)}, not {use}"


def _is_good_enough(entry: Entry, case: Case) -> Reason:
    least, use = case.question.min_grade, case.question.use_of_it
    if least is None or grade.reaches(entry, use, least, case.tables):
        return None
    found, wanted = grade.of(entry, use, least, case.tables), grade.full(least, case.tables)
    return f"its grade for this place and year is {found}, not {wanted}"


def _has_its_number(entry: Entry, case: Case) -> Reason:
    """A digest is its own answer; an id may name an amount; else it is the headline."""
    if entry.withheld or (case.question.digest is not None and case.question.gwp is None):
        return None
    if said := picking.objection(entry, case):
        return said
    if case.question.id is not None and picking.amount(entry, case) is not None:
        return None
    method = case.question.gwp
    if method is None:
        if entry.value is not None:
            return None
        return "it has no headline: it lacks CO2 and a total, or stands outside of totals"
    inferred = entry.manifest.inferred_gwp()
    if headline(case.load(entry.digest), method, inferred, case.tables.gwp) is not None:
        return None
    if method not in case.tables.gwp.methods():
        return f"it gives no total under {method}, by which no gas is weighed here"
    return f"it gives no total under {method}, and no masses of gases to compute one from"


_TESTS: tuple[Test, ...] = (
    _is_of_the_dataset,
    _stands,
    _has_the_status,
    _fits_the_unit,
    _has_the_facets,
    _has_the_boundary,
    _serves_the_use,
    _is_good_enough,
    _has_its_number,
)


def _admitted(entry: Entry, use: str, way: Admission, case: Case) -> bool:
    purposeful = use in entry.purpose if way.purpose == "stated" else not entry.purpose
    return (
        purposeful
        and (
            way.boundary is None
            or (bool(entry.boundary) and set(entry.boundary) <= set(way.boundary))
        )
        and _has_one_of(entry.facets, way.facets)
        and (not way.conventions or _has_one_of(_conventions(entry, case), way.conventions))
    )


def _conventions(entry: Entry, case: Case) -> dict[str, str]:
    return {} if entry.withheld else case.load(entry.digest).conventions or {}


def _has_one_of(stated: dict[str, str], admitted: dict[str, tuple[str, ...]] | None) -> bool:
    """What is not stated excludes nothing."""
    return all(stated[name] in ok for name, ok in (admitted or {}).items() if name in stated)


def _listed(words: Iterable[str]) -> str:
    return " and ".join(words) or "unstated"
