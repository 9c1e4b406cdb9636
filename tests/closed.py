"""Three datasets, one of each class, published from table files: what a stranger is kept from."""

from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Engine, text

from factordb.catalogue import access
from factordb.catalogue.access import Caller
from factordb.catalogue.importing import importing
from factordb.catalogue.importing.importing import Begun
from factordb.model.role import Role
from factordb.store import engine as engines
from factordb.store import viewing
from tests.catalogue.tables import a_property_row, a_row, a_table, asked

OPEN, KNOWN, PRIVATE = "grid-office", "steel-mill", "secret-mill"
CLASSES = {OPEN: "open", KNOWN: "metadata-only", PRIVATE: "private"}
VALUES = {KNOWN: "1.9172", PRIVATE: "0.7341"}
"""What no stranger may learn."""
NAMES = {KNOWN: "Hot rolled coil", PRIVATE: "Jqzwxvkjqzwx"}
ACTIVITIES = {KNOWN: "material.steel.coil", PRIVATE: "material.jqzwxvkjqzwx"}
REJECTED = "7.77 (estimated)"


class Pins(NamedTuple):
    """What stands in a closed dataset."""

    factor: str
    property: str
    label: str
    artifact: str
    """Digest of the file it was read from."""
    release_id: int


def rows_of(dataset: str, value: str | None = None) -> list[dict[str, str]]:
    """Return a factor, a property and a number that becomes nothing, of a closed dataset."""
    factor = dict(
        a_row(
            "CN",
            value or VALUES[dataset],
            activity=ACTIVITIES[dataset],
            name__en=NAMES[dataset],
            label__zh=f"{NAMES[dataset]} 标签",
            cell__at="table 3, mill",
            cell__unit="kgCO2/kg",
            unit="kg",
        )
    )
    rejected = factor | {"cell.printed": REJECTED, "cell.at": "table 3, other", "region": "FR"}
    measured = dict(a_property_row("41.87", subject=f"fuel.{dataset}", name__en=NAMES[dataset]))
    return [factor, measured, rejected]


def curator(engine: Engine, name: str, role: Role = Role.CURATOR, *datasets: str) -> Caller:
    """Return a person by a token of hers."""
    token = token_of(engine, name, role, *datasets)
    with engines.transaction(engine) as db:
        return access.of_token(db, token)


def token_of(engine: Engine, name: str, role: Role = Role.READER, *datasets: str) -> str:
    """Return a token of a person."""
    with engines.transaction(engine) as db:
        wish = access.Wish(person=name, role=role, datasets=datasets)
        return access.issue(db, access.shell("host"), wish).token


def brought_in(
    engine: Engine,
    folder: Path,
    dataset: str,
    by: Caller,
    release: str = "2023",
    value: str | None = None,
) -> None:
    """Import and publish a release of a dataset, by a person, as an import on record."""
    rows = [a_row("CN-SH"), a_row("CN-BJ", "0.6")] if dataset == OPEN else rows_of(dataset, value)
    more = "" if dataset == OPEN else f'access = "{CLASSES[dataset]}"\n'
    file = a_table(folder / dataset / release, rows, release, dataset, more, redistribute=True)
    wish = asked(release, dataset=dataset)
    with importing.begun(engine, wish, file.name, by) as begun:
        run(begun, file)


def run(begun: Begun, file: Path) -> None:
    """Run an import that publishes."""
    assert begun.run(file).state == "published"


def pins(engine: Engine, dataset: str, release: str = "2023") -> Pins:
    """Return what stands in a closed release, read as its owner."""
    with engines.transaction(engine) as db:
        viewing.see(db, viewing.EVERYTHING)
        row = db.connection().execute(
            text("SELECT id, read FROM release WHERE dataset = :d AND name = :r"),
            {"d": dataset, "r": release},
        )
        number, read = row.one()
        found = [
            db.connection()
            .execute(
                text(f"SELECT encode(digest, 'hex') FROM {kind} WHERE release_id = :id"),
                {"id": number},
            )
            .scalar()
            for kind in ("factor", "property", "label")
        ]
    factor, measured, label = (f"sha256:{one}" for one in found)
    return Pins(factor, measured, label, f"sha256:{bytes(read).hex()}", number)
