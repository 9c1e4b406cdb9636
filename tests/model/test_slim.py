"""Twins say what their models say."""

from typing import cast

import msgspec
import pytest
from hypothesis import given, settings

from factordb.model import slim
from factordb.model.factor import Factor
from factordb.model.headline import headline
from tests.documents import factors
from tests.examples import a_factor


def twin_of(model: Factor) -> Factor:
    return cast("Factor", msgspec.json.decode(model.canonical(), type=slim.twin(Factor)))


@given(factors)
@settings(deadline=None)
def test_a_twin_says_and_does_what_its_model_does(model: Factor) -> None:
    twin = twin_of(model)

    assert (twin.plain(), twin.canonical(), twin.digest()) == (
        model.plain(),
        model.canonical(),
        model.digest(),
    )
    assert (twin.key(), twin.identity(), twin.named()) == (
        model.key(),
        model.identity(),
        model.named(),
    )
    assert headline(twin) == headline(model)


@given(factors)
@settings(deadline=None)
def test_key_and_identity_are_the_same_at_once(model: Factor) -> None:
    assert model.named() == (model.key(), model.identity())


def test_a_field_that_the_model_does_not_have_is_refused() -> None:
    body = a_factor().canonical().replace(b'"unit":"kWh"}', b'"unit":"kWh","why":"not"}')

    with pytest.raises(msgspec.ValidationError, match="unknown field `why`"):
        msgspec.json.decode(body, type=slim.twin(Factor))


def test_a_twin_does_not_change() -> None:
    with pytest.raises(AttributeError):
        twin_of(a_factor()).unit = "MWh"  # type: ignore[misc]  # that is what is tried
