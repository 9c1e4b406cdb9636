"""What a stranger tries on closed datasets, over HTTP: the attempts that the manual lists."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import orjson
import pytest

from factordb.catalogue.importing import importing
from factordb.errors import Conflict, NotAllowed
from factordb.lockfile.locked import Locked, Log
from factordb.lockfile.unsealed import Unsealed
from factordb.lockfile.verifying import Trust
from factordb.log.notes import VerifierKey
from factordb.model.role import Role
from factordb.store import engine as engines
from tests import closed
from tests.api.strangers import Answer, Ask, Stage, Subject, alike, notice, staged
from tests.catalogue.tables import a_table, asked
from tests.closed import KNOWN, OPEN, PRIVATE
from tests.conftest import Databases
from tests.examples import a_factor
from tests.lockfile.locks import a_line
from tests.served import serving

ROOT = Path(__file__).parents[2]
Attempt = Callable[[Ask, Subject], Answer]


def _release(path: str = "") -> Attempt:
    return lambda ask, s: ask.get(f"/v1/datasets/{s.dataset}/releases/2023{path}")


def _draft(path: str) -> Attempt:
    return lambda ask, s: ask.get(f"/v1/datasets/{s.dataset}/releases/2024/review/{path}")


def _resolve(**more: object) -> Attempt:
    """Resolve; ``$factor`` stands for what the subject has by that name."""

    def attempt(ask: Ask, s: Subject) -> Answer:
        words = {name: str(value) for name, value in more.items()}
        named = {n: getattr(s, w[1:]) if w[:1] == "$" else more[n] for n, w in words.items()}
        item = {"region": "CN", "year": 2023, "facets": {"mix": "average"}} | named
        return ask.post("/v1/resolve", {"items": [item]})

    return attempt


def _post(path: str, body: object) -> Attempt:
    return lambda ask, s: ask.post(f"/v1/datasets/{s.dataset}{path}", body)


def _search(query: str) -> Attempt:
    return lambda ask, s: ask.get(f"/v1/search?{query.format(s=s)}")


def a_lock(ask: Ask, s: Subject) -> str:
    """Return the text of a lockfile that pins the factor of a subject."""
    factor = a_factor(activity=s.activity, region="CN")
    line = a_line(factor)
    answer = line.answer.model_copy(update={"release": f"{s.dataset}@2023", "digest": s.factor})
    origin = ask.get("/log/checkpoint")[2].split("\n")[0]
    log = Log(origin=origin, edition=3, rules="1", tables={})
    return Locked(log=log, factors={"a": line.model_copy(update={"answer": answer})}).text()


ATTEMPTS: dict[str, Attempt] = {
    "a factor by its digest": lambda ask, s: ask.get(f"/v1/factors/{s.factor}"),
    "a factor, saying that one has it": lambda ask, s: ask.get(
        f"/v1/factors/{s.factor}", **{"If-None-Match": f'"{s.factor}"'}
    ),
    "a property by its digest": lambda ask, s: ask.get(f"/v1/properties/{s.property}"),
    "a property taken for a factor": lambda ask, s: ask.get(f"/v1/factors/{s.property}"),
    "a factor taken for a property": lambda ask, s: ask.get(f"/v1/properties/{s.factor}"),
    "a label taken for a factor": lambda ask, s: ask.get(f"/v1/factors/{s.label}"),
    "where a factor's number is printed": lambda ask, s: ask.get(
        f"/v1/factors/{s.factor}/provenance"
    ),
    "where a property's number is printed": lambda ask, s: ask.get(
        f"/v1/properties/{s.property}/provenance"
    ),
    "the assessment of a factor": lambda ask, s: ask.get(f"/v1/factors/{s.factor}/assessment"),
    "the assessment under another scheme": lambda ask, s: ask.get(
        f"/v1/factors/{s.factor}/assessment?scheme=pedigree-v3&region=CN&year=2023"
    ),
    "a batch of one": lambda ask, s: ask.post("/v1/factors/batch", {"digests": [s.factor]}),
    "a batch of many, of an edition": lambda ask, s: ask.post(
        "/v1/factors/batch", {"digests": [s.factor, s.property, s.label, s.factor], "edition": 3}
    ),
    "a batch counted in a unit": lambda ask, s: ask.post(
        "/v1/factors/batch", {"digests": [s.factor], "in": "t"}
    ),
    "a search by name": _search("q={s.name}"),
    "a search by half a name": _search("q={s.name:.6}"),
    "a search by the name we gave": _search("q={s.name} 标签"),
    "a search in the dataset": _search("dataset={s.dataset}"),
    "a search by activity": _search("q={s.activity}"),
    "a search with a least grade": _search("q={s.name}&min_grade=ef-dqr:C&region=CN&year=2023"),
    "a search that weighs and converts": _search("q={s.name}&gwp=AR5&in=t"),
    "a search by way of a property": _search("q={s.name}&in=kWh&via={s.property}"),
    "a search of what is withdrawn": _search("q={s.name}&withdrawn=true"),
    "the counts of all": _search("limit=1"),
    "a conversion by a property": lambda ask, s: ask.get(
        f"/v1/convert?value=1&from=Gg&to=TJ&via={s.property}"
    ),
    "resolve by activity": _resolve(activity="$activity"),
    "resolve in the dataset": _resolve(activity="electricity.grid", dataset="$dataset"),
    "resolve by digest": _resolve(digest="$factor"),
    "resolve by digest, weighed": _resolve(digest="$factor", gwp="AR5"),
    "resolve by id": _resolve(id="$name"),
    "resolve with all reasons": _resolve(activity="$activity", explain=True),
    "resolve for another year": _resolve(activity="$activity", year=2030, fallback=["year"]),
    "resolve for a use": _resolve(activity="$activity", use="organisation"),
    "resolve converted": _resolve(activity="$activity", **{"in": "t"}),
    "match a line": lambda ask, s: ask.post(
        "/v1/match", {"lines": [{"text": s.name, "unit": "kg", "amount": "1000"}]}
    ),
    "the datasets": lambda ask, s: ask.get("/v1/datasets"),
    "the dataset": lambda ask, s: ask.get(f"/v1/datasets/{s.dataset}"),
    "the release": _release(),
    "a draft": lambda ask, s: ask.get(f"/v1/datasets/{s.dataset}/releases/2024"),
    "the release in an older edition": _release("?edition=1"),
    "its factors": _release("/factors"),
    "its factors as documents": _release("/factors?format=ndjson"),
    "its factors as a table": _release("/factors?format=csv"),
    "its properties": _release("/properties"),
    "its properties as a table": _release("/properties?format=csv"),
    "its rejections": _release("/rejections"),
    "its rejections as a table": _release("/rejections?format=csv"),
    "its blanks": _release("/blanks"),
    "its blanks as a table": _release("/blanks?format=csv"),
    "what a draft changes": lambda ask, s: ask.get(
        f"/v1/datasets/{s.dataset}/releases/2024/review/changes"
    ),
    "how two releases differ": lambda ask, s: ask.get(
        f"/v1/diff?from={s.dataset}@2022&to={s.dataset}@2023"
    ),
    "how it differs from an open one": lambda ask, s: ask.get(
        f"/v1/diff?from={OPEN}@2023&to={s.dataset}@2023"
    ),
    "the publisher's file": lambda ask, s: ask.get(f"/v1/artifacts/{s.artifact}"),
    "properties by subject": lambda ask, s: ask.get(f"/v1/properties?subject=fuel.{s.dataset}"),
    "properties of the dataset": lambda ask, s: ask.get(f"/v1/properties?dataset={s.dataset}"),
    "the editions": lambda ask, s: ask.get("/v1/editions"),
    "the log's entries": lambda ask, s: ask.get("/log/tile/entries/000.p/20"),
    "the proof of a factor": lambda ask, s: ask.get(f"/v1/factors/{s.factor}/proof"),
    "an opening of a factor": lambda ask, s: ask.get(f"/v1/factors/{s.factor}/opening"),
    "an opening of its sum": _release("/opening"),
    "the advisories": lambda ask, s: ask.get("/v1/advisories"),
    "an advisory": lambda ask, s: ask.get(f"/v1/advisories/{s.advisory}"),
    "advisories of a release": lambda ask, s: ask.post(
        "/v1/query", {"package": {"name": s.dataset, "ecosystem": "factordb"}, "version": "2023"}
    ),
    "a policy held against a factor": lambda ask, s: ask.post(
        "/v1/policies/check",
        {
            "policy": {"name": "p", "title": {"en": "p"}, "oldest_data_year": 2020},
            "items": [{"digest": s.factor, "region": "CN", "year": 2023}],
        },
    ),
    "its holds": _release("/holds"),
    "its reviews": _release("/review"),
    "the text of a review": _release("/review/text?verdict=approve"),
    "the sheet of a review": lambda ask, s: _release(f"/review/sheets/{s.sheet}")(ask, s),
    "its comments": _release("/comments"),
    "its trail": _release("/trail"),
    "its trail as a page": _release("/trail?format=md"),
    "a lock of its factor": lambda ask, s: ask.post(
        "/v1/lock", {"factors": {"a": {"digest": s.factor}}}
    ),
    "a lock in the dataset": lambda ask, s: ask.post(
        "/v1/lock", {"factors": {"a": {"activity": s.activity, "dataset": s.dataset}}}
    ),
    "an upgrade to its factor": lambda ask, s: ask.post(
        "/v1/upgrade", {"factors": {"a": {"digest": s.factor}}, "lock": a_lock(ask, s)}
    ),
    "an audit of a lockfile": lambda ask, s: ask.post("/v1/audit", {"lock": a_lock(ask, s)}),
    "the log's consistency": lambda ask, s: ask.get("/log/consistency?old=1&new=3"),
    "a search with its owner's cursor": _search("q={s.name}&cursor={s.cursor}"),
    "the events": lambda ask, s: ask.get(f"/v1/events?subject={s.dataset}"),
    "logging in": lambda ask, s: ask.get(f"/login?next=/v1/datasets/{s.dataset}"),
    "the imports": lambda ask, s: ask.get("/v1/imports"),
    "an import": lambda ask, s: ask.get(f"/v1/imports/{s.import_id}"),
    "the grants": lambda ask, s: ask.get("/v1/grants"),
}
"""What anybody may send, with a token or without."""

CURATING: dict[str, tuple[Role, Attempt]] = {
    "publish a draft": (
        Role.CURATOR,
        lambda ask, s: ask.post(f"/v1/datasets/{s.dataset}/releases/2024/publish", {}),
    ),
    "read its holds": (Role.CURATOR, _release("/holds")),
    "read what its draft changes": (Role.CURATOR, _draft("changes")),
    "read what the checks said of its draft": (Role.REVIEWER, _draft("findings")),
    "read what its draft left out": (Role.REVIEWER, _draft("rejections")),
    "read which cells of its draft are blank": (Role.CURATOR, _draft("blanks")),
    "read a document of its draft": (
        Role.REVIEWER,
        lambda ask, s: ask.get(
            f"/v1/datasets/{s.dataset}/releases/2024/review/documents/{s.factor}"
        ),
    ),
    "follow its import": (
        Role.CURATOR,
        lambda ask, s: ask.get(f"/v1/imports/{s.import_id}/events"),
    ),
    "cancel its import": (
        Role.CURATOR,
        lambda ask, s: ask.post(f"/v1/imports/{s.import_id}/cancel", {}),
    ),
    "release a hold": (
        Role.REVIEWER,
        lambda ask, s: ask.post(
            f"/v1/datasets/{s.dataset}/releases/2024/holds/{s.hold_id}", {"reason": "it is fine"}
        ),
    ),
    "submit a draft": (Role.CURATOR, _post("/releases/2024/submit", {})),
    "recall a draft": (Role.CURATOR, _post("/releases/2024/recall", {})),
    "comment on a release": (Role.CURATOR, _post("/releases/2023/comments", {"says": "hm"})),
    "resolve a comment": (
        Role.CURATOR,
        lambda ask, s: _post(f"/releases/2023/comments/{s.comment_id}/resolve", {"reason": "done"})(
            ask, s
        ),
    ),
    "review a release": (
        Role.REVIEWER,
        _post("/releases/2023/review", {"verdict": "comment", "says": "seen"}),
    ),
    "assess a factor": (
        Role.REVIEWER,
        lambda ask, s: ask.post(
            f"/v1/factors/{s.factor}/assessments",
            {"scheme": "ef-dqr", "scores": {"technology": "2"}, "note": "seen"},
        ),
    ),
    "withdraw a release": (
        Role.ADMIN,
        lambda ask, s: ask.post(
            f"/v1/datasets/{s.dataset}/releases/2023/withdraw", {"reason": "to see what is said"}
        ),
    ),
    "advise on it": (
        Role.ADMIN,
        lambda ask, s: ask.post(
            "/v1/advisories", notice("FACTORDB-2026-0009", s.dataset).model_dump(mode="json")
        ),
    ),
}
"""What persons with a role may send, without a grant: of a private dataset they learn nothing."""


@pytest.fixture(scope="module")
def stage(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Give a server on three datasets, one a class."""
    with staged(databases, tmp_path_factory.mktemp("closed")) as found:
        yield found


OF_OTHER_WORDS = ("a search by the name we gave", "a search by activity")
"""Some of their words find what all may find, scored by all of them: see the two worlds below."""


def found(answer: Answer) -> Answer:
    """Return an answer by what it finds, and how much."""
    said = orjson.loads(answer[2])
    digests = sorted(hit["digest"] for hit in said["hits"])
    return answer[0], answer[1], f"{digests} {said['total']} {said['counts']}"


@pytest.mark.parametrize("who", ["anonymous", "reader"])
@pytest.mark.parametrize("name", ATTEMPTS)
def test_a_stranger_gets_the_answer_of_what_is_absent(stage: Stage, name: str, who: str) -> None:
    ask = Ask(stage.client, stage.headers[who])

    private = ATTEMPTS[name](ask, stage.private)
    absent = ATTEMPTS[name](ask, stage.absent)

    if name in OF_OTHER_WORDS:
        private, absent = found(private), found(absent)
    assert alike(private, stage.private, stage.absent) == absent
    assert not any(value in private[2] for value in secrets(PRIVATE))


@pytest.mark.parametrize("who", ["anonymous", "reader"])
@pytest.mark.parametrize("name", ATTEMPTS)
def test_a_stranger_learns_no_value_of_what_is_metadata_only(
    stage: Stage, name: str, who: str
) -> None:
    status, cached, body = ATTEMPTS[name](Ask(stage.client, stage.headers[who]), stage.known)

    sent = stage.known.artifact[7:] if "file" in name else None
    assert [value for value in secrets(KNOWN, stage.known) if value in body and value != sent] == []
    assert status in (200, 401, 403, 404, 409, 422)
    assert status == 200 or cached == "no-store"


@pytest.mark.parametrize("name", CURATING)
def test_a_role_without_a_grant_gets_the_answer_of_what_is_absent(stage: Stage, name: str) -> None:
    role, attempt = CURATING[name]
    ask = Ask(stage.client, stage.headers[role.value])

    private, absent = attempt(ask, stage.private), attempt(ask, stage.absent)

    assert private[0] in (404, 409)
    assert alike(private, stage.private, stage.absent) == absent


@pytest.mark.parametrize("name", ["publish a draft", "submit a draft", "recall a draft"])
def test_who_may_not_read_a_draft_moves_nothing(stage: Stage, name: str) -> None:
    role, attempt = CURATING[name]

    status, _, body = attempt(Ask(stage.client, stage.headers[role.value]), stage.known)

    assert status == 403
    assert "factordb grant give" in body


def secrets(dataset: str, subject: Subject | None = None) -> list[str]:
    """Return what nobody may read who was not granted the dataset."""
    values = [closed.VALUES[dataset], "0.1234", "41.87", closed.REJECTED, "salt"]
    return values + ([subject.artifact[7:]] if subject else [])


TOLD_TO_ITS_OWNER = {
    "a factor by its digest": 1,
    "where a factor's number is printed": 1,
    "a batch of one": 1,
    "a search by name": 1,
    "match a line": 1,
    "resolve by activity": 1,
    "resolve by digest": 1,
    "its factors": 1,
    "its factors as a table": 1,
    "its rejections": 0,
    "how two releases differ": 1,
    "the publisher's file": 1,
    "its holds": 0,
}
"""Attempts that would tell, and whether by a number: so that a refusal means something."""


@pytest.mark.parametrize("dataset", ["known", "private"])
@pytest.mark.parametrize("name", TOLD_TO_ITS_OWNER)
def test_who_was_granted_a_dataset_reads_it_and_no_cache_keeps_it(
    stage: Stage, name: str, dataset: str
) -> None:
    subject: Subject = getattr(stage, dataset)

    status, cached, body = ATTEMPTS[name](Ask(stage.client, stage.headers["owner"]), subject)

    assert (status, cached) == (200, "private, no-store")
    if TOLD_TO_ITS_OWNER[name]:
        assert closed.VALUES[subject.dataset] in body
    if name == "its rejections":
        assert closed.REJECTED in body


@pytest.mark.parametrize("name", ["an opening of a factor", "an opening of its sum"])
def test_its_owner_opens_the_seal_of_a_private_release_and_an_auditor_checks_it(
    stage: Stage, name: str
) -> None:
    owner = Ask(stage.client, stage.headers["owner"])
    key = VerifierKey.parsed(owner.get("/log/key")[2].split("\n")[0])

    status, cached, text = ATTEMPTS[name](owner, stage.private)

    assert (status, cached) == (200, "private, no-store")
    assert Unsealed.parsed(text).check(Trust((key,))).release == f"{PRIVATE}@2023"


def test_what_is_metadata_only_is_found_and_pinned_by_all(stage: Stage) -> None:
    ask, s = Ask(stage.client, {}), stage.known

    hit, *_ = orjson.loads(_search("q={s.name}")(ask, s)[2])["hits"]
    answer = orjson.loads(_resolve(activity="$activity")(ask, s)[2])["items"][0]

    assert (hit["digest"], hit["value"], hit["gas"], hit["withheld"]) == (
        s.factor,
        None,
        None,
        True,
    )
    assert (answer["status"], answer["hit"]["digest"]) == ("found", s.factor)
    assert (hit["region"], hit["unit"], hit["name"]["en"]) == ("CN", "kg", s.name)
    refused = ask.get(f"/v1/factors/{s.factor}")
    assert refused[0] == 403
    assert "factordb grant give" in refused[2]
    assert ask.get(f"/v1/factors/{s.factor}/proof")[0] == 200


@pytest.mark.parametrize(
    "name", ["a property by its digest", "where a property's number is printed"]
)
def test_a_property_of_what_is_metadata_only_needs_a_grant_as_its_factors_do(
    stage: Stage, name: str
) -> None:
    status, _, body = ATTEMPTS[name](Ask(stage.client, {}), stage.known)

    assert (status, "factordb grant give" in body) == (403, True)
    assert ATTEMPTS[name](Ask(stage.client, stage.headers["owner"]), stage.known)[0] == 200


def test_a_private_publish_shows_as_one_sealed_entry_and_an_edition_without_a_name(
    stage: Stage,
) -> None:
    shown = stage.client.get("/v1/editions").json()["items"]
    size = int(stage.client.get("/log/checkpoint").text.split("\n")[1])
    bundle = stage.client.get(f"/log/tile/entries/000.p/{size % 256}").content

    sealed = [e for e in shown if e["event"] == "sealed"]
    assert [(e["release"], e["advisory"]) for e in sealed] == [(None, None)] * 3
    assert bundle.count(b'"type":"sealed"') == 3
    for term in (PRIVATE, stage.private.factor, stage.private.artifact, stage.known.artifact):
        assert term.encode() not in bundle
    assert stage.known.factor.encode() in bundle


def test_what_is_private_shifts_nobodys_scores_counts_or_answers(
    databases: Databases, tmp_path: Path
) -> None:
    """Two worlds, in which only what is private differs, answer strangers byte for byte alike."""
    words = ("electricity", "Grid CN", closed.NAMES[PRIVATE], closed.ACTIVITIES[PRIVATE], "标签")
    told_in = []
    for number, like in enumerate((PRIVATE, KNOWN)):
        name = databases.copy()
        engine = engines.connect(databases.server(name))
        folder = tmp_path / str(number)
        closed.brought_in(engine, folder, OPEN, closed.curator(engine, "editor"))
        rows = closed.rows_of(like)
        file = a_table(folder, rows, "2023", PRIVATE, 'access = "private"\n')
        with importing.begun(
            engine, asked(dataset=PRIVATE), file.name, closed.curator(engine, "owner")
        ) as begun:
            begun.run(file)
        with serving(databases.server(name), cache=folder / "cache") as client:
            paths = [f"/v1/search?q={word}" for word in words] + ["/v1/search", "/v1/datasets"]
            texts = [client.get(path).text for path in paths]
            lines = [{"text": word} for word in words]
            texts.append(client.post("/v1/match", json={"lines": lines}).text)
        told_in.append([re.sub(r'"published_at":"[^"]*"', "", text) for text in texts])
        engine.dispose()
        databases.drop(name)

    assert told_in[0] == told_in[1]
    assert '"total":2' in told_in[0][0]


def test_a_grant_that_is_taken_ends_at_once(stage: Stage) -> None:
    admin = Ask(stage.client, stage.headers["admin"])
    reader = Ask(stage.client, stage.headers["reader"])
    wish = {"person": "reader", "dataset": PRIVATE}
    path = f"/v1/factors/{stage.private.factor}"

    assert reader.get(path)[0] == 404
    assert admin.post("/v1/grants", wish)[0] == 200
    assert reader.get(path)[0] == 200
    assert admin.post("/v1/grants", wish | {"given": False})[0] == 200
    assert reader.get(path)[0] == 404


def test_a_name_that_is_taken_in_private_is_refused_to_other_curators(
    stage: Stage, tmp_path: Path
) -> None:
    """The one thing that who may publish learns: that she may not under this name."""
    engine = stage.client.app.app.state.engine  # type: ignore[attr-defined]  # the app behind the fast path
    other = closed.curator(engine, "curator", Role.CURATOR)
    for access_ in ("open", "private"):
        more = f'access = "{access_}"\n'
        file = a_table(tmp_path / access_, closed.rows_of(PRIVATE), "2031", PRIVATE, more)
        with (
            importing.begun(engine, asked("2031", dataset=PRIVATE), file.name, other) as begun,
            pytest.raises((NotAllowed, Conflict), match="not a name that you may publish"),
        ):
            begun.run(file)


def test_the_manual_lists_every_attempt() -> None:
    for manual in ("access.md", "access.zh-CN.md"):
        page = (ROOT / "docs" / manual).read_text("utf-8")
        rows = [line for line in page.splitlines() if line.startswith("| ")]
        assert len(rows) == len(ATTEMPTS) + len(CURATING) + len(closed.CLASSES) + 3  # heads
    listed = (ROOT / "docs" / "access.md").read_text("utf-8")
    assert [name for name in (*ATTEMPTS, *CURATING) if f"| {name} |" not in listed] == []
