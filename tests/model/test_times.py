from datetime import UTC, datetime, timedelta, timezone

from factordb.model.times import told


def test_a_moment_is_told_in_utc() -> None:
    at = datetime(2026, 11, 29, 16, 0, 0, 5, timezone(timedelta(hours=8)))

    assert told(at) == "2026-11-29T08:00:00+00:00"
    assert told(at.astimezone(UTC), "microseconds") == "2026-11-29T08:00:00.000005+00:00"
    assert told(None) == ""
