"""OpenID Connect: asking a provider who somebody is, and believing only what it signed for us.

The code flow with PKCE. What is sent along (state, nonce, verifier) waits in a signed cookie of the
browser that began; the answer must come back to that browser, once, and soon.
"""

import base64
import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import orjson

from factordb.catalogue.sessions import Who
from factordb.errors import Invalid, NotAuthenticated, ProviderUnavailable

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA")
"""By key pairs only: with a shared secret, or none, anybody could sign."""
SOON = 600.0
"""Seconds that a login may take."""
_FRESH = 3_600.0
_LEEWAY = 60
_AGAIN = 30.0
_TIMEOUT = 10.0


class Client(NamedTuple):
    """What factordb is to the provider."""

    issuer: str
    id: str
    secret: str
    callback: str
    """``https://factors.example.org/login/callback``"""


class Going(NamedTuple):
    """A login that was begun."""

    url: str
    """Where the browser goes."""
    cookie: str
    """What it keeps meanwhile."""


class Provider:
    """A provider of identities, asked when somebody logs in."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self._seal = hmac.digest(client.secret.encode(), b"factordb login", "sha256")
        self._lock = threading.Lock()
        self._said: tuple[float, dict[str, Any], Any] | None = None

    def begin(self, then: str) -> Going:
        """Return where a browser goes to log in, and on to ``then``.

        Raises:
            ProviderUnavailable: the provider does not answer.
            Invalid: ``then`` leads elsewhere.
        """
        require_local(then)
        kept = {
            "state": secrets.token_urlsafe(24),
            "nonce": secrets.token_urlsafe(24),
            "verifier": secrets.token_urlsafe(48),
            "then": then,
            "at": time.time(),
        }
        with self._oauth() as oauth:
            url, _ = oauth.create_authorization_url(
                self._metadata()["authorization_endpoint"],
                state=kept["state"],
                code_verifier=kept["verifier"],
                nonce=kept["nonce"],
            )
        return Going(str(url), self._sealed(kept))

    def finish(self, cookie: str, answer: Mapping[str, str]) -> tuple[Who, str]:
        """Return who logged in, and where she wanted to go.

        Raises:
            NotAuthenticated: the answer is not the one that was asked for here, or not signed.
            ProviderUnavailable: the provider does not answer.
        """
        kept = self._unsealed(cookie)
        if not hmac.compare_digest(kept["state"].encode(), answer.get("state", "").encode()):
            raise _refused("the answer belongs to another login")
        if answer.get("iss", self.client.issuer) != self.client.issuer:
            raise _refused("another provider answered")
        if "code" not in answer:
            raise _refused(f"the provider said {answer.get('error', 'nothing')[:60]!r}")
        token = self._token(answer["code"], kept["verifier"])
        return self.vouched(token, kept["nonce"]), kept["then"]

    def vouched(self, token: str, nonce: str) -> Who:
        """Return whom an ID token names, where it is the provider's, for us, now, of this login.

        Raises:
            NotAuthenticated: it is not; the sentence says why.
        """
        from joserfc import jwt  # noqa: PLC0415  # only who logs in waits for it
        from joserfc.errors import JoseError  # noqa: PLC0415  # likewise

        rules = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY,
            iss={"essential": True, "value": self.client.issuer},
            aud={"essential": True, "value": self.client.id},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            try:
                claims = jwt.decode(token, self._keys(), algorithms=ALGORITHMS).claims
            except (JoseError, ValueError):  # maybe signed with a key that is new
                claims = jwt.decode(token, self._keys(anew=True), algorithms=ALGORITHMS).claims
            rules.validate(claims)
        except (JoseError, ValueError) as error:
            raise _refused(f"its token does not hold ({error})") from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", None if several else self.client.id) != self.client.id:
            raise _refused("its token is for somebody else")
        return Who(self.client.issuer, str(claims["sub"]))

    def _token(self, code: str, verifier: str) -> str:
        from authlib.common.errors import AuthlibBaseError  # noqa: PLC0415  # as above

        endpoint = self._metadata()["token_endpoint"]
        try:
            with self._oauth() as oauth:
                said = oauth.fetch_token(endpoint, code=code, code_verifier=verifier)
            return str(said["id_token"])
        except (AuthlibBaseError, KeyError, ValueError) as error:
            raise _refused("it gives nothing for this code, which may be used already") from error
        except _unreachable() as error:
            raise self._silent(error) from error

    def _oauth(self) -> Any:  # authlib has no types
        from authlib.integrations.httpx_client import OAuth2Client  # noqa: PLC0415  # as above

        return OAuth2Client(
            self.client.id,
            self.client.secret,
            redirect_uri=self.client.callback,
            scope="openid",
            code_challenge_method="S256",
            timeout=_TIMEOUT,
        )

    def _metadata(self) -> dict[str, Any]:
        return self._asked()[0]

    def _keys(self, *, anew: bool = False) -> Any:  # a set of keys
        return self._asked(oldest=_AGAIN if anew else _FRESH)[1]

    def _asked(self, oldest: float = _FRESH) -> tuple[dict[str, Any], Any]:
        """Return what the provider says of itself, and its keys, asked not too often."""
        import httpx2  # noqa: PLC0415  # as above
        from joserfc.jwk import KeySet  # noqa: PLC0415  # as above

        with self._lock:
            if self._said is not None and time.monotonic() - self._said[0] < oldest:
                return self._said[1:]
            try:
                with httpx2.Client(timeout=_TIMEOUT) as asking:
                    where = f"{self.client.issuer.rstrip('/')}/.well-known/openid-configuration"
                    said = asking.get(where).raise_for_status().json()
                    if said.get("issuer") != self.client.issuer:
                        raise ProviderUnavailable(
                            f"The provider calls itself {str(said.get('issuer'))[:100]!r}: set "
                            "FACTORDB_OIDC_ISSUER to that, letter by letter, if it is meant."
                        )
                    keys = KeySet.import_key_set(
                        asking.get(said["jwks_uri"]).raise_for_status().json()
                    )
            except (httpx2.HTTPError, ValueError, KeyError) as error:
                raise self._silent(error) from error
            self._said = (time.monotonic(), said, keys)
            return said, keys

    def _silent(self, error: Exception) -> ProviderUnavailable:
        return ProviderUnavailable(
            f"{self.client.issuer} does not answer as a provider does ({str(error)[:100]}): try "
            "again, or use a token."
        )

    def _sealed(self, kept: Mapping[str, Any]) -> str:
        body = base64.urlsafe_b64encode(orjson.dumps(kept)).decode()
        return f"{body}.{self._sign(body)}"

    def _unsealed(self, cookie: str) -> dict[str, Any]:
        body, _, seal = cookie.partition(".")
        if not hmac.compare_digest(self._sign(body).encode(), seal.encode()):
            raise _refused("this browser began no login")
        kept: dict[str, Any] = orjson.loads(base64.urlsafe_b64decode(body))
        if time.time() - kept["at"] > SOON:
            raise _refused(f"it took longer than {SOON:.0f} s")
        return kept

    def _sign(self, body: str) -> str:
        seal = hmac.digest(self._seal, body.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(seal).decode()


def require_local(then: str) -> None:
    """Do nothing where ``then`` is a path of this server.

    Raises:
        Invalid: browsers could take it for another server's.
    """
    parts = urlsplit(then)
    if (
        not then.startswith("/")
        or then.startswith("//")
        or "\\" in then
        or parts.netloc
        or not then.isascii()
        or not then.isprintable()
    ):
        raise Invalid(f"next={then[:60]!r} is no path of this server: write /docs, say.")


def _unreachable() -> type[Exception]:
    import httpx2  # noqa: PLC0415  # as above

    return httpx2.HTTPError


def _refused(why: str) -> NotAuthenticated:
    return NotAuthenticated(f"The login is refused: {why}. Begin again at /login.")
