"""A private PostgreSQL, started by the first that needs it and stopped when the last leaves."""
