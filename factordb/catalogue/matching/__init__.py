"""Matching: the lines of a list, each with what it probably means and how sure that is."""
