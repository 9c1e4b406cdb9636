"""A process that is killed right before a step that cannot be undone: a commit, a rename."""

import os
import signal
import sys
from collections.abc import Callable

from sqlalchemy import Engine, event


def survived(action: Callable[[], object], step: int) -> bool:
    """Run ``action`` in a process that kills itself before its ``step``-th; say if it lived on."""
    child = os.fork()
    if child == 0:
        _counted(step)
        status = 1
        try:
            action()
            status = 0
        finally:
            os._exit(status)
    _, ended = os.waitpid(child, 0)
    assert ended in (0, signal.SIGKILL), f"the process ended with {ended}"
    return ended == 0


def _counted(step: int) -> None:
    left = [step]

    def come(*_: object) -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(lambda name, _: come() if name == "os.rename" else None)
    event.listen(Engine, "commit", come)
