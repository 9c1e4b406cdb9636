import pytest
from pydantic import ValidationError

from factordb.model.reading import Blank, Caution, NotOurs, Rejection, Tally


def test_a_rejection_can_repeat_what_a_hostile_file_holds() -> None:
    refused = Rejection(at="a\x00.csv line 2", printed="\x1b[31m" + "9" * 5000, reason="\ud800 no")

    assert refused.at == "a\ufffd.csv line 2"
    assert len(refused.printed) == 2000
    assert refused.reason == "\ufffd no"
    refused.plain()["reason"].encode()


def test_counts_count_something() -> None:
    for count in (0, -1):
        with pytest.raises(ValidationError):
            Blank(count=count)
        with pytest.raises(ValidationError):
            NotOurs(reason="years", count=count)
    with pytest.raises(ValidationError):
        Rejection(at="B1", printed="x", reason="none", numbers=0)


def test_a_reason_is_cut_and_never_lost() -> None:
    assert Caution(text="x" * 9000).text.endswith("…")


def test_a_tally_begins_at_nothing() -> None:
    assert set(Tally().plain().values()) == {0}
