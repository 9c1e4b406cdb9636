import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.api.buckets import Buckets, retry_after


def test_a_burst_is_answered_and_then_a_rate() -> None:
    buckets = Buckets(rate=2, burst=3)

    waits = [buckets.wait("a", 100.0) for _ in range(4)]

    assert waits == [0, 0, 0, 0.5]
    assert buckets.wait("a", 100.5) == 0
    assert buckets.wait("a", 100.5) > 0


def test_who_waits_as_told_is_answered() -> None:
    buckets = Buckets(rate=0.1, burst=1)
    buckets.wait("a", 0)
    wait = buckets.wait("a", 1)

    assert buckets.wait("a", 1 + wait + 1e-6) == 0


def test_every_key_has_a_bucket_of_its_own() -> None:
    buckets = Buckets(rate=0.001, burst=1)

    assert [bool(buckets.wait(key, 0)) for key in "aabb"] == [False, True, False, True]


def test_a_bucket_never_holds_more_than_a_burst() -> None:
    buckets = Buckets(rate=1_000, burst=2)
    buckets.wait("a", 0)

    assert [bool(buckets.wait("a", 1_000)) for _ in range(3)] == [False, False, True]


def test_a_rate_of_zero_gives_everything_and_keeps_nothing() -> None:
    buckets = Buckets(rate=0, burst=1)

    assert {buckets.wait(number, 0) for number in range(100)} == {0}
    assert len(buckets) == 0


def test_there_are_never_more_buckets_than_there_is_room() -> None:
    buckets = Buckets(rate=1, burst=1, most=100)
    for number in range(10_000):
        buckets.wait(number, number / 1_000)

    assert len(buckets) <= 100


def test_who_asks_all_the_time_is_not_forgotten_for_a_crowd() -> None:
    buckets = Buckets(rate=0.001, burst=1, most=100)
    buckets.wait("greedy", 0)
    let_in = 0
    for number in range(10_000):
        buckets.wait(number, 1)
        if number % 20 == 0:
            let_in += buckets.wait("greedy", 1) == 0

    assert let_in == 0


@given(some.lists(some.floats(0, 10), min_size=1, max_size=200))
def test_never_more_than_burst_and_rate_allow(pauses: list[float]) -> None:
    buckets, now, given_ = Buckets(rate=2, burst=5), 0.0, 0
    for pause in pauses:
        now += pause
        given_ += buckets.wait("a", now) == 0

    assert given_ <= 5 + 2 * now + 1e-6


@pytest.mark.parametrize(("seconds", "said"), [(0.001, "1"), (1.2, "2"), (59, "59"), (1e9, "3600")])
def test_retry_after_is_whole_seconds(seconds: float, said: str) -> None:
    assert retry_after(seconds) == said
