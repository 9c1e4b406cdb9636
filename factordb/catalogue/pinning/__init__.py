"""Pinning: what a calculation used, locked, sealed, and audited ever after."""
