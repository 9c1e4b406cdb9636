"""Every number that an answer rests on is pinned, proved, and computed again without a server."""

import json
from typing import Any

import pytest
from sqlmodel import Session

from factordb.catalogue.pinning import locking, sealing
from factordb.errors import LockfileBroken
from factordb.lockfile.asked import Wish
from factordb.lockfile.locked import Locked
from factordb.lockfile.proofs import SharedProof
from factordb.lockfile.verifying import Trust, Verified, verify
from factordb.model.canonical import digest
from factordb.store import editions, properties
from tests.catalogue.signed import KEY, ORIGIN, sign

TRUST = Trust((KEY.verifier,), ORIGIN)
DIESEL = {
    "activity": "fuel.diesel.average-biofuel-blend",
    "region": "GB",
    "year": 2024,
    "unit": "L",
    "boundary": ["combustion"],
    "dataset": "uk-ghg-selected",
}
COAL = {
    "activity": "fuel.coal.anthracite",
    "region": "GLO",
    "facets": {"sector": "manufacturing-and-construction"},
    "gwp": "AR6-20",
    "in": "t",
}


@pytest.fixture
def log(seeds: Session) -> Session:
    return sign(seeds)


@pytest.fixture
def coal(seeds: Session) -> dict[str, Any]:
    """Return a question whose unit is reached by a calorific value only."""
    wanted = {"subject": "fuel.coal.anthracite", "property": "net-calorific-value"}
    wanted["dataset"] = "ipcc-2006-fuels"
    (row,) = properties.matching(seeds, editions.NEWEST, wanted, 0, 5)
    return COAL | {"via": [f"sha256:{bytes(row.digest).hex()}"]}


def locked(db: Session, **asked: dict[str, Any]) -> Locked:
    wishes = {alias: Wish(dict(sorted(said.items()))) for alias, said in asked.items()}
    return locking.lock(db, wishes)


def files(db: Session, made: Locked) -> tuple[bytes, SharedProof, bytes]:
    sealed = sealing.seal(db, made)
    return sealed.lock, sealed.proof, sealed.bodies


def checked(db: Session, made: Locked, **of: Any) -> Verified:
    lock, proof, bodies = files(db, made)
    changed = {"lock": lock, "proof": proof, "bodies": bodies} | of
    return verify(changed["lock"], changed["proof"].text().encode(), changed["bodies"], TRUST)


def fault(db: Session, made: Locked, **of: Any) -> tuple[str, str]:
    with pytest.raises(LockfileBroken) as error:
        checked(db, made, **of)
    return str(error.value.facts["what"]), error.value.detail


def with_answer(made: Locked, alias: str, **changes: Any) -> Locked:
    """Return a lockfile whose answer is another, as somebody who writes all files anew would."""
    line = made.factors[alias]
    answer = line.answer.model_copy(update=changes)
    line = line.model_copy(update={"answer": answer})
    return made.model_copy(update={"factors": {**made.factors, alias: line}})


def test_a_property_that_a_number_rests_on_is_pinned_and_the_number_computed_by_it(
    log: Session, coal: dict[str, Any]
) -> None:
    made = locked(log, coal=coal)

    answer = made.factors["coal"].answer
    assert answer.properties is not None
    assert [used.digest for used in answer.properties] == coal["via"]
    assert (answer.unit, answer.gwp, answer.computed) == ("t", "AR6-20", True)
    assert Locked.parsed(made.text()) == made
    assert checked(log, made).values == 1
    assert len(files(log, made)[1].places) == 2


def test_a_number_by_another_calorific_value_is_found(log: Session, coal: dict[str, Any]) -> None:
    made = with_answer(locked(log, coal=coal), "coal", value="2600.1")

    what, says = fault(log, made)

    assert (what, "coal: its body gives the value" in says) == ("value", True)


def test_a_property_left_out_of_the_lockfile_leads_nowhere(
    log: Session, coal: dict[str, Any]
) -> None:
    what, says = fault(log, with_answer(locked(log, coal=coal), "coal", properties=None))

    assert (what, "calorific value" in says) == ("value", True)


def test_a_property_whose_body_was_changed_is_named(log: Session, coal: dict[str, Any]) -> None:
    made = locked(log, coal=coal)
    _, _, bodies = files(log, made)

    what, _ = fault(log, made, bodies=bodies.replace(b'"value":"26.7"', b'"value":"26.8"'))

    assert what == "body"


def test_what_stands_beside_is_pinned_with_its_number(log: Session) -> None:
    made = locked(log, diesel=DIESEL)

    (beside,) = made.factors["diesel"].answer.beside or ()
    assert (beside.gas, beside.unit, beside.release) == ("CO2", "L", "uk-ghg-selected@2024")
    assert checked(log, made).values == 1
    other = beside.model_copy(update={"value": "0.17"})
    what, says = fault(log, with_answer(made, "diesel", beside=(other,)))
    assert (what, says.startswith("diesel, beside it: its body gives the value")) == ("value", True)


def test_the_manifest_that_infers_a_method_is_pinned_and_proved(log: Session) -> None:
    made = locked(log, diesel=DIESEL)

    answer = made.factors["diesel"].answer
    assert (answer.inferred, answer.gwp) == ("AR5", "AR5")
    assert answer.manifest is not None
    (entry,) = files(log, made)[1].releases
    assert json.loads(entry)["manifest"] == answer.manifest
    assert checked(log, made).factors == 1


def test_a_method_that_the_manifest_does_not_infer_is_found(log: Session) -> None:
    made = with_answer(locked(log, diesel=DIESEL), "diesel", inferred="AR4", gwp="AR4")

    what, says = fault(log, made)

    assert (what, says) == ("value", "diesel: its manifest infers the method AR5, not AR4.")


@pytest.mark.parametrize("method", ["AR4", "AR5"])
def test_a_method_that_no_manifest_is_pinned_for_is_told(log: Session, method: str) -> None:
    """Who writes lockfile and proof anew, without the manifest, may infer what she likes."""
    bare = {"inferred": method, "gwp": method, "manifest": None, "beside": None}

    assert checked(log, with_answer(locked(log, diesel=DIESEL), "diesel", **bare)).unproven == (
        "diesel",
    )
    assert checked(log, locked(log, diesel=DIESEL)).unproven == ()


def test_a_method_that_no_manifest_infers_is_in_no_number(log: Session) -> None:
    bare = {"inferred": None, "gwp": "AR5", "manifest": None, "beside": None}
    what, says = fault(log, with_answer(locked(log, diesel=DIESEL), "diesel", **bare))

    assert (what, says) == ("value", "diesel: its body gives the gwp none, not AR5.")


def test_a_release_entry_that_names_another_manifest_is_found(log: Session) -> None:
    made = locked(log, diesel=DIESEL)
    _, proof, _ = files(log, made)
    entry = json.loads(proof.releases[0])
    entry["manifest"] = digest(b"another")
    forged = json.dumps(entry, sort_keys=True, separators=(",", ":")).encode()

    what, says = fault(log, made, proof=proof._replace(releases=(forged,)))

    assert (what, "does not name the manifest" in says) == ("proof", True)


def test_a_release_entry_that_was_changed_elsewhere_leads_to_no_root(log: Session) -> None:
    made = locked(log, diesel=DIESEL)
    _, proof, _ = files(log, made)
    forged = proof.releases[0].replace(b'"count":', b'"count":1')

    what, says = fault(log, made, proof=proof._replace(releases=(forged,)))

    assert (what, "signed root" in says) == ("proof", True)


@pytest.mark.parametrize("table", ["gwp-9", "units-1"])
def test_a_table_that_this_version_lacks_is_named_before_any_number_is_doubted(
    log: Session, coal: dict[str, Any], table: str
) -> None:
    made = locked(log, coal=coal)
    family = table.partition("-")[0]
    kept = {n: d for n, d in made.log.tables.items() if not n.startswith(f"{family}-")}
    head = made.log.model_copy(update={"tables": kept | {table: "sha256:" + "0" * 64}})

    what, says = fault(log, made.model_copy(update={"log": head}))

    assert what == "tables"
    assert f"locked with {table} (sha256:000" in says
    assert "--digests-only" in says


def test_numbers_are_read_with_the_tables_of_their_lock_and_not_with_todays(
    log: Session, coal: dict[str, Any]
) -> None:
    """The first table of GWP knew no twenty years: under it there is no such number."""
    from factordb.model import gwp

    made = locked(log, coal=coal)
    kept = {n: d for n, d in made.log.tables.items() if not n.startswith("gwp-")}
    head = made.log.model_copy(update={"tables": kept | {"gwp-1": gwp.FAMILY.digest("gwp-1")}})

    what, says = fault(log, made.model_copy(update={"log": head}))

    assert (what, says) == ("value", "coal: its body has no such number.")


def test_a_lockfile_of_before_verifies_and_does_not_move(
    log: Session, coal: dict[str, Any]
) -> None:
    made = locked(log, diesel=DIESEL)
    before = with_answer(made, "diesel", manifest=None, beside=None)

    assert checked(log, before).values == 1
    assert "release " not in files(log, before)[1].text()
    wishes = {"diesel": Wish(dict(sorted(DIESEL.items())))}
    assert locking.moves(log, wishes, before)[1] == []
    assert locking.lock(log, wishes, before) == before


def test_one_factor_that_changes_is_one_hunk(log: Session, coal: dict[str, Any]) -> None:
    import difflib

    made = locked(log, a=DIESEL, coal=coal, z=DIESEL)
    other = with_answer(made, "coal", value="1", properties=None)

    diff = difflib.unified_diff(made.text().splitlines(), other.text().splitlines(), n=0)
    hunks = [line for line in diff if line.startswith("@@")]
    assert 1 <= len(hunks) <= 2
    begins = made.text().splitlines().index("[factors.coal.answer]")
    assert all(begins < int(h.split()[1].lstrip("-").split(",")[0]) for h in hunks)
