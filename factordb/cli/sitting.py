"""Who sits at the host's shell: a person by her account, whatever the environment says."""

import getpass
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlmodel import Session

    from factordb.catalogue.access import Caller


def here(db: "Session") -> "Caller":
    """Return who runs this command; she is a known person from now on.

    The account is the process's own: ``LOGNAME`` and the like would let anybody be two persons.
    Of root it is the account that logged in, where the kernel knows it: two who work by ``sudo``
    are two persons, and who works with it and without is one.
    """
    from factordb.catalogue import access

    return access.sitting(db, account(), socket.gethostname())


def visiting() -> "Caller":
    """Return who runs a command that only looks: nothing is written, so a standby will do."""
    from factordb.catalogue import access

    return access.shell(account())


_LOGGED_IN = Path("/proc/self/loginuid")
"""Whose session this is, as the kernel keeps it through ``sudo`` and ``su``; only on Linux."""
_ROOT, _NOBODY = 0, 2**32 - 1


def account() -> str:
    """Return the name of the account that sits here, or its number where it has none."""
    try:
        import pwd  # not on Windows
    except ImportError:
        return getpass.getuser()
    number = os.getuid()
    if number == _ROOT:
        number = _logged_in()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid {number}"


def _logged_in() -> int:
    """Return the account that logged in; root where nobody did, as in a container or a service."""
    try:
        number = int(_LOGGED_IN.read_text("ascii"))
    except (OSError, ValueError):
        return _ROOT
    return _ROOT if number == _NOBODY else number
