"""Closed datasets on a server, and strangers who ask about them or about nothing at all."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import orjson
from sqlalchemy import Engine
from starlette.testclient import TestClient

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.importing import importing
from factordb.catalogue.publishing import advising, holding
from factordb.model.advisory import Advisory
from factordb.model.role import Role
from factordb.quality.checks.finding import Finding, Place, Severity
from factordb.store import engine as engines
from factordb.store import releases, viewing
from tests import closed
from tests.catalogue.tables import a_table, asked
from tests.closed import KNOWN, OPEN, PRIVATE
from tests.conftest import Databases
from tests.served import serving

ABSENT = "absent-mill"
Answer = tuple[int, str | None, str]
"""Status, caching and body."""


class Subject(NamedTuple):
    """What an attempt names: in a closed dataset, or in none."""

    dataset: str
    activity: str
    name: str
    factor: str
    property: str
    label: str
    artifact: str
    advisory: str
    import_id: int
    hold_id: int
    comment_id: int
    sheet: str
    """Digest of what a reviewer filed."""
    cursor: str = ""
    """Of a search that its owner made, or somebody else."""

    def terms(self) -> list[str]:
        """Return every word that names it."""
        return [value for value in self if isinstance(value, str)]


class Stage(NamedTuple):
    """A server, who asks it, and about what."""

    client: TestClient
    headers: Mapping[str, Mapping[str, str]]
    """By who asks: ``anonymous``, ``reader`` without a grant, ``owner`` with one, and others."""
    known: Subject
    private: Subject
    absent: Subject


class Ask(NamedTuple):
    """One way to ask."""

    client: TestClient
    headers: Mapping[str, str]

    def get(self, path: str, **more: str) -> Answer:
        return told(self.client.get(path, headers={**self.headers, **more}))

    def post(self, path: str, body: object) -> Answer:
        return told(self.client.post(path, json=body, headers=self.headers))


def told(answer: Any) -> Answer:  # of the test client
    return answer.status_code, answer.headers.get("cache-control"), answer.text


def notice(id_: str, dataset: str) -> Advisory:
    return advising.parsed(
        f'id = "{id_}"\nsummary = "Check it"\ndetails = "The scale was wrong."\n'
        f'[[affected]]\ndataset = "{dataset}"\nintroduced = "2022"\n'
    )


@contextmanager
def staged(databases: Databases, folder: Path) -> Iterator[Stage]:
    """Give a server on three datasets, one a class, with drafts, holds, imports and notices."""
    name = databases.copy()
    engine = engines.connect(databases.server(name))
    subjects = _filled(engine, folder)
    headers: dict[str, dict[str, str]] = {"anonymous": {}} | {
        who: {"Authorization": f"Bearer {closed.token_of(engine, who, role)}"}
        for who, role in (("owner", Role.CURATOR), *((role.value, role) for role in Role))
    }
    with serving(databases.server(name), keys=folder / "keys", cache=folder / "cache") as client:
        remarked = [_remarked(Ask(client, headers["owner"]), s) for s in subjects]
        yield Stage(client, headers, *remarked)
    engine.dispose()
    databases.drop(name)


def _filled(engine: Engine, folder: Path) -> tuple[Subject, Subject, Subject]:
    editor = closed.curator(engine, "editor")
    closed.brought_in(engine, folder, OPEN, editor)
    for dataset in (KNOWN, PRIVATE):
        for release, value in (("2022", "0.1234"), ("2023", None)):
            owner = closed.curator(engine, "owner")
            closed.brought_in(engine, folder, dataset, owner, release, value)
    found = []
    for number, dataset in enumerate((KNOWN, PRIVATE), start=1):
        pins = closed.pins(engine, dataset)
        advisory = f"FACTORDB-2026-000{number}"
        with engines.transaction(engine) as db:
            viewing.see(db, viewing.EVERYTHING)
            advising.advise(db, access.shell("host"), notice(advisory, dataset))
        import_id, hold_id = _drafted(engine, folder, dataset, closed.curator(engine, "owner"))
        subject = Subject(
            dataset, closed.ACTIVITIES[dataset], closed.NAMES[dataset], pins.factor, pins.property,
            pins.label, pins.artifact, advisory, import_id, hold_id, 0, pins.label,
        )  # fmt: skip
        found.append(subject)
    known, private = found
    absent = private._replace(
        dataset=ABSENT, activity="material.wxvkzqjwxvkz", name="Wxvkzqjwxvkz",
        factor=other(private.factor), property=other(private.property),
        label=other(private.label), artifact=other(private.artifact),
        advisory="FACTORDB-2026-9999", import_id=9999, hold_id=9999, sheet=other(private.label),
    )  # fmt: skip
    return known, private, absent


def _remarked(owner: Ask, subject: Subject) -> Subject:
    """Leave a comment where there is something to comment on, and a search that goes on."""
    cursor = str(orjson.loads(owner.get("/v1/search?limit=1")[2])["next"])
    if subject.dataset == ABSENT:
        return subject._replace(comment_id=9999, cursor=cursor)
    path = f"/v1/datasets/{subject.dataset}/releases/2023/comments"
    status, _, text = owner.post(path, {"says": f"See {closed.VALUES[subject.dataset]} again"})
    assert status == 200, text
    return subject._replace(comment_id=orjson.loads(text)["id"], cursor=cursor)


def other(digest: str) -> str:
    """Return a digest that nothing has."""
    return digest[:-8] + "0" * 8


def _drafted(engine: Engine, folder: Path, dataset: str, owner: Caller) -> tuple[int, int]:
    """Leave a draft 2024 that is held, and return its import and hold."""
    more = f'access = "{closed.CLASSES[dataset]}"\n'
    file = a_table(folder / dataset / "2024", closed.rows_of(dataset), "2024", dataset, more)
    wish = asked("2024", dataset=dataset, publish=False)
    with importing.begun(engine, wish, file.name, owner) as begun:
        begun.run(file)
        number = begun.watch.id
    with engines.transaction(engine) as db:
        viewing.see(db, viewing.EVERYTHING)
        row = releases.find(db, dataset, "2024")
        assert row is not None
        place = Place(at="table 3", told=f"{closed.VALUES[dataset]} kg", digest=None)
        finding = Finding(
            rule="beyond-band",
            severity=Severity.HOLD,
            sentence="It is beyond anything",
            citation="invented",
            count=1,
            places=(place,),
        )
        (hold,) = holding.put(db, releases.id_of(row), f"{dataset}@2024", [finding])
    return number, hold


def alike(answer: Answer, subject: Subject, absent: Subject) -> Answer:
    """Return the answer about ``subject`` with every word of it replaced by that of ``absent``."""
    status, cached, body = answer
    for here, there in zip(subject, absent, strict=True):
        if isinstance(here, str) and here != there:
            body = body.replace(here.removeprefix("sha256:"), str(there).removeprefix("sha256:"))
    numbers = ("import_id", "hold_id", "comment_id")
    for here, there in ((getattr(subject, n), getattr(absent, n)) for n in numbers):
        for before in ("/imports/", "/holds/", "/comments/", "import ", "hold ", '"id":'):
            body = body.replace(f"{before}{here}", f"{before}{there}")
    # Half a name is asked for, too.
    return status, cached, body.replace(subject.name[:6], absent.name[:6])
