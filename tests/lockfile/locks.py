"""A small log in memory, and a lockfile of what stands in it: no database, as for who verifies."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from factordb.lockfile import bodies, values
from factordb.lockfile.locked import Answer, Line, Locked, Log
from factordb.lockfile.proofs import SharedProof
from factordb.lockfile.verifying import Trust
from factordb.log import tree
from factordb.log.checkpoint import Checkpoint
from factordb.log.notes import SigningKey
from factordb.log.proof import Proof
from factordb.log.rotations import Rotation
from factordb.model import leaf
from factordb.model.canonical import digest
from factordb.model.factor import Factor
from factordb.model.pick import Pick
from tests.examples import a_factor, gases

ORIGIN = "factors.example/log"
KEY = SigningKey(ORIGIN, bytes(range(32)))
TRUST = Trust((KEY.verifier,), ORIGIN)
RELEASE = "grid-office@2023"
OTHERS = 11
"""Leaves of the log that nobody pins."""


class Written(NamedTuple):
    """The three files."""

    lock: bytes
    proof: bytes
    bodies: bytes


def an_answer(factor: Factor, question: dict[str, Any], pick: Pick | None = None) -> Answer:
    found = values.value(factor, question, pick, None)
    assert found is not None
    return Answer(
        release=RELEASE,
        key=factor.key(),
        digest=factor.digest(),
        pick=pick,
        steps=("default: mix average is the default of grid-office",),
        **found._asdict(),
    )


def a_line(factor: Factor, **question: Any) -> Line:  # fields of a question
    pick = Pick(**question["pick"]) if "pick" in question else None
    asked = {"activity": factor.activity, "region": factor.region, "year": 2023} | question
    return Line(question=dict(sorted(asked.items())), answer=an_answer(factor, asked, pick))


SHANGHAI = a_factor()
BEIJING = a_factor(region="CN-BJ", value="0.6")
MIXED = a_factor(region="CN-TJ", **gases(CO2="0.9", CH4="0.001", N2O="0.00002"))


def rotation(entries: Sequence[bytes], old: SigningKey, new: SigningKey) -> Rotation:
    """Return the rotation that the last of ``entries`` tells of."""
    nodes, size = tree.nodes_of([tree.leaf_hash(entry) for entry in entries]), len(entries)
    note = old.signed(Checkpoint(ORIGIN, size, tree.root(nodes, size)).text())
    hashes = tree.inclusion(nodes, size - 1, size)
    return Rotation.of(entries[-1], Proof(size - 1, tuple(hashes), new.cosigned(note)))


def a_locked(**more: Line) -> Locked:
    lines = {
        "sh": a_line(SHANGHAI),
        "上海 MWh": a_line(SHANGHAI, **{"in": "MWh"}),
        "bj": a_line(BEIJING, use="organisation"),
        "tj": a_line(MIXED, gwp="AR5"),
        "tj-ch4": a_line(MIXED, pick={"gas": "CH4"}),
    } | more
    table = {"regions-1": digest(b"regions")}
    return Locked(log=Log(origin=ORIGIN, edition=3, rules="1", tables=table), factors=lines)


def written(
    locked: Locked, key: SigningKey = KEY, later: int = 0, rotated: Sequence[SigningKey] = ()
) -> Written:
    """Return the files of ``locked``; ``later`` leaves have been added to the log since.

    Then the key was ``rotated``, from one to the next.
    """
    pins = locked.leaves()
    entries = [str(n).encode() for n in range(OTHERS)]
    places = [2 * n for n in range(len(pins))]
    for place, (release, name) in zip(places, pins, strict=True):
        entries.insert(place, leaf.of_document("factor", name, release))
    entries += [f"later {n}".encode() for n in range(later)]
    chain = []
    for old, new in pairwise((key, *rotated)):
        entries.append(leaf.of_rotation(old.verifier.text(), new.verifier.text()))
        chain.append(rotation(entries, old, new))
    entries += [b"after"] if rotated else []
    nodes = tree.nodes_of([tree.leaf_hash(entry) for entry in entries])
    size = len(entries)
    note = (key, *rotated)[-1].signed(Checkpoint(ORIGIN, size, tree.root(nodes, size)).text())
    hashes = tree.shared(nodes, places, size) if places else []
    lock = locked.text().encode()
    proof = SharedProof(digest(lock), tuple(places), tuple(hashes), note, tuple(chain))
    known = {factor.digest(): factor.canonical() for factor in (SHANGHAI, BEIJING, MIXED)}
    held = {name: known[name] for _, name in pins if name in known}
    return Written(lock, proof.text().encode(), bodies.written(held))
