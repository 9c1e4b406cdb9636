from pathlib import Path

import pytest

from factordb.errors import UnreadableFile
from factordb.importers.table import mapping, writer
from tests.examples import a_manifest

SOUND = writer.toml(a_manifest().plain(), "2024.1")


def a_toml(folder: Path, content: str | bytes) -> Path:
    file = folder / "release.toml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    return file


def refusal(folder: Path, content: str | bytes) -> str:
    with pytest.raises(UnreadableFile) as raised:
        mapping.read(a_toml(folder, content))
    return str(raised.value)


def test_a_mapping_is_manifest_release_and_columns(tmp_path: Path) -> None:
    columns = '[columns]\nRegion = "region"\n[constants]\n"dates.data" = "2023"\n'

    read = mapping.read(a_toml(tmp_path, SOUND + columns))

    assert read.whole_manifest() == a_manifest()
    assert read.release is not None
    assert read.release.name == "2024.1"
    assert (read.columns, read.constants) == ({"Region": "region"}, {"dates.data": "2023"})


def test_a_mark_of_byte_order_does_no_harm(tmp_path: Path) -> None:
    assert (
        mapping.read(a_toml(tmp_path, b"\xef\xbb\xbf" + SOUND.encode())).dataset() == "grid-office"
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("[manifest\n", "release.toml is no TOML: Expected ']'"),
        (SOUND + "\n\nx = = 1\n", "at line 20, column 5"),
        (b"[manifest]\ntitle = '\xff'", "is no TOML: 'utf-8' codec"),
        ("a = " + "[" * 5000, "is no TOML"),
        ("[release]\nname = '1'", "manifest: Field required"),
        (SOUND + "[colums]\nA = 'region'\n", "colums: Extra inputs are not permitted"),
        (SOUND + "[constants]\nregion = 5\n", "constants.region: Input should be a valid string"),
        (SOUND + "[file]\ndelimiter = '\"'\n", "file.delimiter"),
        (SOUND + "[file]\nheader_row = 0\n", "file.header_row"),
        (SOUND.replace("2024.1", "../x"), "release.name"),
        (SOUND.replace('dataset = "grid-office"', ""), "dataset: Field required"),
        (SOUND.replace('"consumer"', '"consumr"'), "Did you mean 'consumer'"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    assert said in refusal(tmp_path, content)


def test_fifty_megabytes_are_no_mapping(tmp_path: Path) -> None:
    file = a_toml(tmp_path, SOUND)
    with file.open("r+b") as stream:
        stream.truncate(50 << 20)

    with pytest.raises(UnreadableFile, match="more than 1,048,576 bytes: that is no mapping"):
        mapping.read(file)


def test_a_mapping_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"none\.toml is no TOML"):
        mapping.read(tmp_path / "none.toml")


def test_the_toml_beside_a_table_has_its_stem_or_is_the_release(tmp_path: Path) -> None:
    table = tmp_path / "factors.csv"

    assert mapping.beside(table) is None
    release = a_toml(tmp_path, SOUND)
    assert mapping.beside(table) == release
    own = tmp_path / "factors.toml"
    own.write_text(SOUND, "utf-8")
    assert mapping.beside(table) == own
    assert mapping.beside(own) == release
