import hashlib

import pytest
from sqlmodel import Session

from factordb.errors import ArtifactNotFound
from factordb.store import artifacts
from factordb.store.tables import ArtifactRow


def a_file(content: bytes = b"a,b\n1,2\n", name: str = "factors.csv") -> ArtifactRow:
    sha256 = hashlib.sha256(content).digest()
    return ArtifactRow(
        sha256=sha256, size=len(content), media="text/csv", name=name, content=content
    )


def test_a_file_comes_back_byte_for_byte(db: Session) -> None:
    content = bytes(range(256)) * 3
    artifacts.add(db, a_file(content))

    assert artifacts.get(db, hashlib.sha256(content).digest()).content == content


def test_the_same_bytes_under_another_name_are_kept_once(db: Session) -> None:
    first, second = a_file(), a_file(name="renamed.csv")
    artifacts.add(db, first)
    artifacts.add(db, second)

    assert artifacts.known(db, [first.sha256]) == {first.sha256: ("factors.csv", 8)}


def test_only_what_is_held_is_known(db: Session) -> None:
    assert artifacts.known(db, [b"0" * 32]) == {}
    assert artifacts.known(db, []) == {}


def test_a_file_that_is_not_held_is_said_with_where_it_may_be(db: Session) -> None:
    with pytest.raises(ArtifactNotFound, match="its publisher may have it"):
        artifacts.get(db, b"0" * 32)
