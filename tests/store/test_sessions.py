import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from factordb.catalogue import access, sessions
from factordb.catalogue.sessions import Who
from factordb.model.role import Role

LI = Who("https://id.example", "li")


@pytest.mark.parametrize(
    "attack",
    [
        "UPDATE identity SET person_id = person_id",
        "DELETE FROM identity",
        "UPDATE session SET expires_at = now() + interval '1 year'",
        "DELETE FROM session",
        "DELETE FROM session_end",
        "UPDATE session_end SET at = now()",
    ],
)
def test_the_server_cannot_rewrite_who_logged_in(db: Session, attack: str) -> None:
    host = access.shell("operator")
    sessions.invite(db, host, LI, "Li Wei", Role.READER)
    sessions.end(db, host, sessions.begin(db, LI, 1, None).secret)

    with pytest.raises(DBAPIError):
        db.connection().execute(text(attack))
