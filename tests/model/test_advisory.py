import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import ValidationError

from factordb.model.advisory import Advisory, Affected, Selected
from tests.advisories import a_notice

ORDER = ("2022", "2023", "2024", "2024.1", "2025")


def affected(*events: tuple[str, str], versions: tuple[str, ...] = ()) -> Affected:
    return Affected.model_validate(
        {"package": {"name": "grid-office"}}
        | ({"ranges": [{"events": [{end: name} for end, name in events]}]} if events else {})
        | ({"versions": versions} if versions else {})
    )


@pytest.mark.parametrize(
    ("one", "wrong"),
    [
        (affected(("introduced", "2024"), ("fixed", "2024.1")), {"2024"}),
        (affected(("introduced", "2023")), {"2023", "2024", "2024.1", "2025"}),
        (affected(("introduced", "0"), ("fixed", "2023")), {"2022"}),
        (affected(versions=("2023", "2025")), {"2023", "2025"}),
        (
            affected(
                *(("introduced", "2022"), ("fixed", "2023")),
                *(("introduced", "2024.1"), ("fixed", "2025")),
            ),
            {"2022", "2024.1"},
        ),
        (affected(("introduced", "2019"), ("fixed", "2023")), set()),
    ],
    ids=["a span", "open", "from the first on", "by name", "twice", "begins elsewhere"],
)
def test_releases_are_wrong_from_the_introduced_one_up_to_the_fixed(
    one: Affected, wrong: set[str]
) -> None:
    assert {name for name in ORDER if one.holds_for(name, ORDER)} == wrong


def test_releases_come_in_the_order_they_were_published_not_by_their_names() -> None:
    one = affected(("introduced", "b"), ("fixed", "a"))

    assert one.holds_for("b", ("b", "a"))
    assert not one.holds_for("a", ("b", "a"))


@pytest.mark.parametrize(
    ("chosen", "is_meant"),
    [
        ({"activities": ["electricity.*"]}, True),
        ({"activities": ["fuel.*"]}, False),
        ({"keys": ["K"]}, True),
        ({"ids": ["x", "12_3"]}, True),
        ({"digests": ["sha256:" + "0" * 64]}, True),
        ({"digests": ["sha256:" + "1" * 64]}, False),
    ],
    ids=str,
)
def test_factors_are_named_by_activity_key_publishers_id_or_digest(
    chosen: dict[str, list[str]], is_meant: bool
) -> None:
    selected = Selected.model_validate(chosen)

    assert selected.names("K", "electricity.grid", ("12_3",), "sha256:" + "0" * 64) is is_meant


def test_a_notice_is_read_back_from_its_bytes() -> None:
    notice = a_notice()

    assert Advisory.of(notice.canonical()) == notice
    assert notice.plain()["affected"][0]["package"]["ecosystem"] == "factordb"


@given(day=some.dates())
def test_times_are_utc_to_the_second(day: object) -> None:
    assert a_notice(published=f"{day}T12:00:00Z").published.endswith("T12:00:00Z")
    with pytest.raises(ValidationError):
        a_notice(published=f"{day}T12:00:00+08:00")


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "no good"},
        {"affected": []},
        {"affected": [{"package": {"name": "x"}}]},
        {"affected": [{"package": {"name": "x", "ecosystem": "PyPI"}, "versions": ["1"]}]},
        {"affected": [{"package": {"name": "x"}, "ranges": [{"events": [{}]}]}]},
        {"references": [{"url": "ftp://x"}]},
        {"summary": ""},
        {"severity": "bad"},
    ],
    ids=str,
)
def test_what_is_no_notice_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        a_notice(**changes)
