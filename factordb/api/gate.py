"""The gate before every request: where it comes from, and whether it comes too often.

Every address has a bucket, and every token besides: many tokens of one address share the address's,
and one token from many addresses its own. A token is told by what is shown, good or not, so nobody
empties another's bucket without her secret. Buckets are per worker.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from factordb.api.addresses import Addresses, site
from factordb.api.buckets import Buckets


class Limits(NamedTuple):
    """How often one may ask; a rate of 0 answers all."""

    rate: float = 0
    burst: float = 1


class Gate:
    """Where requests come from, and who must wait."""

    def __init__(self, limits: Limits = Limits(), trusted: Iterable[str] = ()) -> None:  # noqa: B008  # immutable
        self.origin = Addresses(trusted).of
        self._addresses, self._tokens = Buckets(*limits), Buckets(*limits)

    def wait_of_address(self, address: str, now: float) -> float:
        """Return 0, or the seconds until the address may ask again."""
        return self._addresses.wait(site(address) if ":" in address else address, now)

    def wait_of_token(self, headers: Any, now: float) -> float:  # a list of pairs
        """Return 0, or the seconds until the token that is shown may ask again."""
        for name, value in headers:
            if name == b"authorization":
                return self._tokens.wait(hash(value), now)
        return 0
