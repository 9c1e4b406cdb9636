from pathlib import Path

from tests.soak import publishing


def test_what_was_published_is_there_and_in_the_log_whoever_is_killed(place: Path) -> None:
    found = publishing.run(place, seconds=4, publishers=2, seed=2, least=1, kills=10)

    assert found.wrong() == []
    assert found.acknowledged > 0
    assert found.ended.killed.total() >= 10
    assert found.checkpoints > 0
