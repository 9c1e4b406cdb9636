"""Rate buckets: many requests at once, few for long, and never more buckets than there is room."""

import math
from collections.abc import Hashable


class Buckets:
    """A bucket a key, which fills with time; what was not asked for long is forgotten first.

    Two generations: a key that is used is in the young one. Where the young one is full it becomes
    the old, and the old is gone. So whoever asks all the time keeps her bucket, however many others
    come by once.
    """

    def __init__(self, rate: float, burst: float, most: int = 50_000) -> None:
        """Give ``burst`` at once and ``rate`` a second; a rate of 0 gives everything."""
        self._rate, self._burst, self._most = rate, burst, max(1, most // 2)
        self._young: dict[Hashable, list[float]] = {}
        self._old: dict[Hashable, list[float]] = {}

    def wait(self, key: Hashable, now: float) -> float:
        """Take one from the bucket of ``key``; return 0, or the seconds until there is one."""
        if not self._rate:
            return 0
        bucket = self._young.get(key)
        if bucket is None:
            bucket = self._grown(key, now)
        left = bucket[0] + (now - bucket[1]) * self._rate
        bucket[1] = now
        if left > self._burst:
            left = self._burst
        if left >= 1:
            bucket[0] = left - 1
            return 0
        bucket[0] = left
        return (1 - left) / self._rate

    def _grown(self, key: Hashable, now: float) -> list[float]:
        if len(self._young) >= self._most:
            self._old, self._young = self._young, {}
        bucket = self._old.pop(key) if key in self._old else [self._burst, now]
        self._young[key] = bucket
        return bucket

    def __len__(self) -> int:
        return len(self._young) + len(self._old)


def retry_after(seconds: float) -> str:
    """Return whole seconds for ``Retry-After``, at least one and at most an hour."""
    return str(min(3_600, max(1, math.ceil(seconds))))
