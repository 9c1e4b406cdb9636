from pathlib import Path

from factordb import numbered
from factordb.model.canonical import digest
from factordb.numbered import Family, Table


def _family(folder: Path, *names: str) -> Family:
    for name in names:
        (folder / f"{name}.json").write_text(f'{{"name": "{name}"}}')
    return Family("regions", folder)


def test_the_newest_is_the_highest_number_and_not_the_last_word(tmp_path: Path) -> None:
    family = _family(tmp_path, "regions-10", "regions-9", "regions-1")

    assert family.names() == ("regions-1", "regions-9", "regions-10")
    assert family.newest() == "regions-10"


def test_a_family_holds_no_file_of_another_that_begins_alike(tmp_path: Path) -> None:
    family = _family(tmp_path, "regions-1", "regions-of-china-1")

    assert family.names() == ("regions-1",)


def test_a_table_is_named_by_the_digest_of_its_bytes(tmp_path: Path) -> None:
    family = _family(tmp_path, "regions-1", "regions-2")

    assert family.digest("regions-1") == digest(family.file("regions-1").read_bytes())
    assert family.digest("regions-1") != family.digest("regions-2")


def test_a_table_is_read_when_it_is_first_asked(tmp_path: Path) -> None:
    family = _family(tmp_path, "regions-1")
    table = Table(family, "regions-1")

    assert table.content == {"name": "regions-1"}


def test_a_name_is_a_family_and_a_number() -> None:
    assert numbered.split("pedigree-v3-12") == ("pedigree-v3", 12)
