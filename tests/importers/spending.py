"""Two releases of spend factors of our own making, in the layout of the U.S. EPA."""

from pathlib import Path

from tests.importers.accounts import a_csv
from tests.importers.test_us_epa_supply_chain import HEADER

DATASET = "us-epa-supply-chain"


def a_release(folder: Path, gas: str, year: str, *factors: str) -> Path:
    """Write one line for each of ``factors``, all without margins: they cost nothing."""
    unit = f"kg CO2e/{year} USD, purchaser price"
    lines = [
        (f"11{n}", f"Growing of reeds {n}", gas, unit, factor, "0.000", factor, f"11A{n}")
        for n, factor in enumerate(factors)
    ]
    folder.mkdir(parents=True, exist_ok=True)
    return a_csv(folder / f"spend-{year}.csv", [HEADER, *lines])


def two_releases(folder: Path) -> dict[str, Path]:
    """Return a release of 2021 dollars under AR4, and one of 2022 dollars under AR5."""
    return {
        "1.2": a_release(folder / "1.2", "All GHGs", "2021", "1.223", "0.517"),
        "2.0": a_release(folder / "2.0", "All GHGs (AR5)", "2022", "1.151", "0.483"),
    }


WHY = "unit USD{2021,purchaser} → USD{2022,purchaser}; GWP method AR4 → AR5"
