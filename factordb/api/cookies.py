"""Cookies of a login: only this very host gets them, only by TLS, and no page can read them.

A browser sends a cookie with whatever any page makes it ask, so what changes something is believed
only where the browser says that a page of this server asked.
"""

from starlette.requests import Request
from starlette.responses import Response

from factordb.errors import NotAllowed

SESSION, LOGIN = "__Host-factordb", "__Host-factordb-login"
_READING = ("GET", "HEAD", "OPTIONS")


def keep(answer: Response, name: str, value: str, seconds: int) -> None:
    """Let the browser keep a cookie for some time."""
    answer.set_cookie(
        name, value, max_age=seconds, path="/", secure=True, httponly=True, samesite="lax"
    )


def drop(answer: Response, name: str) -> None:
    """Let the browser forget a cookie."""
    answer.delete_cookie(name, path="/", secure=True, httponly=True, samesite="lax")


def require_own_page(request: Request, origin: str) -> None:
    """Do nothing where a page of this server asks, or nothing is changed.

    Raises:
        NotAllowed: another page asks by this browser, or it does not say which.
    """
    if request.method in _READING:
        return
    site = request.headers.get("sec-fetch-site")
    if site == "same-origin" or (site is None and request.headers.get("origin") == origin):
        return
    raise NotAllowed(
        "A session is believed from pages of this server only, and this request names none: send "
        "a token as Authorization: Bearer fdb_…, or ask from a page here."
    )
