"""Writes docs/units.md and docs/units.zh-CN.md from the table of units: ``python scripts/make_units.py``."""

from collections.abc import Iterable
from pathlib import Path

from factordb import units
from factordb.units.table import TODAY, Symbol

DOCS = Path(__file__).parents[1] / "docs"

_EN = """# Units

Chinese: [units.zh-CN.md](units.zh-CN.md)

Every accepted spelling, from the table `units-1` (made by `scripts/make_units.py`). A unit is a product of these, with at
most one slash; powers are written `m^2`. What is not here is refused, with the nearest spelling that is.

## Energy, mass and volume

Nothing crosses from energy to mass or volume by itself, and net and gross calorific value are never exchanged. Name the
digest of a property of the catalogue, a calorific value or density: `via=` beside `in=` of search, `"via": [...]` of resolve,
`via=` of `/v1/convert`, `--via` of the shell. The steps of the answer say which number was used. `/v1/properties` finds them.
Currencies and price years are never converted into each other.

## Annotations

What stands in braces belongs to the unit: the calorific basis, the price basis, or of what it is (`t{waste}`). A basis may be
printed in parentheses instead: `kWh (Net CV)`.

| annotation | spellings |
| --- | --- |
"""
_ZH = """# 单位

English: [units.md](units.md)

全部可接受的写法，来自单位表 `units-1`（由 `scripts/make_units.py` 生成）。单位是这些写法的乘积，最多一个斜杠；幂写作 `m^2`。
表中没有的会被拒绝，并给出最接近的写法。

## 能量、质量与体积

能量不会自动换算为质量或体积，低位与高位热值绝不互换。请指明目录中一个属性（热值或密度）的摘要：search 在 `in=` 旁用 `via=`，
resolve 用 `"via": [...]`，`/v1/convert` 用 `via=`，命令行用 `--via`。答案的步骤会说明用了哪个数字。`/v1/properties` 可查找属性。
货币与价格年份之间绝不换算。

## 注记

花括号中的内容属于单位：热值基准、价格基准，或物质名称（`t{waste}`）。基准也可写在括号里：`kWh (Net CV)`。

| 注记 | 写法 |
| --- | --- |
"""


def made() -> dict[str, str]:
    """Return both manuals by file name, made anew from the table."""
    return {
        "units.md": _EN + _tables("en", ("Which is meant", "written", "may mean"), "Of "),
        "units.zh-CN.md": _ZH + _tables("zh", ("需写明是哪一个", "写法", "可能是"), "量纲："),
    }


def _tables(language: str, ambiguous: tuple[str, str, str], of: str) -> str:
    heading, written, meant = ambiguous
    notes: dict[str, list[str]] = {}
    for spelling, note in TODAY.notes.items():
        notes.setdefault(note, []).append(spelling)
    lines = [_row(f"`{note}`", _listed(said)) for note, said in notes.items()]
    lines += ["", f"## {heading}", "", _row(written, meant), "| --- | --- |"]
    lines += [_row(f"`{said}`", _listed(those)) for said, those in TODAY.ambiguous.items()]
    for dimension, symbols in _by_dimension().items():
        name = {"en": "name", "zh": "名称"}[language]
        spellings = {"en": "also written", "zh": "其他写法"}[language]
        lines += [
            "",
            f"## {of}{dimension}",
            "",
            f"| | {name} | {spellings} |",
            "| --- | --- | --- |",
        ]
        lines += [
            _row(f"`{s.symbol}`", s.names.get(language, ""), _listed(s.also)) for s in symbols
        ]
    return "\n".join(lines) + "\n"


def _by_dimension() -> dict[str, list[Symbol]]:
    found: dict[str, list[Symbol]] = {}
    for symbol in TODAY.symbols.values():
        found.setdefault(units.dimension(symbol.symbol), []).append(symbol)
    return found


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cells) + " |"


def main() -> None:
    """Write both."""
    for name, text in made().items():
        (DOCS / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
