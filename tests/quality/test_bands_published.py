"""Bands on publishers' files, in two halves: what is held and told of in each.

Bounds come from physics. Those of version 1, and of grid electricity, were set with both halves in
sight; so the second half shows how they do on other publishers, and not what they do unseen.
"""

from collections import Counter
from functools import cache

import pytest

from factordb.importers import registry
from factordb.importers.protocol import Intake
from factordb.model.factor import Factor
from factordb.model.manifest import Manifest
from factordb.model.property import Property
from factordb.quality.checks.checking import Checking
from tests.publishers import DATA, needs_publishers_files

pytestmark = needs_publishers_files

FIRST = ("agribalyse", "cbam", "oefdb", "uk-desnz", "us-epa-hub")
SECOND = ("base-carbone", "india", "owid", "us-epa-egrid", "us-epa-supply-chain")
"""Every second folder by name; the export that lost its decimal points is in neither."""
_READ = ("*.xlsx", "*.xls", "*.csv", "*.json")


@cache
def counted(publisher: str) -> Counter[str]:
    """Return how many documents a publisher's files have, and how many are held and told of."""
    found: Counter[str] = Counter()
    files = [file for pattern in _READ for file in sorted((DATA / publisher).glob(pattern))]
    for file in files:
        if file.name.startswith(("MALFORMED", "MISNAMED")):
            continue
        items = registry.load(registry.recognise(file)).read(Intake(file, f"sha256:{0:064x}"))
        manifest = next(items)
        assert isinstance(manifest, Manifest)
        checking = Checking(manifest.inferred_gwp())
        for number, item in enumerate(items):
            if isinstance(item, Factor):
                checking.see(f"sha256:{number:064x}", item)
            elif isinstance(item, Property):
                checking.see_property(f"sha256:{number:064x}", item)
            found["documents"] += isinstance(item, Factor | Property)
        found.update({one.rule: one.count for one in checking.close()})
    return found


def of(half: tuple[str, ...]) -> tuple[int, int, int]:
    """Return documents, numbers beyond a band, and numbers that are only unusual."""
    rules = ("documents", "beyond-band", "unusual-for-its-kind")
    return tuple(sum(counted(name)[rule] for name in half) for rule in rules)  # type: ignore[return-value]  # three


def test_the_first_half() -> None:
    assert of(FIRST) == (64_660, 1, 3)


def test_the_second_half() -> None:
    assert of(SECOND) == (23_012, 1, 14)


@pytest.mark.parametrize("half", [FIRST, SECOND])
def test_nothing_is_held_but_a_grid_that_no_plant_explains(half: tuple[str, ...]) -> None:
    """Botswana at 2.52 kg/kWh, which its publishers later gave as 1.85."""
    held = {name: counted(name)["beyond-band"] for name in half}

    assert {name: count for name, count in held.items() if count} == (
        {"oefdb": 1} if half is FIRST else {"base-carbone": 1}
    )
