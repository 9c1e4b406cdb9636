from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from factordb.model.base import DigestText, DottedSlug, Language, Slug, SortedTexts, Texts
from tests.examples import a_factor


def takes(kind: Any, value: object) -> bool:  # any annotated type
    try:
        TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return False
    return True


def test_a_document_is_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        a_factor().unit = "MWh"  # type: ignore[misc]  # wrong on purpose


def test_a_document_has_no_unknown_field() -> None:
    with pytest.raises(ValidationError, match=r"colour\n  Extra inputs are not permitted"):
        a_factor(colour="green")


def test_a_document_is_what_its_bytes_say() -> None:
    factor = a_factor()

    assert type(factor).of(factor.canonical()) == factor
    assert factor.digest().startswith("sha256:")


def test_absent_fields_are_left_out() -> None:
    assert "status" not in a_factor().plain()
    assert b"null" not in a_factor().canonical()


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        (Slug, ["a", "uk-ghg", "9"], ["", "A", "-a", "a-", "a--b", "a.b", "a\n", "ａ", "x" * 81]),
        (DottedSlug, ["a", "a-b.c"], ["", ".a", "a.", "a..b", "A.b", "a.b\n", "a/../b"]),
        (Language, ["zh", "en", "zh-Hant"], ["", "Zh", "english", "zh_CN", "zh\n"]),
        (
            DigestText,
            ["sha256:" + "0" * 64],
            ["0" * 64, "sha256:" + "A" * 64, "sha512:" + "0" * 64],
        ),
    ],
)
def test_names_of_things_have_one_shape(kind: object, good: list[str], bad: list[str]) -> None:
    assert [name for name in good if not takes(kind, name)] == []
    assert [name for name in bad if takes(kind, name)] == []


def test_lists_say_something_and_nothing_twice() -> None:
    for kind in (Texts, SortedTexts):
        assert not takes(kind, [])
        assert not takes(kind, ["a", " a"])
    assert TypeAdapter(Texts).validate_python(["b", "a"]) == ("b", "a")
    assert TypeAdapter(SortedTexts).validate_python(["b", "a"]) == ("a", "b")
