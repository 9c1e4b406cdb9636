from factordb.api.gate import Gate, Limits


def shown(token: str) -> list[tuple[bytes, bytes]]:
    return [(b"accept", b"*/*"), (b"authorization", f"Bearer {token}".encode())]


def test_addresses_of_one_site_share_a_bucket() -> None:
    gate = Gate(Limits(0.001, 2))

    waits = [gate.wait_of_address(f"2001:db8:1:2::{n}", 0) for n in (1, 2, 3)]

    assert [bool(wait) for wait in waits] == [False, False, True]
    assert not gate.wait_of_address("2001:db8:1:3::1", 0)


def test_a_token_has_a_bucket_wherever_it_is_shown_from() -> None:
    gate = Gate(Limits(0.001, 2))

    assert [bool(gate.wait_of_token(shown("one"), 0)) for _ in range(3)] == [False, False, True]
    assert not gate.wait_of_token(shown("another"), 0)


def test_who_shows_no_token_waits_for_none() -> None:
    gate = Gate(Limits(0.001, 1))

    assert [gate.wait_of_token([(b"accept", b"*/*")], 0) for _ in range(3)] == [0, 0, 0]


def test_nobody_empties_the_bucket_of_a_token_that_he_does_not_have() -> None:
    gate = Gate(Limits(0.001, 1))
    for guess in range(100):
        gate.wait_of_token(shown(f"fdb_theid_{guess}"), 0)

    assert not gate.wait_of_token(shown("fdb_theid_right"), 0)


def test_many_tokens_are_kept_in_little_room() -> None:
    gate = Gate(Limits(0.001, 1))
    for guess in range(60_000):
        gate.wait_of_token(shown(f"{guess}"), 0)

    assert len(gate._tokens) <= 50_000  # noqa: SLF001  # its memory
