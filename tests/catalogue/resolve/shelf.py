"""A catalogue in memory: invented factors as entries, and questions asked of them."""

import random
from collections.abc import Sequence
from typing import Any

from factordb import units
from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.resolve import reach, rules
from factordb.catalogue.resolve.case import Case
from factordb.catalogue.resolve.question import Answer, Question
from factordb.catalogue.resolve.resolving import resolve
from factordb.catalogue.resolve.rules import Rules
from factordb.model import regions
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.manifest import Manifest
from tests.examples import a_factor, a_manifest


def years_of(first: int, last: int | None = None) -> dict[str, Any]:
    """Return dates of data from one year through another."""
    return {"data": {"from": f"{first}-01-01", "to": f"{last or first}-12-31"}}


def applies(first: str | None, last: str | None = None) -> dict[str, Any]:
    """Return dates of application; either end may be open."""
    ends = {"from": first, "to": last}
    return {"applies": {end: day for end, day in ends.items() if day}}


def an_entry(
    factor: Factor,
    manifest: Manifest | None = None,
    release: str = "1",
    edition: int = 1,
    standing: str | None = None,
) -> Entry:
    """Return ``factor`` as it stands in a release, its columns derived as the store does."""
    said = manifest or a_manifest()
    shown, dates = headline(factor, None, said.inferred_gwp()), factor.dates
    data, applied = (dates.data, dates.applies) if dates else (None, None)
    return Entry(
        digest=factor.digest(),
        dataset=factor.dataset,
        release=release,
        edition=edition,
        manifest=said,
        activity=factor.activity,
        facets=factor.facets or {},
        boundary=factor.boundary or (),
        region=factor.region,
        data=(data.from_, data.to) if data else None,
        applies=(applied.from_, applied.to) if applied else None,
        published=dates.published if dates else None,
        unit=factor.unit,
        dimension=units.dimension(factor.unit),
        key=factor.key(),
        value=shown.value if shown else None,
        gas=shown.gas if shown else None,
        gwp=shown.gwp if shown else None,
        computed=bool(shown and shown.computed),
        purpose=factor.use or said.purpose_of(factor.activity),
        status=factor.status,
        name=factor.name,
        standing=standing,
    )


class Shelf:
    """Some releases of invented datasets."""

    def __init__(self, rule_set: Rules | None = None) -> None:
        self.entries: list[Entry] = []
        self.rules = rule_set or rules.current()
        self._factors: dict[str, Factor] = {}

    def put(
        self,
        release: str = "1",
        edition: int = 1,
        standing: str | None = None,
        manifest: dict[str, Any] | None = None,
        **changes: Any,
    ) -> Entry:
        """Put a factor of the invented office into a release; ``changes`` replace its fields."""
        factor = a_factor(**changes)
        said = a_manifest(dataset=factor.dataset, **(manifest or {}))
        entry = an_entry(factor, said, release, edition, standing)
        self.entries.append(entry)
        self._factors[entry.digest] = factor
        return entry

    def case(self, **question: Any) -> Case:
        """Return a question, of grid electricity in Shanghai where it does not say otherwise."""
        if not {"activity", "digest", "id"} & question.keys():
            question = {"activity": "electricity.grid", "region": "CN-SH"} | question
        asked = Question.model_validate(question)
        found = [e for e in self.entries if self._is_meant(e, asked)]
        relative = set(regions.of_kind(reach.RELATIVE)) & {e.region for e in found}
        levels = reach.levels(asked, self.rules, relative)
        if asked.activity:
            found = [e for e in found if any(e.region in level for level in levels)]
        return Case(asked, self.rules, tuple(found), levels, self._factors.__getitem__, self._near)

    def ask(self, **question: Any) -> Answer:
        """Return the answer to a question."""
        return resolve(self.case(**question))

    def shuffled(self, seed: int) -> "Shelf":
        """Return the same shelf in another order."""
        other = Shelf(self.rules)
        other.entries = random.Random(seed).sample(self.entries, len(self.entries))  # noqa: S311
        other._factors = self._factors  # of its own kind
        return other

    def _near(self, entry: Entry) -> Sequence[Entry]:
        there = (entry.activity, entry.region)
        return [e for e in self.entries if (e.activity, e.region) == there]

    def _is_meant(self, entry: Entry, asked: Question) -> bool:
        if asked.id is not None:
            factor = self._factors[entry.digest]
            return asked.id in (*(factor.ids or ()), *(a.id for a in factor.amounts))
        return asked.digest in (None, entry.digest) and asked.activity in (None, entry.activity)


def value(answer: Answer) -> str | None:
    """Return the value of a found answer; the test fails where it is none."""
    assert answer.status == "found", answer.reason
    assert answer.hit is not None
    return answer.hit.value


def values(answer: Answer) -> list[str | None]:
    """Return the values of an answer's candidates."""
    return [hit.value for hit in answer.candidates]


def steps(answer: Answer, kind: str) -> list[str]:
    """Return what an answer's steps of one kind say."""
    return [step.says for step in answer.steps if step.kind == kind]


def lost(answer: Answer) -> dict[str | None, str | None]:
    """Return why each candidate lost, by its value."""
    return {c.hit.value: c.lost for c in answer.considered or ()}
