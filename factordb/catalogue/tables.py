"""The numbered tables and rule sets that an edition is read with."""

from factordb import units
from factordb.catalogue.resolve import rules as resolve
from factordb.model import gwp, regions, reporting, vocabulary
from factordb.quality import rules as assess
from factordb.quality import scheme
from factordb.search import confidence, rules, thesaurus


def others(recorded: dict[str, str]) -> tuple[str, ...]:
    """Return the names of those ``recorded`` by an edition that are not here as they were.

    A table is never edited once landed, and a later state of it is another file with another
    number; so these are tables of a version of factordb that is newer than this one, or of one
    before 1.0 that was changed in place.
    """
    here = digests()
    return tuple(sorted(name for name, digest in recorded.items() if here.get(name) != digest))


def digests() -> dict[str, str]:
    """Return the digests of all of them by name; an edition records these."""
    return {
        **assess.digests(),
        **scheme.digests(),
        **confidence.digests(),
        "gwp-1": gwp.digest(),
        **rules.digests(),
        "regions-1": regions.digest(),
        reporting.TABLE: reporting.digest(),
        "resolve-1": resolve.digest(),
        **thesaurus.digests(),
        "units-1": units.table_digest(),
        "vocabulary-1": vocabulary.digest(),
    }
