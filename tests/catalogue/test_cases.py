"""What people ask of the seeds, and the one answer that is right."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from factordb.catalogue.hits.hit import Hit
from factordb.catalogue.resolve import asking
from factordb.catalogue.resolve.question import Answer, Question
from factordb.model.factor import Factor
from factordb.model.property import Property
from factordb.store import documents

GRID = "electricity.grid"


def ask(db: Session, activity: str | None = GRID, **more: Any) -> Answer:  # fields of a question
    """Return the answer to one question, of ``edition`` where one is named."""
    edition = more.pop("edition", None)
    asked = {"activity": activity} | {name.rstrip("_"): value for name, value in more.items()}
    question = Question.model_validate({k: v for k, v in asked.items() if v is not None})
    (answer,) = asking.ask(db, [question], edition).answers
    assert isinstance(answer, Answer)
    return answer


def found(answer: Answer) -> Hit:
    """Return the hit of a found answer; the test fails with the reason where there is none."""
    assert answer.status == "found", answer.reason
    assert answer.hit is not None
    return answer.hit


def edition_of(db: Session, dataset: str, release: str) -> int:
    """Return the edition that published a release."""
    rows = db.connection().execute(
        text("SELECT edition FROM release WHERE dataset = :dataset AND name = :name"),
        {"dataset": dataset, "name": release},
    )
    return int(rows.scalar_one())


def places(answer: Answer) -> list[tuple[str, str | None]]:
    """Return region and value of each candidate."""
    return [(hit.region, hit.value) for hit in answer.candidates]


def test_an_organisation_in_shanghai_takes_the_ministrys_factor_of_its_year(seeds: Session) -> None:
    hit = found(ask(seeds, region="CN-SH", year=2023, use="organisation"))

    assert (hit.value, hit.gas, hit.unit, hit.gwp) == ("0.5737", "CO2", "kWh", None)
    source = Factor.of(documents.body(seeds, hit.digest)).source
    assert source.number == "公告2025年第47号"
    assert str(source.cells[0].at).startswith("附件 表3 上海")


def test_a_product_in_shanghai_has_no_factor_of_its_province(seeds: Session) -> None:
    answer = ask(seeds, region="CN-SH", year=2023, use="product")

    assert answer.status == "none"
    assert ("CN", "0.6205") in places(answer)
    assert "0.5737" not in {value for _, value in places(answer)}
    assert "A fallback by region would give: CN 2023 0.6205" in str(answer.reason)


@pytest.mark.parametrize(("year", "value"), [(2023, "0.6205"), (2024, "0.5777")])
def test_with_a_fallback_a_product_in_shanghai_takes_the_national_footprint(
    seeds: Session, year: int, value: str
) -> None:
    answer = ask(seeds, region="CN-SH", year=year, use="product", fallback=["region"])

    hit = found(answer)
    assert (hit.value, hit.gas, hit.region) == (value, "CO2e", "CN")
    climbed = [(step.from_, step.to) for step in answer.steps if step.kind == "region"]
    assert climbed == [("CN-SH", "CN-GRID-EAST"), ("CN-GRID-EAST", "CN")]
    assert [s.to for s in answer.steps if s.kind == "year"] == [str(year)]


def test_xizang_has_none_and_is_told_what_a_fallback_would_give(seeds: Session) -> None:
    answer = ask(seeds, region="CN-XZ", year=2023, use="organisation")

    assert answer.status == "none"
    assert places(answer) == [("CN-GRID-SOUTHWEST", "0.2472"), ("CN", "0.5306")]
    assert answer.reason == (
        "No factor of electricity.grid at CN-XZ for 2023 serves organisation. A fallback by "
        "region would give: CN-GRID-SOUTHWEST 2023 0.2472, CN 2023 0.5306."
    )


@pytest.mark.parametrize("year", [2021, 2022, 2023, 2024, "latest", None])
@pytest.mark.parametrize("region", ["CN-SH", "CN-XZ", "CN-GRID-EAST", "CN"])
@pytest.mark.parametrize("fallback", [[], ["region", "year"]])
def test_the_two_series_are_never_swapped(
    seeds: Session, region: str, year: int | str | None, fallback: list[str]
) -> None:
    for use, never in (("organisation", "footprint"), ("product", "grid-co2")):
        answer = ask(seeds, region=region, year=year, use=use, fallback=fallback)
        shown = [*answer.candidates, *([answer.hit] if answer.hit else [])]
        assert [hit.dataset for hit in shown if never in hit.dataset] == []


def test_the_edition_before_the_2023_release_answers_2022_for_ever(seeds: Session) -> None:
    before = edition_of(seeds, "cn-mee-grid-co2", "2023") - 1

    then = found(ask(seeds, region="CN", year="latest", use="organisation", edition=before))
    now = found(ask(seeds, region="CN", year="latest", use="organisation"))

    assert (then.value, then.release) == ("0.5366", "2022")
    assert (now.value, now.release) == ("0.5306", "2023")


def test_shanghais_carbon_market_has_a_number_of_its_own(seeds: Session) -> None:
    as_printed = found(ask(seeds, region="CN-SH", year=2023, use="carbon-market"))
    converted = found(ask(seeds, region="CN-SH", year=2023, use="carbon-market", in_="kWh"))

    assert (as_printed.value, as_printed.unit) == ("4200.0", "万kWh")
    assert (converted.value, converted.unit) == ("0.42", "kWh")
    assert converted.steps == ("1 kWh = 0.0001 万kWh, exact",)


def test_what_shanghai_replaced_is_answered_only_when_asked_for(seeds: Session) -> None:
    plain = ask(seeds, region="CN-SH", year=2020, use="carbon-market")
    archived = ask(seeds, region="CN-SH", year=2020, use="carbon-market", status="archived")

    assert plain.status == "none"
    assert "marks it archived" in str(plain.reason)
    assert found(archived).value == "7880.00"


def test_without_a_use_the_candidates_are_named(seeds: Session) -> None:
    answer = ask(seeds, region="CN-SH", year=2023)

    assert answer.status == "ambiguous"
    assert [hit.value for hit in answer.candidates] == ["0.5737", "4200.0"]
    assert "dataset, use" in str(answer.reason)


def test_a_baseline_lies_in_the_older_grid_area_and_its_mean_is_not_chosen_for_us(
    seeds: Session,
) -> None:
    answer = ask(seeds, region="CN-SH", year=2013, use="offset-baseline", fallback=["region"])

    assert answer.status == "ambiguous"
    assert {hit.region for hit in answer.candidates} == {"CN-GRID6-EAST"}
    assert "they differ in period" in str(answer.reason)


def test_a_subregion_of_the_american_grid_is_summed_from_its_gases(seeds: Session) -> None:
    answer = ask(seeds, region="US-EGRID-AKGD", year=2021, use="organisation", in_="kWh")

    hit = found(answer)
    assert (hit.gas, hit.gwp, hit.computed, hit.unit) == ("CO2e", "AR5", True, "kWh")
    assert str(hit.value).startswith("0.486")
    (said,) = [s.says for s in answer.steps if s.kind == "gwp"]
    assert said.startswith("summed under AR5: ")


def test_a_country_without_an_authority_takes_the_compilation_and_is_told(seeds: Session) -> None:
    answer = ask(seeds, region="FR", year=2023, use="product")

    assert found(answer).dataset == "owid-electricity-intensity"
    (tier,) = [step.says for step in answer.steps if step.kind == "tier"]
    assert "international compilation" in tier


def test_at_home_the_authority_answers_and_the_compilation_gives_way(seeds: Session) -> None:
    answer = ask(seeds, region="CN", year=2023, use="product", explain=True)

    assert found(answer).value == "0.6205"
    lost = {c.hit.digest: c.lost for c in answer.considered or ()}
    assert lost[found(answer).digest] is None
    assert any("the region's own authority answers" in str(why) for why in lost.values())


def test_a_fuel_carries_forward_and_is_weighed_by_default(seeds: Session) -> None:
    answer = ask(seeds, "fuel.coal.anthracite", region="GLO", year=2023, unit="TJ{NCV}")

    hit = found(answer)
    assert (hit.gas, hit.gwp, hit.computed, hit.unit) == ("CO2e", "AR5", True, "TJ{NCV}")
    # 98,300 kg CO2, 10 kg CH4 and 1.5 kg N2O by 28 and 265
    assert hit.value == "98977.5"
    assert [s.to for s in answer.steps if s.kind == "year"] == ["published 2006"]


@pytest.mark.parametrize(("gwp", "value"), [("AR4", "98997.0"), ("AR6", "98979.5")])
def test_a_fuel_is_weighed_under_the_method_asked_for(seeds: Session, gwp: str, value: str) -> None:
    hit = found(ask(seeds, "fuel.coal.anthracite", region="GLO", year=2023, gwp=gwp))

    assert (hit.value, hit.gwp) == (value, gwp)


@pytest.mark.parametrize(("year", "printed"), [(2023, "0.207074"), (2024, "0.20705")])
def test_british_grid_electricity_is_the_total_of_its_year(
    seeds: Session, year: int, printed: str
) -> None:
    answer = ask(seeds, region="GB", year=year, use="organisation", unit="kWh")

    hit = found(answer)
    assert str(hit.value).startswith(printed)
    assert (hit.gas, hit.gwp, hit.computed) == ("CO2e", "AR5", False)
    assert any("is inferred" in step.says for step in answer.steps if step.kind == "gwp")


def test_american_natural_gas_is_summed_and_its_calorific_basis_kept(seeds: Session) -> None:
    answer = ask(
        seeds, "fuel.natural-gas", region="US", year=2024, use="organisation", unit="mmBtu"
    )

    hit = found(answer)
    assert (hit.value, hit.gwp, hit.computed, hit.unit) == ("53.1145", "AR5", True, "mmBtu{GCV}")
    net = ask(seeds, "fuel.natural-gas", region="US", year=2024, unit="mmBtu{NCV}")
    assert net.status == "none"


def test_a_corrected_edition_stands_and_the_one_before_still_answers_then(seeds: Session) -> None:
    car: dict[str, Any] = {
        "activity": "transport.passenger.car", "region": "US", "year": 2024, "unit": "vehicle-mile",
    }  # fmt: skip
    before = edition_of(seeds, "us-epa-hub-selected", "2024.1") - 1

    corrected, printed = ask(seeds, **car), ask(seeds, **car, edition=before)

    assert str(found(corrected).value).startswith("0.30")
    assert str(found(printed).value).startswith("0.17")
    assert [s.to for s in corrected.steps if s.kind == "year"] == ["published 2024-06-05"]


def test_biogenic_carbon_stands_beside_a_blended_fuel(seeds: Session) -> None:
    fuel = "fuel.diesel.average-biofuel-blend"
    answer = ask(seeds, fuel, region="GB", year=2024, unit="L", use="organisation")

    assert found(answer).boundary == ("combustion",)
    (beside,) = answer.beside
    assert beside.facets["coverage"] == "outside-of-scopes"
    assert (beside.value, beside.gas, beside.unit) == ("0.16", "CO2", "L")
    assert beside.pick is not None
    assert beside.pick.origin == "biogenic"


def test_an_id_of_the_british_set_leads_to_its_very_number(seeds: Session) -> None:
    total, methane = (ask(seeds, None, id=f"1_102_1026_15_{n}", year=2024) for n in (1, 3))

    assert (found(total).value, found(total).pick) == ("2262.11448", None)
    assert (found(methane).value, found(methane).gas) == ("0.672", "CH4")
    assert found(methane).pick is not None
    assert ask(seeds, None, id="1_102_1026_15_1").status == "ambiguous"


def test_a_warming_potential_is_a_property_and_no_factor(seeds: Session) -> None:
    rows = seeds.connection().execute(
        text("SELECT encode(digest, 'hex') FROM property WHERE subject = 'gas.ch4'")
    )
    digests = [f"sha256:{name}" for name in rows.scalars()]

    for digest in digests:
        answer = ask(seeds, None, digest=digest)
        assert answer.status == "none"
        assert "is a property, not a factor" in str(answer.reason)
    bodies = documents.published(seeds, digests, ("property",)).values()
    assert {p.value for p in map(Property.of, bodies)} >= {"25", "28", "27.9"}
    assert ask(seeds, "gas.ch4", region="GLO").status == "none"


@pytest.mark.parametrize("region", ["CN-SH", "CN", "US", "FR", "GLO"])
def test_every_answer_by_resolve_is_the_number_of_its_document(seeds: Session, region: str) -> None:
    for use in ("organisation", "product", "carbon-market"):
        answer = ask(seeds, region=region, year="latest", use=use)
        if answer.hit is not None and not answer.hit.computed:
            factor = Factor.of(documents.body(seeds, answer.hit.digest))
            assert answer.hit.value in {amount.value() for amount in factor.amounts}
