"""One bit changed in any column of any table is found; what is not is named here, with the reason.

A new table or column has to be held by `log verify`, or to be named here by whoever adds it.
"""

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from tests.catalogue.record import bits
from tests.catalogue.record.test_verifying import (  # noqa: F401  # its database is attacked here as well
    attacked,
    database,
    owner,
)

TABLES_NOT_HELD = {
    "alembic_version": "what shape the tables have is no statement about factors",
    "checked": "what checks said of a draft; `factordb reproduce` makes it again",
    "comment": "talk about a draft",
    "comment_end": "likewise",
    "dataset_grant": "who may read today",
    "event": "what was done on the server; the decisions among it are leaves",
    "identity": "how somebody logs in",
    "import": "how an import went; what it left is held by its release",
    "import_event": "likewise",
    "person": "names are held where an act names them; roles are today's, and no statement",
    "session": "who is logged in",
    "session_end": "likewise",
    "submission": "on which way a draft came to be published; the verdicts are leaves",
    "token": "who may ask today",
}
COLUMNS_NOT_HELD = {
    "a time of this server; the order of things is that of the log": {
        *("dataset.created_at", "release.created_at", "release.published_at", "edition.at"),
        *("standing.at", "advisory.at", "checkpoint.at", "act.at", "hold.at", "hold_release.at"),
    },
    "a name on the way in; the bytes are held": {"artifact.media", "artifact.name"},
    "told beside the numbers; `factordb reproduce` makes it again from the stored file": {
        *("release.layout", "release.importer", "release.tally", "release.cautions"),
    },
    "a number that only tells rows apart": {
        *("standing.id", "act.id", "assessment.number", "log_head.one"),
    },
    "what a hold said of a draft; that and why it was released is a leaf": {
        *("hold.count", "hold.places", "hold.sentence", "hold.severity", "hold.release_id"),
        *("hold_release.person_id", "review.release_id", "review.submission_id"),
    },
    "who may see a dataset is today's": {"dataset.access"},
    "computed by the database, which takes no other value": {"dataset.known_as"},
}


def not_held() -> set[str]:
    return set().union(*COLUMNS_NOT_HELD.values())


@pytest.fixture
def unbound(attacked: Session) -> Session:  # noqa: F811  # the fixture
    """Return a session on which no constraint stands in the way of a changed bit."""
    bits.unbind(attacked.connection())
    return attacked


def test_one_bit_in_any_column_is_found(unbound: Session) -> None:
    held = [
        column
        for column in bits.columns(unbound.connection())
        if column.table not in TABLES_NOT_HELD and column.full not in not_held()
    ]
    seed, _, missed = bits.attack(unbound, held)

    assert not missed, f"seed {seed}: {missed}"


def test_what_is_named_as_not_held_is_there(engine: Engine) -> None:
    with engine.connect() as connection:
        there = bits.columns(connection)

    assert set(TABLES_NOT_HELD) <= {column.table for column in there}
    assert not_held() <= {column.full for column in there}


def test_a_bit_in_what_is_not_held_is_missed(unbound: Session) -> None:
    those = [c for c in bits.columns(unbound.connection()) if c.full == "release.layout"]

    _, tried, missed = bits.attack(unbound, those)

    assert (tried, missed) == ({"release"}, ["release.layout"])
