from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session

from factordb import units
from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.finding.finding import Findings, Query, find
from factordb.catalogue.finding.indexing import Indexes
from factordb.errors import EditionAhead, Invalid
from factordb.store.events import Actor
from tests.catalogue.releases import published
from tests.examples import a_factor, year_of


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Indexes:
    return Indexes(Path(tmp_path_factory.mktemp("cache")))


def ask(db: Session, q: str, indexes: Indexes, **more: Any) -> Findings:  # fields of a query
    return find(db, Query.model_validate({"q": q} | more), indexes)


@pytest.mark.parametrize(
    ("q", "activity", "region"),
    [
        ("上海电网", "electricity.grid", "CN-SH"),
        ("上海電網排放因子 2023", "electricity.grid", "CN-SH"),
        ("shanghai dianwang", "electricity.grid", "CN-SH"),
        ("East China grid", "electricity.grid", "CN-GRID-EAST"),
        ("grid electrcity Germany", "electricity.grid", "DE"),
        ("生物柴油", "fuel.biodiesel", None),
        ("jet fuel", "fuel.jet-kerosene", None),
        ("CaCO3", "process.carbonate.calcite", None),
        ("钢 石灰石", "process.carbonate.calcite", None),
        ("metro", "transport.passenger.rail.underground", None),
        ("WTT diesel UK", "fuel.diesel", "GB"),
        ("自来水", "water.supply", "GB"),
    ],
)
def test_what_people_write_finds_what_they_mean(
    seeds: Session, indexes: Indexes, q: str, activity: str, region: str | None
) -> None:
    hits = ask(seeds, q, indexes, limit=5).hits

    assert any(
        hit.activity.startswith(activity) and region in (None, hit.region) for hit in hits
    ), [(hit.activity, hit.region) for hit in hits]


def test_an_answer_names_its_edition_and_what_it_read(seeds: Session, indexes: Indexes) -> None:
    answer = ask(seeds, "华东电网 2023", indexes)

    assert answer.edition == ask(seeds, "", indexes).edition
    assert [(r.kind, r.words, r.narrowed) for r in answer.read] == [
        ("region", "华东", True),
        ("year", "2023", True),
    ]
    assert answer.read[0].meant[0] == "CN-GRID-EAST"


def test_an_edition_is_searched_as_it_stood(seeds: Session, indexes: Indexes) -> None:
    then = ask(seeds, "上海电网", indexes, edition=1)

    assert then.edition == 1
    assert {hit.release for hit in then.hits} == {"2021"}


def test_an_edition_that_is_not_reached_is_no_older_one(seeds: Session, indexes: Indexes) -> None:
    with pytest.raises(EditionAhead):
        ask(seeds, "coal", indexes, edition=999)


def test_pages_give_every_factor_once(seeds: Session, indexes: Indexes) -> None:
    found: list[str] = []
    page = ask(seeds, "natural gas", indexes, limit=7)
    while True:
        found += [hit.digest for hit in page.hits]
        if page.next is None:
            break
        page = ask(seeds, "natural gas", indexes, limit=7, cursor=page.next)

    assert len(found) == page.total
    assert len(set(found)) == len(found)


def test_a_cursor_of_another_question_is_refused(seeds: Session, indexes: Indexes) -> None:
    cursor = ask(seeds, "coal", indexes, limit=1).next

    with pytest.raises(Invalid, match="cursor"):
        ask(seeds, "coke", indexes, limit=1, cursor=cursor)


def test_a_page_goes_on_as_it_began_although_more_was_published(
    db: Session, tmp_path: Path
) -> None:
    indexes = Indexes(tmp_path)
    published(
        db,
        "1",
        *(a_factor(name={"en": f"steel {n}"}, region=r) for n, r in enumerate(("FR", "DE"))),
    )
    first = ask(db, "steel", indexes, limit=1)
    published(db, "2", a_factor(name={"en": "steel"}, region="IT"))

    second = ask(db, "steel", indexes, limit=1, cursor=first.next)

    assert (second.edition, second.total, second.next) == (1, 2, None)
    assert second.hits[0].digest != first.hits[0].digest


def test_one_number_of_several_releases_is_shown_once(db: Session, tmp_path: Path) -> None:
    published(db, "1", a_factor(name={"en": "steel"}, dates=year_of(2022)))
    published(db, "2", a_factor(name={"en": "steel"}, dates=year_of(2023)))

    (hit,) = ask(db, "steel", Indexes(tmp_path)).hits

    assert (hit.release, hit.others) == ("2", ("grid-office@1",))
    (then,) = ask(db, "steel", Indexes(tmp_path), year=2022).hits
    assert (then.release, then.others) == ("1", ())


def test_filters_alone_are_a_question(seeds: Session, indexes: Indexes) -> None:
    answer = ask(seeds, "", indexes, region="CN-SH", use="organisation", unit="MWh")

    assert {hit.dataset for hit in answer.hits} == {"cn-mee-grid-co2"}
    assert answer.total == sum(answer.counts["dataset"].values())
    assert answer.counts["use"] == {"organisation": answer.total}


def test_values_are_shown_in_the_unit_asked_for(seeds: Session, indexes: Indexes) -> None:
    (hit,) = ask(seeds, "上海 2023", indexes, **{"in": "MWh", "use": "organisation"}).hits

    assert (hit.value, hit.unit) == ("573.7", "MWh")


def test_without_indexes_a_process_keeps_its_own(seeds: Session) -> None:
    assert find(seeds, Query(q="coal")).total > 0


def test_a_cursor_is_good_for_who_was_given_it_and_for_nobody_else(
    db: Session, indexes: Indexes
) -> None:
    published(db, "1", *(a_factor(name={"en": "ore"}, region=code) for code in ("FR", "DE", "IT")))
    li, wang = (Caller(Actor("api", person), str(person)) for person in (1, 2))
    query = Query(q="ore", limit=1)
    given = find(db, query, indexes, li).next
    next_page = query.model_copy(update={"cursor": given})

    assert len(find(db, next_page, indexes, li).hits) == 1
    for other in (wang, None, access.anonymous("192.0.2.1")):
        with pytest.raises(Invalid, match="somebody else"):
            find(db, next_page, indexes, other)


def test_the_cursor_of_nobody_in_particular_does_for_anybody_without_a_token(
    db: Session, indexes: Indexes
) -> None:
    published(db, "1", *(a_factor(name={"en": "ore"}, region=code) for code in ("FR", "DE", "IT")))
    query = Query(q="ore", limit=1)
    given = find(db, query, indexes, access.anonymous("192.0.2.1")).next

    page = query.model_copy(update={"cursor": given})

    assert len(find(db, page, indexes, access.anonymous("192.0.2.2")).hits) == 1


def test_what_a_unit_measures_is_read_by_the_table_of_the_edition() -> None:
    other = units.Units(units.TODAY.name)
    kwh = units.TODAY.symbols["kWh"]._replace(of={"time": 1})
    other.__dict__["symbols"] = units.TODAY.symbols | {"kWh": kwh}

    asked = Query(unit="kWh")

    assert (asked.filters().dimension, asked.filters(other).dimension) == ("energy", "time")
