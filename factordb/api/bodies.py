"""Bodies of pinned factors in memory: bounded, and only what everybody may read for ever."""

from collections.abc import Iterable


class Bodies:
    """Canonical bytes by digest; where there is no room the oldest go."""

    def __init__(self, most_bytes: int) -> None:
        self._kept: dict[str, bytes] = {}
        self._most, self._size = most_bytes, 0
        self.get = self._kept.get

    def keep(self, digest: str, body: bytes) -> None:
        """Keep a published, open document; never anything else."""
        if digest in self._kept or len(body) > self._most:
            return
        self._kept[digest] = body
        self._size += len(body)
        while self._size > self._most:
            oldest = next(iter(self._kept))
            self._size -= len(self._kept.pop(oldest))

    def forget(self, digests: Iterable[str] = ()) -> None:
        """Let go of some, or of all where none is named: something is said of them now."""
        for digest in tuple(digests) or tuple(self._kept):
            self._size -= len(self._kept.pop(digest, b""))

    def __len__(self) -> int:
        return len(self._kept)

    @property
    def size(self) -> int:
        """Bytes of all bodies kept."""
        return self._size
