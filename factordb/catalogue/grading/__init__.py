"""Grading: how good a factor is, by rules and by persons, for a use."""
