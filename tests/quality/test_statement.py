"""What is said of quality, as documents: equal where equal is known, and recomputed from itself."""

import pytest
from pydantic import ValidationError

from factordb.quality import rules, statement
from factordb.quality.known import Known
from factordb.quality.statement import Found, Judged

RULES = rules.current()
GRID = Known(
    1,
    "electricity.grid",
    (("mix", "average"),),
    "CN-SH",
    ("2023-01-01", "2023-12-31"),
    None,
    "2025",
)


def test_a_finding_names_its_rule_set_its_classes_and_every_scheme() -> None:
    found = statement.found(GRID, RULES)
    assert found.rules == "assess-1"
    assert found.classes["reliability"] == "authority"
    assert found.kind == "subdivision"
    assert set(found.scores) == set(RULES.scores)
    assert found.scores["pedigree-v3-1"]["time"] == "1"


def test_two_provinces_share_a_finding() -> None:
    one, other = (statement.found(GRID._replace(region=r), RULES) for r in ("CN-SH", "CN-BJ"))
    assert one.canonical() == other.canonical()
    assert statement.found(GRID._replace(region="CN"), RULES).canonical() != one.canonical()


def test_what_is_not_known_is_left_out() -> None:
    bare = statement.found(Known(1, "material.steel", (), "CN"), RULES).plain()
    assert not {"data", "applies", "published"} & bare.keys()
    assert "technology" not in bare["classes"]


def test_a_finding_is_read_back_from_its_bytes() -> None:
    found = statement.found(GRID._replace(applies=("2024-01-01", None)), RULES)
    assert Found.of(found.canonical()) == found
    assert found.applies == {"from": "2024-01-01"}


def test_a_judgement_gives_its_reason() -> None:
    said = {
        "about": "sha256:" + "0" * 64,
        "release": "grid-office@2023",
        "by": "ada",
        "at": "2026-11-25T10:00:00+00:00",
        "scheme": "ef-dqr-1",
        "scores": {"time": "2"},
    }
    with pytest.raises(ValidationError, match="note"):
        Judged.model_validate(said)
    judged = Judged.model_validate(said | {"note": "asked the office"})
    assert Judged.of(judged.canonical()) == judged
