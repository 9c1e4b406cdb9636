"""Runs what the READMEs show and writes the answers down: ``python scripts/make_tour.py``.

The commands are taken from ``console`` blocks and run in order, beside a server with nothing but
the seeds, in an empty folder of its own.
"""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench import servers

ROOT = Path(__file__).parents[1]
READMES = (ROOT / "README.md", ROOT / "README.zh-CN.md")
PORT = "127.0.0.1:8000"
_BLOCK = re.compile(r"^```console\n\$ (?P<command>.*)\n(?P<answer>(?:.*\n)*?)```$", re.MULTILINE)
_SECONDS = re.compile(r"\d+\.\d\d s\b")


def main() -> None:
    """Write every answer anew."""
    told = dict(answers(READMES[0]))
    for readme in READMES:
        text = readme.read_text("utf-8")
        fresh = _BLOCK.sub(
            lambda found: f"```console\n$ {found['command']}\n{told[found['command']]}```", text
        )
        readme.write_text(fresh, "utf-8")


def shown(readme: Path) -> list[tuple[str, str]]:
    """Return the commands of ``readme`` with the answers it shows, in order."""
    blocks = _BLOCK.finditer(readme.read_text("utf-8"))
    return [(found["command"], found["answer"]) for found in blocks]


def answers(readme: Path) -> Iterator[tuple[str, str]]:
    """Yield the commands of ``readme`` with what they answer now."""
    with servers.home() as home, servers.ours(home) as port:
        environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("FACTORDB_")},
            "FACTORDB_HOME": str(home),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        for command, _ in shown(readme):
            found = subprocess.run(  # noqa: S603  # commands of our own README
                ["sh", "-c", command.replace(PORT, f"127.0.0.1:{port}")],  # noqa: S607  # a shell
                env=environment,
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=False,
            )
            yield command, found.stdout + found.stderr


def without_times(answer: str) -> str:
    """Return ``answer`` with the seconds that something took taken out."""
    return _SECONDS.sub("… s", answer)


if __name__ == "__main__":
    main()
