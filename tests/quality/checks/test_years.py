"""Numbers of one key for years that follow each other."""

from factordb.model.factor import Factor
from tests.examples import a_factor, a_total
from tests.quality.checked import findings


def test_a_row_whose_values_stand_a_few_columns_further_is_told() -> None:
    years = [
        a_factor(
            activity="material.cement.cn-25232100",
            unit="t",
            boundary=["direct"],
            facets={"mark-up": "included"},
            dates={"applies": {"from": f"{year}-01-01", "to": f"{year}-12-31"}},
            **a_total(value),
        )
        for year, value in (("2026", "1.23"), ("2027", "0.14"), ("2028", "1.37"))
    ]

    assert findings(*years)["shifted-by-columns"].places[0].told == "1.23 + 0.14 = 1.37"


def marked_up(region: str, base: str, *values: str) -> list[Factor]:
    cement = {"activity": "material.cement", "unit": "t", "boundary": ["direct"], "region": region}
    first = a_factor(**cement, facets=None, dates=None, **a_total(base))
    return [
        first,
        *(
            a_factor(
                **cement,
                facets={"mark-up": "included"},
                dates={"applies": {"from": f"{year}-01-01", "to": f"{year}-12-31"}},
                **a_total(value),
            )
            for year, value in enumerate(values, start=2026)
        ),
    ]


def test_mark_ups_that_are_compounded_are_told() -> None:
    added = [*marked_up("AL", "870", "957", "1044", "1131"), *marked_up("DZ", "90", "99", "108")]
    compounded = marked_up("AO", "1260", "1386", "1524.6", "1677.06")

    found = findings(*added, *compounded)

    assert found["mark-up-compounded"].places[0].told == "1.1, 1.21, 1.331 times 1260"
    assert "mark-up-compounded" not in findings(*added)
