"""The Base Carbone of ADEME, the French Agency for Ecological Transition."""

from factordb.importers.base_carbone.importer import BaseCarbone

__all__ = ["BaseCarbone"]
