import hashlib

from hypothesis import given
from hypothesis import strategies as some

from factordb.model import leaf

DIGEST = "sha256:" + "0a" * 32


def test_a_leaf_is_rebuilt_from_digest_and_release() -> None:
    assert leaf.of_document("factor", DIGEST, "grid-office@2023") == (
        b'{"digest":"%s","release":"grid-office@2023","schema":"factordb/leaf/1","type":"factor"}'
        % DIGEST.encode()
    )


def test_a_table_is_named_with_its_digest() -> None:
    assert leaf.of_table("regions-1", DIGEST) == (
        b'{"digest":"%s","name":"regions-1","schema":"factordb/leaf/1","type":"table"}'
        % DIGEST.encode()
    )


@given(some.sets(some.binary(min_size=32, max_size=32), max_size=5))
def test_contents_do_not_depend_on_the_order_they_are_told_in(digests: set[bytes]) -> None:
    told = leaf.contents(list(digests))

    assert told == leaf.contents(sorted(digests, reverse=True))
    assert told["count"] == len(digests)
    whole = hashlib.sha256(b"".join(sorted(digests))).hexdigest()
    assert told["contents"] == f"sha256:{whole}"


def test_the_leaf_of_a_release_holds_what_a_mirror_must_have() -> None:
    made = leaf.of_release(
        "grid-office@2023", 7, DIGEST, [DIGEST, "sha256:00"], leaf.contents([bytes(32)])
    )

    assert b'"artifacts":["sha256:00","%s"]' % DIGEST.encode() in made
    assert made.startswith(b'{"artifacts":')
    assert b'"count":1,"edition":7,"manifest":"' in made


def test_a_persons_key_is_of_another_type_than_the_logs_own() -> None:
    """Whoever looks for the keys of the log must not take a reviewer's for one."""
    of_a_person = leaf.of_person_key("li+key", {"person": "Li Wei", "state": "registered"}, "now")

    assert b'"type":"key"' in leaf.of_key("log+key")
    assert b'"type":"key"' not in of_a_person


def test_a_review_is_signed_or_not() -> None:
    plain = leaf.of_review({"verdict": "approve"}, "now")
    signed = leaf.of_review({"verdict": "approve"}, "now", {"key": "li", "line": "— li x"})

    assert b"signature" not in plain
    assert b'"signature":{"key":"li","line":' in signed


def test_a_rotation_names_both_keys_and_a_new_origin_the_log_it_goes_on_from() -> None:
    assert leaf.of_rotation("a+old", "a+new") == (
        b'{"key":"a+new","replaces":"a+old","schema":"factordb/leaf/1","type":"key"}'
    )
    assert leaf.of_origin("b+key", "a", 7, "AAA=") == (
        b'{"continues":{"origin":"a","root":"AAA=","size":7},"key":"b+key",'
        b'"schema":"factordb/leaf/1","type":"origin"}'
    )


def test_the_leaves_of_many_documents_are_those_of_each() -> None:
    digests = [bytes([number]) * 32 for number in range(3)] + [b"0" * 32, bytes(32)]

    for kind in ("factor", "property", "label"):
        assert leaf.of_documents(kind, digests, "grid-office@2023.1") == [
            leaf.of_document(kind, f"sha256:{digest.hex()}", "grid-office@2023.1")
            for digest in digests
        ]
