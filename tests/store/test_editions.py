from functools import partial

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from factordb.errors import EditionAhead, EditionNotFound
from factordb.store import editions
from factordb.store.engine import transaction
from tests.store.drafts import a_draft, at_once, publish


def test_an_empty_catalogue_is_before_its_first_edition(db: Session) -> None:
    assert editions.current(db) == 0
    assert editions.meant(db, None) == 0


def test_an_edition_not_reached_yet_is_never_an_older_answer(db: Session) -> None:
    with pytest.raises(EditionAhead, match="not reached"):
        editions.meant(db, 1)
    with pytest.raises(EditionNotFound):
        editions.meant(db, 0)


def test_editions_are_numbered_without_gaps_however_many_publish_at_once(engine: Engine) -> None:
    drafts = [a_draft(engine, str(year)) for year in range(2018, 2024)]
    raised = at_once(*(partial(publish, engine, draft) for draft in drafts))

    assert raised == [None] * 6
    with transaction(engine) as db:
        assert [row.number for row in editions.every(db)] == [1, 2, 3, 4, 5, 6]


def test_a_publish_that_is_undone_leaves_no_gap(engine: Engine) -> None:
    first, second = a_draft(engine, "2022"), a_draft(engine, "2023", value="0.6")

    with pytest.raises(RuntimeError), transaction(engine) as db:
        editions.add(db, first, {})
        raise RuntimeError
    publish(engine, second)

    with transaction(engine) as db:
        assert [row.release_id for row in editions.every(db)] == [second]
        assert editions.current(db) == 1
