"""Reviewing: a draft is frozen, looked at by another person, and sent on or back."""
