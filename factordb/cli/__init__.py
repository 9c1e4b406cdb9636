"""The shell: one command; what it can do, the API can do, through the same functions."""

from factordb.cli.command import main

__all__ = ["main"]
