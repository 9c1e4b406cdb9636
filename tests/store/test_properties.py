from sqlmodel import Session, select

from factordb.model.canonical import raw
from factordb.store import documents, editions, properties, releases
from factordb.store.tables import LabelRow, PropertyRow
from tests.examples import a_factor, a_label, a_property
from tests.store.drafts import drafted


def test_flat_columns_say_what_the_property_says(db: Session) -> None:
    found = a_property()
    drafted(db, "2023", found)
    row = db.exec(select(PropertyRow)).one()

    assert (row.subject, row.property, row.region) == ("fuel.diesel", "net-calorific-value", "GLO")
    assert (row.unit, row.value, row.key) == ("TJ/Gg", "43.0", found.key())


def test_a_span_shows_both_its_ends(db: Session) -> None:
    drafted(db, "2023", a_property(value=None, low="40.0", high="44"))

    assert db.exec(select(PropertyRow)).one().value == "40.0/44"


def labelled(db: Session, release: str, **names: str) -> None:
    """Publish a release whose label names the factor of all."""
    factor = a_factor()
    label = a_label(factor.digest(), name=names)
    number = drafted(db, release, factor)
    documents.add(db, [(raw(label.digest()), "label", label.canonical())])
    properties.add_labels(db, [properties.label_line(number, 2, raw(label.digest()), label)])
    releases.publish(db, number, editions.add(db, number, {}))


def test_the_newest_label_of_each_language_is_ours_as_the_edition_knows_it(db: Session) -> None:
    about = raw(a_factor().digest())
    labelled(db, "2023", en="Shanghai grid", zh="上海电网")
    labelled(db, "2023.1", en="Grid of Shanghai")

    assert properties.names(db, 1, [about]) == {about: {"en": "Shanghai grid", "zh": "上海电网"}}
    assert properties.names(db, 2, [about]) == {about: {"en": "Grid of Shanghai", "zh": "上海电网"}}


def test_a_label_points_at_the_document_it_is_about(db: Session) -> None:
    labelled(db, "2023", en="Shanghai grid")

    assert db.exec(select(LabelRow)).one().about == raw(a_factor().digest())
    assert properties.names(db, 1, [b"0" * 32]) == {}
