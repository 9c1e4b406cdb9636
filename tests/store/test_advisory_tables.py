from factordb.store.advisory_tables import AdvisoryRow


def test_a_row_is_known_by_the_edition_that_it_is() -> None:
    assert [c.name for c in AdvisoryRow.__table__.primary_key] == ["edition"]  # type: ignore[attr-defined]  # SQLModel's
