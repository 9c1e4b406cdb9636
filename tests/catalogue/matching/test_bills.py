import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.catalogue.matching import bills
from factordb.catalogue.matching.bill import Match
from factordb.errors import Invalid, UnreadableFile

CHINESE = "名称,地区,年份,单位,数量（kg）,备注\n柴油,上海,2023年,kg,860,叉车\n,,,,,\n"


def rows(content: bytes, separator: str = ",") -> list[list[str]]:
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def nothing(why: str = "nothing in the catalogue is alike") -> Match:
    return Match(decision="none", confidence=0.0, why=(why,))


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "gb18030"])
def test_columns_are_known_by_their_chinese_names_in_every_encoding(codec: str) -> None:
    bill = bills.opened(CHINESE.encode(codec), "bill.csv")

    assert bill.encoding == codec
    assert list(bill.lines()) == [
        {"text": "柴油", "region": "上海", "year": "2023", "unit": "kg", "amount": "860"}
    ]
    assert bill.read_from()["text"] == "名称"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_the_one_that_parts_the_columns(separator: str) -> None:
    content = separator.join(("Item", "Qty", "UoM")) + "\n" + separator.join(("LPG", "3", "kg"))
    bill = bills.opened(content.encode(), "bill.csv")

    assert list(bill.lines()) == [{"text": "LPG", "amount": "3", "unit": "kg"}]
    assert rows(b"".join(bills.written(bill, [nothing()])), separator)[1][0] == "LPG"


def test_where_several_columns_are_called_alike_the_plainest_is_read() -> None:
    bill = bills.opened(b"name,text\nA-17,diesel\n", "bill.csv")

    assert next(bill.lines())["text"] == "diesel"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"region,unit\nCN,kg\n", "line 1: no column says what the lines are"),
        (b"text\ndie\x00sel\n", "NUL"),
        (b'text\n"' + b"x" * 200_000 + b'"\n', "line "),
        (b"\xff\xfe\x00\xd8\x00\x00", "no text"),
    ],
)
def test_what_is_no_bill_is_refused_with_the_place(content: bytes, said: str) -> None:
    with pytest.raises(UnreadableFile, match=said):
        bills.opened(content, "bill.csv")


def test_a_header_alone_is_a_bill_without_lines() -> None:
    bill = bills.opened("名称\n".encode(), "bill.csv")

    assert list(bill.lines()) == []
    assert rows(b"".join(bills.written(bill, [])))[0] == ["名称", *bills.ADDED]


def test_other_columns_pass_through_and_short_and_long_rows_stay() -> None:
    bill = bills.opened(b"id,text,note\n1\n2,petrol,b,more\n", "bill.csv")
    told = rows(b"".join(bills.written(bill, [nothing(), nothing()])))

    assert told[1][:3] == ["1", "", ""]
    assert told[2][:4] == ["2", "petrol", "b", "more"]


def test_a_file_that_was_matched_before_is_answered_anew() -> None:
    bill = bills.opened(b"text,decision,why\ndiesel,accept,old\n", "bill.csv")
    head, line = rows(b"".join(bills.written(bill, [nothing("new")])))

    assert head == ["text", *bills.ADDED]
    assert line[0] == "diesel"
    assert line[-1] == "new"


def test_a_bad_line_says_so_in_its_row() -> None:
    bill = bills.opened(b"text\nx\n", "bill.csv")
    line = rows(b"".join(bills.written(bill, [Invalid("text: too long.")])))[1]

    assert (line[1], line[-1]) == ("problem", "text: too long.")


def test_spreadsheets_get_a_mark_where_they_wrote_one_or_gb18030() -> None:
    for codec, mark in (("utf-8", False), ("utf-8-sig", True), ("gb18030", True)):
        bill = bills.opened(CHINESE.encode(codec), "bill.csv")
        written = b"".join(bills.written(bill, [nothing()]))

        assert written.startswith(b"\xef\xbb\xbf") == mark
        assert "柴油" in written.decode()


@pytest.mark.parametrize(
    "cell", ["=cmd|'/c calc'!A1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", " =1", "＝1", "-10号柴油"]
)
def test_no_cell_becomes_a_formula(cell: str) -> None:
    assert bills.harmless(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["-5", "+3.5", "-1,200.5", "diesel", "", "5-10", "-12%"])
def test_numbers_and_words_stay_as_they_are(cell: str) -> None:
    assert bills.harmless(cell) == cell


@given(some.lists(some.text(some.characters(exclude_categories=["Cs"])), min_size=1, max_size=4))
def test_whatever_stands_in_cells_no_formula_leaves(cells: list[str]) -> None:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerow(["x", *cells])
    content = b"text" + b"," * len(cells) + b"\n" + out.getvalue().encode()
    try:
        bill = bills.opened(content, "bill.csv")
    except UnreadableFile:
        return
    told = rows(b"".join(bills.written(bill, [nothing() for _ in bill.rows])))

    for row in told[1:]:
        for cell in row:
            assert cell[:1] not in ("=", "@", "\t", "\r") or cell.strip() == ""
