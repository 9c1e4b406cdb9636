"""The command, its verbs by what they are about, and how errors end it."""

import errno
import gc
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import typer

from factordb.cli import (
    asking,
    curating,
    events,
    grant,
    holding,
    identity,
    inspecting,
    left_out,
    locking,
    log,
    looking,
    matching,
    operating,
    own_keys,
    quality,
    reviewing,
    safekeeping,
    signing,
    telling,
    token,
    trail,
    warning,
)
from factordb.errors import Conflict, FactordbError, Unavailable, UnreadableFile

CHECK_FAILED, ASKED_WRONGLY, SURROUNDINGS_FAILED, INTERRUPTED = 1, 2, 3, 130

_ALLOCATIONS = 50_000
"""Between two looks for garbage; modules leave little, and a tenth of a start went into looking."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    # Plain help: drawn frames cost half of the start, and errors are sentences.
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Emission factors, kept the way a package registry keeps packages.\n\n"
    "Exits with 0, 1 (a check failed, or nothing was found), 2 (asked wrongly) or 3 (database, "
    "disk or network failed).",
)
_VERBS = (
    *(asking, matching, looking, quality, curating, left_out),
    *(holding, reviewing, own_keys, trail, warning, inspecting, locking, log, signing),
    *(safekeeping, operating, token, grant, events, identity),
)
for verbs in _VERBS:
    verbs.add_to(app)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; an error of ours is one sentence, and its kind the exit code."""
    gc.set_threshold(_ALLOCATIONS, 10, 10)
    try:
        status = app(arguments, prog_name="factordb", standalone_mode=False)
        sys.stdout.flush()
    except FactordbError as error:
        _end(error.detail, exit_code(error))
    except typer.exceptions.TyperException as error:
        _misused(error)
    except (KeyboardInterrupt, typer.Abort):
        _stopped()
    except telling.ReaderLeft:
        _leave()
    except UnicodeEncodeError as error:
        _end(f"{error.object[:60]!r} is no text in UTF-8.", ASKED_WRONGLY)
    except OSError as error:
        _end(_system_says(error), SURROUNDINGS_FAILED)
    else:
        _leave_with(status)


_REMEDIES = {
    errno.ENOSPC: "free some space there, or name another folder",
    errno.EDQUOT: "free some of your quota, or name another folder",
    errno.EFBIG: "a file may not grow so large here (`ulimit -f`)",
    errno.EACCES: "take an account that may, or name another folder",
    errno.EROFS: "name a folder that can be written",
}


def _system_says(error: OSError) -> str:
    """Return what the system refused, where, and what to do about it where that is known."""
    said = error.strerror or str(error)
    where = f"{error.filename}: " if error.filename else ""
    remedy = _REMEDIES.get(error.errno or 0)
    return f"{where}{said}{f': {remedy}' if remedy else ''}."


def exit_code(error: FactordbError) -> int:
    """Return 1 where a check failed, 2 where it was asked wrongly, 3 where surroundings failed."""
    if isinstance(error, Unavailable):
        return SURROUNDINGS_FAILED
    return CHECK_FAILED if isinstance(error, Conflict | UnreadableFile) else ASKED_WRONGLY


def _misused(error: typer.exceptions.TyperException) -> NoReturn:
    """Say what the command line lacks, or where it has no verb at all, which there are."""
    said = error.format_message()
    if said.startswith("Usage:"):
        sys.stderr.write(f"{said}\n")
        sys.exit(ASKED_WRONGLY)
    context = getattr(error, "ctx", None)
    where = context.command_path if context else "factordb"
    _end(f"{said.rstrip('.')}. See: {where} --help", ASKED_WRONGLY)


def _leave_with(status: object) -> NoReturn:
    if status == INTERRUPTED:  # typer takes Ctrl-C for an end like others
        _stopped()
    sys.exit(status if isinstance(status, int) else 0)


def _stopped() -> NoReturn:
    _end("stopped; what was not finished is undone.", INTERRUPTED)


def _leave() -> NoReturn:
    """Who read has enough; what Python still holds for the pipe goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)


def _end(said: str, status: int) -> NoReturn:
    shown = " ".join(said.split()).encode("utf-8", "backslashreplace").decode()
    sys.stderr.write(f"factordb: {shown}\n")
    sys.exit(status)
