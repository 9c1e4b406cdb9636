"""Makes the JSON Schemas of the documents from their types; run by hand when a type changes.

.venv/bin/python scripts/make_schemas.py
"""

from factordb.model import schema


def main() -> None:
    """Write every schema into its file."""
    for name in schema.TYPES:
        (schema.FOLDER / f"{name}.json").write_bytes(schema.made(name))


if __name__ == "__main__":
    main()
