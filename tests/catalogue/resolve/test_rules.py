"""Rule sets are data with a version."""

import pytest

from factordb.catalogue import tables
from factordb.catalogue.resolve import rules
from factordb.errors import Invalid
from factordb.model import vocabulary
from factordb.model.canonical import digest

WORDS = vocabulary.TODAY.content


@pytest.mark.parametrize("version", rules.versions())
def test_a_rule_set_carries_the_number_of_its_file(version: str) -> None:
    assert rules.named(version).version == version


def test_the_newest_is_current_and_its_bytes_are_what_an_edition_records() -> None:
    newest = rules.versions()[-1]

    assert rules.current() == rules.named(newest)
    recorded = tables.digests()[f"resolve-{newest}"]
    assert recorded == digest(rules.FAMILY.file(f"resolve-{newest}").read_bytes())


def test_an_unknown_version_is_refused_with_those_there_are() -> None:
    with pytest.raises(Invalid, match="there are 1"):
        rules.named("../1")


@pytest.mark.parametrize("version", rules.versions())
def test_rules_use_the_words_of_the_vocabulary(version: str) -> None:
    said = rules.named(version)

    assert set(said.uses) <= set(WORDS["uses"])
    assert set(said.status_only_when_asked) <= set(WORDS["statuses"])
    for rule in said.uses.values():
        vocabulary.sorted_boundary(rule.boundary_only_when_asked)
        for way in rule.admits:
            vocabulary.sorted_boundary(way.boundary or ())
            for name, values in (way.facets or {}).items():
                assert [vocabulary.check_facet(name, value) for value in values]
            for name, values in (way.conventions or {}).items():
                assert [vocabulary.check_conventions({name: value}) for value in values]


def test_every_use_of_the_vocabulary_has_its_rule() -> None:
    assert set(rules.current().uses) == set(WORDS["uses"])
