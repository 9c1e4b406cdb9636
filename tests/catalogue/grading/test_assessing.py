"""Assessments made: by rules for all factors at once, by persons beside them, for ever."""

from pathlib import Path

import orjson
import pytest
from pydantic import ValidationError
from sqlmodel import Session

from factordb.catalogue import access, tables
from factordb.catalogue.access import Caller
from factordb.catalogue.grading import assessing
from factordb.catalogue.grading.assessing import Judgement
from factordb.catalogue.hits import entries
from factordb.catalogue.looking import fetching, looking
from factordb.catalogue.record import findings
from factordb.errors import DigestNotFound, Invalid, NotAllowed, NotAuthenticated, SchemeNotFound
from factordb.model.canonical import digest as digest_of
from factordb.model.canonical import raw
from factordb.model.factor import Factor
from factordb.model.role import Role
from factordb.quality import rules, statement
from factordb.quality.known import Known
from factordb.store import assessments, documents, events, releases
from factordb.store.events import Actor
from tests.catalogue.tables import a_row, take_in

ADA = access.shell("ada")
WISH = Judgement(scheme="ef-dqr", scores={"technology": "2", "time": "1"}, note="seen the meters")


def _digest(db: Session, region: str = "CN-SH") -> str:
    found = fetching.listing(db, "grid-office@2023").items
    return next(digest_of(body) for body in found if orjson.loads(body)["region"] == region)


def test_every_factor_of_the_seeds_has_the_finding_that_its_document_gives(seeds: Session) -> None:
    for row in releases.every(seeds, looking.current_edition(seeds)):
        manifest = entries.manifest(seeds, bytes(row.manifest))
        for _, digest, body in documents.of_release(
            seeds, "factor", releases.id_of(row), 0, 10_000
        ):
            meant = statement.found(Known.of(Factor.of(body), manifest), rules.current())
            said = [s.body for s in assessments.of_rules(seeds, digest) if s.edition == row.edition]
            assert said == [meant.canonical()]


def test_few_outcomes_are_kept_for_many_factors(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row(), a_row("CN-BJ"), a_row("CN-GD"), a_row("CN")])
    number = releases.id_of(releases.published(db, "grid-office", "2023", 1))
    bodies, numbers = findings.found(
        assessments.columns(db, number),
        looking.manifest_of(db, "grid-office@2023"),
        tables.TODAY,
    )
    assert len(bodies) == 2
    assert [place for _, place in numbers] == [1, 1, 1, 2]


def test_a_person_stands_beside_the_rules_and_not_over_them(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row()])
    digest = _digest(db)
    body = documents.body(db, digest)
    said = assessing.say(db, ADA, digest, WISH)

    assert said.edition == 2
    assert len(assessments.of_rules(db, raw(digest))) == 1
    (kept,) = assessments.of_persons(db, raw(digest))
    assert kept.body == said.assessment.canonical()
    assert documents.body(db, digest) == body
    assert looking.history(db)[-1].event == "assessed"


def test_her_name_her_scheme_and_the_time_are_kept_and_an_event_tells(
    db: Session, tmp_path: Path
) -> None:
    take_in(db, tmp_path, [a_row()])
    said = assessing.say(db, ADA, _digest(db), WISH)

    told = said.assessment
    assert (told.by, told.scheme, told.release) == ("ada", "ef-dqr-1", "grid-office@2023")
    (event,) = events.about(db, _digest(db))
    assert (event.action, event.detail) == ("factor.assessed", {"edition": 2, "scheme": "ef-dqr-1"})


def test_a_second_word_of_the_same_person_does_not_replace_the_first(
    db: Session, tmp_path: Path
) -> None:
    take_in(db, tmp_path, [a_row()])
    for note in ("first", "second"):
        assessing.say(db, ADA, _digest(db), WISH.model_copy(update={"note": note}))
    assert len(assessments.of_persons(db, raw(_digest(db)))) == 2


@pytest.mark.parametrize("role", [Role.READER, Role.CURATOR])
def test_only_reviewers_and_admins_assess(db: Session, tmp_path: Path, role: Role) -> None:
    take_in(db, tmp_path, [a_row()])
    with pytest.raises(NotAllowed):
        assessing.say(db, Caller(Actor("api"), "bob", role), _digest(db), WISH)
    with pytest.raises(NotAuthenticated):
        assessing.say(db, access.anonymous(None), _digest(db), WISH)
    reviewer = Caller(Actor("api"), "eve", Role.REVIEWER)
    assert assessing.say(db, reviewer, _digest(db), WISH).assessment.by == "eve"


def test_a_token_of_other_datasets_does_not_reach(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row()])
    elsewhere = Caller(Actor("api"), "eve", Role.REVIEWER, ("other-office",))
    with pytest.raises(NotAllowed, match="not grid-office"):
        assessing.say(db, elsewhere, _digest(db), WISH)


def test_what_cannot_be_meant_is_refused_and_nothing_is_kept(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row()])
    digest = _digest(db)
    for changed, error in (
        ({"scheme": "none"}, SchemeNotFound),
        ({"scores": {"time": "6"}}, Invalid),
        ({"scores": {"beauty": "1"}}, Invalid),
        ({"release": "grid-office@1999"}, DigestNotFound),
    ):
        with pytest.raises(error):
            assessing.say(db, ADA, digest, WISH.model_copy(update=changed))
    with pytest.raises(DigestNotFound):
        assessing.say(db, ADA, "sha256:" + "0" * 64, WISH)
    assert looking.current_edition(db) == 1


@pytest.mark.parametrize("changed", [{"scores": {}}, {"note": " "}, {"scheme": ""}])
def test_a_wish_gives_scores_and_a_reason(changed: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Judgement.model_validate(WISH.plain() | changed)
