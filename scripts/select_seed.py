"""Makes a seed of the most used factors of a publisher's file.

``python scripts/select_seed.py uk-ghg-selected@2024 FLAT_FILE.xlsx`` reads the file with the full
importer, picks what ``scripts/selected/uk-ghg-selected.toml`` names, gives each document a name and
labels in our own words (``words.toml``), and writes ``factors.csv`` and ``release.toml``. The
publisher's names, footnotes and citations stay behind. A seed that is there already is left alone
unless ``--remake`` is given: a landed seed never changes.
"""

import argparse
import csv
import hashlib
import io
import json
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from factordb.importers import registry
from factordb.importers.protocol import Intake, Item
from factordb.importers.table import writer
from factordb.model import regions
from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.model.property import Property

ROOT = Path(__file__).parents[1]
SELECTIONS = ROOT / "scripts" / "selected"
LEFT_BEHIND = ("notes", "upstream")
"""Of a source: sentences of the publisher's."""

Document = Factor | Property
Words = Mapping[str, Any]


class Picked(NamedTuple):
    """A seed, before it is written."""

    manifest: Manifest
    documents: list[Document]
    labels: list[Label]


def read(dataset: str, file: Path) -> list[Item]:
    """Return all that the full importer makes of the publisher's ``file``."""
    artifact = f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"
    layout = selection(dataset)["layout"]
    return list(registry.load(layout).read(Intake(file, artifact)))


def pick(dataset: str, items: Sequence[Item]) -> Picked:
    """Return what the selection of ``dataset`` takes of the whole."""
    chosen = selection(dataset)
    (whole,) = (item for item in items if isinstance(item, Manifest))
    documents, labels = [], []
    for item in items:
        if isinstance(item, Document) and is_taken(item, chosen["take"]):
            document, label = in_our_words(item, dataset, chosen["words"])
            documents.append(document)
            labels.append(label)
    return Picked(_manifest(whole, dataset, chosen), documents, labels)


def selection(dataset: str) -> dict[str, Any]:
    """Return the selection of ``dataset`` with the words it uses."""
    chosen = tomllib.loads((SELECTIONS / f"{dataset}.toml").read_text("utf-8"))
    words = tomllib.loads((SELECTIONS / "words.toml").read_text("utf-8"))
    words["things"] |= chosen.get("things", {})
    return chosen | {"words": words}


def is_taken(document: Document, rules: list[Words]) -> bool:
    """Say whether one of the rules takes ``document``."""
    return any(_takes(rule, document) for rule in rules)


def in_our_words(document: Document, dataset: str, words: Words) -> tuple[Document, Label]:
    """Return ``document`` of ``dataset`` under a name of ours, and its label."""
    name, synonyms = _name(document, words)
    plain = document.plain()
    plain["source"] = {k: v for k, v in plain["source"].items() if k not in LEFT_BEHIND}
    kind = Factor if isinstance(document, Factor) else Property
    ours = kind.model_validate(plain | {"dataset": dataset, "name": {"en": name["en"]}})
    said = {"about": ours.digest(), "name": name} | ({"synonyms": synonyms} if synonyms else {})
    return ours, Label.model_validate(said)


def write(picked: Picked, release: str, comment: str, to: Path) -> None:
    """Write the table and its TOML; what is the same in all rows stands in the TOML once."""
    rows = list(csv.DictReader(io.StringIO(writer.table(picked.documents, picked.labels))))
    same = {
        path: text
        for path, text in rows[0].items()
        if text and all(row[path] == text for row in rows) and not path.startswith(("label", "syn"))
    }
    kept = [path for path in rows[0] if path not in same]
    to.mkdir(parents=True, exist_ok=True)
    with (to / "factors.csv").open("w", encoding="utf-8", newline="") as file:
        written = csv.DictWriter(file, kept, extrasaction="ignore", lineterminator="\n")
        written.writeheader()
        written.writerows(rows)
    constants = [f"{_quoted(path)} = {_quoted(text)}" for path, text in sorted(same.items())]
    toml = writer.toml(picked.manifest.plain(), release)
    text = "\n".join([f"# {comment}", "", toml, "[constants]", *constants, ""])
    (to / "release.toml").write_text(text, "utf-8")


def _takes(rule: Words, document: Document) -> bool:
    factor = isinstance(document, Factor)
    about = document.activity if isinstance(document, Factor) else document.subject
    facets = document.facets or {}
    return (
        ("factor" if factor else "property") in rule.get("kinds", ("factor", "property"))
        and any(fnmatchcase(about, pattern) for pattern in rule["activity"])
        and document.unit in rule.get("units", (document.unit,))
        and document.unit not in rule.get("unlike_units", ())
        and not set(facets) & set(rule.get("without", ()))
    )


def _manifest(whole: Manifest, dataset: str, chosen: Words) -> Manifest:
    said = whole.plain() | chosen["manifest"]
    return Manifest.model_validate(said | {"dataset": dataset, "subset_of": chosen["subset_of"]})


def _name(document: Document, words: Words) -> tuple[dict[str, str], dict[str, list[str]]]:
    """Return name and synonyms, by language, of the words for each part of ``document``."""
    thing, *others = list(_parts(document, words))
    first, last = [thing, *others[:-1]], others[-1:]
    names, synonyms = {}, {}
    for language, comma, colon in (("en", ", ", ": "), ("zh", "，", "：")):
        what = comma.join(part[language] for part in first if language in part)
        how = [part[language] for part in last if language in part]
        names[language] = colon.join([what, *how])
        also = [w for part in (thing, *others) for w in part.get(f"also_{language}", ())]
        found = [w for w in dict.fromkeys(also) if w not in names[language]]
        if found:
            synonyms[language] = found
    return names, synonyms


def _parts(document: Document, words: Words) -> Iterator[Words]:
    """Yield the words for activity, region where it is part of the name, facets, then boundary."""
    about = document.activity if isinstance(document, Factor) else document.subject
    yield words["things"][about]
    if document.region.startswith("US-EGRID-"):
        yield _subregion(document.region)
    for name, value in sorted((document.facets or {}).items()):
        yield words["facets"][f"{name}={value}"]
    if isinstance(document, Property):
        yield words["properties"][document.property]
    else:
        span = "+".join(document.boundary or ("unknown",))
        group = about.partition(".")[0]
        known = words["boundaries"]
        yield known.get(f"{group} {span}") or known[span]


def _subregion(code: str) -> Words:
    name = regions.region(code).name
    return {"en": f"{code.rpartition('-')[2]} ({name['en']})", "zh": name["zh"]}


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def main(arguments: list[str]) -> None:
    """Make the seed that is asked for."""
    parser = argparse.ArgumentParser(description="Make a seed of a publisher's file.")
    parser.add_argument("reference", help="dataset@release")
    parser.add_argument("file", type=Path)
    parser.add_argument("--remake", action="store_true", help="overwrite a seed that is there")
    asked = parser.parse_args(arguments)
    dataset, _, release = asked.reference.partition("@")
    to = ROOT / "seeds" / dataset / release
    if to.exists() and not asked.remake:
        parser.error(f"{to} is there, and a landed seed never changes: make a new release.")
    picked = pick(dataset, read(dataset, asked.file))
    write(picked, release, selection(dataset)["comment"], to)
    sys.stdout.write(f"{asked.reference}: {len(picked.documents)} documents\n")


if __name__ == "__main__":
    main(sys.argv[1:])
