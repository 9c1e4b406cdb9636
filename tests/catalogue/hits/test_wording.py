from factordb.catalogue.hits import wording
from factordb.model.label import Label
from tests.examples import a_factor

ABOUT = "sha256:" + "0" * 64


def test_names_labels_activity_facets_and_boundary_stand_in_lines() -> None:
    label = Label.model_validate(
        {"about": ABOUT, "name": {"en": "Shanghai grid"}, "synonyms": {"zh": ["用电"]}}
    )

    lines = wording.words(a_factor(), label).split("\n")

    assert lines[:3] == ["电网 上海", "Shanghai grid", "用电"]
    assert "electricity.grid electricity grid" in lines
    assert "mix average" in lines
    assert "direct" in lines


def test_factors_of_other_regions_and_years_have_the_same_words() -> None:
    facets = {"at": "consumer", "mix": "average", "publisher-id": "7"}
    there = a_factor(region="FR", dates={"published": "2020"}, ids=["7"], facets=facets)

    assert wording.words(there, None) == wording.words(a_factor(), None)


def test_a_line_is_one_line() -> None:
    assert wording.words(a_factor(name={"en": "a\n b"}), None).startswith("a b\n")
