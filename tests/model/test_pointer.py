from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from factordb.errors import Invalid
from factordb.model import pointer

DOCUMENT = {"amounts": [{"kg": "0.55"}, {}], "a/b": {"~": "1"}, "": "2", "none": []}
JSON = some.recursive(
    some.text(max_size=3),
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(some.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("path", "value"),
    [("/amounts/0/kg", "0.55"), ("/amounts/1", {}), ("/a~1b/~0", "1"), ("/", "2")],
)
def test_a_pointer_leads_to_its_field(path: str, value: object) -> None:
    assert pointer.value(DOCUMENT, path) == value


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/amounts/2", "/amounts has 0 to 1"),
        ("/amounts/00", "/amounts has 0 to 1"),
        ("/amounts/-1", "/amounts has 0 to 1"),
        ("/amounts/0/mg", "/amounts/0 has kg"),
        ("/amounts/0/kg/x", "/amounts/0/kg has no fields"),
        ("/none/0", "/none has nothing in it"),
        ("/amount", "it has , a/b, amounts, none"),
        ("amounts", "write a JSON pointer"),
        ("", "write a JSON pointer"),
        ("$.amounts", "write a JSON pointer"),
    ],
)
def test_where_nothing_stands_it_is_said_what_does(path: str, told: str) -> None:
    with pytest.raises(Invalid, match=told.replace("$", r"\$")):
        pointer.value(DOCUMENT, path)


@given(JSON, some.data())
def test_every_field_of_a_document_has_its_pointer(document: Any, data: some.DataObject) -> None:
    found, path = document, ""
    while isinstance(found, dict | list) and found:
        keys = list(found) if isinstance(found, dict) else list(range(len(found)))
        key = data.draw(some.sampled_from(keys))
        path += "/" + str(key).replace("~", "~0").replace("/", "~1")
        found = found[key]
        assert pointer.value(document, path) == found
