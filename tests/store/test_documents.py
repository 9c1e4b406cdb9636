import hashlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from sqlmodel import Session

from factordb.errors import DigestNotFound, Invalid
from factordb.model.canonical import raw
from factordb.store import documents, editions, releases
from tests.examples import a_factor, a_property
from tests.store.drafts import drafted


def publish(db: Session, number: int) -> None:
    releases.publish(db, number, editions.add(db, number, {}))


def test_what_is_published_comes_back_as_it_was_hashed(db: Session) -> None:
    factor = a_factor()
    publish(db, drafted(db, "2023", factor))

    body = documents.body(db, factor.digest())

    assert body == factor.canonical()
    assert "sha256:" + hashlib.sha256(body).hexdigest() == factor.digest()


def test_what_stands_in_drafts_only_is_not_given(db: Session) -> None:
    factor = a_factor()
    drafted(db, "2023", factor)

    with pytest.raises(DigestNotFound, match="search or resolve"):
        documents.body(db, factor.digest())


def test_a_document_is_given_as_the_kind_it_is_and_no_other(db: Session) -> None:
    found = a_property()
    publish(db, drafted(db, "2023", found))

    assert documents.body(db, found.digest(), ("property",))
    with pytest.raises(DigestNotFound):
        documents.body(db, found.digest(), ("factor",))
    assert documents.kind(db, raw(found.digest())) == "property"


def test_a_document_of_two_releases_is_there_since_the_first(db: Session) -> None:
    factor = a_factor()
    first, second = (drafted(db, name, factor) for name in ("2023", "2023.1"))
    publish(db, drafted(db, "2022", a_factor(value="0.4")))
    for number in (first, second):
        publish(db, number)

    assert documents.published(db, [factor.digest()], edition=1) == {}
    assert factor.digest() in documents.published(db, [factor.digest()], edition=2)


@pytest.mark.parametrize(
    "digest", ["", "sha256:", "sha256:" + "A" * 64, "0" * 64, "sha256:" + "0" * 63]
)
def test_a_malformed_digest_is_said_to_be_one(db: Session, digest: str) -> None:
    with pytest.raises(Invalid, match="no digest"):
        documents.body(db, digest)


def test_documents_of_a_release_come_in_the_files_order_from_a_place_on(db: Session) -> None:
    found = [a_factor(region=code) for code in ("CN-TJ", "CN-BJ", "CN-HE")]
    number = drafted(db, "2023", *found)

    listed = documents.of_release(db, "factor", number, 1, 1)

    assert [(ordinal, body) for ordinal, _, body in listed] == [(2, found[1].canonical())]


bodies = some.binary(max_size=200).map(lambda noise: b'{"schema":"factordb/label/1"}' + noise)


@given(some.lists(bodies, max_size=6))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_any_bytes_survive_however_often_they_are_added(db: Session, found: list[bytes]) -> None:
    named = [(hashlib.sha256(body).digest(), "label", body) for body in found]

    documents.add(db, named + named)
    documents.add(db, named)

    there = documents.any_bodies(db, [name for name, _, _ in named])
    assert there == {name: body for name, _, body in named}
