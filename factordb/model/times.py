"""Moments as they are told: ISO 8601, UTC."""

from datetime import UTC, datetime


def told(at: datetime | None, spec: str = "seconds") -> str:
    """Return a moment of the database; nothing where there was none."""
    return at.astimezone(UTC).isoformat(timespec=spec) if at else ""
