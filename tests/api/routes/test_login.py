"""Logging in at a real provider, as a browser does it; and everything that is none of it."""

from collections.abc import Iterator
from http.cookies import SimpleCookie
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from factordb.api.app import create_app
from factordb.api.cookies import LOGIN, SESSION
from factordb.catalogue import access, sessions
from factordb.catalogue.sessions import Who
from factordb.errors import Invalid
from factordb.model.role import Role
from factordb.settings import Settings
from factordb.store import engine as engines
from factordb.store import events
from factordb.store.events import Wanted
from tests.provider import log_in_at, providing
from tests.served import app_of, serving

URL = "https://factors.example"
HOST = access.shell("operator")


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with providing() as issuer:
        yield issuer


@pytest.fixture
def browser(address: str, issuer: str) -> Iterator[TestClient]:
    """Return a browser at a server whose persons log in at the provider; it follows nothing."""
    more = {
        "oidc_issuer": issuer, "oidc_client_id": "factordb", "oidc_client_secret": "a secret",
        "public_url": URL,
    }  # fmt: skip
    with serving(address, **more) as client:
        client.base_url = URL
        client.follow_redirects = False
        yield client


def invite(engine: Engine, issuer: str, subject: str, role: Role = Role.ADMIN) -> None:
    with engines.transaction(engine) as db:
        sessions.invite(db, HOST, Who(issuer, subject), f"Person {subject}", role)


def back(browser: TestClient, subject: str, then: str = "/docs") -> str:
    """Go to the provider, log in there, and return the path that it sends the browser back to."""
    going = browser.get("/login", params={"next": then})
    assert going.status_code == 303
    where = log_in_at(going.headers["location"], subject)
    assert where.startswith(f"{URL}/login/callback?")
    return where.removeprefix(URL)


def test_who_was_invited_logs_in_and_out(browser: TestClient, engine: Engine, issuer: str) -> None:
    invite(engine, issuer, "li")
    nobody = browser.get("/v1/me").json()
    done = browser.get(back(browser, "li", "/docs?x=1"))
    me, trail = browser.get("/v1/me").json(), browser.get("/v1/events").status_code
    out = browser.post("/logout", headers={"Sec-Fetch-Site": "same-origin"})
    after = browser.get("/v1/events").status_code

    assert nobody == {"name": None, "role": None}
    assert (done.status_code, done.headers["location"]) == (303, "/docs?x=1")
    assert me == {"name": "Person li", "role": "admin"}
    assert trail == 200
    assert (out.status_code, after) == (204, 401)


def test_the_provider_is_asked_with_pkce_state_and_nonce(browser: TestClient, issuer: str) -> None:
    going = browser.get("/login").headers["location"]
    asked = {name: value for name, (value,) in parse_qs(urlsplit(going).query).items()}

    assert going.startswith(issuer)
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["code_challenge"]) == 43
    assert asked["redirect_uri"] == f"{URL}/login/callback"
    assert len(asked["state"]) >= 32
    assert len(asked["nonce"]) >= 32
    assert asked["scope"] == "openid"


def test_a_session_is_a_cookie_that_only_this_host_gets_and_no_page_reads(
    browser: TestClient, engine: Engine, issuer: str
) -> None:
    invite(engine, issuer, "li")
    done = browser.get(back(browser, "li"))
    set_ = SimpleCookie(next(c for c in done.headers.get_list("set-cookie") if SESSION in c))
    cookie = set_[SESSION]

    assert SESSION.startswith("__Host-")
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert cookie["secure"] and cookie["httponly"]  # noqa: PT018  # one idea
    assert cookie["samesite"] == "lax"
    assert int(cookie["max-age"]) == 12 * 3_600
    with Session(engine) as db:
        kept = db.connection().exec_driver_sql("SELECT s::text FROM session s").scalars().all()
    assert all(cookie.value not in row for row in kept)


def test_who_was_not_invited_is_nobody_here_and_is_on_the_trail(
    browser: TestClient, engine: Engine
) -> None:
    answer = browser.get(back(browser, "stranger"))
    app_of(browser).app.state.refusals.flush(engine)  # type: ignore[attr-defined]  # FastAPI's

    assert answer.status_code == 403
    assert "identity invite" in answer.json()["detail"]
    assert SESSION not in browser.cookies
    with Session(engine) as db:
        ((event, _),) = events.before(db, 2**60, 9, Wanted("refused"))
    assert "'stranger'" in event.detail["detail"]


def test_an_answer_counts_once(browser: TestClient, engine: Engine, issuer: str) -> None:
    invite(engine, issuer, "li")
    going = browser.get("/login")
    kept = browser.cookies[LOGIN]
    path = log_in_at(going.headers["location"], "li").removeprefix(URL)
    first = browser.get(path)
    browser.cookies.delete(SESSION)
    again = browser.get(path)  # the browser forgot its login
    browser.cookies.set(LOGIN, kept, domain="factors.example")
    stolen = browser.get(path)  # somebody kept it

    assert [a.status_code for a in (first, again, stolen)] == [303, 401, 401]
    assert "used already" in stolen.json()["detail"]


def test_an_answer_to_another_login_is_refused(
    browser: TestClient, engine: Engine, issuer: str
) -> None:
    invite(engine, issuer, "mallory")
    of_another = back(browser, "mallory")
    browser.get("/login")  # this browser's own
    answer = browser.get(of_another)

    assert answer.status_code == 401
    assert "another login" in answer.json()["detail"]
    assert SESSION not in browser.cookies


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("code=x&state=y", "another login"),
        ("state=y", "another login"),
        ("", "another login"),
    ],
)
def test_an_answer_without_the_right_state_is_refused(
    browser: TestClient, query: str, said: str
) -> None:
    browser.get("/login")
    answer = browser.get(f"/login/callback?{query}")

    assert answer.status_code == 401
    assert said in answer.json()["detail"]


def test_who_changes_her_mind_is_told_so(browser: TestClient) -> None:
    going = browser.get("/login").headers["location"]
    state = parse_qs(urlsplit(going).query)["state"][0]
    answer = browser.get(f"/login/callback?error=access_denied&state={state}")

    assert answer.status_code == 401
    assert "access_denied" in answer.json()["detail"]


def test_a_cookie_that_was_made_up_begins_nothing(browser: TestClient) -> None:
    for made in ("x", "e30.x", "", "e30=.AAAA"):
        browser.cookies.set(LOGIN, made, domain="factors.example")
        assert browser.get("/login/callback?code=x&state=y").status_code == 401


@pytest.mark.parametrize(
    "then",
    [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "docs",
        "",
        "/a\r\nSet-Cookie: x=y",
        "/\t/evil.example",
    ],
)
def test_a_login_leads_nowhere_else(browser: TestClient, then: str) -> None:
    answer = browser.get("/login", params={"next": then})

    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers


def test_a_session_that_was_planted_is_not_the_one_that_begins(
    browser: TestClient, engine: Engine, issuer: str
) -> None:
    invite(engine, issuer, "mallory")
    invite(engine, issuer, "li")
    browser.get(back(browser, "mallory"))
    planted = browser.cookies[SESSION]
    browser.get(back(browser, "li"))

    assert browser.cookies[SESSION] != planted
    assert browser.get("/v1/me").json()["name"] == "Person li"
    browser.cookies.set(SESSION, planted, domain="factors.example")
    assert browser.get("/v1/me").json()["name"] is None


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": URL}, 403),
        ({"Sec-Fetch-Site": "none", "Origin": URL}, 403),
        ({"Sec-Fetch-Site": "same-origin"}, 404),
        ({"Origin": URL}, 404),
    ],
)
def test_a_session_writes_only_from_pages_of_this_server(
    browser: TestClient, engine: Engine, issuer: str, headers: dict[str, str], status: int
) -> None:
    invite(engine, issuer, "li")
    browser.get(back(browser, "li"))
    path = "/v1/datasets/grid-office/releases/2023/publish"

    assert browser.post(path, headers=headers).status_code == status


def test_a_session_ends_when_an_admin_says_so(
    browser: TestClient, engine: Engine, issuer: str
) -> None:
    invite(engine, issuer, "li")
    browser.get(back(browser, "li"))
    with engines.transaction(engine) as db:
        assert sessions.end_all(db, HOST, "Person li") == 1

    assert browser.get("/v1/me").json()["name"] is None


def test_a_role_that_is_taken_is_taken_from_her_sessions(
    browser: TestClient, engine: Engine, issuer: str
) -> None:
    invite(engine, issuer, "li")
    browser.get(back(browser, "li"))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE person SET role = 'reader'")

    assert browser.get("/v1/me").json()["role"] == "reader"
    assert browser.get("/v1/events").status_code == 403


def test_where_no_provider_is_named_nobody_logs_in(empty: TestClient) -> None:
    assert empty.get("/login").status_code == 404
    empty.cookies.set(SESSION, "x" * 43)
    assert empty.post("/v1/datasets/a/releases/b/publish").status_code == 401


def test_half_a_provider_is_refused_when_the_server_starts() -> None:
    with pytest.raises(Invalid, match="FACTORDB_OIDC_CLIENT_ID"):
        create_app(Settings(oidc_issuer="https://id.example"))
    with pytest.raises(Invalid, match="https only"):
        create_app(
            Settings(
                oidc_issuer="http://id.example",
                oidc_client_id="x",
                oidc_client_secret="x",  # noqa: S106  # none of anybody's
                public_url=URL,
            )
        )
