import json
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from factordb.catalogue.looking import fetching, headlines
from factordb.catalogue.looking.fetching import From
from factordb.catalogue.looking.headlines import Headline, Headlines, Wish
from factordb.catalogue.tables import TODAY
from factordb.errors import DigestNotFound, Incommensurable, NoHeadline
from factordb.model.canonical import digest
from factordb.model.factor import Factor
from factordb.model.property import Property
from factordb.store import editions

GRIDS = "us-epa-egrid-subregions@2021"
FUELS = "ipcc-2006-fuels@2006"


def named(db: Session, reference: str, activity: str, count: int = 1000) -> dict[str, bytes]:
    """Return bodies of a release that are of an activity, by digest."""
    bodies = fetching.listing(db, reference, page=From(limit=1000)).items
    there = {digest(body): body for body in bodies if Factor.of(body).activity == activity}
    return dict([*there.items()][:count])


def only(db: Session, bodies: dict[str, bytes], wish: Wish) -> Any:
    """Return the headline of the one factor there is."""
    (one,) = headlines.found(db, (editions.current(db), TODAY), bodies, wish).values()
    return one


@pytest.mark.parametrize(("method", "methane", "nitrous"), [("AR4", 25, 298), ("AR5", 28, 265)])
def test_masses_are_weighed_under_the_method_that_is_asked_for(
    seeds: Session, method: str, methane: int, nitrous: int
) -> None:
    bodies = named(seeds, GRIDS, "electricity.grid", 1)
    (factor,) = (Factor.of(body) for body in bodies.values())
    kg = {a.gas: Decimal(a.kg or "0") for a in factor.amounts}

    shown = only(seeds, bodies, Wish(method))

    assert Decimal(shown.value) == kg["CO2"] + methane * kg["CH4"] + nitrous * kg["N2O"]
    assert (shown.unit, shown.gas, shown.gwp, shown.computed) == ("MWh", "CO2e", method, True)
    assert f"CH4 {kg['CH4']} × {methane}" in shown.steps


def test_a_unit_of_the_same_measure_divides_exactly(seeds: Session) -> None:
    bodies = named(seeds, GRIDS, "electricity.grid", 1)

    whole, small = (only(seeds, bodies, Wish("AR5", unit)) for unit in (None, "kWh"))

    assert Decimal(small.value) == Decimal(whole.value) / 1000
    assert (small.unit, small.steps[-1]) == ("kWh", "1 kWh = 0.001 MWh, exact")


def test_a_unit_of_another_measure_needs_a_property_that_is_named(seeds: Session) -> None:
    bodies = named(seeds, FUELS, "fuel.coal.anthracite", 1)
    values = {
        (p.subject, p.property): digest(body)
        for body in fetching.listing(seeds, FUELS, "property", From(limit=1000)).items
        for p in (Property.of(body),)
    }
    anthracite = values["fuel.coal.anthracite", "net-calorific-value"]

    alone = only(seeds, bodies, Wish(None, "t"))
    led = only(seeds, bodies, Wish(None, "t", (anthracite,)))

    assert isinstance(alone, Incommensurable)
    assert isinstance(led, Headline)
    # 26.7 GJ a tonne: 98.3 kg CO2, 10 g CH4 and 1.5 g N2O each, under AR5
    assert Decimal(led.value) == Decimal("0.0267") * (98300 + 10 * 28 + Decimal("1.5") * 265)
    with pytest.raises(DigestNotFound):
        only(seeds, bodies, Wish(None, "t", ("sha256:" + "0" * 64,)))


def test_a_number_that_cannot_be_weighed_anew_says_what_is_there(seeds: Session) -> None:
    references = ("shanghai-carbon-market@2022", "cn-mee-electricity-footprint@2024")
    for reference in references:
        for body in fetching.listing(seeds, reference, page=From(limit=1000)).items:
            if {a.gas for a in Factor.of(body).amounts} == {"CO2e"}:
                shown = only(seeds, {digest(body): body}, Wish("AR4"))
                assert isinstance(shown, NoHeadline)
                assert "no total under AR4" in shown.detail
                return
    pytest.fail("the seeds have a total of which no masses are given")


def test_the_same_wish_asks_the_database_nothing_the_second_time(seeds: Session) -> None:
    bodies = named(seeds, GRIDS, "electricity.grid")
    kept, newest, wish = Headlines(), (editions.current(seeds), TODAY), Wish("AR6", "kWh")
    first = dict(kept.of(seeds, newest, bodies, wish))
    asked: list[str] = []
    engine = seeds.get_bind()
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))

    again = kept.of(seeds, newest, bodies, wish)

    assert (dict(again), asked) == (first, [])
    assert len(first) == len(bodies) > 20
    told = [json.loads(one) for one in first.values() if isinstance(one, bytes)]
    assert {(one["gwp"], one["unit"]) for one in told} == {("AR6", "kWh")}


def test_of_another_edition_nothing_is_kept(seeds: Session) -> None:
    bodies = named(seeds, GRIDS, "electricity.grid", 2)
    kept, newest = Headlines(), (editions.current(seeds), TODAY)
    kept.of(seeds, newest, bodies, Wish("AR6"))

    assert not set(kept.of(seeds, (newest[0] - 1, TODAY), {}, Wish("AR6")))


def test_where_there_is_no_room_all_go_and_the_answer_stays(seeds: Session) -> None:
    bodies = named(seeds, GRIDS, "electricity.grid", 8)
    small, newest = Headlines(most=3), (editions.current(seeds), TODAY)
    whole = dict(Headlines().of(seeds, newest, bodies, Wish("AR5")))

    for name, body in bodies.items():
        assert small.of(seeds, newest, {name: body}, Wish("AR5"))[name] == whole[name]
