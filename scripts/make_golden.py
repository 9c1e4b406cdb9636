"""Writes down what every seed is made of, so that nothing of it can change unnoticed.

``python scripts/make_golden.py`` adds a line to ``tests/golden/seeds.txt`` for each seed that has
none. A line that stands there is never changed, unless ``--remake`` is given: until 1.0 a change of
schema may remake them all at once, and the changelog says so.
"""

import argparse
import hashlib
import sys
from pathlib import Path
from typing import NamedTuple

from factordb import shipped
from factordb.catalogue.seeding import files_of, references
from factordb.importers.protocol import Intake
from factordb.importers.table import Table
from factordb.model.canonical import raw
from factordb.model.factor import Factor
from factordb.model.leaf import contents
from factordb.model.manifest import Manifest
from factordb.model.property import Property

GOLDEN = Path(__file__).parents[1] / "tests" / "golden" / "seeds.txt"
HEAD = """\
# What every seed is made of, as scripts/make_golden.py wrote it down: release, number of documents,
# then SHA-256 of the manifest, of the sorted digests of its documents, of factors.csv and release.toml.
# A line never changes; what is corrected is a new release.
"""


class Line(NamedTuple):
    """One seed, as it is written down."""

    reference: str
    documents: int
    manifest: str
    contents: str
    table: str
    toml: str

    def text(self) -> str:
        """Return the line without its break."""
        return " ".join(map(str, self))


def taken(reference: str, folder: Path = shipped.SEEDS) -> Line:
    """Return the line of the seed as it lies in ``folder``."""
    files = files_of(folder, reference)
    table = hashlib.sha256(files.file.read_bytes()).hexdigest()
    dataset = reference.partition("@")[0]
    manifest, digests = "", []
    for item in Table().read(Intake(files.file, f"sha256:{table}", dataset, files.mapping)):
        if isinstance(item, Manifest):
            manifest = item.digest()
        elif isinstance(item, Factor | Property):
            digests.append(raw(item.digest()))
    summed = contents(digests)
    toml = hashlib.sha256(files.file.with_name("release.toml").read_bytes()).hexdigest()
    return Line(reference, len(digests), _hex(manifest), _hex(str(summed["contents"])), table, toml)


def written(file: Path = GOLDEN) -> dict[str, str]:
    """Return the lines that stand in ``file``, by release."""
    if not file.exists():
        return {}
    lines = file.read_text("utf-8").splitlines()
    return {line.split(" ")[0]: line for line in lines if line and not line.startswith("#")}


def changed(now: dict[str, str], before: dict[str, str]) -> list[str]:
    """Return the releases whose line would change, or go."""
    return [reference for reference, line in before.items() if now.get(reference) != line]


def main(arguments: list[str], file: Path = GOLDEN, folder: Path = shipped.SEEDS) -> None:
    """Write the lines that are missing; all of them where a remake is asked for."""
    parser = argparse.ArgumentParser(description="Write down what every seed is made of.")
    parser.add_argument("--remake", action="store_true", help="write all lines anew")
    asked = parser.parse_args(arguments)
    now = {reference: taken(reference, folder).text() for reference in references(folder)}
    others = changed(now, written(file))
    if others and not asked.remake:
        parser.error(
            f"{', '.join(others)} differ from what is written down. A landed seed never changes: "
            "undo it and make a new release (or --remake, where the schema changed before 1.0)."
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(HEAD + "".join(f"{line}\n" for line in now.values()), "utf-8")


def _hex(digest: str) -> str:
    return digest.removeprefix("sha256:")


if __name__ == "__main__":
    main(sys.argv[1:])
