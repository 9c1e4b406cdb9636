"""What a release changes is shown before it is published: how far first."""

from pathlib import Path

import orjson

from tests.catalogue.tables import a_row, a_table
from tests.cli.conftest import Run
from tests.importers import spending


def test_publishing_shows_what_changes_in_the_last_release(shell: Run, tmp_path: Path) -> None:
    codes = ("CN-SH", "CN-BJ", "CN-TJ", "CN-HE")
    for year, numbers in (("2022", ("0.50",) * 4), ("2023", ("0.45", "0.51", "0.40", "0.50"))):
        rows = [a_row(code, number) for code, number in zip(codes, numbers, strict=True)]
        file = a_table(tmp_path / year, rows, year)
        shell("import", str(file), "--dataset", "grid-office", "--release", year)
        said = shell("publish", f"grid-office@{year}")

    assert said.code == 0
    first, far, counts, *_ = said.out.splitlines()
    assert first == "grid-office@2022 → grid-office@2023"
    assert far == (
        "3 numbers changed (1 up, 2 down): median 10.00 %, 95 of 100 within 20.00 %, "
        "at most 20.00 %"
    )
    assert counts == "3 changed, 1 unchanged"
    assert "is edition 2" in said.out


def test_a_blank_that_was_filled_and_a_value_that_is_gone_are_named_in_every_face(
    shell: Run, tmp_path: Path
) -> None:
    codes = ("CN-SH", "CN-BJ", "CN-TJ", "CN-HE")
    for year, numbers in (
        ("2022", ("0.50", "NA", "0.41", "-")),
        ("2023", ("0.55", "0.51", "NA", "-")),
    ):
        rows = [a_row(code, number) for code, number in zip(codes, numbers, strict=True)]
        file = a_table(tmp_path / year, rows, year)
        taken = shell("import", str(file), "--dataset", "grid-office", "--release", year)
        published = shell("publish", f"grid-office@{year}")

    counts = "1 blank filled, 1 changed, 1 still blank, 0 unchanged, 1 value gone"
    assert "  beside grid-office@2022:\n    1 numbers changed (1 up, 0 down): median" in taken.out
    assert f"    {counts}" in taken.out
    assert published.out.splitlines()[2] == counts
    compared = shell("diff", "grid-office@2022", "grid-office@2023")
    assert compared.out.splitlines()[1] == counts
    kinds = {line.split("  ")[0]: line for line in compared.out.splitlines()[3:]}
    assert "0.51" in kinds["blank filled"]
    assert "CN-BJ" in kinds["blank filled"]
    assert "CN-TJ" in kinds["value gone"]
    found = orjson.loads(shell("diff", "grid-office@2022", "grid-office@2023", "--json").out)
    assert list(found)[:3] == ["from_release", "to_release", "change"]
    assert [d["kind"] for d in found["differences"]] == ["blank filled", "changed", "value gone"]


def test_what_only_moved_is_listed_where_it_is_asked_for(shell: Run, tmp_path: Path) -> None:
    for year in ("2022", "2023"):
        file = a_table(tmp_path / year, [a_row(cell__at=f"page {year}")], year)
        shell("import", str(file), "--dataset", "grid-office", "--release", year, "--publish")

    silent = shell("diff", "grid-office@2022", "grid-office@2023").out
    asked = shell("diff", "grid-office@2022", "grid-office@2023", "--moved").out

    assert silent == "1 unchanged\n1 unchanged numbers moved within the file\n"
    assert "moved in the file  0.5500  0.5500" in asked


def test_another_price_year_and_gwp_method_is_not_comparable_and_both_reasons_are_shown(
    shell: Run, tmp_path: Path
) -> None:
    for release, file in spending.two_releases(tmp_path).items():
        told = shell("import", str(file), "--dataset", spending.DATASET, "--release", release)
        published = shell("publish", f"{spending.DATASET}@{release}")

    compared = shell("diff", f"{spending.DATASET}@1.2", f"{spending.DATASET}@2.0").out

    assert "    6 not comparable, 0 unchanged" in told.out
    assert f"{spending.WHY}: 6 numbers" in told.out
    assert published.out.splitlines()[1] == "6 not comparable, 0 unchanged"
    assert compared.splitlines()[0] == "6 not comparable, 0 unchanged"
    assert compared.count(spending.WHY) == 6
    assert "%" not in compared
