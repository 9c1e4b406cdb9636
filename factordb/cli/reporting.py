"""An audit as others read it: Markdown for a pull request, SARIF 2.1.0 for code scanning."""

import re
from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from factordb.catalogue.pinning.auditing import Audited
    from factordb.catalogue.pinning.findings import Finding

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MARKS = {"error": "❌", "warning": "⚠️", "note": "ℹ️"}  # the sign is meant


def lines(found: "Audited") -> Iterator[str]:
    """Yield the audit as a person reads it in a terminal."""
    for finding in found.findings:
        yield f"{finding.level}: {finding.alias or 'all'}: {finding.rule}: {finding.says}"
        yield from (f"  {text}" for text in _more(finding))
    counts = ", ".join(f"{count} {rule}" for rule, count in found.counts.items())
    yield f"{found.factors} factors held against edition {found.edition}: {counts or 'sound'}."


def markdown(found: "Audited", file: str) -> Iterator[str]:
    """Yield the audit as a table for a pull request."""
    yield f"## Audit of `{file}`"
    yield ""
    yield f"{found.factors} factors, held against edition {found.edition}."
    if not found.findings:
        yield "Nothing to say: every pin stands."
        return
    yield ""
    yield "| | alias | rule | what | old | new | Δ % | instead |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for f in found.findings:
        cells = (f.alias, f.rule, f.says, f.old, f.new, f.change_percent, f.instead)
        told = " | ".join(_cell(cell) for cell in cells)
        yield f"| {_MARKS[f.level]} | {told} |"


def sarif(found: "Audited", file: str, text: str) -> dict[str, Any]:
    """Return the audit as SARIF; each finding stands at the line of its alias in ``text``."""
    from factordb.catalogue.pinning.findings import LEVELS, SAYS

    rules = [
        {
            "id": rule,
            "shortDescription": {"text": SAYS[rule]},
            "defaultConfiguration": {"level": level},
        }
        for rule, level in LEVELS.items()
    ]
    driver = {"name": "factordb", "version": version("factordb"), "rules": rules}
    places = _places(text)
    results = [_result(finding, file, places.get(finding.alias, 1)) for finding in found.findings]
    run = {"tool": {"driver": driver}, "results": results}
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _result(finding: "Finding", file: str, line: int) -> dict[str, Any]:
    said = "; ".join([f"{finding.alias}: {finding.says}", *_more(finding)])
    place = {"artifactLocation": {"uri": file}, "region": {"startLine": line}}
    facts = finding.model_dump(exclude_none=True, exclude={"says", "level", "rule"})
    return {
        "ruleId": finding.rule,
        "level": finding.level,
        "message": {"text": said},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"alias/rule/digest": "/".join(_identity(finding))},
        "properties": facts,
    }


def _identity(finding: "Finding") -> tuple[str, ...]:
    return (finding.alias, finding.rule, finding.advisory or "", finding.digest or "")


def _more(finding: "Finding") -> Iterator[str]:
    if finding.old and finding.new:
        change = f" ({finding.change_percent} %)" if finding.change_percent else ""
        yield f"{finding.old} → {finding.new}{change}"
    elif finding.change_percent:
        yield f"the right number differs by {finding.change_percent} %"
    if finding.advisory:
        yield f"see {finding.advisory}"
    if finding.instead:
        yield f"use {finding.instead}"


def _places(text: str) -> dict[str, int]:
    """Return at which line of a lockfile each alias is answered."""
    import tomllib  # only SARIF needs it

    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        head = re.fullmatch(r"\[factors\.(.+)\.answer\]", line)
        if head is not None:
            (alias,) = tomllib.loads(f"{head[1]} = 1")
            found[alias] = number
    return found


def _cell(value: str | None) -> str:
    return " ".join((value or "").replace("|", r"\|").split())
