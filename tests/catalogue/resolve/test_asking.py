"""Questions asked of invented datasets that went all the way: table, import, publish, resolve."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.importing import intake
from factordb.catalogue.resolve import asking
from factordb.catalogue.resolve.asking import Asked
from factordb.catalogue.resolve.question import Answer
from factordb.errors import EditionAhead, FactordbError, Invalid
from factordb.model.canonical import raw
from factordb.store import engine as engines
from factordb.store import releases, standings
from factordb.store.engine import transaction
from tests.catalogue.counting import counted
from tests.catalogue.tables import a_property_row, a_row, a_table
from tests.catalogue.tables import asked as release_of
from tests.conftest import Databases

AVERAGE = 'defaults = {mix = "average"}\n'
GRID: dict[str, Any] = {"activity": "electricity.grid"}


@pytest.fixture(scope="module")
def office(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """Return an engine on two invented datasets in four releases, then a withdrawal.

    Edition 1: the office's 2022; 2: its 2023; 3: a world office's rest of the world; 4: an archive.
    """
    name = databases.copy()
    engine = engines.connect(databases.server(name))
    folder = tmp_path_factory.mktemp("office")
    with transaction(engine) as db:
        _publish(db, folder, "2022", [a_row(printed="0.60"), a_row("CN", "0.70")])
        _publish(
            db,
            folder,
            "2023",
            [
                a_row(printed="0.5500", ids='["GO-SH"]'),
                a_row("CN-GRID-EAST", "0.58"),
                a_row("CN", "0.65"),
                a_row("CN", "0.90", facets__mix="residual"),
                a_row("DE", "0.4", amount__id="DE-1"),
                a_row("DE", "0.001", amount__gas="CH4", amount__id="DE-2", cell__at="table 4, DE"),
                a_property_row(),
            ],
        )
        more = 'tier = 2\ncomplements = {RoW = ["CN"]}\n'
        _publish(db, folder, "2023", [a_row("RoW", "0.8")], "world-office", more)
        _publish(db, folder, "2023.1", [a_row("CN-BJ", "0.99", status="archived")])
    yield engine
    engine.dispose()
    databases.drop(name)


@pytest.fixture
def there(office: Engine) -> Iterator[Session]:
    with transaction(office) as db:
        yield db


def _publish(
    db: Session, folder: Path, release: str, rows: list[Any], dataset: str = "grid-office",
    more: str = "",
) -> None:  # fmt: skip
    file = a_table(folder / dataset / release, rows, release[:4], dataset, AVERAGE + more)
    intake.take_in(db, file, release_of(release, dataset=dataset))


def one(db: Session, edition: int | None = None, **question: Any) -> Answer:
    """Return the answer to one question of grid electricity, unless it names something else."""
    named = {"digest", "id", "activity"} & question.keys()
    (answer,) = asking.ask(db, [question if named else GRID | question], edition).answers
    assert isinstance(answer, Answer)
    return answer


def value(answer: Answer) -> str | None:
    assert answer.status == "found", answer.reason
    assert answer.hit is not None
    return answer.hit.value


def test_what_was_printed_in_the_table_is_what_resolves(there: Session) -> None:
    answer = one(there, region="CN-SH", year=2023)

    assert value(answer) == "0.5500"
    assert answer.hit is not None
    assert (answer.hit.dataset, answer.hit.release) == ("grid-office", "2023")


def test_an_answer_names_edition_and_rule_set(there: Session) -> None:
    asked = asking.ask(there, [])

    assert asked == Asked(edition=4, rules="1", answers=[])


def test_an_edition_answers_with_what_stood_then(there: Session) -> None:
    assert value(one(there, 1, region="CN-SH", year="latest")) == "0.60"
    assert value(one(there, 2, region="CN-SH", year="latest")) == "0.5500"
    assert one(there, 1, region="CN-SH", year=2023).status == "none"


def test_an_edition_not_reached_is_no_older_one(there: Session) -> None:
    with pytest.raises(EditionAhead):
        asking.ask(there, [GRID | {"region": "CN"}], 99)


def test_a_rule_set_is_asked_for_by_its_version(there: Session) -> None:
    assert asking.ask(there, [], rule_set="1").rules == "1"
    with pytest.raises(Invalid, match="no rule set '9'"):
        asking.ask(there, [], rule_set="9")


def test_a_province_falls_back_step_by_step(there: Session) -> None:
    strict = one(there, region="CN-JS", year=2023)
    wide = one(there, region="CN-JS", year=2023, fallback=["region"])

    assert strict.status == "none"
    assert [hit.value for hit in strict.candidates] == ["0.58", "0.65"]
    assert value(wide) == "0.58"
    assert [s.to for s in wide.steps if s.kind == "region"] == ["CN-GRID-EAST"]


def test_the_rest_of_the_world_is_for_those_outside(there: Session) -> None:
    outside = one(there, region="FR", year=2023, fallback=["region"])
    inside = one(there, region="CN-SH", year=2023, fallback=["region"], dataset="world-office")

    assert value(outside) == "0.8"
    assert [s.to for s in outside.steps if s.kind == "region"][-1] == "RoW"
    assert inside.status == "none"


def test_a_publishers_id_leads_to_factor_or_amount(there: Session) -> None:
    assert value(one(there, id="GO-SH")) == "0.5500"
    methane = one(there, id="DE-2")
    assert value(methane) == "0.001"
    assert methane.hit is not None
    assert methane.hit.pick is not None
    assert one(there, id="DE-9").status == "none"


def test_what_is_archived_is_asked_for_by_name(there: Session) -> None:
    assert one(there, region="CN-BJ", year=2023).status == "none"
    assert value(one(there, region="CN-BJ", year=2023, status="archived")) == "0.99"


def test_a_digest_is_told_apart_from_a_propertys_and_an_unknown_one(there: Session) -> None:
    hit = one(there, region="CN-SH", year=2023).hit
    assert hit is not None
    found = there.connection().execute(text("SELECT encode(digest, 'hex') FROM property"))
    of_property = f"sha256:{found.scalar_one()}"

    assert value(one(there, digest=hit.digest)) == "0.5500"
    assert "stands in no release of this edition" in str(one(there, 1, digest=hit.digest).reason)
    assert "is a property" in str(one(there, digest=of_property).reason)
    assert "No published factor" in str(one(there, digest="sha256:" + "0" * 64).reason)


def test_items_are_answered_in_their_order_and_one_sinks_no_other(there: Session) -> None:
    items: list[object] = [
        GRID | {"region": "CN-SH", "year": 2023},
        GRID | {"region": "Atlantis"},
        "nonsense",
        {"digest": "sha256:" + "0" * 64},
        GRID | {"region": "CN", "year": 2023},
        GRID | {"region": "CN-SH", "year": 2023},
    ]

    answers = asking.ask(there, items).answers

    assert [isinstance(answer, FactordbError) for answer in answers] == [
        False, True, True, False, False, False,
    ]  # fmt: skip
    assert answers[0] == answers[5]
    assert answers[4] == one(there, region="CN", year=2023)
    assert "Atlantis" in str(answers[1])


def test_a_thousand_questions_cost_no_more_queries_than_one(office: Engine) -> None:
    asked: list[dict[str, Any]] = [
        {**GRID, "region": region, "year": year, "fallback": ["region"], **method}
        for region in ("CN-SH", "CN-JS", "CN", "DE", "FR", "US-CA", "GB", "CN-XZ")
        for year in range(1990, 2024)
        for method in ({"gwp": "AR4"}, {"gwp": "AR5"}, {"gwp": "AR6"}, {})
    ]

    assert len(asked) > 1_000
    assert _queries(office, asked) <= _queries(office, asked[:1]) + 8


def _queries(engine: Engine, items: list[Any]) -> int:
    with counted(engine) as told, transaction(engine) as db:
        asking.ask(db, items)
    return len(told)


def test_a_list_and_its_items_one_by_one_are_answered_alike(there: Session) -> None:
    items: list[dict[str, Any]] = [
        {**GRID, "region": region, "year": year, "fallback": fallback, "explain": True}
        for region in ("CN-SH", "CN-JS", "DE", "FR")
        for year in (2022, 2023, 2024, "latest")
        for fallback in ([], ["region"], ["region", "year"])
    ]

    together = asking.ask(there, items).answers

    assert together == [one(there, **item) for item in items]


def test_a_withdrawn_factor_answers_only_in_the_editions_before(
    engine: Engine, tmp_path: Path
) -> None:
    with transaction(engine) as db:
        _publish(db, tmp_path, "2023", [a_row(printed="0.5500"), a_row("CN", "0.65")])
        hit = one(db, region="CN-SH", year=2023).hit
        assert hit is not None
        row = releases.find(db, "grid-office", "2023")
        assert row is not None
        assert row.id is not None
        said = standings.add(
            db, row.id, "withdrawn", "a slipped point", tables.digests(), [raw(hit.digest)]
        )

    with transaction(engine) as db:
        now, then = one(db, digest=hit.digest), one(db, said - 1, digest=hit.digest)
        by_activity = one(db, region="CN-SH", year=2023)

    assert now.status == by_activity.status == "none"
    assert "it is withdrawn" in str(now.reason)
    assert value(then) == "0.5500"
