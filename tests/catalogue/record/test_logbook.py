from pathlib import Path

import orjson
from sqlmodel import Session

from factordb.catalogue import access, tables
from factordb.catalogue.grading import assessing
from factordb.catalogue.grading.assessing import Judgement
from factordb.catalogue.importing import intake
from factordb.catalogue.looking import looking
from factordb.catalogue.record import logbook
from factordb.log import tree
from factordb.model import leaf
from factordb.model.canonical import raw_digest, text_of
from factordb.model.factor import Factor
from factordb.quality import rules, statement
from factordb.quality.known import Known
from factordb.store import documents, editions, log, releases, standings
from tests.catalogue.tables import a_property_row, a_row, a_table, asked, take_in


def told(db: Session) -> list[dict[str, object]]:
    return [orjson.loads(log.entry(db, place)) for place in range(log.head(db).size)]


def test_a_release_is_entered_as_it_is_published(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row(), a_row("CN-BJ"), a_property_row()])
    leaves = told(db)
    kinds = [found["type"] for found in leaves]

    documents = ["factor", "factor", "property"]
    assert kinds == ["table"] * len(tables.digests()) + [*documents, "assessments", "release"]
    digests = [str(found["digest"]) for found in leaves if found["type"] == "factor"]
    assert digests == sorted(digests)
    assert leaves[-1]["release"] == "grid-office@2023"
    assert leaves[-1]["count"] == 3
    assert len(list(leaves[-1]["artifacts"])) == 2  # type: ignore[call-overload]  # a list


def test_what_the_rules_found_is_entered_so_that_a_mirror_can_recompute_it(
    db: Session, tmp_path: Path
) -> None:
    take_in(db, tmp_path, [a_row(), a_row("CN-BJ")])
    found = next(leaf for leaf in told(db) if leaf["type"] == "assessments")
    number = releases.id_of(releases.published(db, "grid-office", "2023", 1))
    digests = documents.digests_of(db, "factor", number)

    def hashed(digest: bytes) -> bytes:
        factor = Factor.of(documents.body(db, text_of(digest)))
        known = Known.of(factor, looking.manifest_of(db, "grid-office@2023"))
        return raw_digest(statement.found(known, rules.named(str(found["rules"]))).canonical())

    pairs = b"".join(digest + hashed(digest) for digest in digests)
    assert found["contents"] == text_of(raw_digest(pairs))
    assert (found["count"], found["rules"], found["edition"]) == (2, "assess-1", 1)


def test_a_release_of_properties_alone_is_not_assessed(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_property_row()])

    assert "assessments" not in [found["type"] for found in told(db)]


def test_what_a_person_says_is_entered_with_its_edition(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row()])
    (factor,) = [str(f["digest"]) for f in told(db) if f["type"] == "factor"]
    wish = Judgement(scheme="ef-dqr", scores={"technology": "2"}, note="visited the plant")
    said = assessing.say(db, access.shell("ada"), factor, wish)

    assert told(db)[-1] == {
        "assessment": said.digest,
        "digest": factor,
        "edition": 2,
        "release": "grid-office@2023",
        "schema": leaf.SCHEMA,
        "type": "assessment",
    }
    assert log.of_edition(db, 2) == log.head(db)


def test_a_table_is_entered_once(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row()], "2022")
    take_in(db, tmp_path, [a_row()], "2023")

    names = [found["name"] for found in told(db) if found["type"] == "table"]
    assert len(names) == len(set(names)) == len(tables.digests())


def test_an_edition_is_a_size_of_the_log(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row()], "2022")
    first = log.head(db)
    take_in(db, tmp_path, [a_row()], "2023")

    assert log.of_edition(db, 1) == first
    assert log.of_edition(db, 2) == log.head(db)
    path = tree.consistency(log.nodes(db, log.head(db).size), first.size, log.head(db).size)
    tree.require_consistent(first, log.head(db), path)


def test_what_was_published_before_there_was_a_log_is_entered_first(
    db: Session, tmp_path: Path
) -> None:
    file = a_table(tmp_path, [a_row(), a_row("CN-BJ")], year="2022")
    intake.take_in(db, file, asked("2022", publish=False))
    draft = releases.lock(db, "grid-office", "2022")
    releases.publish(db, releases.id_of(draft), editions.add(db, releases.id_of(draft), {}))
    assert log.head(db).size == 0

    take_in(db, tmp_path, [a_row()], "2023")
    ends = [found["release"] for found in told(db) if found["type"] == "release"]
    assert ends == ["grid-office@2022", "grid-office@2023"]
    assert log.not_entered(db) == []


def test_nothing_new_enters_nothing(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row()])
    reached = log.head(db)

    assert logbook.enter(db) == reached == log.head(db)


def test_whoever_has_a_lockfile_can_rebuild_a_leaf(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row()])
    (found,) = [f for f in told(db) if f["type"] == "factor"]
    place = log.places(db, bytes.fromhex(str(found["digest"])[7:]), ["factor"])[0][0]

    rebuilt = leaf.of_document("factor", str(found["digest"]), "grid-office@2023")
    assert log.entry(db, place) == rebuilt


def test_what_is_withdrawn_is_entered_with_its_reason(db: Session, tmp_path: Path) -> None:
    take_in(db, tmp_path, [a_row(), a_row("CN-BJ")])
    number = releases.id_of(releases.published(db, "grid-office", "2023", 1))
    digest = documents.digests_of(db, "factor", number)[0]
    standings.add(db, number, "withdrawn", "lost a decimal point", {}, [digest])
    standings.add(db, number, "superseded", "there is a newer one", {})
    logbook.enter(db)

    first, second = told(db)[-2:]
    assert first["digest"] == text_of(digest)
    assert (first["kind"], first["edition"]) == ("withdrawn", 2)
    assert first["reason"] == "lost a decimal point"
    assert "digest" not in second
    assert log.of_edition(db, 3) == log.head(db)
