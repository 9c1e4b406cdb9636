"""Which number of a factor a question means: the headline, or the amount that an id names."""

from factordb.catalogue.hits.entry import Entry
from factordb.catalogue.hits.hit import Load
from factordb.catalogue.resolve.case import Case, Reason
from factordb.model.amount import Amount
from factordb.model.factor import Factor
from factordb.model.headline import headline
from factordb.model.pick import Pick


def amount(entry: Entry, case: Case) -> Amount | None:
    """Return the amount that the publisher's id names; nothing where the headline is meant."""
    if entry.withheld:
        return None
    factor, named = _named(entry, case)
    if len(named) != 1:
        return None
    shown = headline(factor, case.question.gwp, entry.manifest.inferred_gwp(), case.tables.gwp)
    meant = shown is not None and shown.pick == Pick.of(named[0])
    return None if meant else named[0]


def only(entry: Entry, load: Load) -> Amount | None:
    """Return the one amount of a factor that has no headline, if it is one."""
    amounts = load(entry.digest).amounts if entry.value is None and not entry.withheld else ()
    return amounts[0] if len(amounts) == 1 else None


def objection(entry: Entry, case: Case) -> Reason:
    """Return why the id does not lead to one number of ``entry``, or nothing where it does."""
    if case.question.id is None:
        return None
    _, named = _named(entry, case)
    if not named:
        return None
    if len(named) > 1:
        return f"{len(named)} of its amounts have the id {case.question.id}: take it by its digest"
    (found,) = named
    if found.range is not None:
        return f"the id {case.question.id} names a range, not a number"
    return _other_method(found, entry, case)


def _other_method(found: Amount, entry: Entry, case: Case) -> Reason:
    asked = case.question.gwp
    own = found.gwp or entry.manifest.inferred_gwp()
    if asked is None or found.kg_co2e is None or own == asked:
        return None
    return f"the id {case.question.id} names an amount under {own or 'no stated method'}"


def _named(entry: Entry, case: Case) -> tuple[Factor, list[Amount]]:
    """Return the amounts that have the id; none where only the whole factor has it."""
    factor = case.load(entry.digest)
    return factor, [a for a in factor.amounts if a.id == case.question.id is not None]
