import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.model.canonical import canonical_bytes, digest, is_digest, raw, text_of

keys = some.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
texts = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
documents = some.recursive(
    texts | some.integers(0, 2**40) | some.booleans(),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(keys, inner, max_size=4),
    max_leaves=20,
).map(lambda value: {"document": value})


@given(documents)
def test_the_fast_encoder_gives_the_bytes_of_an_rfc_8785_library(
    document: dict[str, object],
) -> None:
    assert canonical_bytes(document) == rfc8785.dumps(document)  # type: ignore[arg-type]  # any JSON


@given(documents)
def test_what_is_written_reads_back(document: dict[str, object]) -> None:
    assert json.loads(canonical_bytes(document)) == document


def test_the_order_of_keys_changes_no_digest() -> None:
    assert canonical_bytes({"b": 1, "a": "例"}) == '{"a":"例","b":1}'.encode()


def test_a_lone_surrogate_is_refused() -> None:
    with pytest.raises(Invalid, match="surrogates"):
        canonical_bytes({"a": "\ud800"})


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(Invalid, match="set"):
        canonical_bytes({"a": {1}})


def test_the_digest_is_the_sha_256_of_the_bytes() -> None:
    assert digest(b"abc") == (
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )


@given(some.binary(min_size=32, max_size=32))
def test_a_digest_is_the_same_as_text_and_as_bytes(thirty_two: bytes) -> None:
    assert raw(text_of(thirty_two)) == thirty_two


@pytest.mark.parametrize(
    "text", ["", "sha256:", "sha256:" + "G" * 64, "sha256:" + "A" * 64, "a" * 64]
)
def test_what_is_no_digest_is_refused_by_name(text: str) -> None:
    assert not is_digest(text)
    with pytest.raises(Invalid, match="no digest"):
        raw(text)
