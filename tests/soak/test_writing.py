from pathlib import Path

from tests.soak import writing


def test_no_row_that_was_acknowledged_is_lost_whoever_is_killed(place: Path) -> None:
    found = writing.run(place, seconds=4, writers=4, seed=1)

    assert found.wrong() == []
    assert found.acknowledged > 0
    assert found.ended.killed.total() > 0
