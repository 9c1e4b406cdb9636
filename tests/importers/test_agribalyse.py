from collections.abc import Mapping
from pathlib import Path

import pytest

from factordb.errors import UnreadableFile
from factordb.importers.agribalyse import Agribalyse
from factordb.model.headline import headline
from tests.importers import accounts
from tests.importers.accounts import a_csv, accounted, factors, numbers_in, read
from tests.publishers import DATA, needs_publishers_files

FILE = DATA / "agribalyse" / "Agribalyse_Synthese_v3.1_723d736e.csv"
PLUM = {
    "Code AGB": "99001_2",
    "Code CIQUAL": "99001",
    "Groupe d'aliment": "fruits, légumes",
    "Sous-groupe d'aliment": "fruits",
    "Nom du Produit en Français": "Prune dorée, crue",
    "LCI Name": "Golden plum, raw",
    "code saison": "1",
    "Livraison": "Glacé",
    "DQR": "2.26000000000001",
    "Changement climatique": "0.24817606999999997",
    "Acidification": "0.5",
}
STAGES = {"Agriculture": "0.1", "Transformation": "7.17e-7", "Supermarché et distribution": "0.02"}
DETAIL = {k: v for k, v in PLUM.items() if k not in ("Changement climatique", "Acidification")} | {
    f"Changement climatique - {stage}": value for stage, value in STAGES.items()
}


def a_file(folder: Path, *foods: Mapping[str, str], blank: int = 0) -> Path:
    header = list(foods[0])
    lines = [[food.get(name, "") for name in header] for food in foods]
    return a_csv(folder / "foods.csv", [header, *lines, *[[""] * len(header)] * blank])


def test_a_food_is_a_factor_per_kilogram_in_two_languages(tmp_path: Path) -> None:
    (factor,) = factors(read(Agribalyse(), a_file(tmp_path, PLUM)))
    assert factor.activity == "food.fruits-legumes.prune-doree-crue"
    assert factor.name == {"fr": "Prune dorée, crue", "en": "Golden plum, raw"}
    assert (factor.region, factor.unit, factor.ids) == ("FR", "kg", ("99001_2",))
    assert factor.boundary == ("use", "cradle-to-shelf")
    assert factor.classification is not None
    assert factor.classification["ciqual"] == ("99001",)


def test_the_noise_of_floats_is_kept_as_printed(tmp_path: Path) -> None:
    (factor,) = factors(read(Agribalyse(), a_file(tmp_path, PLUM)))
    assert factor.amounts[0].kg_co2e == "0.24817606999999997"
    assert factor.quality is not None
    assert factor.quality.scores == {"dqr": "2.26000000000001"}


def test_the_detail_gives_a_part_a_stage_and_no_headline(tmp_path: Path) -> None:
    file = a_file(tmp_path, DETAIL)
    (factor,) = factors(read(Agribalyse(), file))
    assert Agribalyse().recognises(file)
    assert [(a.part, a.kg_co2e) for a in factor.amounts] == [
        ("agriculture", "0.1"),
        ("processing", "0.000000717"),
        ("retail", "0.02"),
    ]
    assert headline(factor) is None


def test_total_and_stages_in_one_file_are_one_factor(tmp_path: Path) -> None:
    (factor,) = factors(read(Agribalyse(), a_file(tmp_path, DETAIL | PLUM)))
    told = headline(factor)
    assert told is not None
    assert told.value == "0.24817606999999997"
    assert len(factor.amounts) == 4


def test_blank_lines_are_told_and_make_nothing(tmp_path: Path) -> None:
    items = read(Agribalyse(), a_file(tmp_path, PLUM, blank=3))
    assert accounts.cautions(items) == ["3 lines hold nothing."]
    assert len(factors(items)) == 1


def test_two_foods_of_one_name_are_told_apart_by_their_code(tmp_path: Path) -> None:
    other = PLUM | {"Code AGB": "99001_1", "Changement climatique": "0.3"}
    found = factors(read(Agribalyse(), a_file(tmp_path, PLUM, other)))
    assert [f.facets for f in found] == [{"publisher-id": "99001_2"}, {"publisher-id": "99001_1"}]


def test_other_impacts_are_counted_and_not_ours(tmp_path: Path) -> None:
    file = a_file(tmp_path, PLUM)
    items = read(Agribalyse(), file)
    assert accounts.not_ours(items)["Acidification: another impact than climate change"] == 1
    assert accounted(items) == numbers_in(file)


def test_a_file_without_climate_change_is_refused(tmp_path: Path) -> None:
    file = a_file(tmp_path, {k: v for k, v in PLUM.items() if k != "Changement climatique"})
    assert not Agribalyse().recognises(file)
    with pytest.raises(UnreadableFile, match="line 1 has no column 'Changement climatique'"):
        read(Agribalyse(), file)


@needs_publishers_files
def test_every_number_of_the_published_file_is_accounted_for() -> None:
    items = read(Agribalyse(), FILE)
    found = factors(items)
    assert accounted(items) == numbers_in(FILE)
    assert (len(found), accounts.rejections(items)) == (2517, [])
    assert len({f.identity() for f in found}) == 2517
    assert sum("publisher-id" in (f.facets or {}) for f in found) == 2
    assert accounts.cautions(items) == ["481 lines hold nothing."]
    assert all(f.quality for f in found)
