"""One number among others of its activity."""

from factordb.model.factor import Factor
from tests.examples import a_factor, a_total
from tests.quality.checked import FUEL, amounts, findings


def grids(*values: str, **changes: object) -> list[Factor]:
    """Return grid factors of as many provinces as there are values."""
    codes = ("CN-BJ", "CN-TJ", "CN-HE", "CN-SX", "CN-LN", "CN-JL", "CN-HL", "CN-SH", "CN-JS")
    regions = (code for code in codes)
    return [a_factor(value=value, region=next(regions), **changes) for value in values]


def test_one_row_in_another_unit_stands_out_among_its_peers() -> None:
    found = findings(*grids("558.0", "673.0", "725.2", "709.6", "0.5473", unit="MWh"))

    (place,) = found["far-from-its-peers"].places
    assert place.told.startswith("0.5473 kg CO2 per MWh is 0.000")
    assert "beyond-band" not in found


def test_a_thousandth_of_its_peers_is_told_as_the_known_mistake() -> None:
    found = findings(*grids("0.600", "0.600", "0.600", "0.600", "0.600", "0.0006"))

    assert "kg for g, or per MWh for per kWh, the other way?" in (
        found["far-from-its-peers"].places[0].told
    )


def test_a_motorcycle_without_methane_is_told() -> None:
    vehicles = [
        a_factor(
            activity=f"transport.passenger.{name}",
            unit="vehicle-mile",
            **FUEL,
            **amounts({"gas": "CO2", "kg": "0.3"}, {"gas": "CH4", "kg": ch4}),
        )
        for name, ch4 in (("car", "0.009"), ("truck", "0.012"), ("bus", "0.02"), ("van", "0.01"))
    ]
    motorcycle = a_factor(
        activity="transport.passenger.motorbike",
        unit="vehicle-mile",
        **FUEL,
        **amounts(
            {"gas": "CO2", "kg": "0.37"}, {"gas": "CH4", "kg": "0.000"}, prints=("0.37", "0 ")
        ),
    )

    found = findings(*vehicles, motorcycle)

    (place,) = found["zero-among-numbers"].places
    assert place.told == "CH4 is 0 per vehicle-mile; 4 others are not"
    assert place.digest == motorcycle.digest()


def test_a_car_without_any_exhaust_is_not() -> None:
    cars = [
        a_factor(activity=f"transport.passenger.{n}", unit="km", **FUEL, **a_total(v))
        for n, v in (("a", "0.1"), ("b", "0.2"), ("c", "0.2"), ("d", "0.1"), ("electric", "0"))
    ]

    assert "zero-among-numbers" not in findings(*cars)
