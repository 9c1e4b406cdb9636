"""Limits as data."""

from factordb.quality.checks import limits


def test_known_mistakes_are_named_either_way() -> None:
    assert limits.mistake(3.6) == "per MWh for per GJ"
    assert limits.mistake(12 / 44) == "CO2 for carbon, 44/12, the other way"
    assert limits.mistake(2.9) is None


def test_after_a_look_no_first_number_waits() -> None:
    limits.look_up()

    assert limits.band("electricity.grid", "kWh", ("direct",)) is not None
