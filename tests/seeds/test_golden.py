"""A landed seed never changes: its digests are written down."""

import shutil
from pathlib import Path

import pytest

from factordb import shipped
from factordb.catalogue import seeding
from scripts import make_golden
from tests.seeds import shelf

WRITTEN = make_golden.written()
REFERENCE = "shanghai-carbon-market@2022"
_not_taken_yet = pytest.mark.skipif(not WRITTEN, reason="the golden digests are not taken yet")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of one seed."""
    home = Path(*REFERENCE.split("@"))
    shutil.copytree(shipped.SEEDS / home, tmp_path / home)
    (tmp_path / seeding.ORDER).write_text(f"{REFERENCE}\n")
    return tmp_path


@_not_taken_yet
@pytest.mark.parametrize("reference", shelf.REFERENCES)
def test_a_seed_is_what_was_written_down(reference: str) -> None:
    assert make_golden.taken(reference).text() == WRITTEN.get(reference)


@_not_taken_yet
def test_nothing_is_written_down_that_is_gone() -> None:
    assert set(WRITTEN) == set(shelf.REFERENCES)


def test_a_new_seed_is_added(folder: Path, tmp_path: Path) -> None:
    golden = tmp_path / "golden" / "seeds.txt"

    make_golden.main([], golden, folder)

    assert list(make_golden.written(golden)) == [REFERENCE]
    assert len(make_golden.written(golden)[REFERENCE].split(" ")) == 6


def test_a_line_that_stands_is_not_changed(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    golden = tmp_path / "seeds.txt"
    make_golden.main([], golden, folder)
    before = golden.read_text()
    toml = Path(folder, *REFERENCE.split("@"), "release.toml")
    toml.write_text(toml.read_text("utf-8") + "\n", "utf-8")

    with pytest.raises(SystemExit):
        make_golden.main([], golden, folder)

    assert REFERENCE in capsys.readouterr().err
    assert golden.read_text() == before


def test_a_line_of_a_seed_that_went_is_not_dropped(folder: Path, tmp_path: Path) -> None:
    golden = tmp_path / "seeds.txt"
    make_golden.main([], golden, folder)
    (folder / seeding.ORDER).write_text("")

    with pytest.raises(SystemExit):
        make_golden.main([], golden, folder)


def test_all_lines_are_remade_only_when_told(folder: Path, tmp_path: Path) -> None:
    golden = tmp_path / "seeds.txt"
    golden.write_text(f"{REFERENCE} of other days\n")

    make_golden.main(["--remake"], golden, folder)

    assert make_golden.written(golden)[REFERENCE] == make_golden.taken(REFERENCE).text()
