"""The curator's verbs, on sound files and on every kind of bad one: nothing of those is stored."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from sqlalchemy import Engine, text

from tests.catalogue import tables
from tests.cli.conftest import Run
from tests.importers import workbooks
from tests.publishers import DATA, needs_publishers_files

AS = ("--dataset", "grid-office", "--release", "2023")
KEPT = ("dataset", "release", "factor", "property", "document", "artifact", "rejection", "edition")


def kept(engine: Engine) -> dict[str, int]:
    with engine.connect() as db:
        return {t: db.execute(text(f"SELECT count(*) FROM {t}")).scalar_one() for t in KEPT}


def nothing_is_kept(engine: Engine) -> bool:
    return set(kept(engine).values()) == {0}


def test_a_table_becomes_a_draft_then_an_edition(shell: Run, tmp_path: Path) -> None:
    file = tables.a_table(tmp_path, [tables.a_row(), tables.a_property_row()])

    drafted = shell("import", str(file), *AS)
    published = shell("publish", "grid-office@2023")

    assert (drafted.code, published.code) == (0, 0)
    assert "grid-office@2023 is a draft" in drafted.out
    assert "1 in 1 factors + 1 in 1 properties" in drafted.out
    assert published.out == "grid-office@2023 is edition 1: 1 factors, 1 properties.\n"


def test_who_waits_for_search_finds_it_or_is_told_with_a_code_of_its_own(
    shell: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for release, code in (("2023", "CN"), ("2024", "CN-BJ")):
        file = tables.a_table(tmp_path, [tables.a_row(code)])
        shell("import", str(file), "--dataset", "grid-office", "--release", release)

    told = shell("publish", "grid-office@2023", "--wait", "search", "--json")
    assert told.code == 0
    assert orjson.loads(told.out)["search"]["covers"] == 1
    assert shell("publish", "grid-office@2024", "--wait", "tea").code == 2

    (tmp_path / "nowhere").write_text("")
    monkeypatch.setenv("FACTORDB_CACHE", str(tmp_path / "nowhere"))
    monkeypatch.setattr("factordb.catalogue.finding.waiting.PATIENCE", 0.1)
    told = shell("publish", "grid-office@2024", "--wait", "search")
    assert told.code == 3
    assert "is edition 2" in told.out
    assert "Edition 2 is published; search covers 0 so far" in told.out


def test_what_was_rejected_is_told_with_its_cell(shell: Run, tmp_path: Path) -> None:
    rows = [tables.a_row(), tables.a_row("CN-BJ", "about 3")]
    file = tables.a_table(tmp_path, rows)

    said = shell("import", str(file), *AS, "--publish")

    assert said.code == 0
    assert "rejected" in said.out
    assert "about 3" in shell("rejections", "grid-office@2023").out
    told = orjson.loads(shell("rejections", "grid-office@2023", "--json").out)
    assert told["edition"] == 1
    assert "about 3" in told["items"][0]["printed"]


def test_a_dry_run_accounts_and_stores_nothing(shell: Run, tmp_path: Path, engine: Engine) -> None:
    file = tables.a_table(tmp_path, [tables.a_row()])

    said = shell("import", str(file), *AS, "--dry-run", "--json")

    assert orjson.loads(said.out)["state"] == "dry-run"
    with engine.connect() as db:
        assert db.execute(text("SELECT count(*) FROM release")).scalar_one() == 0


def test_the_same_file_again_changes_nothing(shell: Run, tmp_path: Path) -> None:
    file = tables.a_table(tmp_path, [tables.a_row()])
    shell("import", str(file), *AS, "--publish")

    again = shell("import", str(file), *AS, "--publish")

    assert again.code == 0
    assert "nothing changed" in again.out


def test_another_file_under_a_published_release_is_exit_1_and_says_what_to_do(
    shell: Run, tmp_path: Path
) -> None:
    shell("import", str(tables.a_table(tmp_path, [tables.a_row()])), *AS, "--publish")

    other = tables.a_table(tmp_path / "other", [tables.a_row(printed="0.6")])
    said = shell("import", str(other), *AS)

    assert said.code == 1
    assert "new release name" in said.err
    assert shell("publish", "grid-office@2023").code == 1


def test_an_export_imports_to_the_same_digests(shell: Run, tmp_path: Path) -> None:
    rows = [tables.a_row(), tables.a_property_row()]
    shell("import", str(tables.a_table(tmp_path / "a", rows)), *AS, "--publish")

    shell("export", "grid-office@2023", "--to", str(tmp_path / "b"))
    again = ("--dataset", "grid-office", "--release", "2023.1", "--publish")
    said = shell("import", str(tmp_path / "b" / "factors.csv"), *again)

    assert said.code == 0
    old, new = "grid-office@2023", "grid-office@2023.1"
    assert orjson.loads(shell("diff", old, new, "--json").out)["counts"] == {"unchanged": 2}
    stands = orjson.loads(shell("search", "--json").out)
    assert len({hit["digest"] for hit in stands["hits"]}) == 1


@pytest.mark.parametrize(
    ("format_", "files"),
    [
        ("table", {"factors.csv", "release.toml"}),
        ("ndjson", {"grid-office@2023.ndjson"}),
        ("csv", {"grid-office@2023.csv", "grid-office@2023.properties.csv"}),
    ],
)
def test_export_names_the_files_it_wrote(
    shell: Run, tmp_path: Path, format_: str, files: set[str]
) -> None:
    rows = [tables.a_row(), tables.a_property_row()]
    shell("import", str(tables.a_table(tmp_path / "a", rows)), *AS, "--publish")

    ask = ("export", "grid-office@2023", "--format", format_, "--to", str(tmp_path / "b"))
    told = orjson.loads(shell(*ask, "--json").out)

    assert {Path(file).name for file in told["files"]} == files
    assert {file.name for file in (tmp_path / "b").iterdir()} == files


def test_export_where_nothing_can_be_written_is_exit_3(shell: Run, tmp_path: Path) -> None:
    shell("import", str(tables.a_table(tmp_path, [tables.a_row()])), *AS, "--publish")

    said = shell("export", "grid-office@2023", "--to", str(tmp_path / "factors.csv"))

    assert said.code == 3
    assert "factors.csv" in said.err


def test_layouts_are_listed(shell: Run) -> None:
    assert {"table", "uk-ghg-flat", "us-epa-hub"} <= set(shell("layouts").out.split())
    assert "table" in orjson.loads(shell("layouts", "--json").out)


# Bad input: a clear error that names the place, nothing stored.


def _text(content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        file = tables.a_table(folder, [tables.a_row()])
        file.write_bytes(file.read_bytes() + content)
        return file

    return write


def _cut(folder: Path) -> Path:
    whole = workbooks.an_xlsx(folder / "whole.xlsx", {"Sheet1": [["a"] * 50] * 50})
    file = folder / "cut.xlsx"
    file.write_bytes(whole.read_bytes()[:-900])
    return file


def _without_mapping(folder: Path) -> Path:
    file = tables.a_table(folder, [tables.a_row()])
    (folder / "release.toml").unlink()
    return file


def _broken_mapping(folder: Path) -> Path:
    file = tables.a_table(folder, [tables.a_row()])
    (folder / "release.toml").write_text("[manifest\n")
    return file


def _another_name(folder: Path) -> Path:
    return tables.a_table(folder, [tables.a_row()], dataset="another-office")


def _twice(folder: Path) -> Path:
    return tables.a_table(folder, [tables.a_row(printed="0.1"), tables.a_row(printed="0.2")])


BAD: list[tuple[str, Callable[[Path], Path], str]] = [
    ("truncated workbook", _cut, "damaged"),
    (
        "unknown layout",
        lambda f: workbooks.an_xlsx(f / "a.xlsx", {"Mine": [["a", 1]]}),
        "no known layout: it is a workbook with the sheets 'Mine'",
    ),
    ("surplus field", _text(b"a,b,c,d,e,f,g,h,i,j,k\n"), "line 3 has 11 fields"),
    ("wrong encoding", _text("CN,é\n".encode("latin-1")), "UTF-8"),
    ("zeros", _text(b"\x00\x00"), "factors.csv"),
    ("bomb", lambda f: workbooks.a_bomb(f / "bomb.xlsx", 130), "bomb"),
    ("far cell", lambda f: workbooks.with_a_cell_at(f / "far.xlsx", "XFD1048576"), "1048576 rows"),
    (
        "large cell",
        lambda f: tables.a_table(f, [tables.a_row(name__en="x" * 10_000_000)]),
        "line 2",
    ),
    ("no mapping", _without_mapping, "--mapping"),
    ("broken mapping", _broken_mapping, "release.toml"),
    ("another dataset", _another_name, "another-office"),
    ("two numbers", _twice, "line 2"),
    (
        "only bad units",
        lambda f: tables.a_table(f, [tables.a_row(unit="10**10**10")]),
        "10**10**10",
    ),
]


@pytest.mark.parametrize(("write", "place"), [b[1:] for b in BAD], ids=[b[0] for b in BAD])
def test_a_bad_file_is_refused_by_its_place_and_nothing_is_stored(
    shell: Run, engine: Engine, tmp_path: Path, write: Callable[[Path], Path], place: str
) -> None:
    said = shell("import", str(write(tmp_path)), *AS, "--publish")

    assert (said.code, said.out) == (1, "")
    assert place in said.err
    assert said.err.count("\n") == 1
    assert nothing_is_kept(engine)
    assert shell("datasets").code == 0


def test_a_draft_survives_a_bad_file_of_its_name(shell: Run, tmp_path: Path) -> None:
    shell("import", str(tables.a_table(tmp_path / "a", [tables.a_row()])), *AS)

    assert shell("import", str(_cut(tmp_path)), *AS).code == 1

    assert shell("publish", "grid-office@2023").code == 0


@pytest.mark.parametrize(
    "more",
    [
        ("--dataset", "grid-office", "--release", "../x"),
        ("--dataset", "grid-office", "--release", "2023/../../etc"),
        ("--dataset", "grid-office", "--release", ""),
        ("--dataset", "grid-office", "--release", "a@b"),
        ("--dataset", "../x", "--release", "1"),
        ("--dataset", "grid-office", "--release", "1", "--layout", "nonsense"),
        ("--dataset", "grid-office", "--release", "1", "--mapping", "missing.toml"),
        ("--release", "1"),
    ],
)
def test_a_name_that_is_none_is_asked_wrongly(
    shell: Run, engine: Engine, tmp_path: Path, more: tuple[str, ...]
) -> None:
    file = tables.a_table(tmp_path, [tables.a_row()])

    said = shell("import", str(file), *more)

    assert (said.code, said.err.count("\n")) == (2, 1)
    assert nothing_is_kept(engine)


def test_what_is_no_file_is_asked_wrongly_and_never_waited_for(shell: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, why in (("pipe", "regular file"), (".", "folder"), ("missing", "not there")):
        said = shell("import", str(tmp_path / name), *AS)
        assert said.code == 2
        assert why in said.err


@needs_publishers_files
def test_a_surplus_field_of_a_published_file_is_named_by_its_line(
    shell: Run, engine: Engine, tmp_path: Path
) -> None:
    (malformed,) = (DATA / "oefdb").glob("MALFORMED*.csv")
    file = tables.a_table(tmp_path, [tables.a_row()])
    shutil.copy(malformed, file)

    said = shell("import", str(file), *AS, "--layout", "table")

    assert said.code == 1
    assert "line 449" in said.err
    assert nothing_is_kept(engine)


@needs_publishers_files
def test_a_workbook_under_a_wrong_name_is_read_by_its_content_with_a_warning(
    shell: Run, tmp_path: Path
) -> None:
    (flat,) = (DATA / "uk-desnz").glob("*2022-flat-format.xls")
    file = tmp_path / "flat.xlsx"
    shutil.copy(flat, file)

    said = shell("import", str(file), "--dataset", "uk-ghg-conversion-factors", "--release", "2022")

    assert said.code == 0
    assert "note: " in said.out
    assert ".xlsx" in said.out


@needs_publishers_files
def test_a_published_workbook_of_no_known_layout_is_refused_by_its_sheets(
    shell: Run, engine: Engine
) -> None:
    (misnamed,) = (DATA / "uk-desnz").glob("MISNAMED*")

    said = shell("import", str(misnamed), *AS)

    assert said.code == 1
    assert "'Introduction'" in said.err
    assert nothing_is_kept(engine)
