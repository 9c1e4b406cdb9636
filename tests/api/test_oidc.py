"""What a token must say to be believed, with keys of the test's own: each lie is refused."""

import base64
import hmac
import time
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from factordb.api import oidc
from factordb.api.oidc import Client, Provider, require_local
from factordb.errors import Invalid, NotAuthenticated, ProviderUnavailable
from tests.provider import providing

ISSUER, NONCE = "https://id.example", "the nonce of this login"
KEY = RSAKey.generate_key(2048, {"kid": "1"})
OTHER = RSAKey.generate_key(2048, {"kid": "1"})


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Provider:
    """Return a provider whose keys are known already, so that nobody is asked."""
    made = Provider(Client(ISSUER, "factordb", "secret", "https://x.example/login/callback"))
    public = KeySet.import_key_set({"keys": [KEY.as_dict(private=False)]})
    monkeypatch.setattr(made, "_asked", lambda oldest=0: ({"issuer": ISSUER}, public))
    return made


def a_token(key: Any = KEY, header: dict[str, str] | None = None, **claims: Any) -> str:
    now = int(time.time())
    said = {"iss": ISSUER, "aud": "factordb", "sub": "li", "iat": now, "exp": now + 300}
    said |= {"nonce": NONCE} | claims
    said = {name: value for name, value in said.items() if value is not None}
    return jwt.encode(header or {"alg": "RS256", "kid": "1"}, said, key)


def test_a_token_of_the_provider_for_us_is_believed(provider: Provider) -> None:
    assert provider.vouched(a_token(), NONCE) == (ISSUER, "li")
    assert provider.vouched(a_token(aud=["factordb"]), NONCE).subject == "li"
    both = a_token(aud=["factordb", "other"], azp="factordb")
    assert provider.vouched(both, NONCE).subject == "li"


@pytest.mark.parametrize(
    "lie",
    [
        {"iss": "https://evil.example"},
        {"iss": ISSUER + "/"},
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": ["factordb", "another"]},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"sub": None},
        {"iss": None},
        {"aud": None},
        {"nbf": 9_999_999_999},
    ],
)
def test_a_token_that_says_anything_else_is_refused(
    provider: Provider, lie: dict[str, Any]
) -> None:
    with pytest.raises(NotAuthenticated, match="refused"):
        provider.vouched(a_token(**lie), NONCE)


def test_a_token_that_others_signed_is_refused(provider: Provider) -> None:
    with pytest.raises(NotAuthenticated):
        provider.vouched(a_token(OTHER), NONCE)


def test_a_token_that_nobody_signed_is_refused(provider: Provider) -> None:
    whole = a_token()
    head = "eyJhbGciOiJub25lIn0"  # {"alg":"none"}
    for token in (f"{head}.{whole.split('.')[1]}.", whole.rpartition(".")[0] + ".", "", "x.y.z"):
        with pytest.raises(NotAuthenticated):
            provider.vouched(token, NONCE)


def test_a_token_signed_with_what_everybody_knows_is_refused(provider: Provider) -> None:
    head = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"1"}').rstrip(b"=")
    said = head + b"." + a_token().split(".")[1].encode()
    seal = hmac.digest(KEY.as_pem(private=False), said, "sha256")
    token = (said + b"." + base64.urlsafe_b64encode(seal).rstrip(b"=")).decode()

    with pytest.raises(NotAuthenticated):
        provider.vouched(token, NONCE)


def test_no_shared_secret_signs() -> None:
    assert not [name for name in oidc.ALGORITHMS if name.startswith("HS") or name == "none"]


def test_a_login_that_took_too_long_is_over(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {"state": "s", "nonce": NONCE, "verifier": "v", "then": "/", "at": time.time() - 601}
    cookie = provider._sealed(kept)  # noqa: SLF001  # what a browser keeps

    with pytest.raises(NotAuthenticated, match="longer than 600 s"):
        provider.finish(cookie, {"state": "s", "code": "c"})


def test_another_providers_answer_is_refused(provider: Provider) -> None:
    kept = {"state": "s", "nonce": NONCE, "verifier": "v", "then": "/", "at": time.time()}
    cookie = provider._sealed(kept)  # noqa: SLF001  # what a browser keeps

    with pytest.raises(NotAuthenticated, match="another provider"):
        provider.finish(cookie, {"state": "s", "code": "c", "iss": "https://evil.example"})


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with providing() as issuer:
        yield issuer


def of(issuer: str) -> Provider:
    return Provider(Client(issuer, "factordb", "secret", "https://x.example/login/callback"))


def test_a_provider_that_calls_itself_otherwise_is_refused(issuer: str) -> None:
    with pytest.raises(ProviderUnavailable, match="letter by letter"):
        of(issuer + "/").begin("/")


def test_a_provider_that_does_not_answer_is_unavailable() -> None:
    with pytest.raises(ProviderUnavailable, match="use a token"):
        of("http://127.0.0.1:1").begin("/")


def test_a_provider_is_not_asked_of_itself_for_every_login(
    issuer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider = of(issuer)
    provider.begin("/")

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("once is enough")

    monkeypatch.setattr(httpx2.Client, "get", asked)
    assert provider.begin("/").url.startswith(issuer)


def test_two_logins_share_nothing_that_could_be_guessed(issuer: str) -> None:
    first, second = of(issuer).begin("/"), of(issuer).begin("/")

    assert first.cookie != second.cookie
    assert first.url != second.url


@pytest.mark.parametrize("then", ["/", "/docs", "/docs?x=1#calls", "/v1/search?q=%E4%B8%8A"])
def test_a_path_of_this_server_is_one(then: str) -> None:
    require_local(then)


@pytest.mark.parametrize("then", ["//x", "/\\x", "https://x", "/\x00", "/上"])
def test_what_could_lead_elsewhere_is_none(then: str) -> None:
    with pytest.raises(Invalid, match="no path of this server"):
        require_local(then)
