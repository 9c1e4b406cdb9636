"""The file of a backup: a tar of a manifest, its digest, and the parts it names.

It is read from end to end before anything is done with it: cut short, changed in any bit of its
content, or of a version that is not known, it is refused.
"""

import hashlib
import io
import os
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Literal

from pydantic import Field, ValidationError

from factordb.errors import BackupBroken, Unavailable
from factordb.model.base import DigestText, Model

MANIFEST, CHECK, DUMP = "manifest.json", "manifest.sha256", "catalogue.dump"
FORMAT: Literal["factordb/backup/1"] = "factordb/backup/1"
_LARGEST_MANIFEST = 1 << 20
_STEP = 1 << 20


class Part(Model):
    sha256: DigestText
    size: int = Field(ge=0)


class LogState(Model):
    """Where the log stood."""

    size: int = Field(ge=0)
    root: str
    """In hex."""
    checkpoint: str | None = None
    """The newest signed note; nothing where none was signed."""


class Manifest(Model):
    format: Literal["factordb/backup/1"]
    made: str
    """When, in UTC."""
    revision: str
    """Of the database's shape."""
    postgresql: str
    """Version of the server that was read."""
    edition: int = Field(ge=0)
    log: LogState
    parts: dict[str, Part]


def write(file: Path, manifest: Manifest, parts: Mapping[str, Path]) -> None:
    """Write a backup whose ``parts`` lie in files; it is there whole, or not at all.

    Raises:
        Unavailable: the file is there already, or cannot be written.
    """
    fresh = file.with_name(f".{file.name}.{os.getpid()}.new")
    told = manifest.model_dump_json(indent=1).encode()
    try:
        if file.exists():
            raise FileExistsError(f"{file} is there already")
        with fresh.open("xb") as out:
            fresh.chmod(0o600)
            with tarfile.open(fileobj=out, mode="w", format=tarfile.PAX_FORMAT) as tar:
                _put(tar, MANIFEST, io.BytesIO(told), len(told))
                check = hashlib.sha256(told).hexdigest().encode()
                _put(tar, CHECK, io.BytesIO(check), len(check))
                for name, path in parts.items():
                    with path.open("rb") as content:
                        _put(tar, name, content, path.stat().st_size)
            out.flush()
            os.fsync(out.fileno())
        os.link(fresh, file)  # unlike a rename it replaces nothing
    except OSError as error:
        raise Unavailable(f"The backup cannot be written: {error}. Name another file.") from error
    finally:
        fresh.unlink(missing_ok=True)


def read(file: Path) -> Manifest:
    """Return the manifest of a backup, every part of it held against its SHA-256.

    Raises:
        BackupBroken: it is none, is cut short, was changed, or is of a version that is not known.
    """
    try:
        with tarfile.open(file, "r:") as tar:
            manifest = _manifest(tar)
            members = [member.name for member in tar]
            if members != [MANIFEST, CHECK, *manifest.parts]:
                raise _broken(file, f"it holds {', '.join(members)}")
            for name, part in manifest.parts.items():
                _require_same(file, tar, name, part)
    except (OSError, tarfile.TarError, EOFError, ValueError) as error:
        raise _broken(file, f"{error}".rstrip(".")) from error
    return manifest


@contextmanager
def part(file: Path, name: str) -> Iterator[IO[bytes]]:
    """Give the content of one part of a backup that was read before."""
    with tarfile.open(file, "r:") as tar:
        content = tar.extractfile(name)
        assert content is not None  # noqa: S101  # it was read before
        yield content


def part_of(path: Path) -> Part:
    """Return what the manifest says of the part in ``path``."""
    with path.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Part(sha256=f"sha256:{digest}", size=path.stat().st_size)


def _manifest(tar: tarfile.TarFile) -> Manifest:
    told, check = (_content(tar, name) for name in (MANIFEST, CHECK))
    if hashlib.sha256(told).hexdigest().encode() != check:
        raise ValueError("its manifest was changed")
    try:
        return Manifest.model_validate_json(told, strict=False)
    except ValidationError as error:
        fault = error.errors()[0]
        place = ".".join(map(str, fault["loc"]))
        raise ValueError(f"its manifest is of another version ({place}: {fault['msg']})") from error


def _content(tar: tarfile.TarFile, name: str) -> bytes:
    try:
        member = tar.getmember(name)
    except KeyError as error:
        raise ValueError(f"it has no {name}") from error
    content = tar.extractfile(member)
    if content is None or member.size > _LARGEST_MANIFEST:
        raise ValueError(f"its {name} is none")
    return content.read()


def _require_same(file: Path, tar: tarfile.TarFile, name: str, part: Part) -> None:
    member = tar.getmember(name)
    content = tar.extractfile(member)
    if content is None or member.size != part.size:
        raise _broken(file, f"{name} has {member.size} bytes, not {part.size}")
    told = hashlib.sha256()
    while block := content.read(_STEP):
        told.update(block)
    if f"sha256:{told.hexdigest()}" != part.sha256:
        raise _broken(file, f"{name} was changed, or cut short")


def _put(tar: tarfile.TarFile, name: str, content: IO[bytes], size: int) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    tar.addfile(member, content)


def _broken(file: Path, says: str) -> BackupBroken:
    return BackupBroken(
        f"{file} is no backup to restore: {says}. Nothing was touched; take another copy.",
        file=str(file),
    )
