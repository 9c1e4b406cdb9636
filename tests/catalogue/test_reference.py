import pytest

from factordb.catalogue.reference import split
from factordb.errors import Invalid


def test_a_release_is_named_by_dataset_and_release() -> None:
    assert split("grid-office@2023.1") == ("grid-office", "2023.1")


@pytest.mark.parametrize("text", ["grid-office", "@2023", "grid-office@", "a@b@c", ""])
def test_what_names_no_release_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(Invalid, match="write dataset@release"):
        split(text)
