"""The Open India Emission Factors."""

from factordb.importers.india_json.importer import IndiaJson

__all__ = ["IndiaJson"]
