"""Grades of what is found, for the place and year that are asked for."""

from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator

from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.tables import TODAY, Tables
from factordb.errors import Invalid
from factordb.quality import assessing, grading
from factordb.quality import rules as rule_sets
from factordb.quality import scheme as schemes
from factordb.quality.known import Known, Use
from factordb.quality.scheme import LETTERS, Scheme


def check(text: str) -> str:
    """Return a least grade as it stands: the tables that are asked say which version is meant.

    Raises:
        Invalid: it is none, or the scheme publishes no limits of grades or is scored by persons
            alone.
        SchemeNotFound: there is no such scheme.
    """
    name, _, letter = text.partition(":")
    if len(letter) != 1 or letter not in LETTERS:
        raise Invalid(f"{text[:60]!r} is no least grade: write a scheme and a letter, ef-dqr:B.")
    scheme = schemes.named(name)
    if not scheme.grades or scheme.reference not in rule_sets.current().scores:
        raise Invalid(
            f"{scheme.reference} gives no letters: it publishes no limits, or only publishers "
            "score by it. GET /v1/schemes says which do."
        )
    return text


MinGrade = Annotated[str, AfterValidator(check)]
"""A scheme and the least grade under it: ``ef-dqr:B``."""


def known(entry: Entry) -> Known:
    """Return what is known of a factor as it stands in its release."""
    return Known(
        entry.manifest.tier,
        entry.activity,
        tuple(sorted(entry.facets.items())),
        entry.region,
        entry.data,
        entry.applies,
        entry.published,
    )


def full(least: str, tables: Tables) -> str:
    """Return a least grade with the version of its scheme: ``ef-dqr:B`` is ``ef-dqr-1:B``."""
    name, _, letter = least.partition(":")
    return f"{tables.scheme(name).reference}:{letter}"


def evidence(entry: Entry, tables: Tables) -> assessing.Evidence:
    """Return the classes that a factor falls into as it stands in its release."""
    return assessing.evidence(known(entry), tables.rules, tables.regions)


def of(entry: Entry, use: Use, least: str | None = None, tables: Tables = TODAY) -> str | None:
    """Return the grade of ``entry`` for ``use``, under the scheme of ``least`` or the usual one."""
    scheme = tables.scheme(least.partition(":")[0] if least else None)
    letter = letter_of(evidence(entry, tables), scheme, use, tables)
    return None if letter is None else f"{scheme.reference}:{letter}"


def reaches(entry: Entry, use: Use, least: str, tables: Tables = TODAY) -> bool:
    """Say whether ``entry`` has the grade ``least`` for ``use``, or a better one."""
    found = of(entry, use, least, tables)
    return grading.at_least(found and found[-1], least[-1])


def letter_of(
    evidence: assessing.Evidence, scheme: Scheme, use: Use, tables: Tables = TODAY
) -> str | None:
    """Return the letter that the rules give for ``use``; nothing without published limits."""
    return _letter(evidence, scheme.reference, tables.assess, use)


@lru_cache(maxsize=65_536)
def _letter(evidence: assessing.Evidence, reference: str, rules: str, use: Use) -> str | None:
    scheme = schemes.named(reference)
    scores = assessing.plain_scores(evidence, scheme, rule_sets.named(rules), use)
    return grading.grading(scheme, scores).grade
