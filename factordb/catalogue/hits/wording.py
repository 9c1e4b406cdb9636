"""The words by which a factor is found, a line each: names, labels, activity, facets.

Region, dates, unit and ids are columns of their own: without them many factors have the same
words, and the index holds each only once.
"""

from functools import lru_cache

from factordb.model import vocabulary
from factordb.model.factor import Factor
from factordb.model.label import Label

_ID = "publisher-id"
"""The facet that is an id: it is found as one, and would make every name another."""


def words(factor: Factor, label: Label | None) -> str:
    """Return the lines of ``factor`` and of our ``label`` for it."""
    said = [*map(_tidy, factor.name.values())]
    if label is not None:
        said += map(_tidy, of_label(label))
    activity = factor.activity
    said.append(f"{activity} {activity.replace('.', ' ').replace('-', ' ')}")
    if factor.facets:
        said += [_of_facet(name, value) for name, value in factor.facets.items() if name != _ID]
    if factor.boundary:
        said += _of_boundary(factor.boundary)
    return "\n".join(dict.fromkeys(said))


def of_label(label: Label) -> list[str]:
    """Return the lines of a label."""
    lines = list((label.name or {}).values())
    return lines + [text for texts in (label.synonyms or {}).values() for text in texts]


@lru_cache(maxsize=1024)
def _of_boundary(stages: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_tidy(vocabulary.COLUMNS.label("boundary", stage, "en")) for stage in stages)


@lru_cache(maxsize=4096)
def _of_facet(name: str, value: str) -> str:
    return _tidy(f"{vocabulary.COLUMNS.label('facets', name, 'en')} {value}")


def _tidy(line: str) -> str:
    return " ".join(line.split())
