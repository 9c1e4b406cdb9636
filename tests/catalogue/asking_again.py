"""The same questions to whatever factordb runs this: ``asking_again.py ADDRESS EDITION``.

``take`` as a third argument first lets it begin an edition with its own tables.
"""

import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from sqlmodel import Session

from factordb.catalogue import tables
from factordb.catalogue.finding.finding import Query, find
from factordb.catalogue.grading.assessment import assessment
from factordb.catalogue.looking import converting, exporting, headlines, looking, places
from factordb.catalogue.looking.headlines import Wish
from factordb.catalogue.pinning import policies
from factordb.catalogue.pinning.policies import Used
from factordb.catalogue.publishing import retabling
from factordb.catalogue.resolve import asking
from factordb.catalogue.resolve.question import Answer
from factordb.errors import FactordbError, TableNotHere
from factordb.quality.known import Use
from factordb.quality.policy import Policy
from factordb.store import documents
from factordb.store import engine as engines

QUESTIONS = tuple(
    {"year": 2023, "facets": {"mix": "average"}, **question}
    for question in (
        {"activity": "electricity.grid", "region": "CN-SH", "fallback": ["region"]},
        {"activity": "fuel.gas", "region": "CN"},
        {"activity": "fuel.gas", "region": "CN", "gwp": "AR6"},
        {"activity": "heat.steam", "region": "CN", "in": "GJ"},
        {"activity": "heat.steam", "region": "CN-BJ", "fallback": ["region"]},
    )
)
RELEASE = "grid-office@2023"


def answers(db: Session, edition: int | None) -> dict[str, Any]:
    """Return what every way of asking says of one edition."""
    asked = asking.ask(db, QUESTIONS, edition)
    said = [_short(answer) for answer in asked.answers]
    found = find(db, Query(q="gas", gwp="AR6", edition=edition))
    (gas,) = found.hits
    meant, read_with = tables.chosen(db, edition)
    bodies = documents.published(db, [gas.digest])
    (shown,) = headlines.found(db, (meant, read_with), bodies, Wish("AR6")).values()
    graded = assessment(db, gas.digest, Use("CN-SH", 2023), None, edition)
    policy = Policy(name="p", title={"en": "P"}, regions=("CN-GRID-EAST",))
    grid = next(a.hit for a in asked.answers if isinstance(a, Answer) and a.hit)
    return {
        "rules": asked.rules,
        "resolve": said,
        "search": [gas.value, gas.grade],
        "batch": shown.detail if isinstance(shown, FactordbError) else shown.value,
        "assessment": [graded.rules, [s.score for s in graded.scores]],
        "region": list(places.region("CN-SH", 2023, read_with).chain),
        "reporting": [d.method for d in places.region("CN-SH", 2023, read_with).reporting],
        "convert": converting.convert("1", "tce", "GJ", (), read_with.units).value,
        "policy": policies.check(db, policy, [Used(digest=grid.digest)], edition).kept,
        "csv": _values(db, edition),
    }


def _short(answer: Answer | FactordbError) -> list[str | None]:
    if isinstance(answer, FactordbError) or answer.hit is None:
        return [None if isinstance(answer, FactordbError) else answer.status]
    return [answer.hit.value, answer.hit.region, answer.hit.grade]


def _values(db: Session, edition: int | None) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        (file,) = exporting.export(db, RELEASE, "csv", Path(folder), edition)
        return [line.split(",")[-5] for line in file.read_text("utf-8").splitlines()[1:]]


def main(address: str, named: str, *more: str) -> None:
    """Print the answers as JSON, or the error."""
    engine = engines.connect(address)
    with engines.transaction(engine) as db:
        taken = retabling.take(db) if "take" in more else None
    said: dict[str, Any] = {"taken": taken}
    with engines.transaction(engine) as db:
        said["others"] = [list(e.read_with_others) for e in looking.history(db)]
        try:
            said |= answers(db, int(named) if named else None)
        except TableNotHere as error:
            said |= {"error": error.detail, "facts": error.facts}
    engine.dispose()
    print(json.dumps(said, ensure_ascii=False))  # noqa: T201  # its answer


if __name__ == "__main__":
    main(*sys.argv[1:])
