"""What is read quickly is judged as the model judges it: nothing more passes, and nothing less."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from pydantic import ValidationError

from factordb.model import sure
from factordb.model.canonical import canonical_bytes
from factordb.model.factor import Factor
from factordb.model.headline import headline
from tests.documents import factors
from tests.examples import a_factor, a_total

ODD = some.sampled_from(
    [
        *("", " ", "x ", " x", "x\n", "\tx", "a\u00a0", "\u2003", "e\u0301", "é", "上海", "\u0085"),
        *("\x00", "\u200b", "x\u2028y", "\x7f", "-0", "00", "1e5", "+1", ".5", "5.", "١", "0.50"),
        *("-0.0", "a" * 81, "a" * 301, "a" * 4001, "1" * 101, "GLO", "CN-SH", "kWh", "MWh", "CO2"),
        *(
            "CO2e",
            "A",
            "a.b",
            "a..b",
            "A.b",
            "a-",
            "en",
            "zh-Hant",
            "english",
            "sha256:" + "0" * 64,
        ),
        *("2023-01-01", "2023-02-30", "consumer", "direct", "fossil", "AR5", "\U0001f600", "ﬁ"),
    ]
)
VALUES = some.one_of(
    ODD, some.text(max_size=6), some.integers(-1, 3), some.none(), some.just([]), some.just({})
)


def judged(read: Callable[[bytes], Factor], body: bytes) -> bool:
    try:
        read(body)
    except (ValidationError, sure.NotCanonical):
        return False
    return True


def whole(body: bytes) -> Factor:
    """Judge as the model does, and no quicker."""
    factor = Factor.of(body)
    if factor.canonical() != body:
        raise sure.NotCanonical
    return factor


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # any JSON
    """Yield the path to everything inside ``value``."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        yield (*path, key)
        if isinstance(one, dict | list):
            yield from places(one, (*path, key))


@given(factors)
@settings(deadline=None)
def test_a_sound_factor_passes_whether_the_like_was_seen_or_not(factor: Factor) -> None:
    body = factor.canonical()

    first, again = sure.factor(body), sure.factor(body)

    assert first.plain() == again.plain() == factor.plain()
    assert headline(again) == headline(factor)


def change(document: dict[str, Any], data: some.DataObject) -> None:
    """Change one thing somewhere in ``document``."""
    *outer, last = data.draw(some.sampled_from(sorted(places(document), key=str)))
    inner: Any = document
    for key in outer:
        inner = inner[key]
    match data.draw(some.sampled_from(["another", "gone", "twice", "more"])):
        case "another":
            inner[last] = data.draw(VALUES)
        case "gone":
            del inner[last]
        case "twice" if isinstance(inner, list):
            inner.append(inner[last])
        case _ if isinstance(inner, dict):
            inner[data.draw(ODD)] = inner[last]


@given(factors, some.data())
@settings(max_examples=200, deadline=None)
def test_what_is_changed_in_a_known_factor_is_judged_as_its_model_judges_it(
    factor: Factor, data: some.DataObject
) -> None:
    sure.factor(factor.canonical())
    document = orjson.loads(factor.canonical())
    change(document, data)
    body = canonical_bytes(document)

    assert judged(sure.factor, body) == judged(whole, body)


@pytest.mark.parametrize(
    ("was", "is_"),
    [
        (b'{"activity"', b'{ "activity"'),
        (b'"unit":"kWh"', b'"unit":"kWh","unit":"kWh"'),
        (b'"cell":0', b'"cell":0.0'),
        (b'"dataset":"grid-office",', b'"dataset":"grid\\u002doffice",'),
        (b'"amounts"', b'"zamounts"'),
        (b'"name":', b'"name":null,"name":'),
    ],
)
def test_other_bytes_of_a_known_factor_are_refused(was: bytes, is_: bytes) -> None:
    body = a_factor().canonical()
    sure.factor(body)
    other = body.replace(was, is_, 1)
    assert other != body

    assert not judged(sure.factor, other)


def test_amounts_of_one_cell_have_the_order_that_their_bytes_give() -> None:
    amounts = [
        {"gas": "CO2e", "kg_co2e": "1.0", "cell": 0},
        {"gas": "CO2e", "kg_co2e": "2.0", "cell": 0, "part": "direct"},
    ]
    factor = a_factor(**{**a_total("1.0"), "amounts": amounts})
    document = factor.plain()
    turned = canonical_bytes(document | {"amounts": document["amounts"][::-1]})

    assert judged(sure.factor, factor.canonical())
    assert not judged(sure.factor, turned)


def test_no_more_shapes_are_kept_than_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sure, "MOST_SHAPES", 3)
    for number in range(10):
        sure.factor(a_factor(dataset=f"d-{number}").canonical())

    assert 0 < len(sure._SHAPES) <= 3  # noqa: SLF001  # there is no other way to see it
