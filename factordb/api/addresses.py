"""Whose request it is: the peer's address, or the one that a trusted proxy names.

What a client writes into ``X-Forwarded-For`` itself is never believed: the list is read from its
end, where the last trusted proxy has written, up to the first address that is nobody's proxy.
"""

from collections.abc import Iterable
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any, NamedTuple

from starlette.types import Scope

_HOPS = 20
"""Addresses that are looked at; a chain of more proxies is nobody's."""
_SITE = 64
"""Bits of an IPv6 address that tell one customer from another."""


class From(NamedTuple):
    """Where a request comes from."""

    address: str
    secure: bool
    """Whether it came by TLS, as far as is known here."""


class Addresses:
    """Reads where requests come from, with some proxies trusted."""

    def __init__(self, trusted: Iterable[str] = ()) -> None:
        """Take addresses or networks: ``10.0.0.1``, ``10.0.0.0/8``, ``fd00::/8``."""
        networks = tuple(ip_network(name, strict=False) for name in trusted)
        self.there_are_proxies = bool(networks)
        self._is_proxy = lru_cache(4_096)(lambda address: _within(address, networks))

    def of(self, scope: Scope) -> From:
        """Return where a request comes from."""
        client = scope["client"]
        peer: str = client[0] if client else "-"
        secure: bool = scope.get("scheme") == "https"
        if not self.there_are_proxies or not self._is_proxy(peer):
            return From(peer, secure)
        named = _all(scope["headers"], b"x-forwarded-for")
        by = _all(scope["headers"], b"x-forwarded-proto")
        if by:
            secure = by[-1].casefold() == "https"
        return From(self._first_stranger(peer, named), secure)

    def _first_stranger(self, peer: str, named: list[str]) -> str:
        """Return the last address before the trusted proxies; what is no address ends the list."""
        found = peer
        for said in reversed(named[-_HOPS:]):
            address = _plain(said)
            if address is None:
                return found
            found = address
            if not self._is_proxy(found):
                return found
        return found


@lru_cache(4_096)
def site(address: str) -> str:
    """Return the part of an address that one customer has to herself: of IPv6 its first 64 bits.

    An IPv4 address in IPv6's clothes is itself.
    """
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if not isinstance(known, IPv6Address):
        return address
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(IPv6Network((int(known), _SITE), strict=False))


def _within(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    known = getattr(known, "ipv4_mapped", None) or known
    return any(known in network for network in networks)


def _all(headers: Any, wanted: bytes) -> list[str]:  # a list of pairs
    """Return the items of all headers of one name, in order."""
    values = (value.decode("latin-1") for name, value in headers if name == wanted)
    return [item.strip() for value in values for item in value.split(",")]


def _plain(said: str) -> str | None:
    """Return an address without port and brackets, or nothing where it is none."""
    inner, bracket, _ = said.removeprefix("[").partition("]")
    name = inner if bracket else said
    if not bracket and name.count(":") == 1:
        name = name.partition(":")[0]
    try:
        return str(ip_address(name))
    except ValueError:
        return None
