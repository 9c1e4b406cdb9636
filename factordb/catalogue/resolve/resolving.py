"""From a question and its candidates to one answer: deterministic, and nothing is guessed."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from factordb.catalogue.hits import grade
from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.hits.hit import Hit, hit
from factordb.catalogue.resolve import admission, picking, reach, reasons, stepping, years
from factordb.catalogue.resolve.case import Case, Level
from factordb.catalogue.resolve.narrowing import Found, Mark, narrowed
from factordb.catalogue.resolve.question import Answer, Considered
from factordb.catalogue.resolve.succession import grouped, of_today

_ELSEWHERE = "it is of {}: a fallback by region would have to be asked for"


def resolve(case: Case) -> Answer:
    """Return exactly one hit, or the equal candidates, or none and the reason."""
    return _Resolver(case._replace(entries=of_today(case.entries))).answer()


class _Resolver:
    def __init__(self, case: Case) -> None:
        everywhere = tuple(sorted({entry.region for entry in case.entries}))
        self._case = case
        self._question = case.question
        self._levels: tuple[Level, ...] = case.levels or (everywhere,)
        self._place = {code: n for n, level in enumerate(self._levels) for code in level}
        self._all = sorted(case.entries, key=self._order)
        self._outcomes: dict[tuple[int, bool], Found] = {}

    def answer(self) -> Answer:
        for level, earlier in self._attempts():
            found = self._at(level, earlier=earlier)
            if found.entries:
                return self._explained(self._told(found, level), found, level)
        return self._explained(self._none(), Found(()), None)

    def _attempts(self) -> Iterator[tuple[int, bool]]:
        """Yield places, and whether an earlier year is tried there, in the rules' order."""
        asked = self._question.fallback
        levels = range(len(self._levels) if "region" in asked else 1)
        spans = (False, True) if "year" in asked else (False,)
        if self._case.rules.fallback.order[0] == "year":
            yield from ((level, earlier) for level in levels for earlier in spans)
        else:
            yield from ((level, earlier) for earlier in spans for level in levels)

    def _at(self, level: int, *, earlier: bool) -> Found:
        """Return what may answer at a place, of the year asked or of an earlier one."""
        if (level, earlier) not in self._outcomes:
            found = self._in_year(level, earlier=earlier)
            if found.entries:
                found = narrowed(found, self._question)
            self._outcomes[level, earlier] = found
        return self._outcomes[level, earlier]

    def _in_year(self, level: int, *, earlier: bool) -> Found:
        asked, rules = self._question.year, self._case.rules.year
        found = Found(())
        for group in grouped(self._admitted.get(level, ())):
            chosen = years.choose(group, asked, rules.fallback if earlier else rules.match)
            marks = {entry.mark for entry in chosen.entries} if chosen else set()
            gone = [entry for entry in group if entry.mark not in marks]
            rule = chosen.rule if chosen else None
            found = Found(
                entries=[*found.entries, *(e for e in group if e.mark in marks)],
                rules=found.rules | (dict.fromkeys(marks, rule) if rule else {}),
                elsewhen=[*found.elsewhen, *gone],
                lost=found.lost | {e.mark: reasons.unmatched(e, asked) for e in gone},
            )
        return found

    @cached_property
    def _objections(self) -> dict[Mark, str | None]:
        return {
            entry.mark: admission.objection(entry, self._case)
            or reach.objection(entry, self._question, self._case.tables.regions)
            for entry in self._all
        }

    @cached_property
    def _admitted(self) -> dict[int, list[Entry]]:
        """Candidates without objection, by place."""
        found: dict[int, list[Entry]] = {}
        for entry in self._all:
            if entry.region in self._place and not self._objections[entry.mark]:
                found.setdefault(self._place[entry.region], []).append(entry)
        return found

    def _told(self, found: Found, level: int) -> Answer:
        steps = (
            *stepping.regions(self._levels[: level + 1]),
            *stepping.of_years(found, self._question.year),
            *found.steps,
            *stepping.defaults(found.entries, self._question),
        )
        if len(found.entries) > 1:
            return Answer(
                status="ambiguous",
                candidates=self._hits(found.entries),
                reason=reasons.ambiguity(found.entries, self._case),
                steps=steps,
            )
        (entry,) = found.entries
        shown = self._hit(entry)
        return Answer(
            status="found",
            hit=shown,
            beside=tuple(self._beside(entry)),
            steps=(
                *steps,
                *stepping.fallen(entry, self._case),
                *stepping.weighing(entry, shown, self._case),
            ),
        )

    def _none(self) -> Answer:
        """Say why, and what a fallback would give."""
        would = [*self._would()]
        entries = [entry for found in would for entry in found.entries]
        tried = {level for level, _ in self._attempts()}
        losers = [
            (entry, self._lost(entry, Found(()), None))
            for entry in self._all
            if self._place.get(entry.region, 0) in tried
        ]
        return Answer(
            status="none",
            candidates=self._hits(entries),
            reason=reasons.none(self._case, losers, would),
        )

    def _would(self) -> Iterator[reasons.Would]:
        for level in range(len(self._levels)):
            for earlier in (False, True):
                found = self._at(level, earlier=earlier)
                needs = [*(["region"] if level else []), *(["year"] if earlier else [])]
                missing = tuple(need for need in needs if need not in self._question.fallback)
                if found.entries:
                    yield reasons.Would(missing, found.entries)
                    break

    def _explained(self, answer: Answer, found: Found, level: int | None) -> Answer:
        if not self._question.explain:
            return answer
        won = {entry.mark for entry in found.entries}
        considered = (
            Considered(
                hit=self._hit(entry),
                lost=None if entry.mark in won else self._lost(entry, found, level),
            )
            for entry in self._all
        )
        return answer.model_copy(update={"considered": tuple(considered)})

    def _lost(self, entry: Entry, found: Found, answered: int | None) -> str:
        """Return why ``entry`` is not what was ``found`` at the place that answered, if any did."""
        if objection := self._objections[entry.mark]:
            return objection
        place = self._place.get(entry.region)
        if place is None:
            return f"it is of {entry.region}, which {self._question.region} does not lie in"
        if answered is not None and place > answered:
            return f"it is of {entry.region}, and {', '.join(self._levels[answered])} answers"
        outcomes = [found, *(self._at(place, earlier=earlier) for earlier in (False, True))]
        said = (outcome.lost.get(entry.mark) for outcome in outcomes)
        return next(filter(None, said), _ELSEWHERE.format(entry.region))

    def _hits(self, entries: Iterable[Entry]) -> tuple[Hit, ...]:
        return tuple(self._hit(entry) for entry in sorted(entries, key=self._order))

    def _beside(self, answer: Entry) -> Iterator[Hit]:
        """Yield what stands beside, by the number it has although it counts in no total."""
        for entry in sorted(stepping.beside(answer, self._case), key=self._order):
            amount = picking.only(entry, self._case.load)
            to = self._question.in_
            to = to if to is None or self._counts_in(entry, to) else None
            load, via = self._case.load, self._case.via
            yield hit(entry, load, self._question.gwp, to, amount, via, self._case.tables)

    def _counts_in(self, entry: Entry, to: str) -> bool:
        return admission.counts_in(entry.unit, to, self._case.via, self._case.tables.units)

    def _hit(self, entry: Entry) -> Hit:
        graded = grade.of(
            entry, self._question.use_of_it, self._question.min_grade, self._case.tables
        )
        return self._bare(entry).model_copy(update={"grade": graded})

    def _bare(self, entry: Entry) -> Hit:
        return hit(
            entry,
            self._case.load,
            self._question.gwp,
            self._question.in_ if not self._objections.get(entry.mark) else None,
            picking.amount(entry, self._case) if self._question.id is not None else None,
            self._case.via,
            self._case.tables,
        )

    def _order(self, entry: Entry) -> tuple[int, str, str, str]:
        """The nearest first, then by name: never by the order they come in."""
        return (self._place.get(entry.region, len(self._levels)), entry.region, *entry.mark)
