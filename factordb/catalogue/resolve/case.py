"""One question with all that bears on it: candidates, regions in reach, rules, documents."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.hits.hit import Load
from factordb.catalogue.resolve.question import Question
from factordb.catalogue.resolve.rules import Rules
from factordb.catalogue.tables import TODAY, Tables
from factordb.units import Relation

Reason = str | None
"""Why a candidate may not answer; nothing where it may."""

Level = tuple[str, ...]
"""Regions that are as near as each other."""


class Case(NamedTuple):
    question: Question
    rules: Rules
    entries: tuple[Entry, ...]
    """All factors of the activity in the regions of ``levels``, or all under the id or digest."""
    levels: tuple[Level, ...]
    """The region asked for, then what a fallback climbs to; empty where no region was asked."""
    load: Load
    near: Callable[[Entry], Iterable[Entry]]
    """Gives all factors of an entry's activity at its region."""
    via: tuple[Relation, ...] = ()
    """What the properties that the question names relate."""
    tables: Tables = TODAY
