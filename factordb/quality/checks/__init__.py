"""Checks: what looks wrong in numbers, each rule with its sentence, severity and citation."""
