"""The four files of a calculation, side by side: what it asks, and what it was answered."""

import os
from pathlib import Path
from typing import NamedTuple, Self

from factordb.errors import Invalid


class Files(NamedTuple):
    """Where they lie; all are named after the lockfile."""

    asked: Path
    """``factors.toml``: the questions, written by a person."""
    lock: Path
    """``factors.lock``: the answers."""
    proof: Path
    """``factors.lock.proof``: that they stand in the log."""
    bodies: Path
    """``factors.bodies.ndjson``: the documents."""

    @classmethod
    def beside(cls, lock: Path) -> Self:
        """Return the files that belong to the lockfile ``lock``."""
        return cls(
            asked=lock.with_suffix(".toml"),
            lock=lock,
            proof=lock.with_name(f"{lock.name}.proof"),
            bodies=lock.with_suffix(".bodies.ndjson"),
        )


def read(file: Path) -> bytes | None:
    """Return the bytes of ``file``, or nothing where it is not there.

    Raises:
        Invalid: it is a folder, or may not be read.
    """
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Invalid(f"{file} cannot be read: {error.strerror}.", file=str(file)) from error


def text(file: Path) -> str | None:
    """Return the text of ``file``, or nothing where it is not there.

    Raises:
        Invalid: it is a folder, may not be read, or is no UTF-8.
    """
    content = read(file)
    try:
        return None if content is None else content.decode()
    except UnicodeDecodeError as error:
        raise Invalid(f"{file} is no text in UTF-8.", file=str(file)) from error


def write(file: Path, content: bytes) -> bool:
    """Make ``content`` the bytes of ``file``, at once or not at all; say whether that is a change.

    Raises:
        OSError: the folder cannot be written.
    """
    if read(file) == content:
        return False
    fresh = file.with_name(f".{file.name}.{os.getpid()}.new")
    try:
        fresh.write_bytes(content)
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)
    return True
