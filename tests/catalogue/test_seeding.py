"""Seeds are published once, in order, and never change under a database that has them."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlmodel import Session

from factordb import shipped
from factordb.catalogue import access, seeding
from factordb.catalogue.importing import importing
from factordb.catalogue.importing.intake import Asked, take_in
from factordb.catalogue.opening import Where, opened
from factordb.catalogue.record import verifying
from factordb.catalogue.resolve import asking
from factordb.catalogue.resolve.question import Answer, Question
from factordb.errors import SeedsDiffer
from factordb.store import editions, events, releases

SMALL = (
    "cn-mee-electricity-footprint@2023",
    "cn-mee-electricity-footprint@2024",
    "shanghai-carbon-market@2022",
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of three small seeds."""
    for reference in SMALL:
        home = Path(*reference.split("@"))
        shutil.copytree(shipped.SEEDS / home, tmp_path / home)
    _order(tmp_path, *SMALL)
    return tmp_path


def _order(folder: Path, *references: str) -> None:
    (folder / seeding.ORDER).write_text("# A comment.\n\n" + "\n".join(references) + "\n")


def _tamper(folder: Path, reference: str, old: str, new: str) -> None:
    table = Path(folder, *reference.split("@"), "factors.csv")
    text = table.read_text("utf-8")
    assert old in text
    table.write_text(text.replace(old, new), "utf-8")


def test_what_is_missing_is_published_in_order(db: Session, folder: Path) -> None:
    before = editions.current(db)

    done = seeding.seed(db, folder)

    assert done == seeding.Seeded(published=SMALL, present=0)
    found = [releases.find(db, *reference.split("@")) for reference in SMALL]
    numbers = [row.edition for row in found if row is not None]
    assert numbers == [before + 1, before + 2, before + 3]


def test_every_seed_has_its_import_on_record_with_a_report(db: Session, folder: Path) -> None:
    seeding.seed(db, folder)
    seeding.seed(db, folder)

    kept = importing.listed(db, access.shell("host"), 2**31 - 1, 100)

    assert [f"{one.dataset}@{one.release}" for one in reversed(kept)] == list(SMALL)
    for one in kept:
        assert (one.state, one.file, one.failure) == ("done", "factors.csv", None)
        assert one.report is not None
        assert one.report.became == "published"
        assert one.report.tally.numbers > 0
        assert one.report.edition
        (said,) = events.about(db, f"{one.dataset}@{one.release}")
        assert (said.action, said.person_id) == ("release.imported", None)
        assert said.detail["import"] == one.id
        assert "travels with factordb" in said.detail["why"]


def test_a_second_start_publishes_nothing(db: Session, folder: Path) -> None:
    seeding.seed(db, folder)
    before = editions.current(db)

    assert seeding.seed(db, folder) == seeding.Seeded(published=(), present=3)
    assert editions.current(db) == before


def test_a_later_version_adds_its_new_releases(db: Session, folder: Path) -> None:
    _order(folder, *SMALL[:1])
    seeding.seed(db, folder)
    _order(folder, *SMALL)

    assert seeding.seed(db, folder) == seeding.Seeded(published=SMALL[1:], present=1)


def test_a_landed_catalogue_takes_a_corrected_manifest_up_as_one_edition(
    db: Session, tmp_path: Path
) -> None:
    dataset = "us-epa-egrid-subregions"
    shutil.copytree(shipped.SEEDS / dataset, tmp_path / dataset)
    _order(tmp_path, f"{dataset}@2021")
    seeding.seed(db, tmp_path)
    before = editions.current(db)
    _order(tmp_path, f"{dataset}@2021", f"{dataset}@2021.1")

    assert seeding.seed(db, tmp_path).published == (f"{dataset}@2021.1",)

    assert editions.current(db) == before + 1
    assert verifying.verify(db).editions == before + 1
    asked = Question(activity="electricity.grid", region="US-EGRID-CAMX", year=2021)
    now, then = (asking.ask(db, [asked], edition).answers[0] for edition in (before + 1, before))
    assert isinstance(now, Answer)
    assert now.hit
    assert isinstance(then, Answer)
    assert then.hit
    assert (now.hit.release, then.hit.release) == ("2021.1", "2021")
    assert now.hit.digest == then.hit.digest


def test_a_seed_that_was_tampered_with_is_named(db: Session, folder: Path) -> None:
    seeding.seed(db, folder)
    _tamper(folder, SMALL[1], "0.5777", "0.4777")

    with pytest.raises(SeedsDiffer, match="cn-mee-electricity-footprint@2024") as caught:
        seeding.seed(db, folder)

    assert caught.value.facts["releases"] == [SMALL[1]]
    assert "empty database" in caught.value.detail


def test_all_that_differ_are_named_and_nothing_new_is_published(db: Session, folder: Path) -> None:
    _order(folder, *SMALL[:2])
    seeding.seed(db, folder)
    before = editions.current(db)
    for reference, old in zip(SMALL[:2], ("0.6205", "0.5777"), strict=True):
        _tamper(folder, reference, old, "0.1")
    _order(folder, *SMALL)

    with pytest.raises(SeedsDiffer) as caught:
        seeding.seed(db, folder)

    assert caught.value.facts["releases"] == list(SMALL[:2])
    assert editions.current(db) == before


def test_another_mapping_is_another_seed_too(db: Session, folder: Path) -> None:
    seeding.seed(db, folder)
    toml = Path(folder, *SMALL[2].split("@"), "release.toml")
    toml.write_text(toml.read_text("utf-8") + "\n", "utf-8")

    with pytest.raises(SeedsDiffer, match="shanghai-carbon-market@2022"):
        seeding.seed(db, folder)


def test_a_draft_under_the_name_of_a_seed_gives_way_to_it(db: Session, folder: Path) -> None:
    other = folder / "other"
    shutil.copytree(Path(folder, *SMALL[1].split("@")), other)
    table = other / "factors.csv"
    table.write_text(table.read_text("utf-8").replace("0.5777", "0.4777"), "utf-8")
    dataset, _, release = SMALL[1].partition("@")
    take_in(db, table, Asked(dataset=dataset, release=release))

    assert seeding.seed(db, folder).published == SMALL


def test_a_server_does_not_open_where_a_seed_differs(
    address: str, owner_address: str, folder: Path
) -> None:
    where = Where(database=address, owner=owner_address, seeds=folder)
    with opened(where) as first:
        assert first.seeded == seeding.Seeded(published=SMALL, present=0)
    _tamper(folder, SMALL[0], "0.6205", "0.6")

    with pytest.raises(SeedsDiffer, match=SMALL[0]), opened(where):
        pass


def test_two_servers_that_start_at_once_publish_each_seed_once(
    address: str, owner_address: str, folder: Path
) -> None:
    where = Where(database=address, owner=owner_address, seeds=folder)

    def start(_: int) -> seeding.Seeded | None:
        with opened(where) as it:
            return it.seeded

    with ThreadPoolExecutor(2) as pool:
        done = list(pool.map(start, range(2)))

    assert seeding.Seeded(published=SMALL, present=0) in done
    assert seeding.Seeded(published=(), present=3) in done


def test_the_shipped_seeds_are_all_published(seeds: Session) -> None:
    states = []
    for reference in seeding.references(shipped.SEEDS):
        row = releases.find(seeds, *reference.split("@"))
        states.append(row.state if row is not None else "missing")

    assert set(states) == {"published"}


def test_every_number_of_the_shipped_seeds_is_accounted_for(seeds: Session) -> None:
    for reference in seeding.references(shipped.SEEDS):
        row = releases.find(seeds, *reference.split("@"))
        assert row is not None
        tally = row.tally
        assert tally["rejected"] == tally["not_ours"] == tally["blank"] == 0
        assert tally["numbers"] == tally["in_factors"] + tally["in_properties"]
        assert tally["numbers"] >= tally["factors"] + tally["properties"] > 0
        assert row.cautions == []
