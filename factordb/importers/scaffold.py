"""A new importer to begin from: a package of its own, with its words, a test and a sample.

factordb finds importers by entry point, so the package may live anywhere.
"""

import keyword
import re
from pathlib import Path

from factordb.errors import Invalid
from factordb.importers import registry

_TEMPLATE = Path(__file__).with_name("template")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_LONGEST = 40


def write(name: str, folder: Path) -> list[Path]:
    """Write the package of an importer called ``name`` into ``folder``, and return its files.

    Raises:
        Invalid: the name is no layout's, is taken, or there is a folder of that name already.
    """
    module = name.replace("-", "_")
    if not _NAME.fullmatch(name) or len(name) > _LONGEST or keyword.iskeyword(module):
        raise Invalid(
            f"{name[:60]!r} cannot be the name of a layout: write lower-case words joined by "
            "hyphens, such as my-publisher."
        )
    if name in registry.layouts():
        raise Invalid(f"{name!r} is a layout already: choose another name.")
    root = folder / name
    if root.exists():
        raise Invalid(f"{root} is there already: remove it, or choose another name.")
    files = {
        Path("pyproject.toml"): "pyproject",
        Path(module, "__init__.py"): "init",
        Path(module, "importer.py"): "importer",
        Path(module, "words.json"): "words",
        Path("tests", f"test_{module}.py"): "test",
    }
    return [_written(root / path, template, name) for path, template in files.items()]


def _written(file: Path, template: str, name: str) -> Path:
    text = (_TEMPLATE / f"{template}.txt").read_text("utf-8")
    parts = name.split("-")
    for mark, word in {
        "@NAME@": name,
        "@MODULE@": name.replace("-", "_"),
        "@CLASS@": "".join(part.capitalize() for part in parts),
        "@TITLE@": " ".join(part.capitalize() for part in parts),
    }.items():
        text = text.replace(mark, word)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file
