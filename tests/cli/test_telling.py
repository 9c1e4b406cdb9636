import pytest
from rich.cells import cell_len

from factordb.cli import telling

Capsys = pytest.CaptureFixture[str]


def test_chinese_takes_two_columns_a_character(capsys: Capsys) -> None:
    telling.table(("name", "value"), [("上海", "0.5737"), ("Tokyo", "1"), ("a", None)])

    lines = capsys.readouterr().out.splitlines()
    assert [cell_len(line.partition(last)[0]) for line, last in zip(
        lines, ("value", "0.5737", "1"), strict=False
    )] == [7, 7, 7]  # fmt: skip


def test_a_row_is_a_line_however_wide(capsys: Capsys) -> None:
    telling.table(("a", "b"), [("x" * 500, "y" * 500)])

    assert capsys.readouterr().out.splitlines()[1] == "x" * 500 + "  " + "y" * 500


def test_no_line_ends_in_blanks(capsys: Capsys) -> None:
    telling.table(("a", "bbbbb"), [("x", "y"), ("z", None)])

    assert all(line == line.rstrip() for line in capsys.readouterr().out.splitlines())


def test_a_cell_can_neither_break_its_row_nor_speak_to_the_terminal(capsys: Capsys) -> None:
    telling.table(("a", "b"), [("one\ntwo\x1b[31m", "[bold]x[/bold]")])

    assert capsys.readouterr().out.splitlines()[1] == "one two [31m  [bold]x[/bold]"


def test_json_is_one_object_with_its_chinese(capsys: Capsys) -> None:
    telling.as_json({"name": "上海"})

    assert capsys.readouterr().out == '{\n  "name": "上海"\n}\n'


def test_bytes_come_as_they_are(capsys: Capsys) -> None:
    telling.as_it_is(b'{"a":1}')

    assert capsys.readouterr().out == '{"a":1}'


def test_a_file_name_that_is_no_text_is_shown_as_well_as_can_be(capsys: Capsys) -> None:
    telling.line("\udcff.csv")

    assert capsys.readouterr().out == "\\udcff.csv\n"


def test_nothing_is_said_of_being_busy_where_no_terminal_watches(
    capsys: Capsys,
) -> None:
    with telling.busy("Reading"):
        pass

    assert capsys.readouterr() == ("", "")
