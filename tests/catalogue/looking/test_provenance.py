import json
from pathlib import Path
from typing import Any

import pytest
from prov.model import ProvDerivation, ProvDocument, ProvEntity, ProvGeneration
from sqlmodel import Session

from factordb.catalogue.looking import fetching
from factordb.catalogue.looking.provenance import Held, Standing, prov_json
from factordb.model.canonical import digest
from factordb.model.factor import Factor
from factordb.model.property import Property
from tests.catalogue.tables import a_property_row, a_row, take_in
from tests.examples import a_factor, a_manifest, a_property, gases

FILE = "sha256:" + "1" * 64
READ = "sha256:" + "2" * 64
MAPPING = "sha256:" + "3" * 64


def a_standing(release: str = "2023", edition: int = 1, **manifest: Any) -> Standing:
    return Standing(
        reference=f"grid-office@{release}",
        edition=edition,
        published_at="2024-06-01T00:00:00+00:00",
        layout="us-epa-hub",
        importer="1.2",
        read=READ,
        mapping=MAPPING,
        manifest=a_manifest(**manifest),
    )


def told(found: Factor | Property, *standings: Standing, **held: Held) -> dict[str, Any]:
    return prov_json(found.digest(), found, list(standings or [a_standing()]), held)


def read_back(prov: dict[str, Any]) -> ProvDocument:
    """Return what a stranger's library makes of it."""
    document: ProvDocument = ProvDocument.deserialize(content=json.dumps(prov), format="json")
    return document


def derived(prov: dict[str, Any], name: str) -> list[str]:
    """Return what an entity was derived from."""
    return [
        r["prov:usedEntity"]
        for r in prov["wasDerivedFrom"].values()
        if r["prov:generatedEntity"] == name
    ]


def members(prov: dict[str, Any], name: str) -> list[str]:
    found = prov["hadMember"].values()
    return [r["prov:entity"] for r in found if r["prov:collection"] == name]


def of_kind(prov: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {n: e for n, e in prov["entity"].items() if f"factordb:{kind}" in str(e["prov:type"])}


def test_the_prov_library_reads_it_and_finds_the_same() -> None:
    factor = a_factor(**gases(CO2="53.06", CH4="0.001"))
    prov = told(factor)

    document = read_back(prov)

    entities = {str(e.identifier) for e in document.get_records(ProvEntity)}
    assert entities == set(prov["entity"])
    derivations = list(document.get_records(ProvDerivation))
    assert len(derivations) == len(prov["wasDerivedFrom"])
    again = json.loads(str(document.serialize(format="json")))
    assert set(again["entity"]) == entities
    assert len(again["hadMember"]) == len(prov["hadMember"])


def test_each_amount_is_derived_from_the_cell_it_is_printed_in() -> None:
    factor = a_factor(**gases(CO2="53.06", CH4="0.001", N2O="0.0001"))
    prov = told(factor)

    amounts = members(prov, factor.digest())
    cells = {prov["entity"][name]["factordb:gas"]: derived(prov, name) for name in amounts}

    assert {gas: prov["entity"][cell]["factordb:at"] for gas, (cell,) in cells.items()} == {
        "CO2": "B0",
        "CH4": "B1",
        "N2O": "B2",
    }
    first = prov["entity"][amounts[0]]
    assert (first["factordb:kg"], first["factordb:per"]) == ("53.06", "kWh")


def test_two_amounts_of_one_cell_both_say_so() -> None:
    cell = {"at": "B1", "printed": "1"}
    amounts = [{"gas": gas, "kg": "1", "cell": 0} for gas in ("CO2", "CH4")]
    factor = a_factor(amounts=amounts, source={"cells": [cell]})
    prov = told(factor)

    assert len({c for a in members(prov, factor.digest()) for c in derived(prov, a)}) == 1


def test_a_cell_is_derived_from_the_file_and_the_file_from_the_document() -> None:
    source = a_factor().source.plain() | {"artifact": FILE, "number": "GO 1", "publisher": "Office"}
    factor = a_factor(source=source)
    prov = told(factor)

    (amount,) = members(prov, factor.digest())
    (cell,) = derived(prov, amount)
    (file,) = derived(prov, cell)
    (document,) = derived(prov, file)

    assert prov["entity"][cell]["factordb:printed"] == "0.5500"
    assert file == FILE
    said = prov["entity"][document]
    assert (said["prov:label"], said["factordb:number"]) == ("Grid Office yearbook", "GO 1")
    (attributed,) = (
        r["prov:agent"] for r in prov["wasAttributedTo"].values() if r["prov:entity"] == document
    )
    assert prov["agent"][attributed]["prov:label"] == "Office"


def test_where_no_file_is_cited_the_cell_is_derived_from_the_document() -> None:
    prov = told(a_factor())
    (cell,) = of_kind(prov, "cell")

    (document,) = derived(prov, cell)

    assert prov["entity"][document]["prov:label"] == "Grid Office yearbook"


def test_a_file_that_is_not_held_is_marked_as_not_held() -> None:
    factor = a_factor(source=a_factor().source.plain() | {"artifact": FILE})

    missing = told(factor)["entity"][FILE]
    held = told(factor, **{FILE: Held(name="annex.pdf", size=7)})["entity"][FILE]

    assert missing["factordb:held"] is False
    assert (held["factordb:held"], held["factordb:name"], held["factordb:size"]) == (
        *(True, "annex.pdf", 7),
    )


def test_steps_stand_on_the_way_from_cell_to_amount() -> None:
    cell = {
        "at": "E336",
        "printed": "497.443",
        "unit": "lb CO2/MWh",
        "steps": [["*", "0.45359237", "lb→kg, exact"]],
    }
    kg = "225.63634930991"
    prov = told(a_factor(amounts=[{"gas": "CO2", "kg": kg, "cell": 0}], source={"cells": [cell]}))

    (way,) = (r for r in prov["wasDerivedFrom"].values() if "factordb:step-0" in r)

    assert way["factordb:step-0"] == "* 0.45359237 lb→kg, exact"
    assert way["prov:usedEntity"] in of_kind(prov, "cell")
    read_back(prov)


def test_a_step_by_a_property_names_that_property() -> None:
    ncv = a_property()
    cell = {"at": "B1", "printed": "1", "steps": [["*", ncv.digest(), "net calorific value"]]}
    factor = a_factor(source={"cells": [cell]})
    prov = told(factor)

    (amount,) = members(prov, factor.digest())

    assert ncv.digest() in derived(prov, amount)
    assert ncv.digest() in of_kind(prov, "property")


def test_a_number_that_stands_in_two_cells_names_both() -> None:
    cell = {"at": ["B1", "C1"], "printed": "0.5500"}
    prov = told(a_factor(source={"cells": [cell]}))

    (found,) = of_kind(prov, "cell").values()

    assert found["factordb:at"] == ["B1", "C1"]
    read_back(prov)


def test_a_property_is_derived_from_its_cell_itself() -> None:
    found = a_property()
    prov = told(found)

    (cell,) = derived(prov, found.digest())

    assert prov["entity"][cell]["factordb:at"] == "table 1, diesel"
    assert prov["entity"][found.digest()]["factordb:value"] == "43.0 TJ/Gg"
    read_back(prov)


def test_a_release_says_importer_licence_and_files_read() -> None:
    factor = a_factor()
    prov = told(factor)

    ((name, release),) = of_kind(prov, "release").items()
    assert members(prov, name) == [factor.digest()]
    assert (release["factordb:licence"], release["factordb:licence-id"]) == ("CC0 1.0", "CC0-1.0")
    assert release["factordb:attribution"] == "Grid Office, invented for tests"
    (importer,) = (r["prov:agent"] for r in prov["wasAssociatedWith"].values())
    assert prov["agent"][importer]["prov:label"] == "us-epa-hub 1.2"
    assert [r["prov:entity"] for r in prov["used"].values()] == [READ, MAPPING]


def test_a_document_in_two_releases_came_into_being_once_and_stands_in_both() -> None:
    factor = a_factor()
    prov = told(factor, a_standing("2023", 1), a_standing("2023.1", 2))

    holding = [name for name in of_kind(prov, "release") if factor.digest() in members(prov, name)]
    made = [r for r in prov["wasGeneratedBy"].values() if r["prov:entity"] == factor.digest()]

    assert len(holding) == 2
    assert len(made) == 1
    assert len(list(read_back(prov).get_records(ProvGeneration))) == 3


@pytest.mark.parametrize("row", [a_row(), a_property_row()])
def test_from_a_file_to_provenance_every_hash_is_a_hash_of_what_is_kept(
    db: Session, tmp_path: Path, row: dict[str, str]
) -> None:
    done = take_in(db, tmp_path, [row])
    kind = "factor" if "activity" in row else "property"
    (body,) = fetching.listing(db, "grid-office@2023", kind).items

    _, prov = fetching.provenance(db, digest(body))

    mapping = digest((tmp_path / "2023" / "release.toml").read_bytes())
    files = of_kind(prov, "artifact")
    assert set(files) == {done.artifact, mapping}
    assert all(said["factordb:held"] for said in files.values())
    assert {f["factordb:name"] for f in files.values()} == {"factors.csv", "release.toml"}
    read_back(prov)
