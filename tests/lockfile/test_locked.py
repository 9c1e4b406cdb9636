import difflib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from factordb.errors import LockfileBroken
from factordb.lockfile.locked import Line, Locked
from tests.examples import a_factor
from tests.lockfile.locks import BEIJING, SHANGHAI, a_line, a_locked

numbers = some.from_regex(r"(0|[1-9][0-9]{0,5})(\.[0-9]{1,8})?", fullmatch=True)
aliases = some.text(some.characters(codec="utf-8"), min_size=1, max_size=20)


def hunks(old: Locked, new: Locked) -> list[list[str]]:
    """Return the runs of lines that differ."""
    before, after = old.text().splitlines(), new.text().splitlines()
    codes = difflib.SequenceMatcher(None, before, after, autojunk=False).get_grouped_opcodes(3)
    return [[str(c) for c in group] for group in codes]


def test_what_is_written_is_read_back_as_it_was() -> None:
    assert Locked.parsed(a_locked().text()) == a_locked()


@given(lines=some.dictionaries(aliases, some.sampled_from([SHANGHAI, BEIJING]), max_size=5))
@settings(max_examples=60, deadline=None)
def test_any_alias_is_read_back_as_it_was(lines: dict[str, object]) -> None:
    locked = a_locked(**{alias: a_line(BEIJING) for alias in lines})

    assert Locked.parsed(locked.text()) == locked


def test_the_order_of_the_aliases_says_nothing() -> None:
    locked = a_locked()
    turned = dict(reversed(locked.factors.items()))

    assert locked.model_copy(update={"factors": turned}).text() == locked.text()


@given(value=numbers)
@settings(max_examples=40, deadline=None)
def test_one_factor_changed_is_one_hunk(value: str) -> None:
    old = a_locked()
    fresh = a_line(a_factor(region="CN-BJ", value=value), use="organisation")
    answer = fresh.answer.model_copy(update={"edition": 9, "steps": ("year: another",)})
    new = a_locked(bj=Line(question=fresh.question, answer=answer))

    assert len(hunks(old, new)) == 1


def test_what_was_answered_later_says_its_own_edition() -> None:
    locked = a_locked()
    line = locked.factors["bj"]
    tables = {"regions-1": locked.log.tables["regions-1"], "units-2": "sha256:" + "0" * 64}
    later = line.answer.model_copy(update={"edition": 9, "tables": {"units-2": tables["units-2"]}})
    locked = a_locked(bj=line.model_copy(update={"answer": later}))

    assert (locked.state_of("bj").edition, locked.state_of("sh").edition) == (9, 3)
    assert locked.state_of("bj").tables == tables
    assert locked.state_of("bj").rules == "1"


def test_one_pin_under_two_aliases_is_one_leaf() -> None:
    assert len(a_locked().factors) == 5
    assert len(a_locked().leaves()) == 3
    assert a_locked().leaves() == sorted(a_locked().leaves())


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("version = 1", "version = 2", "version"),
        ("version = 1", "version = ", "no TOML"),
        ('value = "0.6"', 'value = "6e-1"', "factors.bj.answer.value"),
        ('gas = "CO2"', 'gas = "CO2" ', r"line \d+ is not as it was written"),
        ("computed = false", "computed = 0", "is not as it was written"),
        ("# Written", "# written", "line 1 is not"),
        ("[log]", "[lag]", "log.edition: Field required"),
    ],
)
def test_a_file_of_another_form_is_refused_with_the_place(old: str, new: str, says: str) -> None:
    text = a_locked().text()
    assert old in text

    with pytest.raises(LockfileBroken, match=says) as error:
        Locked.parsed(text.replace(old, new, 1))
    assert error.value.facts["what"] == "lockfile"


def test_lines_left_over_are_found() -> None:
    with pytest.raises(LockfileBroken, match="is not as it was written"):
        Locked.parsed(a_locked().text() + "\n")


def test_a_file_nested_too_deep_is_no_lockfile() -> None:
    with pytest.raises(LockfileBroken, match="no TOML"):
        Locked.parsed("x = " + "[" * 5_000)
