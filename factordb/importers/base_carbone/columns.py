"""The columns of the Base Carbone: which hold amounts, and what becomes of the other numbers."""

from typing import Any

TYPE, ID, STATUS = "Type Ligne", "Identifiant de l'élément", "Statut de l'élément"
KIND = "Type de l'élément"
CATEGORY = "Code de la catégorie"
UNIT = "Unité français"
TOTAL = "Total poste non décomposé"
POST, POST_NAME = "Type poste", "Nom poste français"
PLACE, WITHIN = "Localisation géographique", "Sous-localisation géographique français"
CREATED, CHANGED, VALID = "Date de création", "Date de modification", "Période de validité"
UNCERTAINTY = "Incertitude"

ELEMENT, POSTE, SOURCE_DATA, ARCHIVED = "Elément", "Poste", "Données source", "Archivé"
NEEDED = (TYPE, ID, STATUS, KIND, "Nom base français", CATEGORY, UNIT, PLACE, TOTAL, POST, "CO2f")

LANGUAGES = {"fr": "français", "en": "anglais", "es": "espagnol"}

GASES: dict[str, dict[str, Any]] = {
    "CO2f": {"gas": "CO2", "origin": "fossil"},
    "CH4f": {"gas": "CH4", "origin": "fossil"},
    "CH4b": {"gas": "CH4", "origin": "biogenic"},
    "N2O": {"gas": "N2O"},
    "Autres GES": {"gas": "CO2e", "part": "other-ghgs"},
    "CO2b": {"gas": "CO2", "origin": "biogenic", "outside": True},
}
"""Gases by column, all of them in kg CO2e."""

MORE = {f"Valeur gaz supplémentaire {n}": f"Code gaz supplémentaire {n}" for n in (1, 2, 3, 4, 5)}
"""Values of further gases, and the columns that name them."""

VALUES = (TOTAL, *GASES, *MORE)

SCORES = {
    "Transparence": "transparency",
    "Qualité": "quality",
    "Qualité TeR": "ter",
    "Qualité GR": "gr",
    "Qualité TiR": "tir",
    "Qualité C": "c",
    "Qualité P": "p",
    "Qualité M": "m",
}
"""The publisher's scores; 0 means not scored."""

NOT_OURS = {
    ID: "the publisher's id",
    UNCERTAINTY: "kept as the uncertainty, in percent",
    VALID: "a year or a day, kept as the dates it applies to",
    **dict.fromkeys(SCORES, "a score, kept as quality; 0 means not scored"),
}
"""What becomes of numbers that are no amounts."""
