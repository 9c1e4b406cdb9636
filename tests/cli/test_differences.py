"""What a release changes is shown before it is published: how far first."""

from pathlib import Path

from tests.catalogue.tables import a_row, a_table
from tests.cli.conftest import Run


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
