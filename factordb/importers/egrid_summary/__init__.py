"""The summary tables of the U.S. EPA's eGRID."""

from factordb.importers.egrid_summary.importer import EgridSummary

__all__ = ["EgridSummary"]
