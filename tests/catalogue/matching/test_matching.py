import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from factordb.catalogue.finding.indexing import Indexes
from factordb.catalogue.matching import matching
from factordb.catalogue.matching.bill import Match
from factordb.errors import EditionAhead, FactordbError
from factordb.model.factor import Factor
from factordb.model.role import Role
from factordb.store import documents, releases, standings, viewing
from factordb.store import engine as engines
from tests import closed
from tests.catalogue.counting import counted
from tests.catalogue.releases import published
from tests.conftest import Databases
from tests.examples import a_factor


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> Indexes:
    return Indexes(Path(tmp_path_factory.mktemp("cache")))


def matched(db: Session, indexes: Indexes, **line: Any) -> Match:  # fields of a line
    (answer,) = matching.match(db, [line], indexes=indexes).matches
    assert isinstance(answer, Match), answer
    return answer


def test_a_sure_line_is_accepted_with_its_mass(seeds: Session, indexes: Indexes) -> None:
    line = {"text": "工业用电 10kV", "region": "江苏", "year": 2022, "unit": "万kWh"}
    answer = matched(seeds, indexes, amount="36.5", **line)
    first = answer.candidates[0]

    assert answer.decision == "accept"
    assert answer.confidence > 0.9
    assert (first.activity, first.region, first.unit) == ("electricity.grid", "CN-JS", "万kWh")
    assert first.value is not None
    assert answer.kg is not None
    assert float(answer.kg) == pytest.approx(36.5 * float(first.value))
    assert first.why


def test_what_is_not_in_the_catalogue_is_nothing(seeds: Session, indexes: Indexes) -> None:
    answer = matched(seeds, indexes, text="钢板 Q235B 6mm", region="CN", unit="t", amount="12")

    assert answer.decision == "none"
    assert answer.kg is None


@pytest.mark.parametrize(
    "text", ["柴油发电机组 200kW", "diesel particulate filter", "natural gas detector"]
)
def test_a_thing_for_a_fuel_is_not_the_fuel(seeds: Session, indexes: Indexes, text: str) -> None:
    assert matched(seeds, indexes, text=text, region="CN").decision != "accept"


def test_a_unit_that_cannot_be_converted_gets_none_and_is_told_why(
    seeds: Session, indexes: Indexes
) -> None:
    answer = matched(seeds, indexes, text="柴油", region="CN", unit="L", amount="5000")

    assert answer.decision == "none"
    assert answer.candidates == ()
    assert "not counted in L" in answer.why[0]


def test_a_basis_that_the_unit_states_is_never_crossed(seeds: Session, indexes: Indexes) -> None:
    answer = matched(seeds, indexes, text="natural gas", region="GB", unit="kWh{NCV}")

    assert {hit.unit for hit in answer.candidates} == {"kWh{NCV}"}


def test_a_basis_that_the_unit_leaves_open_is_told(seeds: Session, indexes: Indexes) -> None:
    first = matched(seeds, indexes, text="natural gas", region="GB", unit="kWh").candidates[0]

    assert any("does not say by which calorific value" in why for why in first.why)


def test_a_region_without_its_own_factor_falls_back_and_says_so(
    seeds: Session, indexes: Indexes
) -> None:
    answer = matched(seeds, indexes, text="0#柴油", region="CN-SH", year=2023, unit="t")

    assert answer.candidates[0].region == "CN"
    assert any(why.startswith("CN-SH has none that fits: CN") for why in answer.candidates[0].why)


def test_a_stated_region_admits_no_other_place(seeds: Session, indexes: Indexes) -> None:
    answer = matched(seeds, indexes, text="taxi", region="CN", unit="km")

    assert answer.candidates == ()
    assert "of other places than CN" in answer.why[0]


def test_words_name_a_place_only_softly(seeds: Session, indexes: Indexes) -> None:
    named = matched(seeds, indexes, text="Electricity, Germany", year=2022, unit="kWh")
    other = matched(seeds, indexes, text="taxi Berlin Germany", unit="km")

    assert named.candidates[0].region == "DE"
    assert other.candidates[0].region == "GB"
    assert "which the line does not name" in " ".join(other.candidates[0].why)


def test_electricity_without_a_place_is_never_accepted(seeds: Session, indexes: Indexes) -> None:
    answer = matched(seeds, indexes, text="electricity", unit="kWh", year=2023)

    assert answer.decision == "review"
    assert any("names no region" in why for why in answer.why)


def test_a_year_far_away_is_never_accepted(seeds: Session, indexes: Indexes) -> None:
    answer = matched(seeds, indexes, text="外购电力", region="CN-SH", year=2012, unit="kWh")

    assert answer.decision == "review"
    assert any("years are far" in why for why in answer.why)


@pytest.mark.parametrize(
    ("column", "said"), [({"unit": "pallets"}, "unit: "), ({"region": "Atlantis"}, "region: ")]
)
def test_a_column_that_cannot_be_read_is_said_and_nothing_accepted(
    seeds: Session, indexes: Indexes, column: dict[str, str], said: str
) -> None:
    answer = matched(seeds, indexes, text="diesel", **column)

    assert answer.decision == "review"
    assert answer.why[0].startswith(said)


def test_a_bad_line_sinks_no_other_and_order_is_kept(seeds: Session, indexes: Indexes) -> None:
    lines: list[object] = [
        {"text": "diesel", "region": "GB", "unit": "L"},
        {"text": ""},
        7,
        {"text": "x" * 10_001},
        {"text": "petrol", "year": "FY23"},
        {"text": "petrol", "region": "GB", "unit": "L", "colour": "red"},
        {"text": "petrol", "region": "GB", "unit": "L"},
    ]
    answers = matching.match(seeds, lines, indexes=indexes).matches

    assert [isinstance(answer, FactordbError) for answer in answers] == [
        *(False, True, True, True, True, True, False)
    ]
    assert isinstance(answers[0], Match)
    assert isinstance(answers[-1], Match)
    assert answers[0].candidates[0].activity.startswith("fuel.diesel")
    assert answers[-1].candidates[0].activity.startswith("fuel.petrol")


@pytest.mark.parametrize(
    "text",
    [
        *(" ", "\x01\x02\x7f", "\u202eleseid", "🚚🔥", "'; DROP TABLE factor; --", "(((.*)+)+)+$"),
        *("a" * 10_000, "柴" * 10_000, "gas oil " * 1_200, "1 2 3 4 5", "=cmd|'/c calc'!A1"),
        *("-" * 300, "ñandú Ωmega ﬁ", "，。；：", "q" * 299 + "é"),
    ],
)
def test_any_text_has_an_answer_soon(seeds: Session, indexes: Indexes, text: str) -> None:
    matched(seeds, indexes, text="diesel")
    start = time.thread_time()
    answer = matched(seeds, indexes, text=text)

    assert answer.decision in ("none", "review", "accept")
    assert time.thread_time() - start < 0.2


def test_a_long_text_is_read_at_its_beginning_and_that_is_said(
    seeds: Session, indexes: Indexes
) -> None:
    answer = matched(seeds, indexes, text="diesel" + " x" * 400, region="GB", unit="L")

    assert "only the first 300 characters were read" in answer.why


@pytest.mark.parametrize(
    ("amount", "kg", "said"),
    [
        ("1,200", 1200.0, "read as 1200"),
        ("5,5", 5.5, "read as 5.5"),
        ("-3", -3.0, None),
        ("12 L", None, "is no number"),
        ("1e400", None, "is no number"),
    ],
)
def test_amounts_are_read_for_what_they_say(
    seeds: Session, indexes: Indexes, amount: str, kg: float | None, said: str | None
) -> None:
    answer = matched(seeds, indexes, text="petrol", region="GB", unit="L", amount=amount)
    value = answer.candidates[0].value

    assert value is not None
    assert (answer.kg is None) == (kg is None)
    if kg is not None and answer.kg is not None:
        assert float(answer.kg) == pytest.approx(kg * float(value))
    assert said is None or any(said in why for why in answer.why)


def test_an_edition_is_matched_as_it_stood(seeds: Session, indexes: Indexes) -> None:
    line = {"text": "外购电力", "region": "CN-SH", "unit": "kWh"}
    then = matching.match(seeds, [line], 1, indexes=indexes)

    assert then.edition == 1
    assert isinstance(then.matches[0], Match)
    assert {hit.release for hit in then.matches[0].candidates} == {"2021"}
    with pytest.raises(EditionAhead):
        matching.match(seeds, [line], 999, indexes=indexes)


def test_what_is_withdrawn_is_no_candidate(db: Session, tmp_path: Path) -> None:
    published(db, "2023", a_factor())
    indexes = Indexes(tmp_path)
    line = {"text": next(iter(a_factor().name.values()))}
    before = matched(db, indexes, **line)
    row = releases.published(db, "grid-office", "2023", 1)
    standings.add(db, releases.id_of(row), "withdrawn", "a slipped point", {})

    assert before.candidates
    assert not matched(db, indexes, **line).candidates


def test_many_lines_cost_a_few_queries(seeded: Engine, seeds: Session, indexes: Indexes) -> None:
    lines = [{"text": f"diesel {n}", "region": "GB", "unit": "L"} for n in range(300)]
    matching.match(seeds, lines[:1], indexes=indexes)
    with counted(seeded) as queries:
        answers = matching.match(seeds, lines, indexes=indexes).matches

    assert len(answers) == 300
    assert len(queries) < 12


def test_the_same_line_has_the_same_answer(seeds: Session, indexes: Indexes) -> None:
    line = {"text": "LPG forklift cylinders", "region": "GB", "unit": "kg"}
    first, second = matching.match(seeds, [line, dict(line)], indexes=indexes).matches

    assert first == second


@pytest.mark.parametrize(
    ("line", "decision", "unit"),
    [
        ({"text": "Natural gas", "unit": "kWh"}, "review", None),
        ({"text": "天然气 锅炉", "unit": "kWh"}, "review", None),
        ({"text": "Natural gas", "unit": "kWh{GCV}"}, "accept", "kWh{GCV}"),
        ({"text": "Natural gas", "unit": "kWh (gross CV)"}, "accept", "kWh{GCV}"),
        ({"text": "Natural gas, net CV", "unit": "kWh"}, "accept", "kWh{NCV}"),
        ({"text": "天然气 高位发热量", "unit": "kWh"}, "accept", "kWh{GCV}"),
        ({"text": "Natural gas", "unit": "m3"}, "accept", "m3"),
    ],
)
def test_fuel_in_energy_is_accepted_only_by_a_calorific_value_that_is_said(
    seeds: Session, indexes: Indexes, line: dict[str, str], decision: str, unit: str | None
) -> None:
    answer = matched(seeds, indexes, region="GB", year=2024, **line)

    assert answer.decision == decision, answer.why
    if unit is None:
        assert any("gross or the net calorific value" in why for why in answer.why)
    else:
        assert _per(seeds, answer) == unit


def _per(db: Session, answer: Match) -> str:
    """Return the unit that the first candidate's document is per."""
    return Factor.of(documents.body(db, answer.candidates[0].digest)).unit


def test_money_of_another_year_is_looked_at(db: Session, indexes: Indexes) -> None:
    unit = "USD{2021,purchaser}"
    name = {"en": "cleaning services"}
    published(
        db, "1", a_factor(name=name, activity="spend.cleaning-services", unit=unit, region="CN")
    )
    line = {"text": "cleaning services", "unit": "USD", "region": "CN"}

    of_that_year = matched(db, indexes, year=2021, **line)
    assert of_that_year.candidates[0].unit == unit
    assert not any("money" in why for why in of_that_year.why)
    for year in ({"year": 2024}, {}):
        answer = matched(db, indexes, **line, **year)
        assert answer.decision != "accept"
        assert any("money of another year" in why for why in answer.why)


def test_only_what_has_the_least_grade_is_a_candidate(seeds: Session, indexes: Indexes) -> None:
    lines = [
        {"text": text, "region": region, "year": 2023}
        for text, region in (("diesel", "CN"), ("grid electricity", "FR"), ("无烟煤", "CN"))
    ]

    def letters(least: str | None) -> list[list[str]]:
        wish = matching.Wish(5, f"ef-dqr-1:{least}" if least else None)
        answers = matching.match(seeds, lines, asked_for=wish, indexes=indexes).matches
        return [[str(c.grade) for c in one.candidates] for one in answers if isinstance(one, Match)]

    assert all(letter == "None" for some in letters(None) for letter in some)
    counts = {}
    for least in "ABCDE":
        found = letters(least)
        assert all(one[-1] <= least for some in found for one in some), found
        counts[least] = sum(map(len, found))
    assert counts["A"] < counts["E"]


def test_where_no_grade_is_good_enough_the_line_is_told(seeds: Session, indexes: Indexes) -> None:
    line = {"text": "无烟煤", "region": "KE", "year": 2040}
    wish = matching.Wish(3, "ef-dqr-1:A")

    (answer,) = matching.match(seeds, [line], asked_for=wish, indexes=indexes).matches

    assert isinstance(answer, Match)
    assert answer.decision == "none"
    assert any("no grade of ef-dqr-1:A or better" in why for why in answer.why)


@pytest.fixture(scope="module")
def mill(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Give a catalogue with an open and a private dataset."""
    name = databases.copy()
    engine = engines.connect(databases.server(name))
    by = closed.curator(engine, "owner", Role.ADMIN)
    for dataset in (closed.OPEN, closed.PRIVATE):
        closed.brought_in(engine, tmp_path_factory.mktemp(dataset), dataset, by)
    yield engine
    engine.dispose()
    databases.drop(name)


_OF_THE_MILL = {"text": closed.NAMES[closed.PRIVATE], "unit": "t", "amount": "2"}


def test_who_was_granted_a_private_dataset_has_its_factors_matched(
    mill: Engine, indexes: Indexes
) -> None:
    with engines.transaction(mill) as db:
        viewing.see(db, {closed.PRIVATE})
        theirs, ours = matching.match(
            db, [_OF_THE_MILL, {"text": "grid electricity", "region": "CN-SH"}], indexes=indexes
        ).matches

    assert isinstance(theirs, Match)
    assert isinstance(ours, Match)
    assert (theirs.candidates[0].dataset, theirs.candidates[0].unit) == (closed.PRIVATE, "t")
    assert theirs.kg == "1468.2"
    assert ours.candidates[0].dataset == closed.OPEN


@pytest.mark.parametrize("granted", [(), (closed.KNOWN,)])
def test_to_a_stranger_a_private_dataset_is_nothing_that_a_line_could_mean(
    mill: Engine, indexes: Indexes, granted: tuple[str, ...]
) -> None:
    with engines.transaction(mill) as db:
        viewing.see(db, granted)
        (stranger,) = matching.match(db, [_OF_THE_MILL], indexes=indexes).matches
        absent = _OF_THE_MILL | {"text": "Kqzwxvjkqzwx"}
        (nothing,) = matching.match(db, [absent], indexes=indexes).matches

    assert stranger == nothing
    assert isinstance(stranger, Match)
    assert (stranger.decision, stranger.candidates) == ("none", ())


def test_a_stranger_opens_no_index_of_what_is_private(
    mill: Engine, indexes: Indexes, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(indexes, "of", opened.append)
    with engines.transaction(mill) as db:
        matching.match(db, [_OF_THE_MILL], indexes=indexes)

    assert opened == []
