import hashlib
from pathlib import Path

import pytest
from sqlmodel import Session

from factordb.catalogue.importing import intake
from factordb.catalogue.looking import fetching
from factordb.catalogue.looking.fetching import From
from factordb.errors import (
    ArtifactNotFound,
    DigestNotFound,
    EditionAhead,
    Invalid,
    ReleaseNotFound,
)
from factordb.model.canonical import digest
from factordb.model.factor import Factor
from tests.catalogue.tables import a_property_row, a_row, a_table, asked, take_in

UNKNOWN = "sha256:" + "0" * 64
PROVINCES = ("CN-BJ", "CN-TJ", "CN-HE", "CN-SX", "CN-NM")


@pytest.fixture
def two(db: Session, tmp_path: Path) -> Session:
    """Return a session on two releases, the later with one factor more and a property."""
    take_in(db, tmp_path, [a_row(printed="0.5")], "2022")
    take_in(db, tmp_path, [a_row(), a_row("CN-BJ", "0.6"), a_property_row()], "2023")
    return db


def bodies(db: Session, release: str, kind: str = "factor") -> list[bytes]:
    return list(fetching.listing(db, f"grid-office@{release}", kind).items)


def test_the_digest_of_a_listed_factor_fetches_the_very_bytes_it_is_of(two: Session) -> None:
    for body in bodies(two, "2023"):
        assert fetching.document(two, digest(body)) == body
    (body,) = bodies(two, "2023", "property")
    assert fetching.document(two, digest(body), "property") == body


def test_a_printed_number_comes_back_with_every_zero(two: Session) -> None:
    first = Factor.of(bodies(two, "2023")[0])

    assert (first.amounts[0].kg, first.source.cells[0].printed) == ("0.5500", "0.5500")


def test_a_draft_has_no_documents_to_fetch(db: Session, tmp_path: Path) -> None:
    intake.take_in(db, a_table(tmp_path, [a_row()]), asked(publish=False))
    body = Factor.of(
        b'{"activity":"a","amounts":[{"cell":0,"gas":"CO2","kg":"1"}],"dataset":"d","name":{"en":"n"},'
        b'"region":"GLO","schema":"factordb/factor/1","source":{"cells":[{"at":"a","printed":"1"}]},'
        b'"unit":"kg"}'
    ).digest()

    with pytest.raises(DigestNotFound):
        fetching.document(db, body)
    with pytest.raises(ReleaseNotFound):
        fetching.listing(db, "grid-office@2023")


def test_a_batch_keeps_the_order_and_gives_each_digest_its_bytes_or_its_problem(
    two: Session,
) -> None:
    first, second = bodies(two, "2023")
    wanted = [digest(second), UNKNOWN, "sha256:ABC", digest(first), digest(second)]

    edition, found = fetching.batch(two, wanted)

    assert edition == 2
    assert [found[0], found[3], found[4]] == [second, first, second]
    assert isinstance(found[1], DigestNotFound)
    assert isinstance(found[2], Invalid)


def test_a_batch_of_an_edition_does_not_know_what_came_later(two: Session) -> None:
    (old,), (new, _) = bodies(two, "2022"), bodies(two, "2023")

    edition, found = fetching.batch(two, [digest(old), digest(new)], 1)

    assert edition == 1
    assert found[0] == old
    assert isinstance(found[1], DigestNotFound)
    with pytest.raises(EditionAhead):
        fetching.batch(two, [digest(old)], 3)


def test_a_batch_of_factors_gives_no_property_as_one(two: Session) -> None:
    (body,) = bodies(two, "2023", "property")

    _, (found,) = fetching.batch(two, [digest(body)])

    assert isinstance(found, DigestNotFound)


def test_pages_give_every_factor_once_and_end(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row(code) for code in PROVINCES])
    seen: list[bytes] = []
    after: str | None = None
    for _ in range(10):
        page = fetching.listing(db, "grid-office@2023", "factor", From(after, 2))
        seen += page.items
        after = page.next
        if after is None:
            break

    assert [Factor.of(body).region for body in seen] == list(PROVINCES)


@pytest.mark.parametrize("limit", [1, 5])
def test_a_last_page_that_is_full_has_no_next(db: Session, tmp_path: Path, limit: int) -> None:
    take_in(db, tmp_path, [a_row(code) for code in PROVINCES[:limit]])

    assert fetching.listing(db, "grid-office@2023", "factor", From(limit=limit)).next is None


def test_a_list_of_an_edition_is_of_a_release_that_stood_then(two: Session) -> None:
    assert len(fetching.listing(two, "grid-office@2022", "factor", From(edition=1)).items) == 1
    with pytest.raises(ReleaseNotFound, match="edition 1"):
        fetching.listing(two, "grid-office@2023", "factor", From(edition=1))
    with pytest.raises(ReleaseNotFound, match="edition 1"):
        fetching.rejected(two, "grid-office@2023", From(edition=1))


@pytest.mark.parametrize("cursor", ["-1", "x", "1e3", "１", "9" * 12])
def test_a_cursor_that_is_none_of_ours_is_refused(two: Session, cursor: str) -> None:
    with pytest.raises(Invalid, match="no cursor"):
        fetching.listing(two, "grid-office@2023", "factor", From(cursor))


def test_rejections_come_in_the_order_of_the_file_page_by_page(db: Session, tmp_path: Path) -> None:
    bad = [a_row(code, "a lot") for code in PROVINCES[:3]]
    take_in(db, tmp_path, [a_row(), *bad])

    first = fetching.rejected(db, "grid-office@2023", From(limit=2))
    second = fetching.rejected(db, "grid-office@2023", From(first.next, 2))

    assert [r.at for r in (*first.items, *second.items)] == [
        f"factors.csv line {n}" for n in (3, 4, 5)
    ]
    assert second.next is None
    assert "a lot" in first.items[0].printed


def test_a_file_is_handed_on_where_its_licence_says_so(db: Session, tmp_path: Path) -> None:
    file = a_table(tmp_path, [a_row()], redistribute=True)
    done = intake.take_in(db, file, asked())

    found = fetching.artifact(db, done.artifact)

    assert found.content == file.read_bytes()
    assert found.sha256 == hashlib.sha256(found.content).hexdigest()
    assert fetching.artifact(db, found.sha256).size == file.stat().st_size


def test_a_file_is_kept_back_where_no_licence_says_so(db: Session, tmp_path: Path) -> None:
    done = take_in(db, tmp_path, [a_row()])

    with pytest.raises(ArtifactNotFound, match="its publisher"):
        fetching.artifact(db, done.artifact)
    with pytest.raises(ArtifactNotFound, match="not held"):
        fetching.artifact(db, UNKNOWN)


def test_the_file_of_a_draft_is_kept_back(db: Session, tmp_path: Path) -> None:
    file = a_table(tmp_path, [a_row()], redistribute=True)
    done = intake.take_in(db, file, asked(publish=False))

    with pytest.raises(ArtifactNotFound):
        fetching.artifact(db, done.artifact)


def test_provenance_of_an_edition_names_only_the_releases_of_that_time(
    db: Session, tmp_path: Path
) -> None:
    rows = [a_row(dates__published="2024")]
    for release in ("2022", "2022.1"):
        take_in(db, tmp_path, rows, release)
    (body,) = bodies(db, "2022")

    def releases(edition: int | None) -> set[str]:
        _, found = fetching.provenance(db, digest(body), edition)
        return {
            e["prov:label"]
            for e in found["entity"].values()
            if "release" in str(e.get("prov:type", ""))
        }

    assert releases(1) == {"grid-office@2022"}
    assert releases(None) == {"grid-office@2022", "grid-office@2022.1"}


def test_provenance_of_what_is_not_there_is_said(two: Session) -> None:
    (new, _) = bodies(two, "2023")
    with pytest.raises(DigestNotFound):
        fetching.provenance(two, UNKNOWN)
    with pytest.raises(DigestNotFound):
        fetching.provenance(two, digest(new), 1)
