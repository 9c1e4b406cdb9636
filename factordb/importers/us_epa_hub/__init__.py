"""The layout ``us-epa-hub``: the GHG Emission Factors Hub of the U.S. EPA, one yearly workbook."""

from factordb.importers.us_epa_hub.importer import UsEpaHub

__all__ = ["UsEpaHub"]
