"""Rows of a publisher's table made into rows of paths: melted, split, filled in, translated.

A table of a publisher has several numbers a row, words of its own for units and places, notes
beside numbers. What the mapping says of them is done here, so that below there are only rows whose
columns are paths.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple

from factordb import units
from factordb.errors import UnknownUnit, UnreadableFile
from factordb.importers.containers import Line
from factordb.importers.printed import is_blank, point
from factordb.importers.table import paths
from factordb.importers.table.mapping import Constants, Melt
from factordb.importers.table.mapping import Mapping as TableMapping
from factordb.importers.table.paths import Column
from factordb.importers.words import UNNAMED, slug
from factordb.model import regions

_HEADER = re.compile(r"<(=?)([^<>]+)>")
_AT, _PRINTED = "cell.at", "cell.printed"
_READ = paths.read_of_cell()

Place = Callable[[int, int], str]
"""The place of a cell, from its line and its column, the latter from 0."""
Said = dict[str, str]
"""What one row says, by path."""


class Reshaped(NamedTuple):
    columns: list[Column | None]
    lines: list[Line]


def reshaped(
    header: Sequence[str], lines: Sequence[Line], mapping: TableMapping, place: Place
) -> Reshaped:
    """Return rows whose columns are paths.

    Raises:
        UnreadableFile: a template names a header that is not there.
    """
    _check(header, mapping)
    rows = _Rows(header, mapping, place)
    found = [(line.number, said) for line in lines for said in rows.said(line)]
    names = list(dict.fromkeys(path for _, said in found for path in said))
    columns = [_READ if path == _READ.path else paths.column(path) for path in names]
    made = [Line(number, tuple(said.get(n, "") for n in names)) for number, said in found]
    return Reshaped(list(columns), made)


def _check(header: Sequence[str], mapping: TableMapping) -> None:
    templates = [mapping.templates, *(when.templates for when in mapping.when)]
    for text in (text for one in templates for text in one.values()):
        for _, name in _HEADER.findall(text):
            if name not in header:
                raise UnreadableFile(
                    f"The template {text[:80]!r} names the column {name[:80]!r}, which is not "
                    "there."
                )


class _Rows:
    """What the rows of one table say."""

    def __init__(self, header: Sequence[str], mapping: TableMapping, place: Place) -> None:
        self._index = {name: index for index, name in enumerate(header) if name}
        self._mapping, self._place = mapping, place
        melted = {melt.column for melt in mapping.melt}
        self._plain = [
            (index, mapping.columns.get(name, name))
            for name, index in self._index.items()
            if name not in mapping.not_ours and (name not in melted or name in mapping.columns)
        ]
        self._patterns = {m.column: re.compile(m.pattern) for m in mapping.melt if m.pattern}

    def said(self, line: Line) -> Iterator[Said]:
        """Yield what one line says, once a number."""
        cells = line.cells
        whole: Said = {path: cells[index] for index, path in self._plain}
        whole |= self._filled(self._mapping.templates, cells)
        for when in self._mapping.when:
            if cells[self._index[when.column]].strip() in when.is_:
                whole |= when.constants | self._filled(when.templates, cells)
        if not self._mapping.melt:
            yield self._spelt(whole | self._digits(whole.get(_PRINTED, "")))
            return
        for melt in self._mapping.melt:
            yield self._spelt(whole | self._melted(melt, line))

    def _filled(self, templates: Constants, cells: Sequence[str]) -> Said:
        return {path: self._fill(text, cells) for path, text in templates.items()}

    def _fill(self, template: str, cells: Sequence[str]) -> str:
        """Return a template with its cells; nothing where one of them says nothing."""
        texts = [cells[self._index[name]].strip() for _, name in _HEADER.findall(template)]
        if not all(texts):
            return ""

        def cell(found: "re.Match[str]") -> str:
            text = cells[self._index[found[2]]].strip()
            return text if found[1] else self._slug(found[2], text)

        return _HEADER.sub(cell, template)

    def _slug(self, header: str, text: str) -> str:
        """Return the slug of a cell, or the words that the mapping has for it.

        Chinese words have none: they stay as they are, and their row is rejected with them, since
        what is of one activity would be taken for another otherwise.
        """
        meant = self._mapping.aliases.get(header, {}).get(text)
        made = meant or slug(text)
        return f"<{text}>" if made == UNNAMED else made

    def _melted(self, melt: Melt, line: Line) -> Said:
        index = self._index[melt.column]
        text = line.cells[index]
        said = dict(melt.constants)
        said |= {_PRINTED: text, _AT: self._place(line.number, index)}
        fits = self._patterns.get(melt.column)
        found = fits.fullmatch(text.strip()) if fits and not is_blank(text) else None
        if found:
            groups = {path: found[group] or "" for group, path in melt.groups.items()}
            return said | groups | {_READ.path: self._pointed(found["number"] or "")}
        return said | self._digits(text)

    def _digits(self, text: str) -> Said:
        """Return what is read of a number with a decimal comma, or in full width."""
        pointed = self._pointed(text)
        return {_READ.path: pointed} if pointed != text else {}

    def _pointed(self, text: str) -> str:
        if self._mapping.file.full_width and not text.isascii():
            text = unicodedata.normalize("NFKC", text)
        return point(text) if self._mapping.file.decimal == "," else text

    def _spelt(self, said: Said) -> Said:
        """Return what a row says, in our words where the publisher's are known."""
        aliases: Mapping[str, Mapping[str, str]] = self._mapping.aliases
        spelt = {
            path: aliases[path].get(text.strip(), text) if path in aliases else text
            for path, text in said.items()
        }
        for path, known in (("unit", _unit), ("region", _region)):
            if path in spelt:
                spelt[path] = known(spelt[path].strip())
        return spelt


def _unit(printed: str) -> str:
    """Return the canonical spelling; of no unit that is known, the printed one."""
    try:
        return units.canonical(printed) if printed else ""
    except UnknownUnit:
        return printed


def _region(printed: str) -> str:
    """Return the code of a region that is named; where several are, or none, the printed name."""
    codes = () if not printed or regions.exists(printed) else regions.find(printed)
    return codes[0] if len(codes) == 1 else printed
