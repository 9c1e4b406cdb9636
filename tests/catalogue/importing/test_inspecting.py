from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from sqlmodel import Session

from factordb.catalogue.importing import inspecting, intake
from factordb.catalogue.importing.inspecting import Looked, Sheet, draw, inspect
from factordb.errors import Invalid
from factordb.model.canonical import raw, text_of
from factordb.store import artifacts
from factordb.store.tables import ArtifactRow
from tests.catalogue.releases import published
from tests.examples import a_factor
from tests.publishers import DATA, needs_publishers_files

DIGESTS = [f"sha256:{n:064x}" for n in range(200)]


def cited(db: Session, folder: Path, **cells: float | str) -> str:
    """Keep a workbook of one sheet, and return its digest."""
    file = folder / "cited.xlsx"
    book = xlsxwriter.Workbook(str(file))
    sheet = book.add_worksheet("T")
    for place, value in cells.items():
        sheet.write(place, value)
    book.close()
    content = file.read_bytes()
    import hashlib

    name = hashlib.sha256(content).digest()
    media = "application/octet-stream"
    row = ArtifactRow(sha256=name, size=len(content), media=media, name="c.xlsx", content=content)
    artifacts.add(db, row)
    return text_of(name)


def looked_at(db: Session, artifact: str | None, kg: str = "0.55", **cell: Any) -> Looked:
    said = {"at": "'T'!B2", "printed": "550"} | cell
    source = {"cells": [said]} | ({"artifact": artifact} if artifact else {})
    steps = a_factor(amounts=[{"gas": "CO2", "kg": kg, "cell": 0}], source=source)
    published(db, "2023", steps)
    (drawn,) = inspect(db, "grid-office@2023", 5, 1).factors
    (found,) = drawn.cells
    return found


GRAMS = [["*", "0.001", "g→kg, exact"]]


def test_a_cell_is_read_again_and_its_steps_are_walked(db: Session, tmp_path: Path) -> None:
    found = looked_at(db, cited(db, tmp_path, B2=550), kg="0.550", steps=GRAMS)

    assert (found.verdict, found.reads, found.computes) == ("same", "550", True)
    assert found.steps == ("* 0.001 (g→kg, exact)",)
    assert found.stored == ("0.550 kg CO2",)


def test_a_cell_that_says_otherwise_differs(db: Session, tmp_path: Path) -> None:
    found = looked_at(db, cited(db, tmp_path, B2=551), steps=GRAMS)

    assert (found.verdict, found.reads) == ("differs", "551")


def test_steps_that_lead_elsewhere_are_found_out(db: Session, tmp_path: Path) -> None:
    found = looked_at(db, cited(db, tmp_path, B2=550), kg="0.56", steps=GRAMS)

    assert (found.verdict, found.computes) == ("same", False)
    assert not inspect(db, "grid-office@2023", 1, 1).sound


def test_a_place_that_is_not_there_and_a_file_that_is_not_held(db: Session, tmp_path: Path) -> None:
    there = cited(db, tmp_path, B2=550)
    assert looked_at(db, there, at="'T'!Z99").verdict == "no such place"
    published(
        db,
        "2024",
        a_factor(
            source={
                "artifact": "sha256:" + "0" * 64,
                "cells": [{"at": "附件 表3 上海", "printed": "0.5500"}],
            }
        ),
    )
    published(db, "2025", a_factor())
    for release in ("2024", "2025"):
        sheet = inspect(db, f"grid-office@{release}", 1, 1)
        assert (sheet.counts, sheet.sound) == ({"not held": 1}, True)


def test_a_number_at_two_places_is_read_at_both(db: Session, tmp_path: Path) -> None:
    artifact = cited(db, tmp_path, B2=550, C7=551)

    found = looked_at(db, artifact, at=["'T'!B2", "'T'!C7"])

    assert (found.verdict, found.reads) == ("differs", "550 / 551")


def test_what_is_no_plain_number_is_not_walked(db: Session) -> None:
    found = looked_at(db, None, printed="< 1")

    assert found.computes is None


@pytest.mark.parametrize(
    ("steps", "kg"),
    [
        ([["/", "1000", "x"]], "0.55"),
        ([["+", "50", "x"], ["*", "0.001", "x"]], "0.6"),
        ([["-", "50", "x"], ["/", "1000", "x"]], "0.5"),
    ],
    ids=["/", "+", "-"],
)
def test_every_kind_of_step_is_walked_in_order(db: Session, steps: list[Any], kg: str) -> None:
    assert looked_at(db, None, kg=kg, steps=steps).computes is True


def test_who_is_drawn_follows_from_the_seed_alone() -> None:
    one = draw(DIGESTS, 30, 7)

    assert draw(reversed(DIGESTS), 30, 7) == one
    assert draw(DIGESTS, 10, 7) == one[:10]
    assert draw(DIGESTS, 30, 8) != one
    assert len(set(one)) == 30
    assert draw(DIGESTS, 500, 7)[:30] == one


def test_every_factor_can_be_drawn_by_some_seed() -> None:
    drawn = {one for seed in range(60) for one in draw(DIGESTS, 20, seed)}

    assert drawn == set(DIGESTS)


@pytest.mark.parametrize("sample", [0, -1, 1_001])
def test_a_sample_of_nothing_or_of_everything_is_refused(db: Session, sample: int) -> None:
    with pytest.raises(Invalid):
        inspect(db, "grid-office@2023", sample, 1)


def test_the_steps_of_every_seed_lead_to_its_amounts(seeds: Session) -> None:
    sheet = inspect(seeds, "us-epa-hub-selected@2024.1", 205, 7)

    assert (sheet.sample, sheet.of, sheet.sound) == (205, 205, True)
    assert sheet.counts == {"not held": 595}


@needs_publishers_files
def test_cells_of_a_publishers_workbook_are_all_what_they_were(db: Session) -> None:
    file = DATA / "us-epa-hub" / "ghg-emission-factors-hub-2023.xlsx"
    asked = intake.Asked(dataset="us-epa-ghg-hub", release="2023", publish=True)
    intake.take_in(db, file, asked)

    sheet: Sheet = inspecting.inspect(db, "us-epa-ghg-hub@2023", 60, 7)

    assert list(sheet.counts) == ["same"]
    assert sheet.sound
    assert all(raw(drawn.digest) for drawn in sheet.factors)
