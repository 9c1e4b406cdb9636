"""From a question and its candidates to one answer: deterministic, and nothing is guessed."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from factordb import units
from factordb.catalogue.entry import Entry
from factordb.catalogue.hit import Hit, Load, hit
from factordb.catalogue.resolve import admission, years
from factordb.catalogue.resolve.narrowing import (
    Found,
    distinct,
    first_tier,
    newest_releases,
    without_subsets,
)
from factordb.catalogue.resolve.question import Answer, Question, Step
from factordb.catalogue.resolve.rules import Rules
from factordb.errors import Incommensurable


class Resolver:
    """Answers one question from its candidates.

    ``entries`` are all factors of the activity (or id) in the regions of ``chain``, which begins
    with the region asked for; ``load`` gives a document by its digest.
    """

    def __init__(
        self,
        question: Question,
        entries: Iterable[Entry],
        chain: Sequence[str],
        rules: Rules,
        load: Load,
    ) -> None:
        self._question = question
        self._chain = list(chain)
        self._load = load
        self._all = list(entries)
        self._judged = [(e, admission.objection(e, question, rules)) for e in self._all]
        self._rules = rules

    def answer(self) -> Answer:
        """Return exactly one hit, or the equal candidates, or none and the reason."""
        reach = self._chain if "region" in self._question.fallback else self._chain[:1]
        for region in reach:
            found = self._at(region, "year" in self._question.fallback)
            if found is not None:
                return self._told(found, region)
        return self._none(reach)

    def _at(self, region: str, earlier: bool) -> Found | None:  # noqa: FBT001
        """Return what may answer at ``region``: the year asked for first, then an earlier one."""
        admitted = [e for e, objection in self._judged if e.region == region and not objection]
        found = self._in_year(admitted, years.choose)
        if not found.entries and earlier:
            found = self._in_year(admitted, years.before)
        if not found.entries:
            return None
        return self._narrowed(found)

    def _in_year(
        self,
        admitted: list[Entry],
        choose: Callable[[Sequence[Entry], int | str | None], years.Chosen | None],
    ) -> Found:
        kept: list[Entry] = []
        steps: dict[str, Step] = {}
        for group in _by_key(admitted):
            chosen = choose(group, self._question.year)
            if chosen is not None:
                kept += chosen.entries
                for entry in chosen.entries:
                    steps[entry.digest] = self._year_step(chosen)
        return Found(kept, distinct(steps.values()))

    def _year_step(self, chosen: years.Chosen) -> Step:
        asked = str(self._question.year)
        return Step(
            kind="year",
            says=f"activity year {asked}: {chosen.data_year} by the rule {chosen.rule!r}",
            from_=asked,
            to=chosen.data_year or None,
        )

    def _narrowed(self, found: Found) -> Found:
        """Leave out what gives way: other units, subsets, compilations, older releases."""
        for narrow in (self._same_unit, without_subsets, first_tier, newest_releases):
            found = narrow(found)
        return found

    def _same_unit(self, found: Found) -> Found:
        """Where some are per the very unit asked for, the others need not be converted."""
        same = [e for e in found.entries if e.unit == self._question.unit]
        return Found(same or found.entries, found.steps)

    def _told(self, found: Found, region: str) -> Answer:
        steps = [*self._region_steps(region), *found.steps, *self._default_steps(found.entries)]
        if len(found.entries) > 1:
            return Answer(
                status="ambiguous",
                candidates=self._hits(found.entries),
                reason=_ambiguity(found.entries, self._question),
                steps=tuple(steps),
            )
        return self._one(found.entries[0], steps)

    def _one(self, entry: Entry, steps: list[Step]) -> Answer:
        try:
            shown = hit(entry, self._load, self._question.gwp, self._question.in_)
        except Incommensurable as error:
            return Answer(status="none", reason=error.detail, steps=tuple(steps))
        if shown.value is None and self._question.digest is None:
            return Answer(
                status="none",
                candidates=self._hits([entry]),
                reason=f"{entry.digest} has no CO2e under {self._question.gwp}: the publisher "
                "gives no total under it and no masses to compute one from. Ask without gwp.",
                steps=tuple(steps),
            )
        beside = self._hits(e for e in self._all if self._belongs_beside(e, entry))
        return Answer(status="found", hit=shown, beside=beside, steps=tuple(steps))

    def _none(self, reach: Sequence[str]) -> Answer:
        """Say why, and what a fallback would give."""
        would: list[Entry] = []
        for region in self._chain:
            found = self._at(region, earlier=True)
            would += found.entries if found else []
        return Answer(
            status="none",
            candidates=self._hits(would),
            reason=self._why_none(reach, would),
        )

    def _why_none(self, reach: Sequence[str], would: list[Entry]) -> str:
        asked = self._question
        where = reach[0] if len(reach) == 1 else f"{reach[0]} up to {reach[-1]}"
        said = f"No factor of {asked.activity or asked.id} at {where}"
        said += f" for {asked.year}" if asked.year else ""
        said += f" serves {asked.use}." if asked.use else "."
        reasons = distinct(
            f"{entry.reference} {entry.region}: {objection}"
            for entry, objection in self._judged
            if entry.region in reach and objection
        )
        if reasons:
            said += " Considered: " + "; ".join(reasons[:5]) + "."
        if would:
            told = ", ".join(f"{e.region} {years.period(e)} {e.value}" for e in would)
            missing = [f for f in ("region", "year") if f not in asked.fallback]
            said += f" A fallback ({', '.join(missing)}) would give: {told}."
        return said

    def _belongs_beside(self, entry: Entry, answer: Entry) -> bool:
        for rule in self._rules.beside:
            without = {k: v for k, v in entry.facets.items() if k != rule.facet}
            if (
                entry.facets.get(rule.facet) == rule.value
                and (entry.reference, entry.region) == (answer.reference, answer.region)
                and (entry.data, entry.applies) == (answer.data, answer.applies)
                and without.items() <= answer.facets.items()
                and units.bare(entry.unit) == units.bare(answer.unit)
            ):
                return True
        return False

    def _hits(self, entries: Iterable[Entry]) -> tuple[Hit, ...]:
        shown: list[Hit] = []
        for entry in sorted(entries, key=lambda e: (self._chain.index(e.region), e.digest)):
            try:
                shown.append(hit(entry, self._load, self._question.gwp, self._question.in_))
            except Incommensurable:
                shown.append(hit(entry, self._load, self._question.gwp))
        return tuple(shown)

    def _region_steps(self, region: str) -> list[Step]:
        if region == self._chain[0]:
            return []
        return [
            Step(
                kind="region",
                says=f"nothing at {lower}, so {upper} was tried",
                from_=lower,
                to=upper,
            )
            for lower, upper in zip(self._chain, self._chain[1:], strict=False)
            if self._chain.index(upper) <= self._chain.index(region)
        ]

    def _default_steps(self, entries: Sequence[Entry]) -> list[Step]:
        stated = self._question.facets or {}
        return distinct(
            Step(kind="default", says=f"{name} {value} is the default of {entry.dataset}")
            for entry in entries
            for name, value in entry.facets.items()
            if name not in stated
        )


def _by_key(entries: Iterable[Entry]) -> list[list[Entry]]:
    groups: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.dataset, entry.key].append(entry)
    return list(groups.values())


def _ambiguity(entries: Sequence[Entry], question: Question) -> str:
    sayings: dict[str, list[object]] = {
        "dataset": [e.dataset for e in entries],
        "use": [e.purpose for e in entries],
        "unit": [e.unit for e in entries],
        "boundary": [e.boundary for e in entries],
        "year": [years.period(e) for e in entries],
        "facets": [tuple(sorted(e.facets.items())) for e in entries],
    }
    differ = [word for word, said in sayings.items() if len(set(said)) > 1]
    asked = question.activity or question.id
    return (
        f"{len(entries)} factors answer {asked} equally well; "
        f"they differ in {', '.join(differ) or 'their numbers'}: name what you mean."
    )
