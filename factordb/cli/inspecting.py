"""Verbs of the inspector: reproduce an import, and read cells again that were drawn at random."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from factordb.cli import remarks, sitting, telling
from factordb.cli.curating import Reference
from factordb.cli.given import validated
from factordb.cli.telling import Json

if TYPE_CHECKING:
    from factordb.catalogue.importing.inspecting import Drawn, Looked, Sheet
    from factordb.catalogue.importing.reproducing import Reproduced

FileReview = Annotated[bool, typer.Option("--file-review", help="File it as a review of yours.")]
CHECK_FAILED = 1
_SHOWN = 20
_WORDS = {
    "en": {
        "title": "Inspection of {release} (edition {edition}): {sample} of {of}, seed {seed}",
        "document": "document",
        "file": "file",
        "at": "cell",
        "printed": "printed",
        "reads": "reads",
        "steps": "steps",
        "stored": "stored",
        "verdict": "verdict",
        "inspector": "Inspector: ____________  Date: ____________  Conclusion: ____________",
        "same": "same",
        "differs": "DIFFERS",
        "not held": "not held here: compare with the publisher's file by hand",
        "no such place": "NO SUCH PLACE in the file",
        "not readable": "cannot be read again: compare by hand",
        "computes": "the steps lead to it",
        "off": "THE STEPS LEAD TO ANOTHER NUMBER",
        "per": "per",
    },
    "zh": {
        "title": "抽查 {release}，版次 {edition}：{of} 个因子中抽取 {sample} 个，随机种子 {seed}",
        "document": "文件",
        "file": "原件",
        "at": "单元格",
        "printed": "刊印值",
        "reads": "复读值",
        "steps": "换算步骤",
        "stored": "入库值",
        "verdict": "结论",
        "inspector": "核查员：____________　日期：____________　结论：____________",
        "same": "一致",
        "differs": "不一致",
        "not held": "原件未存于此：请与发布者的文件人工核对",
        "no such place": "文件中没有此位置",
        "not readable": "无法自动复读：请人工核对",
        "computes": "步骤可得入库值",
        "off": "按步骤得不到入库值",
        "per": "每",
    },
}


def add_to(app: typer.Typer) -> None:
    """Add the verbs to ``app``."""
    for verb in (reproduce, inspect):
        app.command()(verb)


def reproduce(reference: Reference, json: Json = False) -> None:
    """Read the stored file of a release again and compare every digest; 1 where one differs."""
    from factordb.catalogue.importing import reproducing
    from factordb.cli.opening import transaction

    with transaction() as db, telling.busy(f"Reading {reference} again"):
        found = reproducing.reproduce(db, reference)
    telling.as_json(found) if json else telling.lines(_reproduced(found))
    if not found.sound:
        raise typer.Exit(CHECK_FAILED)


def inspect(
    reference: Reference,
    sample: Annotated[int, typer.Option(help="How many factors are drawn.")] = 30,
    seed: Annotated[int, typer.Option(help="Draws the same for whoever names it.")] = 1,
    lang: Annotated[str, typer.Option(help="en or zh.")] = "en",
    file_review: FileReview = False,
    verdict: Annotated[str, typer.Option(help="Of that review.")] = "comment",
    says: Annotated[str | None, typer.Option(help="Words of that review.")] = None,
    json: Json = False,
) -> None:
    """Draw factors at random and read their cells again; 1 where one is not what it says.

    With `--file-review` the sheet is filed as yours, with a verdict: comment, reject or approve.
    """
    from factordb.catalogue.importing import inspecting
    from factordb.cli.opening import transaction
    from factordb.errors import Invalid

    if lang not in _WORDS:
        raise Invalid(f"--lang {lang!r}: write en or zh.")
    with transaction() as db, telling.busy(f"Inspecting {reference}"):
        found = inspecting.inspect(db, reference, sample, seed)
    telling.as_json(found) if json else telling.lines(_sheet(found, lang))
    if file_review:
        _file(found, {"verdict": verdict, "says": says or _summed(found)}, quiet=json)
    if not found.sound:
        raise typer.Exit(CHECK_FAILED)


def _file(found: "Sheet", given: dict[str, str], *, quiet: bool) -> None:
    from factordb.catalogue.importing import filing
    from factordb.catalogue.reviewing.verdicts import Wish
    from factordb.cli.opening import transaction

    wish = validated(Wish, given)
    with transaction() as db:
        done = filing.file(db, sitting.here(db), found.release, wish, found)
    if not quiet:
        telling.lines(remarks.review(done))


def _summed(found: "Sheet") -> str:
    counts = ", ".join(f"{count} {verdict}" for verdict, count in found.counts.items())
    return f"Inspected {found.sample} of {found.of} factors, seed {found.seed}: {counts}."


def _reproduced(found: "Reproduced") -> Iterator[str]:
    now = found.importer_now
    how = "" if now == found.importer else f"; it was read by version {found.importer}"
    yield f"{found.release}: {found.artifact} read again by {found.layout} {now}{how}"
    yield f"  {found.same} documents are the same byte for byte, {found.differing} are not"
    for one in found.differences[:_SHOWN]:
        if one.old and one.new:
            yield f"  differs in {', '.join(one.fields)}: {one.kind} {one.about}"
            yield f"    {one.old} → {one.new}"
        else:
            what = "comes out no more" if one.old else "comes out anew"
            yield f"  {what}: {one.kind} {one.about}"
            yield f"    {one.old or one.new}"
    if len(found.differences) > _SHOWN:
        yield f"  … and {found.differing - _SHOWN} more (--json)"


def _sheet(found: "Sheet", lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    yield words["title"].format(**found.model_dump(exclude={"factors"}))
    for number, drawn in enumerate(found.factors, start=1):
        yield ""
        yield from _drawn(number, drawn, lang)
    yield ""
    yield ", ".join(f"{count} {words[verdict]}" for verdict, count in found.counts.items())
    yield words["inspector"]


def _drawn(number: int, drawn: "Drawn", lang: str) -> Iterator[str]:
    words = _WORDS[lang]
    name = drawn.name.get(lang) or next(iter(drawn.name.values()))
    yield f"{number}. {name}"
    yield f"   {drawn.activity}  {drawn.region}  {words['per']} {drawn.unit}"
    yield f"   {drawn.digest}"
    for word, said in (("document", drawn.document), ("file", drawn.artifact)):
        if said:
            yield f"   {words[word]}: {said}"
    for cell in drawn.cells:
        yield from _cell(cell, words)


def _cell(cell: "Looked", words: dict[str, str]) -> Iterator[str]:
    yield f"   {words['at']}: {cell.at}"
    yield f"     {words['printed']}: {' '.join(filter(None, (cell.printed, cell.unit)))}"
    if cell.reads is not None:
        yield f"     {words['reads']}: {cell.reads}"
    for step in cell.steps:
        yield f"     {words['steps']}: {step}"
    for stored in cell.stored:
        yield f"     {words['stored']}: {stored}"
    verdict = words[cell.verdict]
    if cell.computes is not None:
        verdict += "; " + words["computes" if cell.computes else "off"]
    yield f"     {words['verdict']}: {verdict}"
