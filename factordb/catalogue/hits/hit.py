"""A hit: how a factor is shown in answers, the same in API and shell."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from factordb import units
from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.tables import TODAY, Tables
from factordb.model import gwp
from factordb.model.amount import Amount
from factordb.model.base import DigestText, Model
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.numbers import plain
from factordb.model.pick import Pick
from factordb.units import Relation, Units

Load = Callable[[str], Factor]
"""Gives the document of a digest."""


class Hit(Model):
    digest: DigestText
    pick: Pick | None = None
    """Absent where the headline is meant."""
    dataset: str
    release: str
    activity: str
    group: str
    """First word of the activity."""
    facets: dict[str, str]
    name: dict[str, str]
    region: str
    dates: dict[str, object]
    unit: str
    value: str | None
    """The headline in kg of ``gas`` per ``unit``, a decimal string; nothing where there is none."""
    gas: str | None
    gwp: str | None
    computed: bool
    """True where the value was summed from masses of gases."""
    withheld: bool = False
    """True where the value needs a grant that the caller does not have; it is not shown then."""
    boundary: tuple[str, ...]
    use: tuple[str, ...]
    grade: str | None = None
    """Scheme and letter for the place and year asked for: ``ef-dqr-1:B``."""
    standing: str | None = None
    score: float | None = None
    why: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    """Earlier releases that say the same, in whose place this one is shown."""
    steps: tuple[str, ...] = ()
    """How the value was brought to the unit asked for."""


def hit(  # noqa: PLR0913  # what a hit is shown by
    entry: Entry,
    load: Load,
    method: str | None = None,
    unit: str | None = None,
    amount: Amount | None = None,
    via: Sequence[Relation] = (),
    tables: Tables = TODAY,
) -> Hit:
    """Return ``entry`` as a hit: its headline under ``method``, or ``amount``; per ``unit``.

    ``via`` are numbers that may lead to a unit of another measure.

    Raises:
        Incommensurable: ``unit`` measures something else.
    """
    shown = _plain(entry)
    if entry.withheld:
        return shown
    if amount is not None:
        shown = shown.model_copy(update=_picked(amount, entry.manifest.inferred_gwp()))
    elif method is not None or _stored_otherwise(entry, tables):
        inferred = entry.manifest.inferred_gwp()
        found = headline(load(entry.digest), method, inferred, tables.gwp)
        shown = shown.model_copy(
            update={
                "value": found and found.value,
                "gas": found and found.gas,
                "gwp": found and found.gwp,
                "computed": bool(found and found.computed),
            }
        )
    return shown if unit is None else _per(shown, unit, via, tables.units)


def _stored_otherwise(entry: Entry, tables: Tables) -> bool:
    """Say whether a computed headline was stored by other weights than these."""
    return entry.computed and not gwp.stored_as(tables.gwp, entry.gwp or "")


def _picked(amount: Amount, inferred: str | None) -> dict[str, object]:
    return {
        "pick": Pick.of(amount),
        "value": amount.value(),
        "gas": amount.gas,
        "gwp": amount.gwp or (inferred if amount.kg_co2e is not None else None),
        "computed": False,
    }


def _plain(entry: Entry) -> Hit:
    return Hit(
        digest=entry.digest,
        dataset=entry.dataset,
        release=entry.release,
        activity=entry.activity,
        group=entry.group,
        facets=entry.facets,
        name=entry.name,
        region=entry.region,
        dates=_dates(entry),
        unit=entry.unit,
        value=entry.value,
        gas=entry.gas,
        gwp=entry.gwp,
        computed=entry.computed,
        withheld=entry.withheld,
        boundary=entry.boundary,
        use=entry.purpose,
        standing=entry.standing,
    )


def _per(shown: Hit, unit: str, via: Sequence[Relation], table: Units) -> Hit:
    """How many ``unit`` make one of the factor's divides the value."""
    if shown.value is None or shown.unit == unit:
        return shown
    value = Decimal(shown.value)
    if via:
        converted = units.per_by(value, shown.unit, unit, via, table)
    else:
        converted = units.convert_per(value, shown.unit, unit, table)
    return shown.model_copy(
        update={"value": plain(converted.value), "unit": converted.unit, "steps": converted.steps}
    )


def _dates(entry: Entry) -> dict[str, object]:
    dates: dict[str, object] = {}
    if entry.data:
        dates["data"] = {"from": entry.data[0], "to": entry.data[1]}
    if entry.applies:
        ends = zip(("from", "to"), entry.applies, strict=True)
        dates["applies"] = {end: day for end, day in ends if day}
    if entry.published:
        dates["published"] = entry.published
    return dates
