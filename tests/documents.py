"""Any valid document, for properties that all must have: drawn by hypothesis."""

import unicodedata
from decimal import Decimal
from typing import Any

from hypothesis import strategies as some

from factordb.model import vocabulary
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.numbers import times
from factordb.model.property import Property

_WORDS = vocabulary.TODAY.content
_UNITS = ("kWh", "kWh{NCV}", "t{waste}", "USD{2021,purchaser}", "short ton-mile", "Nm3", "kg")
_REGIONS = ("CN-SH", "GLO", "RoW", "US-EGRID-CAMX", "CN-GRID-EAST", "X-EMBER-ASEAN", "M49-030")

numbers = some.from_regex(r"-?(0|[1-9][0-9]{0,8})(\.[0-9]{1,8})?", fullmatch=True)
texts = (
    some.text(
        some.characters(exclude_categories=["Cs", "Cc", "Cn", "Zl", "Zp"])
        | some.sampled_from("\",;\n\t[]{}=|'中é"),
        min_size=1,
        max_size=16,
    )
    .map(lambda text: unicodedata.normalize("NFC", text.strip()))
    .filter(bool)
)
slugs = some.from_regex(r"[a-z][a-z0-9]{0,6}(-[a-z0-9]{1,4})?", fullmatch=True)
languages = some.sampled_from(["zh", "en", "fr", "zh-Hant"])
digests = some.from_regex(r"sha256:[0-9a-f]{64}", fullmatch=True)
days = some.dates().map(str)
names = some.dictionaries(languages, texts, min_size=1, max_size=3)
text_lists = some.lists(texts, min_size=1, max_size=3, unique=True)
codes = some.dictionaries(slugs, text_lists, min_size=1, max_size=2)
facets = some.fixed_dictionaries(
    {},
    optional={
        "mix": some.sampled_from(["average", "residual"]),
        "at": some.sampled_from(["busbar", "consumer"]),
        "fuel": slugs,
        "technology": texts.filter(lambda text: not {"\n", "\t"} & set(text)),
    },
).filter(bool)
periods = some.tuples(days, days).map(
    lambda ends: dict(zip(("from", "to"), sorted(ends), strict=True))
)
dates = some.fixed_dictionaries(
    {},
    optional={
        "data": periods,
        "applies": periods | days.map(lambda day: {"from": day}) | days.map(lambda d: {"to": d}),
        "published": days | some.just("2023") | some.just("2023-12"),
    },
).filter(bool)
conventions = some.fixed_dictionaries(
    {},
    optional={
        name: some.sampled_from(known["values"]) for name, known in _WORDS["conventions"].items()
    },
).filter(bool)
steps = some.lists(
    some.tuples(some.just("*"), some.sampled_from(["1000", "0.45359237", "0.001"]), texts),
    min_size=1,
    max_size=2,
)
ranges = some.sampled_from(
    [{"low": "1.0", "high": "2.50"}, {"low": "-1"}, {"high": "0.10"}, {"below": "1"}]
)


@some.composite
def cells(draw: some.DrawFn, number: int) -> dict[str, Any]:
    """Return a cell of its own place."""
    place = draw(texts)
    at = (
        f"{place}{number}"
        if draw(some.booleans())
        else [f"{place}{number}", f"{place}{number}, again"]
    )
    return {
        "at": at,
        "printed": draw(numbers),
        **draw(some.fixed_dictionaries({}, optional={"unit": texts, "steps": steps})),
    }


def made(cell: dict[str, Any]) -> str:
    """Return the number that the steps of ``cell`` make of what it prints."""
    value: str = cell["printed"]
    for _, operand, _ in cell.get("steps", ()):
        value = times(value, operand)
    return value


@some.composite
def sources(draw: some.DrawFn, printed: list[dict[str, Any]]) -> dict[str, Any]:
    """Return a source with the cells that are given."""
    more = some.fixed_dictionaries(
        {},
        optional={
            "artifact": digests,
            "document": texts,
            "number": texts,
            "publisher": texts,
            "url": texts,
            "notes": text_lists,
            "upstream": some.dictionaries(slugs, texts, min_size=1, max_size=2),
        },
    )
    return {"cells": printed, **draw(more)}


_PICKS = some.tuples(
    some.sampled_from(["CO2e", "CO2", "CH4", "HFC-134a"]),
    some.sampled_from([None, "AR4", "AR5"]),
    some.sampled_from([None, "fossil", "biogenic"]),
    some.none() | texts,
)


@some.composite
def amounts(draw: some.DrawFn, pick: tuple[str | None, ...], value: str) -> dict[str, Any]:
    """Return an amount of ``value`` that answers to ``pick``; its cell is still to be said."""
    told = dict(zip(("gas", "gwp", "origin", "part"), pick, strict=True))
    amount: dict[str, Any] = {key: word for key, word in told.items() if word is not None}
    weighted = pick[0] == "CO2e" or draw(some.booleans())
    field = "kg_co2e" if weighted else "kg"
    if draw(some.integers(0, 5)) == 0:
        amount["range"] = {"in": field, **draw(ranges)}
    else:
        amount[field] = value
    more = {"id": texts, "label": texts, "outside": some.just(True)}
    return amount | draw(some.fixed_dictionaries({}, optional=more))


@some.composite
def factor_documents(draw: some.DrawFn) -> dict[str, Any]:
    """Return what makes a valid factor."""
    picks = draw(some.lists(_PICKS, min_size=1, max_size=4, unique=True))
    printed: list[dict[str, Any]] = []
    told = []
    for pick in picks:
        if not printed or draw(some.booleans()):
            printed.append(draw(cells(len(printed))))
        told.append(draw(amounts(pick, made(printed[-1]))) | {"cell": len(printed) - 1})
    more = some.fixed_dictionaries(
        {},
        optional={
            "ids": text_lists,
            "facets": facets,
            "boundary": some.lists(
                some.sampled_from(["direct", "upstream", "A1", "D"]), min_size=1, unique=True
            ),
            "dates": dates,
            "use": some.lists(
                some.sampled_from(["product", "cbam", "organisation"]), min_size=1, unique=True
            ),
            "status": some.sampled_from(["archived", "draft"]),
            "conventions": conventions,
            "uncertainty": some.fixed_dictionaries(
                {
                    "distribution": slugs,
                    "parameters": some.dictionaries(slugs, numbers, min_size=1, max_size=2),
                },
                optional={"basis": texts},
            ),
            "quality": some.fixed_dictionaries(
                {
                    "scheme": slugs,
                    "scores": some.dictionaries(slugs, numbers, min_size=1, max_size=3),
                }
            ),
            "properties": some.dictionaries(slugs, numbers, min_size=1, max_size=2),
            "classification": codes,
            "salt": some.from_regex(r"[0-9a-f]{32}", fullmatch=True),
        },
    )
    return {
        "schema": "factordb/factor/1",
        "dataset": "grid-office",
        "activity": draw(some.lists(slugs, min_size=1, max_size=3).map(".".join)),
        "region": draw(some.sampled_from(_REGIONS)),
        "unit": draw(some.sampled_from(_UNITS)),
        "name": draw(names),
        "amounts": told,
        "source": draw(sources(printed)),
        **draw(more),
    }


@some.composite
def property_documents(draw: some.DrawFn) -> dict[str, Any]:
    """Return what makes a valid property."""
    printed = [draw(cells(0))]
    if draw(some.booleans()):
        number = {"value": made(printed[0])}
    else:
        number = {"low": "1.10", "high": "1.25"}
        if draw(some.booleans()):
            printed = sorted([*printed, draw(cells(1))], key=lambda cell: Decimal(made(cell)))
            number = dict(zip(("low", "high"), map(made, printed), strict=True))
    more = some.fixed_dictionaries(
        {}, optional={"ids": text_lists, "facets": facets, "dates": dates}
    )
    return {
        "schema": "factordb/property/1",
        "dataset": "grid-office",
        "subject": draw(slugs),
        "property": draw(some.sampled_from(list(_WORDS["properties"]))),
        "region": draw(some.sampled_from(_REGIONS)),
        "unit": draw(some.sampled_from(_UNITS)),
        "name": draw(names),
        "source": draw(sources(printed)),
        **number,
        **draw(more),
    }


def label_documents(about: str) -> some.SearchStrategy[dict[str, Any]]:
    """Return what makes a valid label of the document ``about``."""
    return (
        some.fixed_dictionaries(
            {},
            optional={
                "name": names,
                "synonyms": some.dictionaries(languages, text_lists, min_size=1, max_size=2),
                "classification": codes,
            },
        )
        .filter(bool)
        .map(lambda said: {"schema": "factordb/label/1", "about": about, **said})
    )


factors = factor_documents().map(Factor.model_validate)
properties = property_documents().map(Property.model_validate)


def labels(about: str) -> some.SearchStrategy[Label]:
    """Return labels of the document ``about``."""
    return label_documents(about).map(Label.model_validate)
