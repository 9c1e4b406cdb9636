"""What the store has for many questions at once, in a few queries."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Row
from sqlmodel import Session

from factordb.catalogue.hits.entries import entries
from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.resolve import bridging, reach
from factordb.catalogue.resolve.case import Case
from factordb.catalogue.resolve.question import Question
from factordb.catalogue.resolve.rules import Rules
from factordb.catalogue.tables import TODAY, Tables
from factordb.model.canonical import raw
from factordb.model.factor import Factor
from factordb.store import documents, factors

Pair = tuple[str, str]
"""Activity and region."""
_AT_ONCE = 500
"""Documents that are read together."""


class Candidates:
    """The factors that may answer some questions, and the documents behind them."""

    def __init__(
        self,
        db: Session,
        edition: int,
        rules: Rules,
        questions: Sequence[Question],
        tables: Tables = TODAY,
    ) -> None:
        self._db = db
        self._edition = edition
        self._rules = rules
        self._tables = tables
        self._relative = frozenset(tables.regions.of_kind(reach.RELATIVE))
        self._factors: dict[str, Factor] = {}
        self._bodies: dict[str, bytes] = {}
        self._place: dict[str, int] = {}
        self._by_id: dict[str, list[Entry]] = defaultdict(list)
        self._by_digest: dict[str, list[Entry]] = defaultdict(list)
        self._by_pair: dict[Pair, list[Entry]] = defaultdict(list)
        named = self._read_named(questions)
        self._read_pairs(questions, named)

    def case(self, question: Question) -> Case:
        """Return ``question`` with all that bears on it."""
        if question.activity is None:
            own = self._by_digest if question.digest is not None else self._by_id
            found = own.get(str(question.digest or question.id), [])
            relative = {e.region for e in found} & self._relative
        else:
            activity = question.activity
            relative = {c for c in self._relative if (activity, c) in self._by_pair}
            reached = reach.levels(question, self._rules, relative, self._tables.regions)
            codes = (code for level in reached for code in level)
            found = [e for code in codes for e in self._by_pair.get((activity, code), ())]
        levels = reach.levels(question, self._rules, relative, self._tables.regions)
        via = bridging.relations(self._db, question.via, self._edition, self._tables.units)
        return Case(
            question, self._rules, tuple(found), levels, self.load, self._near, via, self._tables
        )

    def load(self, digest: str) -> Factor:
        """Return the document of a digest; those of its neighbours are read with it."""
        if digest not in self._factors:
            if digest not in self._bodies:
                self._read_from(digest)
            self._factors[digest] = Factor.of(self._bodies[digest])
        return self._factors[digest]

    def _near(self, entry: Entry) -> Iterable[Entry]:
        return self._by_pair.get((entry.activity, entry.region), ())

    def _read_named(self, questions: Sequence[Question]) -> list[Entry]:
        """Read what is asked for by id or digest."""
        digests = sorted({q.digest for q in questions if q.digest is not None})
        ids = sorted({q.id for q in questions if q.id is not None})
        found: list[Entry] = []
        if digests:
            rows = factors.standing_as(self._db, self._edition, [raw(d) for d in digests])
            found += self._entries(rows)
            for entry in found:
                self._by_digest[entry.digest].append(entry)
        if ids:
            rows = factors.under_ids(self._db, self._edition, ids)
            for row, entry in zip(rows, self._entries(rows), strict=True):
                found.append(entry)
                for own in set(row.ids).intersection(ids):
                    self._by_id[own].append(entry)
        return found

    def _read_pairs(self, questions: Sequence[Question], named: Iterable[Entry]) -> None:
        """Read what is asked for by activity, and what stands beside what is named."""
        pairs = {(entry.activity, entry.region) for entry in named}
        for question in questions:
            if question.activity is not None:
                reached = reach.levels(question, self._rules, self._relative, self._tables.regions)
                pairs |= {(question.activity, code) for level in reached for code in level}
        if pairs:
            rows = factors.candidates(self._db, self._edition, pairs)
            for entry in self._entries(rows):
                self._by_pair[entry.activity, entry.region].append(entry)

    def _entries(self, rows: Sequence[Row[Any]]) -> list[Entry]:
        found = entries(self._db, self._edition, rows)
        for entry in found:
            self._place.setdefault(entry.digest, len(self._place))
        return found

    def _read_from(self, digest: str) -> None:
        """Read the bytes of a document and of those that follow it here."""
        first = self._place[digest]
        following = islice(self._place, first, first + _AT_ONCE)
        wanted = [name for name in following if name not in self._bodies]
        self._bodies |= documents.published(self._db, wanted)
