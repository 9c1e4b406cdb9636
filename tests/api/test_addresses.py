from typing import Any

import pytest

from factordb.api.addresses import Addresses, From, site


def scope(peer: str | None, *headers: tuple[str, str], scheme: str = "http") -> dict[str, Any]:
    return {
        "client": (peer, 1) if peer else None,
        "scheme": scheme,
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }


def forwarded(*lists: str) -> list[tuple[str, str]]:
    return [("x-forwarded-for", one) for one in lists]


PROXIED = Addresses(["10.0.0.0/8", "2001:db8:ff::1"])


def test_without_trusted_proxies_the_peer_asks_whatever_it_says() -> None:
    said = scope("192.0.2.1", *forwarded("198.51.100.9"), ("x-forwarded-proto", "https"))

    assert Addresses().of(said) == From("192.0.2.1", secure=False)


def test_a_stranger_is_not_believed_where_others_are() -> None:
    said = scope("192.0.2.1", *forwarded("198.51.100.9"))

    assert PROXIED.of(said).address == "192.0.2.1"


@pytest.mark.parametrize(
    ("lists", "found"),
    [
        (["198.51.100.9"], "198.51.100.9"),
        (["1.1.1.1, 198.51.100.9"], "198.51.100.9"),
        (["1.1.1.1", "198.51.100.9"], "198.51.100.9"),
        (["1.1.1.1, 198.51.100.9, 10.9.9.9"], "198.51.100.9"),
        (["10.1.1.1, 10.2.2.2"], "10.1.1.1"),
        (["198.51.100.9:4711"], "198.51.100.9"),
        (["[2001:db8::7]:443"], "2001:db8::7"),
        (["2001:db8::7"], "2001:db8::7"),
        (["1.1.1.1, unknown"], "10.0.0.1"),
        (["1.1.1.1, unknown, 10.2.2.2"], "10.2.2.2"),
        (["1.1.1.1, "], "10.0.0.1"),
        ([""], "10.0.0.1"),
        (["<script>"], "10.0.0.1"),
        ([], "10.0.0.1"),
        ([", ".join(["10.1.1.1"] * 1_000)], "10.1.1.1"),
    ],
)
def test_the_last_address_that_is_no_proxy_asks(lists: list[str], found: str) -> None:
    assert PROXIED.of(scope("10.0.0.1", *forwarded(*lists))).address == found


def test_a_proxy_may_have_an_address_of_either_kind() -> None:
    assert PROXIED.of(scope("2001:db8:ff::1", *forwarded("1.1.1.1"))).address == "1.1.1.1"
    assert PROXIED.of(scope("::ffff:10.0.0.1", *forwarded("1.1.1.1"))).address == "1.1.1.1"


def test_who_has_no_address_is_nobody_in_particular() -> None:
    assert PROXIED.of(scope(None)).address == "-"


def test_only_tls_or_a_trusted_proxy_makes_a_request_secure() -> None:
    assert PROXIED.of(scope("192.0.2.1", scheme="https")).secure
    assert PROXIED.of(scope("10.0.0.1", ("x-forwarded-proto", "https"))).secure
    assert not PROXIED.of(scope("10.0.0.1", ("x-forwarded-proto", "https, http"))).secure
    assert not PROXIED.of(scope("192.0.2.1", ("x-forwarded-proto", "https"))).secure


@pytest.mark.parametrize(
    ("address", "whole"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("192.0.2.1", "192.0.2.1"),
        ("no:address", "no:address"),
    ],
)
def test_a_site_has_one_network_of_ipv6(address: str, whole: str) -> None:
    assert site(address) == whole


def test_a_name_is_no_network() -> None:
    with pytest.raises(ValueError, match=r"proxy\.example"):
        Addresses(["proxy.example"])
