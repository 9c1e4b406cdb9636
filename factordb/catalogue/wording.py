"""The words by which a factor is found: names, labels, activity, region, ids, folded."""

import unicodedata
from functools import lru_cache

from factordb.model import regions, vocabulary
from factordb.model.factor import Factor
from factordb.model.label import Label


def words(factor: Factor, label: Label | None) -> str:
    """Return every word of ``factor`` and of our ``label`` for it, in one folded line."""
    said = [*factor.name.values(), *_of_activity(factor.activity), *(factor.ids or ())]
    said += [*_of_region(factor.region), factor.unit]
    said += [a.id for a in factor.amounts if a.id]
    for name, value in (factor.facets or {}).items():
        said += _of_facet(name, value)
    if label is not None:
        said += (label.name or {}).values()
        said += [text for texts in (label.synonyms or {}).values() for text in texts]
    return folded(" ".join(dict.fromkeys(said)))


def folded(text: str) -> str:
    """Return ``text`` as it is compared: compatible forms, case and punctuation made one."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().replace("-", " ").split())


@lru_cache(maxsize=4096)
def _of_activity(activity: str) -> tuple[str, ...]:
    return (activity, *activity.replace("-", " ").split("."))


@lru_cache(maxsize=4096)
def _of_region(code: str) -> tuple[str, ...]:
    region = regions.region(code)
    return (code, *region.name.values(), *region.also)


@lru_cache(maxsize=4096)
def _of_facet(name: str, value: str) -> tuple[str, ...]:
    return (value, vocabulary.label("facets", name, "zh"), vocabulary.label("facets", name, "en"))
