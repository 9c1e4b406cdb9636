import pytest

from factordb.model.canonical import digest
from factordb.search import confidence
from factordb.search.confidence import Confidence

SURE = {"coverage": 1.0, "main": 1.0, "head": 1.0, "central": 1.0, "unit": 1.0, "lead": 1.0}


def features(**changes: float) -> dict[str, float]:
    model = confidence.model()
    return dict.fromkeys((*model.weights, *model.held), 0.0) | SURE | changes


def test_the_model_is_the_one_that_an_edition_records() -> None:
    assert confidence.digest() == digest(confidence.FAMILY.file(confidence.TABLE).read_bytes())


def test_a_plain_match_is_probable_and_nothing_is_not() -> None:
    model = confidence.model()

    assert model.probability(features()) > 0.98
    assert model.probability(dict.fromkeys(features(), 0.0)) < 0.05


@pytest.mark.parametrize("feature", ["away", "foreign", "narrower", "other", "unsure"])
def test_what_speaks_against_a_match_never_makes_it_likelier(feature: str) -> None:
    model = confidence.model()

    assert model.weights[feature] <= 0
    assert model.probability(features(**{feature: 1.0})) <= model.probability(features())


@pytest.mark.parametrize("feature", list(SURE))
def test_what_speaks_for_a_match_never_makes_it_less_likely(feature: str) -> None:
    assert confidence.model().weights[feature] >= 0


@pytest.mark.parametrize("feature", confidence.model().held)
def test_what_is_held_is_never_accepted_however_probable(feature: str) -> None:
    assert confidence.model().decision(1.0, features()) == "accept"
    assert confidence.model().decision(1.0, features(**{feature: 1.0})) == "review"


def test_what_could_not_be_read_is_never_accepted() -> None:
    assert confidence.model().decision(1.0, features(), readable=False) == "review"


def test_decisions_follow_the_bounds() -> None:
    model = confidence.model()

    assert model.decision(model.accept, features()) == "accept"
    assert model.decision(model.accept - 0.01, features()) == "review"
    assert model.decision(model.review - 0.01, features()) == "none"


@pytest.mark.parametrize("logit", [-1e6, 1e6])
def test_a_probability_stays_one(logit: float) -> None:
    model = confidence.model().model_copy(update={"intercept": logit})

    assert isinstance(model, Confidence)
    assert 0.0 <= model.probability(features()) <= 1.0


@pytest.mark.parametrize(
    ("text", "left"),
    [("费", ""), ("用量", ""), ("二车间", "二"), ("the invoice", ""), ("diesel", "diesel")],
)
def test_idle_words_leave_nothing(text: str, left: str) -> None:
    assert confidence.model().without_idle(text) == left
