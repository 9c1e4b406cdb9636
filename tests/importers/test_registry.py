from pathlib import Path

import pytest

from factordb.errors import ImporterNotFound, UnknownLayout, UnreadableFile
from factordb.importers import registry
from factordb.importers.protocol import Intake
from tests.importers.workbooks import an_xlsx


@pytest.mark.parametrize("layout", registry.layouts())
def test_every_importer_says_who_it_is(layout: str) -> None:
    importer = registry.load(layout)

    assert importer.layout == layout
    assert importer.version
    assert importer.title


@pytest.mark.parametrize("content", [b"", b"nothing;of;ours\n", b"\xff\xfe\x00", b"%PDF-1.7"])
@pytest.mark.parametrize("layout", registry.layouts())
def test_a_file_of_another_layout_is_refused(layout: str, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(content)
    importer = registry.load(layout)

    assert not importer.recognises(file)
    with pytest.raises(UnreadableFile):
        list(importer.read(Intake(file, "sha256:" + "0" * 64)))


def test_a_file_that_nobody_knows_is_told_by_what_is_in_it(tmp_path: Path) -> None:
    file = an_xlsx(tmp_path / "a.xlsx", {"Budget": [["x"]]})

    with pytest.raises(UnknownLayout, match=r"'Budget'.*table"):
        registry.recognise(file)


def test_an_importer_that_is_not_installed_is_told_by_those_that_are() -> None:
    with pytest.raises(ImporterNotFound, match="table"):
        registry.load("nobody")


def test_an_importer_whose_package_is_gone_is_named_with_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a folder that was installed as editable was deleted."""
    told = tmp_path / "factordb_gone-0.1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: factordb-gone\nVersion: 0.1.0\n")
    (told / "entry_points.txt").write_text("[factordb.importers]\ngone = gone_office:Gone\n")
    monkeypatch.syspath_prepend(tmp_path)

    with pytest.raises(ImporterNotFound, match="'gone' is installed, and cannot be loaded"):
        registry.recognise(an_xlsx(tmp_path / "a.xlsx", {"Budget": [["x"]]}))
