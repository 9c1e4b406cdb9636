"""Refusals on their way to the event table: noted at once, written a second later, never a flood.

Who is known is noted each time, up to a measure no honest caller reaches; strangers have a small
measure of their own, an address and all together. What is beyond it is counted, and the count is an
event of its minute. So no flood fills the disk, and none goes unseen. Nothing here waits for the
database: a refusal takes no longer than it would unnoted, whatever its reason.

What is kept from somebody by a 404 is a refusal too, and nobody may tell it from what is not there:
so every 404 is noted alike, of persons one by one and of strangers as a count.
"""

import re
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from threading import Lock
from typing import Any

from sqlalchemy import Engine
from starlette.requests import Request
from starlette.types import Scope

from factordb.api.addresses import site
from factordb.api.problems import status_of
from factordb.errors import Conflict, DatabaseUnavailable, FactordbError, NotAllowed, NotFound
from factordb.store import engine as engines
from factordb.store import events
from factordb.store.events import Actor, Told

MINUTE = 60.0
OF_ONE_PERSON, OF_ONE_SITE, OF_STRANGERS = 120, 10, 60
"""Events of refusals a minute and worker; what is beyond them is only counted."""
ABSENT_TO_ONE_PERSON = 30
"""Likewise of what was not there, or not for her."""
_WAITING = 2_000
_LONGEST = 300
_TOKEN = re.compile(r"fdb_([a-z0-9]{12})_")
_OFTEN = "TooManyRequests"
REFUSED, ABSENT = "refused", "refused.absent"
"""Actions: the second where the answer was that of what is absent, which it need not be."""


class Refusals:
    """What one worker has refused, and not yet written."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._waiting: deque[Told] = deque(maxlen=_WAITING)
        self._began = clock()
        self._seen: Counter[object] = Counter()
        self._beyond: Counter[str] = Counter()

    def note(self, request: Request, error: FactordbError) -> None:
        """Note ``error``, where it refuses somebody something; else nothing."""
        if not _refuses(request, error):
            return
        caller = getattr(request.state, "caller", None)
        actor = caller.actor if caller else Actor("api", address=_address(request.scope))
        said = {"error": type(error).__name__, "status": status_of(type(error))}
        told = said | {"detail": _short(error.detail)} | _shown(request)
        told |= {"call": _call(request.scope)}
        self._take(actor, _subject(request), told, _action(error))

    def note_often(self, scope: Scope) -> None:
        """Note a request that came too often: once a minute and site, however many come."""
        actor = Actor("api", address=_address(scope))
        told = {"error": _OFTEN, "status": 429, "call": _call(scope)}
        self._take(actor, _short(scope["path"]), told, REFUSED)

    def flush(self, engine: Engine) -> None:
        """Write what waits; where no database answers it waits on."""
        with self._lock:
            self._turn()
            waiting, self._waiting = self._waiting, deque(maxlen=_WAITING)
        if not waiting:
            return
        try:
            with engines.transaction(engine) as db:
                events.add_all(db, waiting)
        except DatabaseUnavailable:
            with self._lock, suppress(IndexError):
                self._waiting.extendleft(reversed(waiting))

    def _take(self, actor: Actor, subject: str, told: dict[str, Any], action: str) -> None:
        with self._lock:
            self._turn()
            if not self._has_room(actor, told["error"], action):
                self._beyond[f"{told['status']} {told['error']}"] += 1
                return
            self._waiting.append(Told(datetime.now(UTC), actor, action, subject, told))

    def _has_room(self, actor: Actor, error: str, action: str) -> bool:
        if action == ABSENT:
            self._seen[action, actor.person_id] += 1
            return (
                actor.person_id is not None
                and self._seen[action, actor.person_id] <= ABSENT_TO_ONE_PERSON
            )
        if actor.person_id is not None:
            self._seen[actor.person_id] += 1
            return self._seen[actor.person_id] <= OF_ONE_PERSON
        where = site(actor.address or "-")
        most = OF_ONE_SITE
        if error == _OFTEN:
            where, most = f"often {where}", 1
        if self._seen[""] >= OF_STRANGERS or self._seen[where] >= most:
            return False
        self._seen[where] += 1
        self._seen[""] += 1
        return True

    def _turn(self) -> None:
        """Begin a new minute where the last is over; what was beyond its measure is one event."""
        if self._clock() - self._began < MINUTE:
            return
        self._began = self._clock()
        self._seen.clear()
        if self._beyond:
            told: dict[str, Any] = {"requests": dict(self._beyond), "seconds": int(MINUTE)}
            now = datetime.now(UTC)
            self._waiting.append(Told(now, Actor("api"), "refused.more", "api", told))
            self._beyond.clear()


def _refuses(request: Request, error: FactordbError) -> bool:
    """Say whether ``error`` keeps somebody from what she wanted to do, and not from an answer."""
    if isinstance(error, NotAllowed | NotFound):
        return True
    return isinstance(error, Conflict) and request.method not in ("GET", "HEAD")


def _action(error: FactordbError) -> str:
    return ABSENT if isinstance(error, NotFound) else REFUSED


def _subject(request: Request) -> str:
    """Return what was asked about, as changes name it: a release, a digest, else the path."""
    asked = request.path_params
    if "dataset" in asked:
        release = f"@{asked['release']}" if "release" in asked else ""
        return _short(f"{asked['dataset']}{release}")
    return _short(str(asked.get("digest") or request.url.path))


def _call(scope: Scope) -> str:
    route = scope.get("route")
    return f"{scope['method']} {_short(getattr(route, 'path', None) or scope['path'])}"


def _shown(request: Request) -> dict[str, str]:
    """Return the id of the token that was shown, which need not be good; never its secret."""
    found = _TOKEN.search(request.headers.get("authorization", ""))
    return {"token": found[1]} if found else {}


def _address(scope: Scope) -> str | None:
    client = scope.get("client")
    return str(client[0]) if client else None


def _short(said: str) -> str:
    """Return a text as the database can hold it: no zeros, no half characters, not long."""
    plain = said[:_LONGEST].replace("\0", "\\0")
    return plain.encode("utf-8", "backslashreplace").decode()
