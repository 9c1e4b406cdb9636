"""`make soak`: the long fault tests, for so many seconds each; exits 1 where anything was lost.

Publishing goes on until 200 processes were killed; a second number says how many.
"""

import random
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from tests.soak import publishing, writing

SECONDS, KILLS = 40.0, 200

Result = TypeVar("Result")


def main(seconds: float = SECONDS, kills: float = KILLS) -> int:
    """Run both, print a line each, and what went wrong."""
    seed = random.randrange(1 << 32)  # noqa: S311  # no secret
    print(f"seed {seed}, {seconds:g} s each", flush=True)
    written = _in_a_home(lambda home: writing.run(home, seconds, seed=seed))
    print(written.told(), flush=True)
    published = _in_a_home(lambda home: publishing.run(home, seconds, seed=seed, kills=int(kills)))
    print(published.told(), flush=True)
    wrong = [*written.wrong(), *published.wrong()]
    print("\n".join(wrong) or "Nothing was lost.")
    return 1 if wrong else 0


def _in_a_home(run: Callable[[Path], Result]) -> Result:
    home = Path(tempfile.mkdtemp(prefix="soak")).resolve()
    home.chmod(0o755)
    try:
        return run(home)
    finally:
        shutil.rmtree(home)


if __name__ == "__main__":
    sys.exit(main(*map(float, sys.argv[1:])))
