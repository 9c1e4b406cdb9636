"""Backups of the whole catalogue, and of the signer's secrets apart from it."""
