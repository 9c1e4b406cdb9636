from pathlib import Path

import pytest
from pydantic import ValidationError
from sqlmodel import Session

from factordb.catalogue.looking.measuring import PropertyQuery, PropertyView, look_up
from factordb.errors import EditionAhead
from tests.catalogue import tables


def test_a_subject_includes_those_below_it_and_no_others(seeds: Session) -> None:
    found = look_up(seeds, PropertyQuery(subject="gas", limit=1000)).items

    assert found
    assert all(p.subject == "gas" or p.subject.startswith("gas.") for p in found)
    assert not look_up(seeds, PropertyQuery(subject="ga")).items


def test_every_field_narrows(seeds: Session) -> None:
    query = PropertyQuery(
        subject="fuel", property="net-calorific-value", region="GLO", dataset="ipcc-2006-fuels"
    )
    found = look_up(seeds, query).items

    assert found
    assert {(p.property, p.region, p.dataset) for p in found} == {
        ("net-calorific-value", "GLO", "ipcc-2006-fuels")
    }


def test_pages_give_every_property_once_in_one_order(seeds: Session) -> None:
    whole = look_up(seeds, PropertyQuery(limit=1000))
    seen: list[PropertyView] = []
    cursor = None
    while True:
        page = look_up(seeds, PropertyQuery(limit=7, cursor=cursor))
        seen += page.items
        cursor = page.next
        if cursor is None:
            break

    assert whole.next is None
    assert tuple(seen) == whole.items
    assert len({p.digest for p in seen}) == len(seen) > 14


def test_a_document_of_two_releases_is_shown_once_in_the_newest(
    db: Session, tmp_path: Path
) -> None:
    rows = [tables.a_property_row()]
    for release in ("2023", "2023.1"):
        tables.take_in(db, tmp_path, rows, release)

    newest = look_up(db, PropertyQuery())
    older = look_up(db, PropertyQuery(edition=1))

    assert [p.release for p in newest.items] == ["2023.1"]
    assert [p.release for p in older.items] == ["2023"]
    assert newest.items[0].value == "43.0"


def test_an_edition_not_reached_is_not_answered(seeds: Session) -> None:
    with pytest.raises(EditionAhead):
        look_up(seeds, PropertyQuery(edition=9_999))


@pytest.mark.parametrize("field", ["subject", "property", "region", "dataset"])
def test_what_is_no_word_is_refused(field: str) -> None:
    with pytest.raises(ValidationError):
        PropertyQuery.model_validate({field: "../x"})
