"""What rows become: documents, labels, blanks and named rejections."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from factordb.model.label import Label
from factordb.model.property import Property
from factordb.model.reading import Blank, Rejection
from tests.importers.tables import a_row, numbers, of, only, reason

CH4 = {"amount__gas": "CH4", "cell__at": "table 3, methane", "cell__printed": "0.01"}
A_PROPERTY = {
    "activity": None,
    "facets__mix": None,
    "amount__gas": None,
    "subject": "fuel.diesel",
    "property": "net-calorific-value",
    "unit": "TJ/Gg",
}


def test_a_row_is_a_factor_with_its_cell(tmp_path: Path) -> None:
    factor = only(of(tmp_path, a_row()))

    assert factor.amounts[0].kg == "0.5500"
    assert factor.source.cells[0].at == "table 3, Shanghai"
    assert factor.dates is not None
    assert factor.dates.plain() == {"data": {"from": "2023-01-01", "to": "2023-12-31"}}


def test_rows_that_agree_in_identity_make_one_factor(tmp_path: Path) -> None:
    factor = only(of(tmp_path, a_row(), a_row(**CH4)))

    assert [(a.gas, a.kg, a.cell) for a in factor.amounts] == [
        ("CO2", "0.5500", 0),
        ("CH4", "0.01", 1),
    ]


def test_rows_of_one_factor_may_stand_apart(tmp_path: Path) -> None:
    first, other = of(tmp_path, a_row(), a_row(region="CN-BJ"), a_row(**CH4))

    assert len(only([first]).amounts) == 2
    assert only([other]).region == "CN-BJ"


@pytest.mark.parametrize(
    "change", [{"facets__mix": "residual"}, {"unit": "MWh"}, {"dates__data": "2022"}]
)
def test_rows_that_differ_in_identity_are_two_factors(
    tmp_path: Path, change: dict[str, str]
) -> None:
    assert len(of(tmp_path, a_row(), a_row(**change))) == 2


def test_a_number_without_a_place_is_cited_by_its_line(tmp_path: Path) -> None:
    assert only(of(tmp_path, a_row(cell__at=None))).source.cells[0].at == "line 2"


def test_two_amounts_may_be_printed_in_one_cell(tmp_path: Path) -> None:
    totals = [a_row(amount__gas="CO2e", amount__gwp=gwp) for gwp in ("AR4", "AR5")]

    factor = only(of(tmp_path, *totals))

    assert len(factor.source.cells) == 1
    assert [amount.cell for amount in factor.amounts] == [0, 0]


def test_one_number_may_be_printed_at_two_places(tmp_path: Path) -> None:
    factor = only(
        of(tmp_path, a_row(cell__at='["B1", "D7"]'), a_row(**CH4 | {"cell__at": '["C1"]'}))
    )

    assert [cell.at for cell in factor.source.cells] == [("B1", "D7"), "C1"]


def test_two_numbers_of_one_gas_under_one_identity_are_refused(tmp_path: Path) -> None:
    said = reason(of(tmp_path, a_row(), a_row(cell__printed="0.6", cell__at="table 4")))

    assert "gives CO2 twice, 0.5500 and 0.6: tell them apart" in said


def test_steps_that_do_not_make_the_amount_are_refused(tmp_path: Path) -> None:
    thousand = '[["*","1000","t→kg, exact"]]'

    assert only(of(tmp_path, a_row(cell__steps=thousand))).amounts[0].kg == "550.0000"
    said = reason(of(tmp_path, a_row(cell__steps=thousand, amount__kg="0.55")))
    assert "amount.kg: 0.55 is not what the steps make of the printed number: 550.0000" in said


def test_a_range_is_given_as_json(tmp_path: Path) -> None:
    row = a_row(cell__printed="< 1", amount__range='{"in":"kg","below":"1"}')

    assert only(of(tmp_path, row)).amounts[0].range is not None


@pytest.mark.parametrize("blank", ["", " ", "NA", "n/a", "-", "–"])
def test_not_available_is_counted_and_never_zero(tmp_path: Path, blank: str) -> None:
    factor, *_ = sorted(
        of(tmp_path, a_row(), a_row(**CH4 | {"cell__printed": blank})),
        key=lambda i: isinstance(i, Blank),
    )

    made = only([factor])
    assert len(made.amounts) == 1
    assert of(tmp_path, a_row(cell__printed=blank)) == [
        Blank(at="table 3, Shanghai", identity=made.identity(), pick="CO2")
    ]


def test_a_blank_beside_what_is_wrong_is_counted_once(tmp_path: Path) -> None:
    items = of(
        tmp_path, a_row(region="CN-XX"), a_row(**CH4 | {"cell__printed": "NA", "region": "CN-XX"})
    )

    assert numbers(items) == {
        "in factors": 0,
        "in properties": 0,
        "rejected": 1,
        "not ours": 0,
        "blank": 1,
    }


def test_a_property_is_one_row(tmp_path: Path) -> None:
    (found,) = of(tmp_path, a_row(**A_PROPERTY))

    assert isinstance(found, Property)
    assert (found.subject, found.value) == ("fuel.diesel", "0.5500")


def test_a_span_is_one_row_or_a_row_for_each_end(tmp_path: Path) -> None:
    (one,) = of(tmp_path, a_row(**A_PROPERTY, low="42", high="44", cell__printed="42–44"))
    ends = [
        a_row(**A_PROPERTY, high="44", cell__printed="44", cell__at="C1"),
        a_row(**A_PROPERTY, low="42", cell__printed="42", cell__at="B1"),
    ]
    (two,) = of(tmp_path, *ends)

    assert isinstance(one, Property)
    assert isinstance(two, Property)
    assert (one.low, one.high, two.low, two.high) == ("42", "44", "42", "44")
    assert [cell.at for cell in two.source.cells] == ["B1", "C1"]
    assert "is not what the steps make" in reason(of(tmp_path, ends[0], ends[1] | {"low": "41"}))


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([a_row(**A_PROPERTY), a_row(**A_PROPERTY)], "two rows give one property"),
        ([a_row(**A_PROPERTY, low="1", value="1")], "give value, or low and high"),
        ([a_row(**A_PROPERTY, high="1")], "give value, or low and high"),
        ([a_row(**A_PROPERTY, amount__kg="1")], "amount.kg: a property has value"),
        ([a_row(subject="fuel.diesel")], "subject: Extra inputs are not permitted"),
        (
            [a_row(cell__printed="1,234.5")],
            "amount.kg: is empty, and no steps make it of '1,234.5'",
        ),
        ([a_row(cell__printed="abc", amount__kg="abc")], "amounts.0.kg"),
        ([a_row(amount__kg="5.5E-1")], "amount.kg: 5.5E-1 is not what the steps make"),
        ([a_row(region="CN-SHH")], "region: 'CN-SHH' is no region. Did you mean 'CN-SH'?"),
        ([a_row(region="上海")], "Did you mean 'CN-SH'?"),
        ([a_row(unit="kwh")], "write the unit 'kwh' as 'kWh'"),
        ([a_row(unit="10**10**10")], "'10**10**10' is not a known unit"),
        ([a_row(facets__mix="averge")], "Did you mean 'average'?"),
        (
            [a_row(facets__mixx="average")],
            "'mixx' is no facet of the vocabulary. Did you mean 'mix'?",
        ),
        ([a_row(amount__gas="R134a")], "write the gas 'R134a' as 'HFC-134a'"),
        ([a_row(dates__data="2023-12-31/2023-01-01")], "ends on 2023-01-01, before it starts"),
        ([a_row(dates__data="next year")], "dates.data.from"),
        ([a_row(name__zh=None)], "name: Field required"),
        ([a_row(ids='["1","1"]')], "ids: names the same thing twice"),
        ([a_row(cell__steps="[[")], "cell.steps: '[[' is no JSON"),
        (
            [a_row(activity="Electricity Grid")],
            "activity: 'Electricity Grid' is none: write lower-case",
        ),
        ([a_row(cell__at='["B1","B1"]')], "names one place twice"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_named(tmp_path: Path, rows: list[dict[str, str]], said: str) -> None:
    assert said in reason(of(tmp_path, *rows))


def test_a_rejection_names_lines_and_what_stands_there(tmp_path: Path) -> None:
    sound, refused = of(tmp_path, a_row(region="CN-BJ"), a_row(unit="x"), a_row(unit="x", **CH4))

    assert only([sound]).region == "CN-BJ"
    assert isinstance(refused, Rejection)
    assert refused.at == "factors.csv line 3, 4"
    assert refused.numbers == 2
    assert "0.5500" in refused.printed


def test_rows_of_one_factor_may_not_contradict_each_other(tmp_path: Path) -> None:
    one, other = a_row(source__number="12"), a_row(**CH4, source__number="13")

    said = reason(of(tmp_path, one, other))

    assert said == "source.number differs between rows of one document: '12' and '13'"


def test_what_one_row_leaves_out_another_may_say(tmp_path: Path) -> None:
    rows = (
        a_row(name__zh="上海", source__number="12"),
        a_row(**CH4, name__zh="", name__en="Shanghai"),
    )

    factor = only(of(tmp_path, *rows))

    assert factor.name == {"zh": "上海", "en": "Shanghai"}
    assert factor.source.number == "12"


def test_labels_are_ours_and_no_row_of_them_is_lost(tmp_path: Path) -> None:
    plain = only(of(tmp_path, a_row(), a_row(**CH4)))
    rows = a_row(label__en="Shanghai"), a_row(**CH4, label__zh="上海", synonyms__zh='["市电"]')

    factor, label = of(tmp_path, *rows)

    assert only([factor]).digest() == plain.digest()
    assert isinstance(label, Label)
    assert label.plain()["name"] == {"en": "Shanghai", "zh": "上海"}
    assert label.about == plain.digest()


def test_labels_that_contradict_each_other_are_refused(tmp_path: Path) -> None:
    rows = a_row(label__en="Shanghai"), a_row(**CH4, label__en="Beijing")

    assert "label.en differs between rows" in reason(of(tmp_path, *rows))


def test_white_space_around_a_cell_says_nothing(tmp_path: Path) -> None:
    spaced = {path: f" {text}\t" for path, text in a_row().items() if path != "cell.printed"}

    assert only(of(tmp_path, spaced | {"cell.printed": "0.5500"})) == only(of(tmp_path, a_row()))


@pytest.mark.parametrize("shape", ["3", "[]", '"x"', "true", "[[1]]"])
def test_a_constant_of_another_shape_is_refused(tmp_path: Path, shape: str) -> None:
    row = a_row(**{"conventions.land-use": "in"})

    said = reason(of(tmp_path, row, more=f"[constants]\nconventions = '{shape}'\n"))

    assert said.startswith("conventions.land-use: ")
    assert said.endswith("stands there already")


def test_a_hostile_key_in_json_harms_nothing(tmp_path: Path) -> None:
    row = a_row(
        uncertainty__distribution="normal", uncertainty__parameters='{"a\\u0001\\u202e": "1"}'
    )

    assert "uncertainty.parameters" in reason(of(tmp_path, row))


cells = some.sampled_from(
    [*a_row().values(), "", "NA", "[", '{"a":1}', "=1+1", "-0", "CO2e", "2022", "CN-BJ", "1e9"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some.lists(some.lists(cells, min_size=10, max_size=10), min_size=1, max_size=8))
def test_every_row_becomes_a_number_a_blank_or_a_rejection(
    tmp_path: Path, rows: list[list[str]]
) -> None:
    header = list(a_row())
    told = [dict(zip(header, row, strict=True)) for row in rows]

    found = numbers(of(tmp_path, *told))

    assert sum(found.values()) == sum(1 for row in rows if any(row))


def test_what_one_row_says_inside_of_a_constant_no_other_row_says(tmp_path: Path) -> None:
    rows = [
        a_row(dates__data=None, dates__data__to="2023-06-30"),
        a_row(dates__data=None, dates__data__to=None, region="CN-BJ"),
    ]

    found = of(tmp_path, *rows, more='[constants]\n"dates.data" = "2023"\n')

    ends = [only([one]).dates.plain()["data"]["to"] for one in found]  # type: ignore[union-attr]  # both have dates
    assert ends == ["2023-06-30", "2023-12-31"]
