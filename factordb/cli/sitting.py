"""Who sits at the host's shell: a person by her account, whatever the environment says."""

import getpass
import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlmodel import Session

    from factordb.catalogue.access import Caller


def here(db: "Session") -> "Caller":
    """Return who runs this command; she is a known person from now on.

    The account is the process's own: ``LOGNAME`` and the like would let anybody be two persons.
    """
    from factordb.catalogue import access

    return access.sitting(db, account(), socket.gethostname())


def visiting() -> "Caller":
    """Return who runs a command that only looks: nothing is written, so a standby will do."""
    from factordb.catalogue import access

    return access.shell(account())


def account() -> str:
    """Return the name of the account that this process runs as."""
    try:
        import pwd  # not on Windows
    except ImportError:
        return getpass.getuser()
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid {number}"
