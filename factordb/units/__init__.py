"""Units of measure: how they are spelt, what they measure, and what makes one of another."""

from factordb.units.conversion import Converted, Ratio, convert, convert_per, ratio
from factordb.units.spelling import (
    annotations,
    bare,
    canonical,
    dimension,
    fits,
    spellings,
    table_digest,
)

__all__ = [
    "Converted",
    "Ratio",
    "annotations",
    "bare",
    "canonical",
    "convert",
    "convert_per",
    "dimension",
    "fits",
    "ratio",
    "spellings",
    "table_digest",
]
