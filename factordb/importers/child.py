"""The process that reads foreign files: limited, without a database, and not trusted.

Started as ``python -m factordb.importers.child``; jobs come as JSON lines on standard input,
records go to standard output.
"""

import contextlib
import gc
import os
import signal
import sys
from pathlib import Path
from typing import IO, Any

import orjson

from factordb.errors import FactordbError, UnreadableFile
from factordb.importers import registry, rereading, wire
from factordb.importers.protocol import Intake

MEMORY = 1 << 30
CPU_SECONDS = 120
STDERR_BYTES = 1 << 16
FILES = 64
_BUFFER = 1 << 16


def main() -> None:
    """Read the jobs one after the other; the first that fails does not end the others."""
    confine()
    gc.disable()  # nothing here outlives the files, and looking for rubbish is a third of the time
    out = os.fdopen(sys.stdout.fileno(), "wb", buffering=_BUFFER, closefd=False)
    for line in sys.stdin.buffer:
        job = orjson.loads(line)
        try:
            _reread(job, out) if "places" in job else _read(job, out)
        except FactordbError as error:
            detail = error.detail + _rather(job, error)
            _say(out, wire.FAILED, error=type(error).__name__, detail=detail, facts=error.facts)
        out.flush()


def _read(job: dict[str, str | None], out: IO[bytes]) -> None:
    file = Path(str(job["file"]))
    layout = job["layout"] or registry.recognise(file)
    importer = registry.load(layout)
    _say(out, wire.START, layout=layout, version=importer.version)
    mapping = job["mapping"]
    intake = Intake(file, str(job["artifact"]), job["dataset"], Path(mapping) if mapping else None)
    for item in importer.read(intake):
        out.write(wire.encoded(item))
    _say(out, wire.END)


def _rather(job: dict[str, Any], error: FactordbError) -> str:
    """Say which layout the file has, where it was not read in the one that was named."""
    if not (job.get("layout") and isinstance(error, UnreadableFile)):
        return ""
    try:
        found = registry.recognise(Path(job["file"]))
    except FactordbError:
        return ""
    if found == job["layout"]:
        return ""
    return f" Its content is that of {found!r}, not of {job['layout']!r}: name that, or no layout."


def _reread(job: dict[str, Any], out: IO[bytes]) -> None:
    _say(out, wire.TEXTS, texts=rereading.texts(Path(job["file"]), job["places"]))


def _say(out: IO[bytes], letter: bytes, **words: object) -> None:
    out.write(letter + orjson.dumps(words, default=str) + b"\n")


def confine() -> None:
    """Give this process bounds on memory, time and files. Windows has none of them."""
    with contextlib.suppress(ImportError):
        import resource  # noqa: PLC0415  # not on Windows

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        for limit, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, CPU_SECONDS),
            (resource.RLIMIT_FSIZE, STDERR_BYTES),
            (resource.RLIMIT_NOFILE, FILES),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    main()
