"""Where an element holds: French names of countries and regions, and areas of the publisher's."""

from factordb.importers.base_carbone.columns import PLACE, WITHIN
from factordb.importers.words import beside, slug

_WHOLE = {"France continentale": "FR", "Monde": "GLO", "Europe": "M49-150"}


def region(cells: dict[str, str]) -> str | None:
    """Return the region of an element, or nothing where it is not known.

    A town within a French region is the region; what is no region is the country.
    """
    place, within = cells[PLACE].strip(), cells.get(WITHIN, "").strip()
    codes = beside(__file__, "places.json")
    for name in (within, within.partition(",")[0]):
        if name and slug(name) in codes:
            return str(codes[slug(name)])
    return _WHOLE.get(place)
