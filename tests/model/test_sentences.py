from factordb.model import sentences
from factordb.model.base import Model


class Lamp(Model):
    watts: str
    """Power in W: ``7.5``."""
    colour: str | None = None
    bulbs: int = 1
    """How many,
    counted one by one."""

    """A sentence about nothing."""


class Lantern(Lamp):
    bulbs: int = 2
    """At least two."""


def test_the_sentence_under_a_field_is_its_own() -> None:
    assert sentences.under_fields(Lamp) == {
        "watts": "Power in W: ``7.5``.",
        "bulbs": "How many,\ncounted one by one.",
    }


def test_what_derives_inherits_and_may_say_it_anew() -> None:
    found = sentences.under_fields(Lantern)

    assert found["watts"] == "Power in W: ``7.5``."
    assert found["bulbs"] == "At least two."


def test_a_schema_describes_each_field_that_has_a_sentence() -> None:
    properties = Lamp.model_json_schema()["properties"]

    assert properties["watts"]["description"] == "Power in W: ``7.5``."
    assert "description" not in properties["colour"]
