"""The whole way of a release, as a certifier reads it."""

from pathlib import Path

import orjson
import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.grading import assessing
from factordb.catalogue.grading.assessing import Judgement
from factordb.catalogue.importing import importing
from factordb.catalogue.importing.rechecking import recheck
from factordb.catalogue.publishing import advising, holding, publishing, withdrawing
from factordb.catalogue.publishing.withdrawing import Withdrawal
from factordb.catalogue.reviewing import commenting, signing, submitting, verdicts
from factordb.catalogue.reviewing.commenting import Remark
from factordb.catalogue.reviewing.verdicts import Wish
from factordb.catalogue.trail import steps
from factordb.catalogue.trail.steps import Step
from factordb.errors import NotAllowed, ReleaseNotFound, UnreadableFile
from factordb.model.advisory import Advisory
from factordb.model.canonical import text_of
from factordb.model.role import Role
from factordb.store import documents, events, log, releases
from factordb.store.engine import transaction
from tests.advisories import a_notice
from tests.catalogue.people import bring_in, four_eyes, somebody
from tests.catalogue.reviewing.test_signing import KEY, claimed
from tests.catalogue.tables import a_row, a_table, asked

NAME = "grid-office@2023"


def gone_through(engine: Engine, folder: Path) -> tuple[Caller, Caller]:
    """Take a release the longest way, each step in a transaction of its own."""
    with transaction(engine) as db:
        li, _ = four_eyes(db)
        chen, grace = somebody(db, "Chen", Role.CURATOR), somebody(db, "Grace", Role.ADMIN)
        signing.register(db, li, claimed(KEY, "Li Wei"))
    broken = folder / "broken.csv"
    broken.write_text("nothing of ours\n", "utf-8")
    with importing.begun(engine, asked(publish=False), broken.name, chen) as begun, \
            pytest.raises(UnreadableFile):  # fmt: skip
        begun.run(broken)
    file = a_table(folder, [a_row(), a_row("CN-BJ", "558")])
    with importing.begun(engine, asked(publish=False), file.name, chen) as begun:
        (hold,) = begun.run(file).holds
    for act in (
        lambda db: submitting.submit(db, chen, NAME),
        lambda db: holding.release(db, li, hold, "a peat plant"),
        lambda db: commenting.add(db, li, NAME, Remark(says="558? | <b>really</b>")),
        lambda db: commenting.resolve(db, li, 1, "as printed"),
        lambda db: verdicts.file(db, li, NAME, Wish(verdict="reject", says="look again")),
        lambda db: submitting.submit(db, chen, NAME),
        lambda db: verdicts.file(db, li, NAME, signed(db, li)),
        lambda db: publishing.publish(db, NAME, chen),
        lambda db: assessing.say(db, li, digest(db), judged()),
        lambda db: advising.advise(db, grace, notice()),
        lambda db: withdrawing.withdraw(db, grace, NAME, Withdrawal(reason="558 was in grams")),
    ):
        with transaction(engine) as db:
            act(db)
    return chen, li


def signed(db: Session, li: Caller) -> Wish:
    row = releases.find(db, "grid-office", "2023")
    assert row is not None
    wish = Wish(verdict="approve", says="all seen")
    note = KEY.signed(verdicts.made(db, li, row, wish).text())
    return wish.model_copy(update={"note": note})


def digest(db: Session) -> str:
    row = releases.published(db, "grid-office", "2023", 1)
    return text_of(documents.digests_of(db, "factor", releases.id_of(row))[0])


def judged() -> Judgement:
    return Judgement(scheme="ef-dqr", scores={"time": "2"}, note="asked the office")


def notice() -> Advisory:
    package = {"name": "grid-office"}
    affected = {"package": package, "ranges": [{"events": [{"introduced": "2023"}]}]}
    return a_notice(affected=[affected])


def leaf(db: Session, step: Step) -> list[str]:
    return [orjson.loads(log.entry(db, place))["type"] for place in step.entries]


def test_every_step_is_there_in_order_with_its_leaves(engine: Engine, tmp_path: Path) -> None:
    chen, _ = gone_through(engine, tmp_path)

    with transaction(engine) as db:
        found = steps.trail(db, chen, NAME)
        told = [(step.kind, step.who, leaf(db, step)) for step in found.steps]
    assert [told[0], *told[2:]] == [
        ("four-eyes", "factordb", ["four-eyes"]),
        ("import", "Chen", []),
        ("check", None, []),
        ("hold", None, []),
        ("submission", "Chen", []),
        ("hold-release", "Li Wei", ["hold"]),
        ("comment", "Li Wei", []),
        ("resolution", "Li Wei", []),
        ("review", "Li Wei", ["review"]),
        ("submission", "Chen", []),
        ("review", "Li Wei", ["review"]),
        ("publication", "Chen", ["assessments", "release"]),
        ("assessment", "Li Wei", ["assessment"]),
        ("advisory", None, ["advisory"]),
        ("standing", "Grace", ["standing"]),
    ]
    assert told[1][:2] == ("import-failed", "Chen")
    assert [step.number for step in found.steps] == list(range(1, 17))
    assert [key.key for key in found.keys] == [KEY.verifier.text()]


def test_a_step_says_what_a_certifier_needs(engine: Engine, tmp_path: Path) -> None:
    chen, _ = gone_through(engine, tmp_path)

    with transaction(engine) as db:
        found = {step.kind: step for step in steps.trail(db, chen, NAME).steps}
        entry = orjson.loads(log.entry(db, found["review"].entries[0]))
    assert found["import"].detail["report"]["tally"]["numbers"] == 2
    assert found["import-failed"].detail["report"]["error"] == "UnreadableFile"
    assert found["hold"].detail["rule"] == "beyond-band"
    assert found["hold-release"].detail["reason"] == "a peat plant"
    assert found["review"].detail["says"] == "all seen"
    assert found["review"].detail["leaf"] == entry["review"]
    assert found["review"].detail["signature"] == entry["signature"]
    assert found["standing"].detail["reason"] == "558 was in grams"
    assert found["advisory"].detail["id"] == "OFFICE-2023-0001"
    assert found["submission"].where == "192.0.2.7"


def test_what_is_published_is_everybodys_without_addresses(engine: Engine, tmp_path: Path) -> None:
    gone_through(engine, tmp_path)

    with transaction(engine) as db:
        for nobody in (access.anonymous("203.0.113.9"), somebody(db, "Eve", Role.READER)):
            found = steps.trail(db, nobody, NAME)
            assert len(found.steps) == 16
            assert {step.where for step in found.steps} == {None}


def test_a_draft_is_for_persons_and_for_others_not_there(db: Session, tmp_path: Path) -> None:
    chen = somebody(db, "Chen", Role.CURATOR)
    bring_in(db, chen, tmp_path, [a_row()])

    assert [step.kind for step in steps.trail(db, chen, NAME).steps] == ["import", "check"]
    with pytest.raises(ReleaseNotFound) as unseen:
        steps.trail(db, access.anonymous(None), NAME)
    with pytest.raises(ReleaseNotFound) as absent:
        steps.trail(db, access.anonymous(None), "grid-office@2024")
    assert unseen.value.detail == absent.value.detail.replace("2024", "2023")
    with pytest.raises(NotAllowed):
        steps.trail(db, somebody(db, "Eve", Role.READER, "other-office"), NAME)
    with pytest.raises(ReleaseNotFound):
        steps.trail(db, chen, "grid-office@1999")


def test_a_check_against_a_release_published_since_is_a_step(db: Session, tmp_path: Path) -> None:
    grace = somebody(db, "Grace", Role.ADMIN)
    bring_in(db, grace, tmp_path, [a_row()])
    bring_in(db, grace, tmp_path, [a_row()], "2022")
    publishing.publish(db, "grid-office@2022", grace)
    recheck(db, grace, NAME, "publish")
    publishing.publish(db, NAME, grace)

    found = [step for step in steps.trail(db, grace, NAME).steps if step.kind == "check"]
    assert {step.detail["against"] for step in found} == {None, "grid-office@2022"}


def test_what_was_refused_is_no_step(db: Session, tmp_path: Path) -> None:
    chen = somebody(db, "Chen", Role.CURATOR)
    bring_in(db, chen, tmp_path, [a_row()])
    for action in ("refused", "refused.more"):
        events.add(db, chen.actor, action, NAME)
    events.add(db, chen.actor, "import.cancelled", NAME, {"import": 7})

    found = steps.trail(db, chen, NAME).steps
    assert {step.kind: step.detail.get("action") for step in found} == {
        "import": None,
        "check": None,
        "other": "import.cancelled",
    }


def test_a_seed_has_its_publication_and_nobody_who_made_it(seeds: Session) -> None:
    found = steps.trail(seeds, access.anonymous(None), "cn-mee-grid-co2@2023")

    (publication,) = [step for step in found.steps if step.kind == "publication"]
    assert publication.who is None
    assert len(publication.entries) == 2
    (brought_in,) = [step for step in found.steps if step.kind == "import"]
    assert brought_in.who is None
    assert brought_in.detail["report"]["tally"]["factors"] == 40
