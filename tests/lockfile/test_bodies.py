import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import LockfileBroken
from factordb.lockfile import bodies
from factordb.model.canonical import digest

lines = some.binary(min_size=1, max_size=40).filter(lambda body: b"\n" not in body)


@given(held=some.lists(lines, unique=True, max_size=6))
def test_documents_are_read_back_by_the_digests_of_their_bytes(held: list[bytes]) -> None:
    by_digest = {digest(body): body for body in held}

    assert bodies.parsed(bodies.written(by_digest)) == by_digest


def test_the_order_is_that_of_the_digests() -> None:
    assert bodies.written({"sha256:b": b"2", "sha256:a": b"1"}) == b"1\n2\n"


@pytest.mark.parametrize("content", [b"{}", b"{}\n{}\n"], ids=["cut short", "twice"])
def test_a_file_of_another_form_is_refused(content: bytes) -> None:
    with pytest.raises(LockfileBroken) as error:
        bodies.parsed(content)
    assert error.value.facts["what"] == "body"
