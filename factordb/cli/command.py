"""The command, its verbs by what they are about, and how errors end it."""

import gc
import sys

import typer

from factordb.cli import asking, curating, log, looking, operating, token
from factordb.errors import Conflict, FactordbError, Unavailable, UnreadableFile

ASKED_WRONGLY, CHECK_FAILED, SURROUNDINGS_FAILED = 2, 1, 3

_ALLOCATIONS = 50_000
"""Between two looks for garbage; modules leave little, and a tenth of a start went into looking."""

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Emission factors, kept the way a package registry keeps packages.",
)
for verbs in (operating, curating, looking, asking, log, token):
    verbs.add_to(app)


def main() -> None:
    """Run the command; an error of ours is one sentence, and its kind the exit code."""
    gc.set_threshold(_ALLOCATIONS, 10, 10)
    try:
        app()
    except FactordbError as error:
        sys.stderr.write(f"factordb: {error.detail}\n")
        sys.exit(exit_code(error))
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        sys.exit(0)


def exit_code(error: FactordbError) -> int:
    """Return 1 where a check failed, 2 where it was asked wrongly, 3 where surroundings failed."""
    if isinstance(error, Unavailable):
        return SURROUNDINGS_FAILED
    return CHECK_FAILED if isinstance(error, Conflict | UnreadableFile) else ASKED_WRONGLY
