"""Hits: a factor as it stands in a release, and how it is shown and graded in every answer."""
