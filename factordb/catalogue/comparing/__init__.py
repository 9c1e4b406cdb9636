"""Comparing: a release against a release, number by number."""
