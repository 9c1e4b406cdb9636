import re
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from factordb import units
from factordb.catalogue import tables
from factordb.errors import TableNotHere
from factordb.model import gwp, regions, reporting
from factordb.model.canonical import is_digest
from factordb.quality import rules as assess
from factordb.store import engine as engines
from tests.catalogue.tables import a_row, take_in
from tests.tomorrow import PACKAGE, Installation

SCRIPT = Path(__file__).with_name("asking_again.py")
GAS = {"activity": "fuel.gas", "region": "CN", "unit": "GJ", "boundary": "combustion"}


def test_every_numbered_file_is_recorded_with_editions_in_its_newest_state() -> None:
    shipped = {
        file.stem for file in PACKAGE.rglob("*-[0-9]*.json") if file.parent.name != "schemas"
    }
    shipped |= {file.stem for file in (PACKAGE / "quality" / "schemes").glob("*.json")}
    newest: dict[str, int] = {}
    for name in shipped:
        family, _, number = name.rpartition("-")
        newest[family] = max(newest.get(family, 0), int(number))

    recorded = set(tables.digests())

    assert recorded <= shipped
    assert {f"{family}-{number}" for family, number in newest.items()} <= recorded


def test_every_name_has_its_number_and_every_digest_is_one() -> None:
    for name, digest in tables.digests().items():
        assert re.fullmatch(r"[a-z0-9-]+-[1-9][0-9]*", name)
        assert is_digest(digest)


def test_tables_as_they_were_are_no_others() -> None:
    assert tables.others(tables.digests()) == ()
    assert tables.others({}) == ()


def test_a_table_that_was_edited_or_is_newer_is_named() -> None:
    recorded = tables.digests() | {"regions-1": "sha256:" + "0" * 64, "gwp-9": "sha256:" + "1" * 64}

    assert tables.others(recorded) == ("gwp-9", "regions-1")


def test_an_earlier_state_of_a_table_is_no_other() -> None:
    recorded = {"gwp-1": gwp.FAMILY.digest("gwp-1")}

    assert tables.others(recorded) == ()
    assert tables.of_edition(3, recorded).gwp is gwp.named("gwp-1")


def test_what_search_ranks_by_prevents_no_answer() -> None:
    recorded = tables.digests() | {"thesaurus-9": "sha256:" + "1" * 64}

    assert tables.of_edition(1, recorded) == tables.TODAY


def test_todays_tables_are_the_very_objects_that_an_edition_of_today_is_read_with() -> None:
    assert tables.of_edition(1, tables.digests()) == tables.TODAY


def test_an_edition_that_knew_no_such_scheme_gives_its_rules_and_not_todays() -> None:
    recorded = {n: d for n, d in tables.digests().items() if not n.startswith("pact")}

    assert "pact-v3-1" not in tables.of_edition(1, recorded).schemes.references


@pytest.mark.parametrize("name", ["regions-7", "a-new-scheme-1"])
def test_what_is_not_here_is_named_with_the_way_out(name: str) -> None:
    recorded = tables.digests() | {name: "sha256:" + "2" * 64}

    with pytest.raises(TableNotHere, match=f"Edition 4 was published with {name}.*later one"):
        tables.of_edition(4, recorded)


@pytest.fixture
def published(engine: Engine, tmp_path: Path) -> Engine:
    """A catalogue of one edition, made with today's tables."""
    rows = [
        *(a_row(region, printed) for region, printed in GRIDS.items()),
        *(
            a_row(**GAS, amount__gas=gas, printed=kg, cell__unit=f"kg {gas}/GJ")
            for gas, kg in MASSES
        ),
        a_row("CN", "2500", activity="heat.steam", unit="tce", cell__unit="kgCO2/tce"),
    ]
    with engines.transaction(engine) as db:
        done = take_in(db, tmp_path, rows)
        assert done.edition == 1, done
    return engine


GRIDS = {"CN-GRID-EAST": "0.5", "CN-GRID-CENTRAL": "0.6", "CN": "0.7"}
MASSES = (("CO2", "50"), ("CH4", "0.005"))


def _of_gas(gas: str, kg: str) -> dict[str, str]:
    return dict(a_row(**GAS, amount__gas=gas, printed=kg, cell__unit=f"kg {gas}/GJ"))


@pytest.fixture
def tomorrow(tmp_path: Path) -> Installation:
    """A later factordb with six later tables, each of which changes one answer or more."""
    later = Installation.copied(tmp_path / "later")
    for family, change in CHANGES.items():
        later.adds(family, change)
    return later


def _moved(content: Any) -> None:
    (shanghai,) = (r for r in content["regions"] if r["code"] == "CN-SH")
    shanghai["parents"][0]["code"] = "CN-GRID-CENTRAL"


def _heavier(content: Any) -> None:
    for entry in content["values"]:
        if entry["gas"] == "CH4" and entry["horizon"] == 100:
            entry["gwp"] = "100"


def _lighter_coal(content: Any) -> None:
    (coal,) = (u for u in content["units"] if u["symbol"] == "tce")
    coal["is"] = "29000000000*joule"


def _no_country(content: Any) -> None:
    content["fallback"]["climbs"].remove("country")


def _less_trust(content: Any) -> None:
    content["scores"]["ef-dqr-1"]["reliability"] = dict.fromkeys(
        ("authority", "compiled", "modelled"), "5"
    )


def _other_default(content: Any) -> None:
    for default in content["defaults"]:
        default["method"] = "AR4"


CHANGES = {
    regions.FAMILY: _moved,
    gwp.FAMILY: _heavier,
    units.FAMILY: _lighter_coal,
    tables.RESOLVE: _no_country,
    assess.FAMILY: _less_trust,
    reporting.FAMILY: _other_default,
}


def test_an_edition_answers_by_its_own_tables_for_ever_whichever_version_is_asked(
    published: Engine, tomorrow: Installation, address: str
) -> None:
    today = Installation(PACKAGE.parent)
    before = today.runs(SCRIPT, address, "1")
    assert before == today.runs(SCRIPT, address, "")

    begun = tomorrow.runs(SCRIPT, address, "", "take")
    after = tomorrow.runs(SCRIPT, address, "2")
    then = tomorrow.runs(SCRIPT, address, "1")

    assert begun.pop("taken") == 2
    assert before.pop("taken") is after.pop("taken") is then.pop("taken") is None
    assert begun == after  # what names no edition is what the newest says for ever
    assert then == before | {"others": [[], []]}
    assert {name for name in before if before[name] != after[name]} == set(before)
    assert before["resolve"] == [
        ["0.5", "CN-GRID-EAST", "ef-dqr-1:B"],
        ["50.140", "CN", "ef-dqr-1:A"],
        ["50.1350", "CN", "ef-dqr-1:A"],
        ["85.3021059383914", "CN", "ef-dqr-1:A"],
        ["2500", "CN", "ef-dqr-1:B"],
    ]
    assert after["resolve"] == [
        ["0.6", "CN-GRID-CENTRAL", "ef-dqr-1:C"],
        ["50.500", "CN", "ef-dqr-1:C"],
        ["50.500", "CN", "ef-dqr-1:C"],
        ["86.2068965517241", "CN", "ef-dqr-1:C"],
        ["none"],
    ]


def test_a_version_without_the_tables_says_so_and_begins_no_edition(
    published: Engine, tomorrow: Installation, address: str
) -> None:
    today = Installation(PACKAGE.parent)
    before = today.runs(SCRIPT, address, "")
    tomorrow.runs(SCRIPT, address, "", "take")

    refused = today.runs(SCRIPT, address, "2", "take")

    assert refused["taken"] is None
    assert refused["error"].startswith("Edition 2 was published with assess-2, gwp-3,")
    assert set(refused["facts"]["missing"]) == {
        *("assess-2", "gwp-3", "regions-2", "reporting-2", "resolve-2", "units-2")
    }
    assert refused["others"] == [[], sorted(refused["facts"]["missing"])]
    assert today.runs(SCRIPT, address, "")["resolve"] == before["resolve"]
