"""How a release is named: ``dataset@release``."""

from factordb.errors import Invalid


def split(reference: str) -> tuple[str, str]:
    """Return dataset and release of ``dataset@release``.

    Raises:
        Invalid: it is not of that form.
    """
    dataset, at, release = reference.partition("@")
    if not (dataset and at and release) or "@" in release:
        raise Invalid(f"{reference!r} is no release: write dataset@release.", reference=reference)
    return dataset, release
