"""The steps of an answer: what was decided on the way, said to people and programs."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from factordb import units
from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.hits.hit import Hit
from factordb.catalogue.resolve import years
from factordb.catalogue.resolve.case import Case, Level
from factordb.catalogue.resolve.narrowing import Found, distinct
from factordb.catalogue.resolve.question import Question, Step
from factordb.catalogue.resolve.succession import of_one_period
from factordb.model.headline import headline


def regions(climbed: Sequence[Level]) -> Iterator[Step]:
    """Yield a step for each place that was left for the next."""
    for lower, upper in pairwise(climbed):
        here, there = ", ".join(lower), ", ".join(upper)
        says = f"nothing at {here} answers, so {there} was tried"
        yield Step(kind="region", says=says, from_=here, to=there)


def of_years(found: Found, asked: int | str | None) -> list[Step]:
    """Return by which rule the asked year led to the numbers that are left."""
    return distinct(
        Step(
            kind="year",
            says=f"activity year {asked}: {years.period(entry)} of {entry.dataset}, "
            f"by the rule {rule!r}",
            from_=str(asked),
            to=years.period(entry),
        )
        for entry in found.entries
        if (rule := found.rules.get(entry.mark))
    )


def defaults(entries: Iterable[Entry], question: Question) -> list[Step]:
    """Return which unstated facets took the default of their dataset."""
    if question.activity is None:
        return []
    stated = question.facets or {}
    return distinct(
        Step(kind="default", says=f"{name} {value} is the default of {entry.dataset}")
        for entry in entries
        for name, value in entry.facets.items()
        if name not in stated
    )


def fallen(answer: Entry, case: Case) -> list[Step]:
    """Return which later releases said the same anew, and do not stand."""
    if case.question.withdrawn:
        return []
    return distinct(
        Step(kind="release", says=f"{entry.reference} says it anew, but is {entry.standing}")
        for entry in sorted(case.entries, key=lambda e: e.mark)
        if entry.standing is not None
        and entry.edition > answer.edition
        and entry.unit == answer.unit
        and of_one_period(entry) == of_one_period(answer)
    )


def weighing(entry: Entry, shown: Hit, case: Case) -> Iterator[Step]:
    """Yield how a weighted number came to be, and what is kept apart from it."""
    inferred = entry.manifest.inferred
    if entry.withheld:
        says = "its value needs a grant to read the dataset, which an admin gives"
        yield Step(kind="access", says=says)
        return
    if shown.pick is not None or not (shown.computed or inferred or shown.gas != "CO2e"):
        return
    factor = case.load(entry.digest)
    found = headline(factor, case.question.gwp, entry.manifest.inferred_gwp(), case.tables.gwp)
    if found is None:
        return
    if found.computed:
        yield Step(kind="gwp", says=f"summed under {found.gwp}: {' + '.join(found.steps)}")
        yield from (Step(kind="gwp", says=rule) for rule in found.rules)
    elif inferred and found.pick and found.gwp and found.pick.gwp is None:
        says = f"no GWP method is stated; {found.gwp} is inferred: {inferred.evidence}"
        yield Step(kind="gwp", says=says)
    if found.left_out:
        yield Step(kind="gwp", says=f"kept apart, and not in it: {', '.join(found.left_out)}")


def beside(answer: Entry, case: Case) -> list[Entry]:
    """Return what belongs next to ``answer`` by the rules: the same thing with another facet."""
    return [entry for entry in case.near(answer) if _belongs(entry, answer, case)]


def _belongs(entry: Entry, answer: Entry, case: Case) -> bool:
    return any(
        entry.facets.get(rule.facet) == rule.value
        and answer.facets.get(rule.facet) != rule.value
        and entry.standing is None
        and (entry.reference, entry.region) == (answer.reference, answer.region)
        and (entry.data, entry.applies) == (answer.data, answer.applies)
        and entry.facets.items() - {(rule.facet, rule.value)} <= answer.facets.items()
        and units.bare(entry.unit) == units.bare(answer.unit)
        and all(
            any(case.tables.vocabulary.contains(w, part) for w in answer.boundary)
            for part in entry.boundary
        )
        for rule in case.rules.beside
    )
