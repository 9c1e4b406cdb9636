"""Findings: every rule has a weight and a sentence, and a finding says which pin it is of."""

from typing import get_args

from factordb.catalogue.pinning.findings import LEVELS, SAYS, Rule, finding_of
from factordb.lockfile.locked import Used
from tests.served import UNKNOWN


def test_every_rule_has_a_level_and_says_what_it_means() -> None:
    assert set(LEVELS) == set(SAYS) == set(get_args(Rule))


def test_a_finding_names_its_pin_and_weighs_as_its_rule() -> None:
    found = finding_of("a", "withdrawn", "why", Used(release="office@2023", digest=UNKNOWN))

    assert (found.alias, found.level, found.says) == ("a", "error", "why")
    assert (found.release, found.digest) == ("office@2023", UNKNOWN)
