"""Every route there is, asked by strangers about what is private and about what is absent.

The calls are made of the OpenAPI document: a new route, parameter or body that nobody has thought
of fails here by name. Status, headers and body have to be alike but for what was asked.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import pytest

from factordb.api.app import create_app
from factordb.catalogue.looking import paging
from factordb.settings import Settings
from tests.api.strangers import ABSENT, Stage, Subject, alike, notice, staged, told
from tests.api.test_closed import a_lock
from tests.closed import KNOWN, OPEN, PRIVATE
from tests.conftest import Databases

CALLERS = {
    "get": ("anonymous", "reader", "admin"),
    "post": ("anonymous", "reader", "curator", "reviewer", "admin"),
}
"""None of them was granted anything."""

Given = dict[str, list[str]]


def named(path: str, s: Subject) -> Given:
    """Return what each parameter is tried with: whatever of a subject has that form."""
    digests = [s.factor, s.property, s.label, s.artifact, s.sheet]
    numbers = {"holds": s.hold_id, "comments": s.comment_id, "imports": s.import_id}
    words = [w for w in path.split("/") if w in (*numbers, "advisories")]
    return {
        "dataset": [s.dataset],
        "release": ["2023", "2024"],
        "digest": digests,
        "sha256": digests,
        "via": [s.property],
        "id": [str((numbers | {"advisories": s.advisory})[word]) for word in words[-1:]],
        "q": [s.name, s.factor, s.dataset],
        "subject": [f"fuel.{s.dataset}", f"{s.dataset}@2023", s.dataset],
        "from": [f"{s.dataset}@2022", f"{OPEN}@2023"] if "diff" in path else ["Gg"],
        "to": [f"{s.dataset}@2023"] if "diff" in path else ["TJ"],
        "cursor": [s.cursor] if path == "/v1/search" else [paging.written(1, 2)],
        "path": ["entries/000.p/8"],
    }  # fmt: skip


SAYING_NOTHING: Mapping[str, list[str]] = {
    "edition": ["1", "3"],
    "format": ["csv"],
    "limit": ["1"],
    "region": ["CN"],
    "year": ["2023"],
    "old": ["1"],
    "new": ["3"],
    "value": ["1"],
    "in": ["kWh"],
    "verdict": ["approve"],
    "moved": ["1"],
    "before": ["9999"],
    "withdrawn": ["true"],
    "min_grade": ["ef-dqr:C"],
    "code": ["CN"],
    "name": ["ef-dqr"],
    "since": ["1"],
    "wait": ["none"],
    "scheme": ["pedigree-v3"],
    "gwp": ["AR5"],
    "property": ["net-calorific-value"],
    "last-event-id": [],
    "group": [],
    "unit": [],
    "use": [],
    "boundary": [],
    "technology": [],
    "says": [],
    "person": [],
    "action": [],
    "lang": [],
}
"""Parameters that name no dataset nor anything in one, and what they are tried with."""


def bodies(stage: Stage, s: Subject) -> dict[str, list[Any]]:
    """Return what is sent to each route that takes a body."""

    class _Ask(NamedTuple):
        get: Any

    lock = a_lock(_Ask(lambda path: told(stage.client.get(path))), s)  # type: ignore[arg-type]  # it asks for the checkpoint only
    wish = {"a": {"activity": s.activity, "region": "CN", "year": 2023}}
    policy = {"name": "p", "title": {"en": "p"}, "oldest_data_year": 2020}
    at = "/v1/datasets/{dataset}/releases/{release}"
    return {
        "/v1/resolve": [{"items": [{"digest": s.factor}, {"id": s.name}, *wish.values()]}],
        "/v1/match": [{"lines": [{"text": s.name, "unit": "kg", "amount": "1000"}]}],
        "/v1/factors/batch": [
            {"digests": [d], "edition": 3} for d in (s.factor, s.property, s.label)
        ],
        "/v1/factors/{digest}/assessments": [
            {"scheme": "ef-dqr", "scores": {"technology": "2"}, "note": "seen"}
        ],
        "/v1/policies/check": [{"policy": policy, "items": [{"digest": s.factor}]}],
        f"{at}/publish": [{}],
        f"{at}/submit": [{}],
        f"{at}/recall": [{}],
        f"{at}/holds/{{id}}": [{"reason": "it is fine"}],
        f"{at}/review": [{"verdict": "comment", "says": "seen"}, {"verdict": "approve"}],
        f"{at}/comments": [{"says": "hm", "digest": s.factor}],
        f"{at}/comments/{{id}}/resolve": [{"reason": "it is fine"}],
        f"{at}/withdraw": [{"reason": "to see"}, {"reason": "to see", "digest": s.factor}],
        "/v1/imports/{id}/cancel": [{}],
        "/v1/advisories": [notice("FACTORDB-2026-0009", s.dataset).model_dump(mode="json")],
        "/v1/query": [
            {"package": {"name": s.dataset, "ecosystem": "factordb"}, "version": "2023"},
            {"package": {"name": s.dataset, "ecosystem": "factordb"}},
        ],
        "/v1/lock": [{"factors": wish}, {"factors": wish, "lock": lock}],
        "/v1/upgrade": [{"factors": wish, "lock": lock}],
        "/v1/audit": [{"lock": lock}, {"lock": lock, "policy": policy}],
    }


NOT_SENT = {
    ("post", "/v1/imports"): "who may publish learns that a name is taken: see test_closed",
    ("post", "/v1/grants"): "is for admins, who learn that there is a dataset to grant",
    ("post", "/v1/four-eyes"): "names no dataset, and would switch them",
    ("post", "/v1/person-keys"): "names no dataset",
    ("post", "/v1/person-keys/revoke"): "names no dataset",
    ("get", "/metrics"): "counts whatever is asked",
}
NOT_DESCRIBED = {"/", "/docs", "/openapi.json", "/login", "/login/callback", "/logout", "/v1/me"}
"""Routes that are not in the OpenAPI document: they name nothing, but where to go on to."""
TO_ADMINS = {("get", "/v1/grants"), ("get", "/v1/events")}
"""What admins read to do their work: who was granted what, and every refusal with its subject."""

APP: Any = create_app(Settings()).app
CALLS = {
    (method, path): operation
    for path, methods in APP.openapi()["paths"].items()
    for method, operation in methods.items()
}


class Call(NamedTuple):
    method: str
    url: str
    body: Any = None


def calls(stage: Stage, method: str, path: str, s: Subject) -> Iterator[Call]:
    """Yield every call of a route that is tried about a subject."""
    given = named(path, s)
    parameters = CALLS[method, path].get("parameters", ())
    paths = [path]
    for name in (p["name"] for p in parameters if p["in"] == "path"):
        values = given.get(name) or SAYING_NOTHING[name]
        paths = [one.replace(f"{{{name}}}", value) for one in paths for value in values]
    queries = [p for p in parameters if p["in"] == "query"]
    needed = [q["name"] for q in queries if q.get("required")]
    base = [f"{name}={_tried(given, name)[0]}" for name in needed]
    wanted = ["&".join(base)]
    for query in queries:
        kept = [one for one in base if not one.startswith(f"{query['name']}=")]
        wanted += ["&".join([*kept, f"{query['name']}={v}"]) for v in _tried(given, query["name"])]
    sent = bodies(stage, s)[path] if method == "post" else [None]
    for one in paths:
        for query in wanted:
            for body in sent:
                yield Call(method, f"{one}?{query}" if query else one, body)


def _tried(given: Given, name: str) -> list[str]:
    return given[name] if name in given else SAYING_NOTHING[name]


@pytest.fixture(scope="module")
def stage(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with staged(databases, tmp_path_factory.mktemp("routes")) as found:
        yield found


Seen = tuple[dict[str, str], tuple[int, str | None, str]]


def asked(stage: Stage, who: str, call: Call) -> Seen:
    answer = stage.client.request(
        call.method, call.url, json=call.body, headers=stage.headers[who], follow_redirects=False
    )
    headers = {n: v for n, v in answer.headers.items() if n not in ("date", "content-length")}
    return headers, told(answer)


@pytest.mark.parametrize(("method", "path"), sorted(CALLS.keys() - NOT_SENT.keys()))
def test_what_is_private_is_answered_as_what_is_absent(
    stage: Stage, method: str, path: str
) -> None:
    about = calls(stage, method, path, stage.private), calls(stage, method, path, stage.absent)
    for private, absent in zip(*about, strict=True):
        for who in CALLERS[method]:
            if (method, path) in TO_ADMINS and who == "admin":
                continue
            headers, found = asked(stage, who, private)
            others, there = asked(stage, who, absent)
            assert alike(found, stage.private, stage.absent) == there, (who, private)
            assert headers == others, (who, private)
            if private == absent:  # nothing was named, so nothing of it may stand in the answer
                assert not [t for t in stage.private.terms()[:-2] if t in found[2]], (who, private)


def test_nothing_that_was_tried_changed_what_is_there(stage: Stage) -> None:
    """The calls above were refused: what they were about is as its owner left it."""
    for release, state in (("2023", "published"), ("2024", "draft")):
        path = f"/v1/datasets/{PRIVATE}/releases/{release}/trail"
        shown = stage.client.get(path, headers=stage.headers["owner"]).json()
        assert shown["state"] == state
        assert not {"withdraw", "review", "submit"} & {step["kind"] for step in shown["steps"]}


def test_every_route_and_parameter_is_tried_or_named_with_its_reason(stage: Stage) -> None:
    given, sent = named("/v1/imports/", stage.private), bodies(stage, stage.private)
    new = [
        f"{method} {path} {parameter['name']}"
        for (method, path), operation in CALLS.items()
        for parameter in operation.get("parameters", ())
        if parameter["name"] not in given and parameter["name"] not in SAYING_NOTHING
    ]
    new += [
        f"{method} {path}"
        for method, path in CALLS
        if method != "get" and path not in sent and (method, path) not in NOT_SENT
    ]
    described = {path for _, path in CALLS}
    assert new == []
    assert {r.path for r in APP.routes if hasattr(r, "methods")} - described <= NOT_DESCRIBED
    assert {KNOWN, PRIVATE} & {ABSENT} == set()
