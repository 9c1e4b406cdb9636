import pytest
from pydantic import TypeAdapter, ValidationError

from factordb.model.manifest import Manifest, ReleaseName, ReleaseReference
from tests.examples import a_manifest

TWO = [
    {"name": "flights", "activities": ["transport.air.*"], "year": "carry-forward"},
    {"name": "rest", "activities": ["transport.*", "fuel.diesel"], "purpose": ["organisation"]},
]


def test_a_manifest_is_what_its_bytes_say() -> None:
    manifest = a_manifest(complements={"RoW": ["US", "CN"]})

    assert Manifest.of(manifest.canonical()) == manifest
    assert manifest.plain()["complements"] == {"RoW": ("CN", "US")}


def test_the_first_series_that_names_an_activity_has_it() -> None:
    manifest = a_manifest(series=TWO)

    names = {
        activity: (series := manifest.series_of(activity)) and series.name
        for activity in ("transport.air.long", "transport.air", "transport.rail", "fuel.diesel")
    }

    assert names == {
        "transport.air.long": "flights",
        "transport.air": "flights",
        "transport.rail": "rest",
        "fuel.diesel": "rest",
    }


@pytest.mark.parametrize("activity", ["fuel", "fuel.diesel.blend", "transports.rail"])
def test_a_pattern_names_what_it_says_and_no_more(activity: str) -> None:
    assert a_manifest(series=TWO).series_of(activity) is None
    assert a_manifest(series=TWO).purpose_of(activity) == ()


def test_a_purpose_is_that_of_the_series() -> None:
    assert a_manifest(series=TWO).purpose_of("fuel.diesel") == ("organisation",)
    assert a_manifest(series=TWO).purpose_of("transport.air") == ()


def test_two_series_have_two_names() -> None:
    with pytest.raises(ValidationError, match="names one series twice"):
        a_manifest(series=[TWO[0], TWO[0]])


@pytest.mark.parametrize("pattern", ["", "*.air", "transport.*.air", "Transport", "a..b", "**"])
def test_a_pattern_is_an_activity_or_all_below_one(pattern: str) -> None:
    with pytest.raises(ValidationError):
        a_manifest(series=[{"name": "a", "activities": [pattern]}])


@pytest.mark.parametrize("complements", [{}, {"RoW": []}, {"CN": ["US"]}, {"RoW": ["USA"]}])
def test_a_complement_is_of_a_relative_region(complements: dict[str, list[str]]) -> None:
    with pytest.raises(ValidationError):
        a_manifest(complements=complements)


def test_a_method_that_is_inferred_says_how_it_shows() -> None:
    inferred = {"gwp": "AR5", "evidence": "methane rows are 28 times their mass"}

    assert a_manifest(inferred=inferred).inferred_gwp() == "AR5"
    assert a_manifest().inferred_gwp() is None
    with pytest.raises(ValidationError, match="evidence"):
        a_manifest(inferred={"gwp": "AR5"})


@pytest.mark.parametrize("name", ["2024.1", "2024-erratum", "1", "v2"])
def test_a_release_has_a_plain_name(name: str) -> None:
    assert TypeAdapter(ReleaseName).validate_python(name) == name


@pytest.mark.parametrize("name", ["", "../x", "a/b", "a..b", ".a", "a.", "a b", "ａ", "a\n"])
def test_a_release_name_leads_nowhere_else(name: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(ReleaseName).validate_python(name)


@pytest.mark.parametrize("reference", ["", "a", "a@", "@1"])
def test_a_reference_names_dataset_and_release(reference: str) -> None:
    adapter = TypeAdapter(ReleaseReference)

    assert adapter.validate_python("grid-office@2024.1") == "grid-office@2024.1"
    with pytest.raises(ValidationError, match="write dataset@release"):
        adapter.validate_python(reference)
