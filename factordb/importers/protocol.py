"""What an importer is: one file in, the documents it holds and an account of the rest out."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar, NamedTuple, Protocol

from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.model.reading import Blank, Caution, NotOurs, Rejection

Item = Manifest | Factor | Property | Label | Rejection | NotOurs | Blank | Caution
"""What an importer yields; exactly one of them is the manifest."""


class Intake(NamedTuple):
    """One file, and what is known of it before it is read."""

    file: Path
    artifact: str
    """``sha256:`` digest of the file, as the source of every factor names it."""
    dataset: str | None = None
    """The dataset asked for; nothing where the file itself names it."""
    mapping: Path | None = None
    """The TOML that maps columns to fields, for layouts that need one."""


class Importer(Protocol):
    """Bytes in, documents out: no database, no network, no clock, no printing."""

    layout: ClassVar[str]
    """``uk-ghg-flat``; the name of its entry point."""
    version: ClassVar[str]
    """Raised when the same file would give other documents."""
    title: ClassVar[str]
    """One line for people: whose file, which layout, which years."""

    def recognises(self, file: Path) -> bool:
        """Say whether ``file`` has this layout, from its content only, never from its name."""
        ...

    def read(self, intake: Intake) -> Iterator[Item]:
        """Yield documents, rejections and counts: every number of the file is in one of them.

        Raises:
            UnreadableFile: the layout is not the one this importer knows.
        """
        ...
