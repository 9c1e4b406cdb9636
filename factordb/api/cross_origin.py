"""Pages of other origins: none may ask, but those that the operator names."""

from collections.abc import Callable, Sequence
from functools import partial

from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp

_READ = ("ETag", "Factordb-Edition", "Factordb-Notice", "Link", "Location", "Retry-After")


def crossing(origins: Sequence[str]) -> Callable[[ASGIApp], ASGIApp] | None:
    """Return what lets pages of ``origins`` ask, with a token and never with a cookie."""
    if not origins:
        return None
    return partial(
        CORSMiddleware,
        allow_origins=origins,
        allow_methods=("GET", "HEAD", "POST"),
        allow_headers=("Authorization", "Content-Type", "If-None-Match", "Last-Event-ID"),
        expose_headers=_READ,
    )
