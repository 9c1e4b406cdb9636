from pathlib import Path

import pytest

from factordb.errors import Invalid
from factordb.lockfile import files
from factordb.lockfile.files import Files


def test_the_files_of_a_calculation_lie_side_by_side() -> None:
    found = Files.beside(Path("x/factors.lock"))

    assert [path.name for path in found] == [
        "factors.toml",
        "factors.lock",
        "factors.lock.proof",
        "factors.bodies.ndjson",
    ]


def test_a_file_is_written_only_where_that_changes_it(tmp_path: Path) -> None:
    file = tmp_path / "factors.lock"

    assert files.write(file, b"a")
    made = file.stat().st_mtime_ns
    assert not files.write(file, b"a")
    assert file.stat().st_mtime_ns == made
    assert [path.name for path in tmp_path.iterdir()] == ["factors.lock"]


def test_what_is_not_there_is_nothing_and_what_is_no_text_is_said(tmp_path: Path) -> None:
    assert files.text(tmp_path / "no") is None
    (tmp_path / "odd").write_bytes(b"\xff")

    with pytest.raises(Invalid, match="no text in UTF-8"):
        files.text(tmp_path / "odd")
    with pytest.raises(Invalid, match="cannot be read"):
        files.read(tmp_path)
