"""Exact filters and words over the flat columns of factors; the ranking is not ours."""

from typing import Any, NamedTuple

import orjson
from sqlalchemy import Row, text
from sqlmodel import Session

from factordb.store import factors

_COUNTED = {
    "dataset": "release.dataset",
    "group": "group_name",
    "region": "region",
    "unit": "unit",
}
_MOST_COUNTS = 50


class Filters(NamedTuple):
    """What a factor must be; nothing where it may be anything."""

    edition: int
    words: tuple[str, ...]
    """Folded; all must be in the factor's words, or some."""
    some: bool
    region: str | None = None
    year: int | None = None
    group: str | None = None
    dimension: str | None = None
    dataset: str | None = None
    use: str | None = None
    boundary: tuple[str, ...] | None = None
    facets: dict[str, str] | None = None


def matching(session: Session, filters: Filters, limit: int) -> list[Row[Any]]:
    """Return factors, those with most of the words first, then the newest release."""
    where, given = _where(filters)
    hits = _hits(filters) or "0"
    return factors.matching(session, where, given, f"{hits} DESC, release.edition DESC", limit)


def counts(session: Session, filters: Filters) -> tuple[int, dict[str, dict[str, int]]]:
    """Return how many factors there are, and how many by dataset, group, region, unit and use."""
    where, given = _where(filters)
    found: dict[str, dict[str, int]] = {name: {} for name in _COUNTED}
    total = 0
    sets = ", ".join(f"({column})" for column in _COUNTED.values())
    picked = ", ".join(f"{column} AS {name}_word" for name, column in _COUNTED.items())
    rows = session.connection().execute(
        text(f"""
            SELECT {picked}, count(*) AS n
            FROM factor JOIN release ON release.id = factor.release_id
            WHERE release.state = 'published' AND release.edition <= :edition {where}
            GROUP BY GROUPING SETS ({sets}, ()) ORDER BY n DESC
        """),  # noqa: S608  # our own words; values are parameters
        given,
    )
    for row in rows:
        named = [name for name in _COUNTED if row._mapping[f"{name}_word"] is not None]  # noqa: SLF001  # its public name
        if not named:
            total = max(total, row.n)
        elif len(found[named[0]]) < _MOST_COUNTS:
            found[named[0]][row._mapping[f"{named[0]}_word"]] = row.n  # noqa: SLF001
    return total, found


def _hits(filters: Filters) -> str:
    return " + ".join(f"(words LIKE :word{number})::int" for number, _ in enumerate(filters.words))


def _where(filters: Filters) -> tuple[str, dict[str, Any]]:
    """Return the conditions, each beginning with AND, and their parameters."""
    given: dict[str, Any] = {"edition": filters.edition}
    conditions = []
    for number, word in enumerate(filters.words):
        given[f"word{number}"] = f"%{_literal(word)}%"
        conditions.append(f"words LIKE :word{number}")
    joined = [f"({(' OR ' if filters.some else ' AND ').join(conditions)})"] if conditions else []
    for name, condition in _CONDITIONS.items():
        value = getattr(filters, name)
        if value is not None:
            joined.append(condition)
            given[name] = _parameter(name, value)
    if filters.year is not None:
        given |= {"first": f"{filters.year}-01-01", "last": f"{filters.year}-12-31"}
        joined.append(_IN_THE_YEAR)
    return "".join(f" AND {condition}" for condition in joined), given


_CONDITIONS = {
    "region": "region = :region",
    "group": "group_name = :group",
    "dimension": "dimension = :dimension",
    "dataset": "release.dataset = :dataset",
    "use": ":use = ANY(purpose)",
    "boundary": "boundary = CAST(:boundary AS text[])",
    "facets": "facets @> CAST(:facets AS jsonb)",
}
_IN_THE_YEAR = """(
    CASE WHEN applies_from IS NOT NULL OR applies_to IS NOT NULL
    THEN coalesce(applies_from, '') <= :last AND coalesce(applies_to, '9999') >= :first
    ELSE data_from IS NULL OR (data_from <= :last AND data_to >= :first) END
)"""


def _parameter(name: str, value: Any) -> Any:  # whatever the filter holds
    if name == "facets":
        return orjson.dumps(value).decode()
    return list(value) if name == "boundary" else value


def _literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
