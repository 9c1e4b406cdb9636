"""The front page: which year, which version, when updated, for which department."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from factordb.importers.containers import Row

TITLE = "UK Government GHG Conversion Factors for Company Reporting"
PUBLISHER = "Department for Energy Security and Net Zero"
"""Where the file names no department."""

_DAY = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})([T ].*)?")
_YEAR = re.compile(r"(19|20)\d\d")
_DEPARTMENT = re.compile(r"\bfor the (?P<name>Department (for|of) [^()]{3,120}?)\s*(\(|$)")


class Front(NamedTuple):
    """What the front page says, as far as it says it."""

    year: str | None
    version: str | None
    updated: str | None
    """ISO 8601 day."""
    department: str

    def document(self, year: str) -> str:
        """Return how the document is cited: title, year, version."""
        version = f", version {self.version}" if self.version else ""
        return f"{TITLE} {year}, flat file{version}"


def read(rows: Sequence[Row]) -> Front:
    """Return what the rows of the front page say; nothing where there is none."""
    said = dict(reversed(list(_pairs(rows))))
    year = said.get("year", "")
    found = _DAY.fullmatch(said.get("updated", ""))
    return Front(
        year if _YEAR.fullmatch(year) else None,
        said.get("version", "")[:20] or None,
        found["day"] if found else None,
        _department(rows) or PUBLISHER,
    )


def _pairs(rows: Sequence[Row]) -> Iterator[tuple[str, str]]:
    """Yield each label with what stands right of it: ``Version: `` and ``1.1``."""
    for row in rows:
        texts = [text.strip() for text in row.cells if text.strip()]
        for label, value in pairwise(texts):
            yield label.rstrip(": ").casefold(), value


def _department(rows: Sequence[Row]) -> str | None:
    for row in rows:
        for text in row.cells:
            found = _DEPARTMENT.search(text[:400])
            if found:
                return found["name"].strip()
    return None
