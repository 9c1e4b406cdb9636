"""Importing: from a publisher's file to a draft, and back from a release to its file."""
