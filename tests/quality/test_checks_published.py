"""Publishers' real files and the seeds: what the checks say of them, and that none is held."""

import pytest

from factordb import shipped
from factordb.catalogue import seeding
from factordb.importers import registry
from factordb.importers.protocol import Intake
from factordb.model.factor import Factor
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.quality.checks.checking import Checking
from factordb.quality.checks.finding import Finding, Severity
from tests.publishers import DATA, needs_publishers_files


def findings(intake: Intake, layout: str | None = None) -> dict[str, Finding]:
    """Return what is found in a file, by rule."""
    items = registry.load(layout or registry.recognise(intake.file)).read(intake)
    manifest = next(items)
    assert isinstance(manifest, Manifest)
    checking = Checking(manifest.inferred_gwp())
    for number, item in enumerate(items):
        if isinstance(item, Factor):
            checking.see(f"sha256:{number:064x}", item)
        elif isinstance(item, Property):
            checking.see_property(f"sha256:{number:064x}", item)
    return {finding.rule: finding for finding in checking.close()}


def counts(found: dict[str, Finding]) -> dict[str, int]:
    return {rule: finding.count for rule, finding in found.items()}


def a_file(pattern: str) -> Intake:
    (file,) = DATA.glob(pattern)
    return Intake(file, f"sha256:{0:064x}")


@pytest.mark.parametrize("reference", seeding.references(shipped.SEEDS))
def test_no_seed_is_held(reference: str) -> None:
    files = seeding.files_of(shipped.SEEDS, reference)
    dataset = reference.partition("@")[0]

    found = findings(Intake(files.file, f"sha256:{0:064x}", dataset, files.mapping), "table")

    assert [rule for rule, f in found.items() if f.severity is not Severity.WARN] == []
    told = {"co2-as-co2e", "zero-among-numbers", "unlike-its-peers"}
    assert set(found) <= told


@needs_publishers_files
@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("uk-desnz/ghg*2022*.xls", {"zero-among-numbers": 41}),
        ("uk-desnz/ghg*2023*.xlsx", {"zero-among-numbers": 41}),
        ("uk-desnz/ghg*2024*.xlsx", {"zero-among-numbers": 33}),
        ("us-epa-hub/*2023.xlsx", {"zero-among-numbers": 7}),
        ("us-epa-hub/*original.xlsx", {"zero-among-numbers": 5, "unlike-its-peers": 2}),
        ("us-epa-hub/*erratum.xlsx", {"zero-among-numbers": 4, "unlike-its-peers": 2}),
        ("agribalyse/*.csv", {}),
        (
            "india/*v1_1.json",
            {"unlike-its-peers": 1, "unusual-for-its-kind": 2, "zero-among-numbers": 1},
        ),
        ("us-epa-egrid/*.xlsx", {"gases-nearly-their-total": 7, "unlike-its-peers": 1}),
    ],
)
def test_a_good_file_is_not_held_and_little_is_told_of_it(
    pattern: str, told: dict[str, int]
) -> None:
    found = findings(a_file(pattern))

    assert all(finding.severity is Severity.WARN for finding in found.values())
    assert counts(found) == told


@needs_publishers_files
def test_of_the_default_values_of_cbam_the_mistakes_are_told_and_roundings_are_not() -> None:
    """710 rows differ by a hundredth; five mark-ups are compounded, one row is shifted."""
    found = findings(a_file("cbam/cbam_defaults*.csv"))

    assert {rule: found[rule].count for rule in ("mark-up-compounded", "shifted-by-columns")} == {
        "mark-up-compounded": 5,
        "shifted-by-columns": 1,
    }
    assert found["shifted-by-columns"].places[0].at.startswith("line 5 ")
    assert found["parts-nearly-their-whole"].count == 1
    assert all(finding.severity is Severity.WARN for finding in found.values())


@needs_publishers_files
def test_the_export_without_decimal_points_is_held_as_a_whole_through_the_mapping_that_ships() -> (
    None
):
    found = findings(a_file("naei/*.xlsx"))

    whole = found["release-beyond-bands"]
    assert whole.severity is Severity.HOLD
    assert whole.places[0].told == "7577 of 10160 numbers that have a band are beyond it"
    assert found["beyond-band"].count == 7577
