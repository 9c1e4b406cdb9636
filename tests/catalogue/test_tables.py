import re

from factordb.catalogue import tables
from factordb.model import numbered
from factordb.model.canonical import is_digest


def test_every_numbered_table_of_the_model_is_recorded_with_an_edition() -> None:
    shipped = {file.stem for file in numbered.FOLDER.glob("*-[0-9]*.json")}

    assert shipped <= set(tables.digests())


def test_every_name_has_its_number_and_every_digest_is_one() -> None:
    for name, digest in tables.digests().items():
        assert re.fullmatch(r"[a-z0-9-]+-[1-9][0-9]*", name)
        assert is_digest(digest)


def test_tables_as_they_were_are_no_others() -> None:
    assert tables.others(tables.digests()) == ()
    assert tables.others({}) == ()


def test_a_table_that_was_edited_or_is_newer_is_named() -> None:
    recorded = tables.digests() | {"regions-1": "sha256:" + "0" * 64, "gwp-9": "sha256:" + "1" * 64}

    assert tables.others(recorded) == ("gwp-9", "regions-1")
