"""A later factordb: a copy of this one in a test's own folder, with later numbered tables.

Nothing is replaced in the process that tests: the later one runs by itself, on the same database.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from factordb.numbered import Family

PACKAGE = Path(__file__).parents[1] / "factordb"
Change = Callable[[Any], None]


class Installation:
    """One version of factordb, by the folder that its package lies in."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def copied(cls, folder: Path) -> "Installation":
        """Return a copy of this version in ``folder``."""
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PACKAGE, folder / "factordb", ignore=ignored)
        return cls(folder)

    def adds(self, family: Family, change: Change) -> str:
        """Add the next number of a table, ``change`` made to the newest, and return its name."""
        there = Family(family.name, self.folder / "factordb" / family.folder.relative_to(PACKAGE))
        number = int(family.newest().rpartition("-")[2]) + 1
        content, name = there.content(family.newest()), f"{family.name}-{number}"
        content["version"] = str(number)
        change(content)
        there.file(name).write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        return name

    def runs(self, script: Path, *arguments: str) -> Any:
        """Return what a script prints, as JSON, run with this version."""
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, self._path()))}
        done = subprocess.run(  # our own script
            [sys.executable, str(script), *arguments],
            env=environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def _path(self) -> list[Path]:
        return [self.folder, PACKAGE.parent]
