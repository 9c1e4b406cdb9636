import pytest
from sqlmodel import Session, select

from factordb.model.canonical import raw
from factordb.store import editions, factors, releases, standings
from factordb.store.tables import FactorRow
from tests.examples import a_factor, a_manifest, a_total, gases
from tests.store.drafts import drafted


def publish(db: Session, number: int) -> int:
    edition = editions.add(db, number, {})
    releases.publish(db, number, edition)
    return edition


def the_row(db: Session) -> FactorRow:
    return db.exec(select(FactorRow)).one()


def test_flat_columns_say_what_the_document_says(db: Session) -> None:
    factor = a_factor(
        ids=["EF-7"],
        use=["organisation"],
        dates={
            "data": {"from": "2023-01-01", "to": "2023-12-31"},
            "applies": {"from": "2024-01-01"},
            "published": "2024-06",
        },
    )
    drafted(db, "2023", factor)
    row = the_row(db)

    assert (row.activity, row.group, row.region, row.unit) == (
        *("electricity.grid", "electricity", "CN-SH", "kWh"),
    )
    assert (row.data_from, row.data_to, row.applies_from, row.applies_to, row.published) == (
        *("2023-01-01", "2023-12-31", "2024-01-01", None, "2024-06"),
    )
    assert (row.value, row.gas, row.gwp, row.computed) == ("0.5500", "CO2", None, False)
    assert (row.dimension, row.purpose, row.ids) == ("energy", ["organisation"], ["EF-7"])
    assert (row.facets, row.boundary) == ({"at": "consumer", "mix": "average"}, ["direct"])
    assert (row.key, row.name) == (factor.key(), {"zh": "电网 上海"})


def test_a_headline_is_read_with_the_manifests_inferred_method(db: Session) -> None:
    factor, inferred = a_factor(**a_total("0.6")), {"gwp": "AR5", "evidence": "28 times"}
    manifest = a_manifest(inferred=inferred)
    number = drafted(db, "2023")
    factors.add(
        db,
        [
            factors.line(
                number, factors.Named.of(1, raw(factor.digest()), factor), factor, manifest, ""
            )
        ],
    )

    assert (the_row(db).value, the_row(db).gwp) == ("0.6", "AR5")


def test_a_factor_without_a_headline_has_empty_columns(db: Session) -> None:
    drafted(db, "2023", a_factor(**gases(CH4="1", N2O="2")))

    assert (the_row(db).value, the_row(db).gas, the_row(db).computed) == (None, None, False)


def test_a_sum_is_marked_as_computed(db: Session) -> None:
    drafted(db, "2023", a_factor(**gases(CO2="1", CH4="1")))

    assert (the_row(db).value, the_row(db).gwp, the_row(db).computed) == ("29", "AR5", True)


def test_ids_of_amounts_are_ids_of_the_factor(db: Session) -> None:
    amounts = [{"gas": "CO2", "kg": "1", "cell": 0, "id": "b"}]
    cells = {"cells": [{"at": "B1", "printed": "1"}]}
    drafted(db, "2023", a_factor(ids=["a", "b"], amounts=amounts, source=cells))

    assert the_row(db).ids == ["a", "b"]
    assert the_row(db).name == {"zh": "电网 上海"}


@pytest.mark.parametrize("text", ["tab\there", "back\\slash", "“quotes”", '"', "{}", "\\N", "%s"])
def test_names_survive_whatever_they_hold(db: Session, text: str) -> None:
    drafted(db, "2023", a_factor(name={"en": text}))

    assert the_row(db).name == {"en": text}


def test_a_factor_stands_from_its_releases_edition_on_and_a_withdrawal_from_its_own(
    db: Session,
) -> None:
    factor = a_factor()
    number = drafted(db, "2023", factor)
    first = publish(db, number)
    second = standings.add(db, number, "withdrawn", "a slipped point", {})
    third = publish(db, drafted(db, "2024", a_factor(value="0.6")))

    digests = [raw(factor.digest())]
    seen = {}
    for edition in (first, second, third):
        found = factors.standing_as(db, edition, digests)
        seen[edition] = [(row.release, row.standing) for row in found]

    assert seen == {1: [("2023", None)], 2: [("2023", "withdrawn")], 3: [("2023", "withdrawn")]}
