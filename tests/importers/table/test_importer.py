"""The layout as a whole: containers, headers, columns, and files that are not what they seem."""

import datetime
import zipfile
from pathlib import Path

import pytest

from factordb.errors import FactordbError, UnreadableFile
from factordb.importers import confinement, registry
from factordb.importers.confinement import Job
from factordb.importers.protocol import Intake, Item
from factordb.importers.table import Table
from factordb.importers.wire import Received
from factordb.model.manifest import Manifest
from factordb.model.reading import NotOurs, Rejection
from tests.importers.tables import (
    NO_ARTIFACT,
    a_row,
    a_table,
    as_csv,
    numbers,
    of,
    only,
    read,
    reason,
)
from tests.importers.workbooks import an_xls, an_xlsx

SOUND = as_csv([a_row()])


def refusal(folder: Path, content: str | bytes, more: str = "", dataset: str | None = None) -> str:
    with pytest.raises(UnreadableFile) as raised:
        read(a_table(folder, content, more), dataset)
    return str(raised.value)


def test_the_manifest_comes_first(tmp_path: Path) -> None:
    manifest, *_ = Table().read(Intake(a_table(tmp_path, SOUND), NO_ARTIFACT))

    assert isinstance(manifest, Manifest)


def test_the_layout_is_recognised_by_what_is_printed(tmp_path: Path) -> None:
    header = ["cell.printed", "region", "name.zh"]
    (tmp_path / "b.dat").write_text(",".join(header), "utf-8")
    files = [
        a_table(tmp_path, SOUND),
        tmp_path / "b.dat",
        an_xlsx(tmp_path / "c.xlsx", {"Sheet1": [header]}),
        an_xls(tmp_path / "d.xls", {"Sheet1": [header]}),
    ]

    assert [registry.recognise(file) for file in files] == ["table"] * 4


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"%PDF-1.7", b"\xff\xfe\x00", b"PK\x03\x04"]
)
def test_what_is_no_table_of_ours_is_not_recognised(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(content)

    assert not Table().recognises(file)


@pytest.mark.parametrize("suffix", [".xlsx", ".xls"])
def test_a_workbook_is_read_like_a_csv(tmp_path: Path, suffix: str) -> None:
    row = a_row()
    make = an_xlsx if suffix == ".xlsx" else an_xls
    a_table(tmp_path, SOUND)
    sheets: dict[str, list[list[str]]] = {"One": [list(row), list(row.values())], "Two": []}
    file = make(tmp_path / f"factors{suffix}", sheets)

    assert only(read(file)) == only(of(tmp_path, row))


def test_a_number_of_a_workbook_is_the_shortest_that_gives_it_back(tmp_path: Path) -> None:
    row = a_row()
    row.pop("cell.printed")
    a_table(tmp_path, SOUND)
    rows: list[list[object]] = [[*row, "cell.printed"], [*row.values(), 0.55]]

    assert only(read(an_xlsx(tmp_path / "factors.xlsx", {"One": rows}))).amounts[0].kg == "0.55"


def test_a_sheet_may_be_named(tmp_path: Path) -> None:
    row = a_row()
    a_table(tmp_path, "", '[file]\nsheet = "Two"\n')
    sheets = {"One": [["nothing"]], "Two": [list(row), list(row.values())]}

    assert only(read(an_xlsx(tmp_path / "factors.xlsx", sheets))).region == "CN-SH"
    with pytest.raises(UnreadableFile, match="has no sheet 'Two'; it has"):
        read(an_xlsx(tmp_path / "factors.xlsx", {"One": sheets["Two"]}))


def test_a_publishers_table_is_mapped(tmp_path: Path) -> None:
    more = """
[file]
delimiter = ";"
encoding = "gb18030"
header_row = 3
[columns]
"地区" = "region"
"因子" = "cell.printed"
"名称" = "name.zh"
[constants]
activity = "electricity.grid"
unit = "kWh"
"amount.gas" = "CO2"
[not_ours]
"人口" = "inhabitants"
"备注" = "remarks"
"""
    content = (
        "某公告\n\n地区;名称;因子;人口;备注\nCN-SH;上海;0.5500;24870895;—\nCN-BJ;北京;NA;;见附件\n"
    )
    file = a_table(tmp_path, content.encode("gb18030"), more)

    left_out, factor, _ = read(file)

    assert left_out == NotOurs(reason="人口: inhabitants", count=1)
    assert only([factor]).source.cells[0].at == "line 4"
    assert numbers(read(file)) == {
        "in factors": 1,
        "in properties": 0,
        "rejected": 0,
        "not ours": 1,
        "blank": 1,
    }


def test_a_row_overrides_what_all_rows_have(tmp_path: Path) -> None:
    more = '[constants]\nregion = "CN"\nstatus = "archived"\n'

    one, other = of(tmp_path, a_row(), a_row(region=""), more=more)

    assert (only([one]).region, only([other]).region) == ("CN-SH", "CN")
    assert only([one]).status == "archived"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            SOUND + "\n" + SOUND.splitlines()[1] + ",surplus",
            "line 3 has 11 fields, more than the 10",
        ),
        (SOUND + "\nCN", "line 3 has 1 fields, fewer than the 10"),
        (
            SOUND.replace('"region"', '"regoin"'),
            "'regoin' is no path of a document. Did you mean 'region'?",
        ),
        (SOUND.replace('"unit"', '"region"'), "has the column 'region' twice"),
        (SOUND.replace('"unit",', '"",'), "Column E has values but no header: name it"),
        (as_csv([a_row(region=None)]), "has no column 'region', and [constants] gives none"),
        (as_csv([a_row(activity=None)]), "has no column 'activity' or 'subject'"),
        (as_csv([a_row(cell__printed=None)]), "has no column 'cell.printed'"),
        (
            as_csv([a_row(dates__data__from="2023-01-01")]),
            "'dates.data' and 'dates.data.from' of factors.csv fill the same field",
        ),
        (
            as_csv([a_row(conventions="{}", **{"conventions.land-use": "in"})]),
            "fill the same field",
        ),
        ("", "factors.csv is empty"),
        ("\n\n\n", "factors.csv is empty"),
        (SOUND.encode("utf-16"), 'write encoding = "utf-16" under [file]'),
        (SOUND.encode("utf-16-le"), 'write encoding = "utf-16" under [file]'),
        (SOUND.encode("gb18030"), 'write encoding = "gb18030" (or "cp1252") under [file]'),
        (SOUND.replace("上海", "Écosse").encode("cp1252"), 'write encoding = "cp1252"'),
        (SOUND + "\n\x00", "line 3 holds a NUL"),
        (SOUND + '\n"open', "line 3: unexpected end of data"),
        (SOUND.replace("上海", "x" * (10 << 20)), "line 2: field larger than field limit"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) and len(value) < 200 else "",
)
def test_a_broken_file_is_refused_with_the_place(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    assert said in refusal(tmp_path, content)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[columns]\nRegion = "region"\n', "names the column 'Region', which is not there"),
        ('[columns]\nunit = "region"\n', "'region' and 'region' of factors.csv fill"),
        ('[constants]\nregon = "CN"\n', "Did you mean 'region'?"),
        ('[not_ours]\nx = "why"\n', "names the column 'x', which is not there"),
        ('[file]\nencoding = "klingon"\n', "'klingon' is no encoding"),
        ('[file]\nencoding = "undefined"\n', "'undefined' is no encoding"),
        ('[file]\nencoding = "zip"\n', "is no encoding"),
        ('[file]\nheader_row = 99\n', "factors.csv is empty"),
    ],
)  # fmt: skip
def test_a_mapping_that_does_not_fit_is_refused(tmp_path: Path, more: str, said: str) -> None:
    assert said in refusal(tmp_path, SOUND, more)


def test_a_mapping_of_another_dataset_is_refused(tmp_path: Path) -> None:
    said = refusal(tmp_path, SOUND, dataset="other")

    assert said == "factors.toml is of 'grid-office', not of 'other': correct one."


def test_a_table_without_a_mapping_is_told_to_write_one(tmp_path: Path) -> None:
    file = tmp_path / "lonely.csv"
    file.write_text(SOUND, "utf-8")

    with pytest.raises(UnreadableFile, match=r"write lonely\.toml or release\.toml beside it"):
        read(file)


def test_a_column_without_header_and_values_is_no_column(tmp_path: Path) -> None:
    content = "\n".join(f"{line},," for line in SOUND.splitlines())

    assert only(read(a_table(tmp_path, content))) == only(of(tmp_path, a_row()))


def test_a_day_of_a_workbook_is_a_day(tmp_path: Path) -> None:
    row = a_row(dates__data=None)
    a_table(tmp_path, SOUND)
    file = tmp_path / "factors.xlsx"
    day = datetime.datetime(2023, 6, 1)  # noqa: DTZ001  # a workbook knows no zones
    _with_dates(file, [[*row, "dates.data"], [*row.values(), day]])

    dates = only(read(file)).dates

    assert dates is not None
    assert dates.plain() == {"data": {"from": "2023-06-01", "to": "2023-06-01"}}


def _with_dates(file: Path, rows: list[list[object]]) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(file), {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for r, row in enumerate(rows):
            for c, value in enumerate(row):
                sheet.write(r, c, value)


def confined(file: Path) -> list[Item]:
    (records,) = [
        list(records) for records in confinement.read([Job(Intake(file, NO_ARTIFACT), "table")], 30)
    ]
    return [record.item for record in records if isinstance(record, Received)][1:]


HOSTILE = {
    "ten thousand digits": a_row(cell__printed="9" * 10_000),
    "digits to multiply": a_row(cell__printed="0." + "1" * 10_000, cell__steps='[["*","1.5","x"]]'),
    "digits given": a_row(cell__printed="1", amount__kg="9" * 10_000),
    "a long name": a_row(name__zh="上" * 1_000_000),
    "a long region": a_row(region="x" * 1_000_000),
    "a long unit": a_row(unit="k" * 1_000_000),
    "a long gas": a_row(amount__gas="x" * 1_000_000),
    "a long facet": a_row(facets__technology="x" * 1_000_000),
    "a long closed facet": a_row(facets__mix="x" * 1_000_000),
    "a long activity": a_row(activity="a" * 1_000_000),
    "a backtracking activity": a_row(activity="a-" * 50_000),
    "a long truth": a_row(amount__outside="x" * 1_000_000),
    "a deep list": a_row(ids="[" * 1_000 + "]" * 1_000),
    "an open list": a_row(ids="[" * 500_000),
    "a long operand": a_row(cell__steps='[["*","' + "1" * 90_000 + '","x"]]'),
    "an escape": a_row(cell__printed="\x1b[2J"),
    "a control character": a_row(name__zh="a\u202eb\u0001"),
    "a control key": a_row(
        uncertainty__parameters='{"\\u0001": "1"}', uncertainty__distribution="normal"
    ),
    "very many ids": a_row(ids='["' + '","'.join(map(str, range(100_000))) + '", "1"]'),
}


@pytest.mark.parametrize("row", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_row_is_a_rejection_and_the_next_is_read(
    tmp_path: Path, row: dict[str, str]
) -> None:
    file = a_table(tmp_path, as_csv([row, a_row(region="CN-BJ", activity="electricity.other")]))

    refused, sound = confined(file)

    assert isinstance(refused, Rejection)
    assert len(refused.reason) <= 1000
    assert only([sound]).region == "CN-BJ"


def test_very_many_rows_of_one_identity_are_one_quick_rejection(tmp_path: Path) -> None:
    many = [a_row(cell__at=f"B{i}") for i in range(3_000)]

    (refused,) = of(tmp_path, *many)

    assert isinstance(refused, Rejection)
    assert refused.numbers == 3_000
    assert "gives CO2 twice" in refused.reason


@pytest.mark.parametrize(
    "content",
    [
        b"\xff" * 1000,
        b'"' * 999,
        b"\r" * 1000,
        b"," * 200_000,
        SOUND.encode() + b"\n" + b"," * 9_000_000,
    ],
    ids=["bytes", "quotes", "returns", "commas", "a long line"],
)
def test_a_hostile_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(FactordbError, match=r"factors\.csv"):
        confined(a_table(tmp_path, content))


def test_a_nul_that_a_workbook_escapes_reaches_nobody(tmp_path: Path) -> None:
    row = a_row(unit="x_x0000_y")
    a_table(tmp_path, SOUND)
    plain = an_xlsx(tmp_path / "plain.xlsx", {"One": [list(row), list(row.values())]})
    file = tmp_path / "factors.xlsx"
    with zipfile.ZipFile(plain) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            new.writestr(entry.filename, old.read(entry).replace(b"_x005F_x0000_", b"_x0000_"))

    (refused,) = read(file)

    assert isinstance(refused, Rejection)
    assert "x\ufffdy" in refused.printed
    assert "\x00" not in refused.reason


def test_a_hostile_mapping_is_refused_by_name(tmp_path: Path) -> None:
    file = a_table(tmp_path, SOUND)
    file.with_suffix(".toml").write_text("a = " + "[" * 100_000, "utf-8")

    with pytest.raises(UnreadableFile, match=r"factors\.toml is no TOML"):
        confined(file)


def test_a_reason_tells_the_line_of_a_hostile_name(tmp_path: Path) -> None:
    file = a_table(tmp_path, as_csv([a_row(unit="x")])).rename(tmp_path / "a\x01b.csv")
    (tmp_path / "factors.toml").rename(tmp_path / "release.toml")

    assert "is not a known unit" in reason(read(file))
