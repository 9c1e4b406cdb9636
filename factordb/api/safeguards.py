"""Headers of every answer that keep browsers from doing what no answer here is meant for."""

from collections.abc import Mapping
from typing import Any

_NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""Of documents that are read and not run; a page of ours names its own policy."""

HEADERS: tuple[tuple[bytes, bytes], ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"content-security-policy", _NOTHING.encode()),
    # Not `no-referrer`: browsers would then hide where a form of ours was sent from.
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)
HSTS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
"""Only where the request came by TLS: elsewhere it means nothing, and locks out who has none."""


def guarded(headers: Any, *, secure: bool) -> list[tuple[bytes, bytes]]:  # a list of pairs
    """Return the headers of an answer with what is missing to guard it."""
    there = {name for name, _ in headers}
    more = (*HEADERS, HSTS) if secure else HEADERS
    return [*headers, *(pair for pair in more if pair[0] not in there)]


def page(**sources: str) -> Mapping[str, str]:
    """Return the policy of a page, which may use what it names: ``script_src="'self'"``."""
    named = "; ".join(f"{name.replace('_', '-')} {where}" for name, where in sources.items())
    return {"Content-Security-Policy": f"{_NOTHING.replace(' form', f' {named}; form')}"}
