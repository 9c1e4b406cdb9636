from collections.abc import Callable
from pathlib import Path

import orjson
import pytest
from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.hits import entries
from factordb.catalogue.importing import intake
from factordb.catalogue.record import findings, logbook, verifying
from factordb.errors import LogBroken
from factordb.store import assessments, editions, releases
from tests.catalogue.tables import a_row, a_table, asked

Body = dict[str, object]


def _publish(
    db: Session,
    folder: Path,
    forge: Callable[[Body], Body] = dict,
    recorded: dict[str, str] | None = None,
    *,
    regions: tuple[str, ...] = ("CN-SH", "CN-BJ"),
    crossed: bool = False,
) -> None:
    """Publish as factordb does, log and all, but for what is made of its findings."""
    intake.take_in(db, a_table(folder, [*map(a_row, regions)]), asked(publish=False))
    row = releases.lock(db, "grid-office", "2023")
    number = releases.id_of(row)
    edition = editions.add(db, number, recorded or tables.digests())
    manifest = entries.manifest(db, bytes(row.manifest))
    bodies, numbers = findings.found(assessments.columns(db, number), manifest, tables.TODAY)
    forged = [orjson.dumps(forge(orjson.loads(b)), option=orjson.OPT_SORT_KEYS) for b in bodies]
    if crossed:
        numbers = [(ordinal, 3 - place) for ordinal, place in numbers]
    assessments.add(db, edition, number, forged, numbers)
    releases.publish(db, number, edition)
    logbook.enter(db)


def test_what_was_found_is_found_again(db: Session, tmp_path: Path) -> None:
    _publish(db, tmp_path)

    found = verifying.verify(db)

    assert (found.documents, found.not_assessed_anew) == (2, ())


def _better(body: Body) -> Body:
    return body | {"scores": body["scores"] | {"ef-dqr-1": {"precision": "1"}}}  # type: ignore[operator]  # an object


def _of_another_rule_set(body: Body) -> Body:
    return body | {"rules": "assess-9"}


@pytest.mark.parametrize(
    ("forge", "says"),
    [
        (_better, r"grid-office@2023.*what assess-1 finds of sha256:[0-9a-f]{64} is another"),
        (_of_another_rule_set, "its findings are by assess-9, not assess-1"),
    ],
)
def test_a_grade_that_the_rules_do_not_give_is_found_although_the_log_agrees_with_it(
    db: Session, tmp_path: Path, forge: Callable[[Body], Body], says: str
) -> None:
    _publish(db, tmp_path, forge)

    with pytest.raises(LogBroken, match=says):
        verifying.verify(db)


def test_factors_that_point_at_each_others_findings_are_found(db: Session, tmp_path: Path) -> None:
    _publish(db, tmp_path, regions=("CN-SH", "CN"), crossed=True)

    with pytest.raises(LogBroken, match="finds of sha256:"):
        verifying.verify(db)


def test_what_a_later_version_found_is_not_called_wrong(db: Session, tmp_path: Path) -> None:
    later = tables.digests() | {"assess-9": "sha256:" + "0" * 64}

    _publish(db, tmp_path, _of_another_rule_set, later)

    assert verifying.verify(db).not_assessed_anew == ("grid-office@2023",)
