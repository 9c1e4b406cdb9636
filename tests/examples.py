"""Sound documents: a test names only what it is about."""

from typing import Any

from factordb.model.factor import Factor
from factordb.model.label import Label
from factordb.model.manifest import Manifest
from factordb.model.property import Property


def a_factor(**changes: Any) -> Factor:  # any field of a factor
    """Return a grid factor of an invented office; ``changes`` replace its fields."""
    value = changes.pop("value", "0.5500")
    document: dict[str, Any] = {
        "dataset": "grid-office",
        "activity": "electricity.grid",
        "facets": {"at": "consumer", "mix": "average"},
        "boundary": ["direct"],
        "region": "CN-SH",
        "dates": {"data": {"from": "2023-01-01", "to": "2023-12-31"}, "published": "2024-06-01"},
        "unit": "kWh",
        "name": {"zh": "电网 上海"},
        "amounts": [{"gas": "CO2", "kg": value, "cell": 0}],
        "source": {
            "document": "Grid Office yearbook",
            "cells": [{"at": "table 3, Shanghai", "printed": value, "unit": "kgCO2/kWh"}],
        },
    } | changes
    return Factor.model_validate({k: v for k, v in document.items() if v is not None})


def year_of(year: int) -> dict[str, Any]:
    """Return dates whose data are of ``year``."""
    return {"data": {"from": f"{year}-01-01", "to": f"{year}-12-31"}}


def gases(**masses: str) -> dict[str, Any]:
    """Return amounts and source of a factor with a mass a gas: ``gases(CO2="53.06")``."""
    return {
        "amounts": [{"gas": g, "kg": m, "cell": i} for i, (g, m) in enumerate(masses.items())],
        "source": {"cells": [{"at": f"B{i}", "printed": m} for i, m in enumerate(masses.values())]},
    }


def a_total(value: str, **more: Any) -> dict[str, Any]:  # fields of an amount
    """Return amounts and source of a factor with one CO2e total."""
    return {
        "amounts": [{"gas": "CO2e", "kg_co2e": value, "cell": 0, **more}],
        "source": {"cells": [{"at": "B1", "printed": value}]},
    }


def a_property(**changes: Any) -> Property:  # any field of a property
    """Return a calorific value of an invented office; ``changes`` replace its fields."""
    document: dict[str, Any] = {
        "dataset": "grid-office",
        "subject": "fuel.diesel",
        "property": "net-calorific-value",
        "region": "GLO",
        "value": "43.0",
        "unit": "TJ/Gg",
        "name": {"en": "Diesel net calorific value"},
        "source": {"cells": [{"at": "table 1, diesel", "printed": "43.0"}]},
    } | changes
    return Property.model_validate({k: v for k, v in document.items() if v is not None})


def a_manifest(**changes: Any) -> Manifest:  # any field of a manifest
    """Return the manifest of an invented office; ``changes`` replace its fields."""
    document: dict[str, Any] = {
        "dataset": "grid-office",
        "title": {"en": "Grid Office factors", "zh": "电网办公室因子"},
        "publisher": {"en": "Grid Office"},
        "licence": {"name": "CC0 1.0", "id": "CC0-1.0"},
        "attribution": "Grid Office, invented for tests",
        "series": [{"name": "grid", "activities": ["*"]}],
        "defaults": {"at": "consumer", "mix": "average"},
    } | changes
    return Manifest.model_validate({k: v for k, v in document.items() if v is not None})


def a_label(about: str, **changes: Any) -> Label:  # any field of a label
    """Return our words for the document ``about``."""
    return Label.model_validate({"about": about, "name": {"en": "Shanghai grid"}} | changes)
