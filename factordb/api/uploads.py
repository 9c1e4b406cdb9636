"""Uploads: streamed to disk, never more than is allowed, under a name that leads nowhere."""

import re
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from factordb.errors import Invalid, UploadTooLarge

MOST_BYTES = 256 << 20
"""Of one request; what a file unfolds to, its cells and rows are bounded where it is read."""
_MOST_FIELDS = 10
_LONGEST_FIELD = 1 << 14
_UNSAFE = re.compile(r"[^\w.() -]+")


class Upload(NamedTuple):
    """What was sent: files by the name of their field, and texts."""

    files: dict[str, Path]
    texts: dict[str, str]


async def received(request: Request, folder: Path, most: int = MOST_BYTES) -> Upload:
    """Return the parts of a multipart request, its files in ``folder``.

    Raises:
        UploadTooLarge: it is larger than ``most`` bytes, whatever its headers say.
        Invalid: it is no multipart form, or names a field twice.
    """
    kind = request.headers.get("content-type", "")
    if not kind.startswith("multipart/form-data"):
        raise Invalid("Send a multipart form with the fields file, dataset and release.")
    said = request.headers.get("content-length", "")
    if said.isdigit() and int(said) > most:
        raise _too_large(most)
    parser = MultiPartParser(
        request.headers,
        _bounded(request, most),
        max_files=2,
        max_fields=_MOST_FIELDS,
        max_part_size=_LONGEST_FIELD,
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise Invalid(f"The form cannot be read: {error}.") from error
    try:
        return await run_in_threadpool(_kept, form, folder)
    finally:
        await form.close()


async def _bounded(request: Request, most: int) -> AsyncGenerator[bytes, None]:
    total = 0
    async for block in request.stream():
        total += len(block)
        if total > most:
            raise _too_large(most)
        yield block


def _kept(form: FormData, folder: Path) -> Upload:
    files: dict[str, Path] = {}
    texts: dict[str, str] = {}
    for field, value in form.multi_items():
        if field in files or field in texts:
            raise Invalid(f"The form names {field[:40]!r} twice.")
        if isinstance(value, UploadFile):
            place = folder / str(len(files))  # a folder each: nothing lies beside a file
            place.mkdir()
            files[field] = place / _safe(value.filename or "")
            with files[field].open("wb") as kept:
                shutil.copyfileobj(value.file, kept)
        else:
            texts[field] = value
    return Upload(files, texts)


def _safe(name: str) -> str:
    """Return the last part of a name, without what a shell or file system could mistake."""
    last = _UNSAFE.sub("_", re.split(r"[/\\]", name)[-1]).lstrip(".- ")[-100:]
    return last or "file"


def _too_large(most: int) -> UploadTooLarge:
    return UploadTooLarge(
        f"The upload is larger than {most >> 20} MiB: import it on the host, with "
        "`factordb import`.",
        most=most,
    )
