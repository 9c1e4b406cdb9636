"""A seal that is opened to an auditor: checked offline, with a key from elsewhere."""

from collections.abc import Iterator
from typing import NamedTuple

import orjson
import pytest
from sqlalchemy import Engine

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.record import unsealing
from factordb.errors import DigestNotFound, Invalid, LockfileBroken, NotFound, ReleaseNotFound
from factordb.lockfile.unsealed import Unsealed
from factordb.lockfile.verifying import Trust
from factordb.log.notes import SigningKey
from factordb.model import leaf
from factordb.model.canonical import raw
from factordb.store import engine as engines
from tests import closed
from tests.catalogue.signed import KEY, ORIGIN, sign
from tests.closed import KNOWN, OPEN, PRIVATE
from tests.conftest import Databases

TRUST = Trust((KEY.verifier,), ORIGIN)
NAME = f"{PRIVATE}@2023"


class Mill(NamedTuple):
    engine: Engine
    owner: Caller
    pins: closed.Pins

    def document(self, digest: str) -> Unsealed:
        with engines.transaction(self.engine) as db:
            access.show(db, self.owner)
            return unsealing.of_document(db, digest)

    def release(self, reference: str = NAME) -> Unsealed:
        with engines.transaction(self.engine) as db:
            access.show(db, self.owner)
            return unsealing.of_release(db, reference)


@pytest.fixture(scope="module")
def mill(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mill]:
    name, folder = databases.copy(), tmp_path_factory.mktemp("unsealed")
    engine = engines.connect(databases.server(name))
    for dataset, who in ((OPEN, "editor"), (KNOWN, "other"), (PRIVATE, "owner")):
        closed.brought_in(engine, folder, dataset, closed.curator(engine, who))
    with engines.transaction(engine) as db:
        sign(db)
    yield Mill(engine, closed.curator(engine, "owner"), closed.pins(engine, PRIVATE))
    engine.dispose()
    databases.drop(name)


@pytest.mark.parametrize("kind", ["factor", "property", "label"])
def test_salt_and_numbers_of_a_document_are_shown_and_hold(mill: Mill, kind: str) -> None:
    made = mill.document(getattr(mill.pins, kind))

    found = Unsealed.parsed(made.text()).check(TRUST)

    assert (found.kind, found.digest) == (kind, getattr(mill.pins, kind))
    assert (found.release, found.origin) == (NAME, ORIGIN)
    if kind == "factor":
        assert {"salt", "amounts"} <= orjson.loads(made.body).keys()
        assert closed.VALUES[PRIVATE] in made.body.decode()


def test_the_sum_of_a_release_says_what_all_of_its_documents_are(mill: Mill) -> None:
    found = mill.release().check(TRUST)

    every = (mill.pins.factor, mill.pins.property, mill.pins.label)
    meant = leaf.contents(raw(digest) for digest in every)
    assert (found.kind, found.count, found.contents) == ("release", 3, meant["contents"])
    assert found.behind >= 4


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (closed.VALUES[PRIVATE], "0.7342", "body is another"),
        ('"salt":"', '"salt":"0', "body is another"),
        ('"type":"factor"', '"type":"label"', "stands behind no seal"),
        ('"edition":3,"hashes"', '"edition":2,"hashes"', "stands behind no seal"),
        ('entry {"digest":"sha256:', 'entry {"digest":"sha256:0', "body is another"),
        (f'"release":"{NAME}","size"', '"release":"a-mill@2023","size"', "not of a-mill"),
        ("index ", "index 1", "no entry|behind no seal"),
    ],
)  # fmt: skip
def test_whatever_was_changed_is_found(mill: Mill, old: str, new: str, says: str) -> None:
    text = mill.document(mill.pins.factor).text()
    assert old in text

    with pytest.raises((LockfileBroken, Invalid), match=says):
        Unsealed.parsed(text.replace(old, new, 1)).check(TRUST)


def test_a_key_or_a_log_that_is_not_trusted_proves_nothing(mill: Mill) -> None:
    made = mill.document(mill.pins.factor)
    other = SigningKey(ORIGIN, bytes(32)).verifier

    for trust in (Trust((other,)), Trust((KEY.verifier,), "elsewhere.example/log")):
        with pytest.raises(LockfileBroken):
            made.check(trust)


@pytest.mark.parametrize(
    "text", ["", "factordb/opening/1", "factordb/opening/1\nseal {}\nentry {}"]
)
def test_what_is_no_opening_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="opens no seal"):
        Unsealed.parsed(text)


def test_nobody_opens_what_she_was_not_granted(mill: Mill) -> None:
    stranger = mill._replace(owner=closed.curator(mill.engine, "stranger"))

    with pytest.raises(DigestNotFound):
        stranger.document(mill.pins.factor)
    with pytest.raises(ReleaseNotFound):
        stranger.release()


@pytest.mark.parametrize("dataset", [OPEN, KNOWN])
def test_what_is_sealed_by_nobody_is_not_opened(mill: Mill, dataset: str) -> None:
    with pytest.raises(NotFound, match="stands behind no seal"):
        mill.release(f"{dataset}@2023")
    with pytest.raises(NotFound, match="stands behind no seal"):
        mill.document(closed.pins(mill.engine, dataset).factor)
