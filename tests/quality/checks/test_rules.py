"""Every rule there is, and its line in the manual."""

from pathlib import Path

import pytest

from factordb.quality.checks import rules
from factordb.quality.checks.finding import Severity


def test_every_rule_has_an_id_of_its_own_a_sentence_and_a_citation() -> None:
    ids = [rule.id for rule in rules.RULES]

    assert len(set(ids)) == len(ids) > 25
    assert {rule.severity for rule in rules.RULES} == set(Severity)
    assert all(rule.sentence and rule.citation for rule in rules.RULES)


@pytest.mark.parametrize("language", ["curating.md", "curating.zh-CN.md"])
def test_every_rule_is_in_the_manual_with_its_severity(language: str) -> None:
    manual = (Path(__file__).parents[3] / "docs" / language).read_text("utf-8")

    for rule in rules.RULES:
        assert f"| `{rule.id}` | {rule.severity} |" in manual
