"""The flat files of the UK Government's GHG conversion factors for company reporting."""

from factordb.importers.uk_ghg_flat.importer import UkGhgFlat

__all__ = ["UkGhgFlat"]
