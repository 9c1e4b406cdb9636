import inspect

import pytest

from factordb.importers import registry
from factordb.importers.protocol import Importer, Intake


@pytest.mark.parametrize("layout", registry.layouts())
def test_an_importer_is_what_the_protocol_says(layout: str) -> None:
    importer: Importer = registry.load(layout)

    assert importer.layout == layout
    assert importer.version
    assert importer.title[0].islower() or importer.title[0].isupper()
    assert list(inspect.signature(importer.recognises).parameters) == ["file"]
    assert list(inspect.signature(importer.read).parameters) == ["intake"]
    assert inspect.isgeneratorfunction(importer.read)


def test_an_intake_needs_a_file_and_its_hash_only() -> None:
    assert Intake._field_defaults == {"dataset": None, "mapping": None}
