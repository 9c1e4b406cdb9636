"""This project's own layout: a table whose columns are document paths, and a small TOML."""

from factordb.importers.table.importer import Table

__all__ = ["Table"]
