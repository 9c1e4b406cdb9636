import pytest
from pydantic import ValidationError

from tests.examples import a_factor, a_label

ABOUT = a_factor().digest()


def test_a_label_changes_no_digest_but_its_own() -> None:
    one, other = a_label(ABOUT), a_label(ABOUT, name={"en": "Shanghai", "zh": "上海"})

    assert one.digest() != other.digest()
    assert one.about == other.about == a_factor().digest()


def test_a_label_may_hold_synonyms_and_codes_only() -> None:
    assert a_label(ABOUT, name=None, synonyms={"zh": ["市电", "外购电"]}).plain()["synonyms"]
    assert a_label(ABOUT, name=None, classification={"isic-4": ["3510"]}).plain()["classification"]


@pytest.mark.parametrize(
    "said",
    [
        {"name": None},
        {"name": {}},
        {"name": {"en": " "}},
        {"synonyms": {"zh": []}},
        {"synonyms": {"zh": ["市电", "市电"]}},
        {"classification": {"isic-4": []}},
        {"about": "sha256:0"},
    ],
)
def test_a_label_says_something(said: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        a_label(**{"about": ABOUT, **said})  # type: ignore[arg-type]  # wrong on purpose
