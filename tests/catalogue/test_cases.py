"""What people ask of the seeds, and the one answer that is right."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from factordb.catalogue import asking
from factordb.catalogue.hit import Hit
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
    assert [s.says for s in answer.steps if s.kind == "gwp"] == [
        "summed from masses of gases under AR5"
    ]


def test_a_country_without_an_authority_takes_the_compilation_and_is_told(seeds: Session) -> None:
    answer = ask(seeds, region="FR", year=2023, use="product")

    assert found(answer).dataset == "owid-electricity-intensity"
    (tier,) = [step.says for step in answer.steps if step.kind == "tier"]
    assert "international compilation" in tier


def test_at_home_the_authority_answers_and_the_compilation_gives_way(seeds: Session) -> None:
    answer = ask(seeds, region="CN", year=2023, use="product", explain=True)

    assert found(answer).value == "0.6205"
    lost = {c.hit.dataset: c.lost for c in answer.considered or () if c.hit.dates}
    assert lost["cn-mee-electricity-footprint"] is None or found(answer).release == "2023"
    assert any("own authority answers" in str(c.lost) for c in answer.considered or ())


def test_a_fuel_carries_forward_and_is_weighed_by_default(seeds: Session) -> None:
    answer = ask(seeds, "fuel.coal.anthracite", region="GLO", year=2023, unit="TJ{NCV}")

    hit = found(answer)
    assert (hit.gas, hit.gwp, hit.computed, hit.unit) == ("CO2e", "AR5", True, "TJ{NCV}")
    # 98,300 kg CO2, 10 kg CH4 and 1.5 kg N2O by 28 and 265
    assert hit.value == "98977.5"
    assert [s.to for s in answer.steps if s.kind == "year"] == ["published 2006"]


@pytest.mark.parametrize(("gwp", "value"), [("AR4", "98997.0"), ("AR6", "98988.5")])
def test_a_fuel_is_weighed_under_the_method_asked_for(seeds: Session, gwp: str, value: str) -> None:
    hit = found(ask(seeds, "fuel.coal.anthracite", region="GLO", year=2023, gwp=gwp))

    assert (hit.value, hit.gwp) == (value, gwp)


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
