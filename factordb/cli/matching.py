"""The verb of lists: a CSV of lines in, the same CSV out with what each line means."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from factordb.cli import telling
from factordb.cli.telling import Json

if TYPE_CHECKING:
    from factordb.catalogue.matching.bills import Bill
    from factordb.catalogue.matching.matching import Matched

_STANDARD = "-"


def add_to(app: typer.Typer) -> None:
    """Add the verb to ``app``."""
    app.command()(match)


def match(
    file: Annotated[
        Path, typer.Argument(help="CSV with a column text (名称, 材料 …); - reads it.")
    ],
    out: Annotated[Path | None, typer.Option(help="Where to write; else standard output.")] = None,
    candidates: Annotated[int, typer.Option(min=1, max=10)] = 3,
    min_grade: Annotated[
        str | None, typer.Option(help="Least grade for each line's place and year: ef-dqr:C.")
    ] = None,
    edition: Annotated[int | None, typer.Option(help="The edition meant.")] = None,
    json: Json = False,
) -> None:
    """Match the lines of a list: accept, review or none, and why.

    Columns text, region, year, unit and amount are read, also under Chinese names; all others pass
    through. Spreadsheets save CSV as UTF-8 or GB18030: both are read.
    """
    from factordb.catalogue.matching import bills

    bill = bills.opened(_content(file), "standard input" if str(file) == _STANDARD else file.name)
    with telling.busy(f"Matching {len(bill.rows)} lines"):
        found = _matched(bill, edition, candidates, min_grade)
    _say(bill, found)
    if json:
        telling.as_json(_plain(bill, found))
    elif out is None:
        telling.as_it_is(b"".join(bills.written(bill, found.matches)))
    else:
        out.write_bytes(b"".join(bills.written(bill, found.matches)))


def _content(file: Path) -> bytes:
    from factordb.errors import Invalid

    try:
        return sys.stdin.buffer.read() if str(file) == _STANDARD else file.read_bytes()
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.") from error


def _matched(
    bill: "Bill", edition: int | None, candidates: int, min_grade: str | None
) -> "Matched":
    """Match as many lines at a time as one call takes, all of one edition."""
    from factordb.catalogue.hits import grade
    from factordb.catalogue.matching import matching
    from factordb.cli.opening import indexes, transaction

    wish = matching.Wish(candidates, grade.check(min_grade) if min_grade else None)
    lines = list(bill.lines())
    with transaction() as db:
        kept = indexes()
        found = matching.match(db, lines[: matching.MOST], edition, wish, kept)
        for start in range(matching.MOST, len(lines), matching.MOST):
            part = lines[start : start + matching.MOST]
            found.matches.extend(matching.match(db, part, found.edition, wish, kept).matches)
    return found


def _say(bill: "Bill", found: "Matched") -> None:
    """Say beside the answer how the file was read, and how it went."""
    decisions = [getattr(one, "decision", "problem") for one in found.matches]
    counts = ", ".join(f"{decisions.count(d)} {d}" for d in dict.fromkeys(decisions))
    read = ", ".join(f"{name} from {column!r}" for name, column in bill.read_from().items())
    sys.stderr.write(
        f"factordb: read as {bill.encoding}; {read}; {len(decisions)} lines"
        f"{': ' + counts if counts else ''}; edition {found.edition}\n"
    )


def _plain(bill: "Bill", found: "Matched") -> dict[str, Any]:
    lines = [
        {"problem": {"title": one.title, "detail": one.detail, **one.facts}}
        if isinstance(one, Exception)
        else one.model_dump(by_alias=True, mode="json")
        for one in found.matches
    ]
    read = {"encoding": bill.encoding, "columns": bill.read_from()}
    said = {"edition": found.edition, "covers": found.covers, "newest": found.newest}
    return {**said, "model": found.model, "read": read, "lines": lines}
