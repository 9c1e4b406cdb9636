from factordb.quality.checks.subject import Subject
from tests.examples import a_factor
from tests.quality.checked import amounts


def test_the_whole_is_the_total_and_else_the_one_fossil_co2() -> None:
    split = [{"gas": "CO2", "kg": "0.5"}, {"gas": "CO2e", "kg_co2e": "0.6"}]
    factor = a_factor(**amounts(*split))
    alone = a_factor(**amounts(split[0]))
    outside = a_factor(
        **amounts({"gas": "CO2", "kg": "0.5", "origin": "biogenic", "outside": True})
    )

    wholes = [Subject.of(f.digest(), f).whole for f in (factor, alone, outside)]

    assert [whole and whole[1] for whole in wholes] == [0.6, 0.5, None]
