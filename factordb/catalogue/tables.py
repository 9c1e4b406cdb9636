"""The numbered tables and rule sets that an edition is read with."""

from factordb import units
from factordb.catalogue.resolve import rules
from factordb.model import gwp, regions, vocabulary


def digests() -> dict[str, str]:
    """Return the digests of all of them by name; an edition records these."""
    return {
        "gwp-1": gwp.digest(),
        "regions-1": regions.digest(),
        "resolve-1": rules.digest(),
        "units-1": units.table_digest(),
        "vocabulary-1": vocabulary.digest(),
    }
