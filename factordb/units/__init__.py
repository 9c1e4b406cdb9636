"""Units of measure: how they are spelt, what they measure, and what makes one of another."""

from factordb.units.conversion import Converted, Ratio, convert, convert_per, ratio
from factordb.units.relation import Relation, by, per_by
from factordb.units.spelling import (
    annotations,
    bare,
    canonical,
    dimension,
    fits,
    spellings,
)
from factordb.units.table import FAMILY, TODAY, Units, named

__all__ = [
    "FAMILY",
    "TODAY",
    "Converted",
    "Ratio",
    "Relation",
    "Units",
    "annotations",
    "bare",
    "by",
    "canonical",
    "convert",
    "convert_per",
    "dimension",
    "fits",
    "named",
    "per_by",
    "ratio",
    "spellings",
]
