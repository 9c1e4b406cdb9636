"""The Open Emission Factors Database."""

from factordb.importers.oefdb.importer import Oefdb

__all__ = ["Oefdb"]
