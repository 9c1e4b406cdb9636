from factordb.store.session_tables import IdentityRow, SessionEndRow, SessionRow


def test_identities_sessions_and_their_ends_have_a_table_each() -> None:
    rows = (IdentityRow, SessionRow, SessionEndRow)

    assert [row.__tablename__ for row in rows] == ["identity", "session", "session_end"]
