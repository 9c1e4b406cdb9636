import pytest

from factordb.catalogue.looking.measuring import PropertyQuery
from factordb.cli.given import validated
from factordb.errors import Invalid


def test_absent_options_keep_their_defaults() -> None:
    query = validated(PropertyQuery, {"subject": "fuel.diesel", "region": None})

    assert query == PropertyQuery(subject="fuel.diesel")


def test_an_option_that_cannot_be_meant_is_named() -> None:
    with pytest.raises(Invalid, match=r"^region: 'ZZ' is no region"):
        validated(PropertyQuery, {"region": "ZZ"})
