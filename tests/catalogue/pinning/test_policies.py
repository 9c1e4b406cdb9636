"""Policies held against the seeds, and the two that travel with the manual."""

from pathlib import Path

import pytest
from sqlmodel import Session

from factordb.catalogue.pinning import policies
from factordb.catalogue.pinning.policies import Used, Verdict
from factordb.catalogue.resolve import asking
from factordb.catalogue.resolve.question import Answer
from factordb.quality import policy

DOCS = Path(__file__).parents[3] / "docs" / "policies"
UNKNOWN = "sha256:" + "0" * 64


def _pin(db: Session, region: str, use: str, year: int = 2023) -> str:
    question = {"activity": "electricity.grid", "region": region, "year": year, "use": use}
    (answer,) = asking.ask(db, [question]).answers
    assert isinstance(answer, Answer)
    assert answer.hit is not None
    return answer.hit.digest


def _check(db: Session, name: str, *used: Used) -> Verdict:
    return policies.check(db, policy.read((DOCS / name).read_text("utf-8")), used)


def _rules(verdict: Verdict, place: int) -> dict[str, bool]:
    return {finding.rule: finding.kept for finding in verdict.items[place].findings}


def test_a_product_footprint_keeps_the_steel_policy_and_an_inventory_factor_does_not(
    seeds: Session,
) -> None:
    footprint, inventory = _pin(seeds, "CN", "product"), _pin(seeds, "CN-SH", "organisation")
    verdict = _check(
        seeds,
        "steel.toml",
        Used(digest=footprint, region="CN", year=2024, share="0.6", primary=True),
        Used(digest=inventory, region="CN-SH", year=2024, share="0.4", primary=False),
    )
    assert [item.kept for item in verdict.items] == [True, False]
    assert not _rules(verdict, 1)["series"]
    assert not _rules(verdict, 1)["boundary"]
    assert [finding.kept for finding in verdict.together] == [True]
    assert not verdict.kept


def test_an_inventory_keeps_the_organisations_policy(seeds: Session) -> None:
    pins = [_pin(seeds, region, "organisation") for region in ("CN-SH", "CN-BJ")]
    verdict = _check(seeds, "inventory.toml", *(Used(digest=pin, year=2024) for pin in pins))
    assert verdict.kept
    assert verdict.items[0].release == "cn-mee-grid-co2@2023"


def test_what_stands_nowhere_is_broken_and_said(seeds: Session) -> None:
    verdict = _check(seeds, "inventory.toml", Used(digest=UNKNOWN))
    assert (verdict.items[0].release, verdict.items[0].kept) == (None, False)
    assert verdict.items[0].findings[0].rule == "published"


def test_order_is_kept_and_a_digest_may_come_twice(seeds: Session) -> None:
    pin = _pin(seeds, "CN-SH", "organisation")
    verdict = _check(
        seeds, "inventory.toml", Used(digest=UNKNOWN), Used(digest=pin), Used(digest=pin)
    )
    assert [item.digest for item in verdict.items] == [UNKNOWN, pin, pin]


@pytest.mark.parametrize("file", sorted(DOCS.glob("*.toml")), ids=lambda p: p.name)
def test_every_policy_of_the_manual_is_one(file: Path) -> None:
    found = policy.read(file.read_text("utf-8"))
    assert set(found.title) == {"en", "zh"}
