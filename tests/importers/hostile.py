"""Importers that behave badly, run in the child like any other."""

import ctypes
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from factordb.importers.protocol import Intake, Item
from factordb.model.reading import Blank, Caution
from tests.examples import a_factor


class Hostile:
    layout: ClassVar[str] = "hostile"
    version: ClassVar[str] = "1"
    title: ClassVar[str] = "does what the file says"

    def recognises(self, file: Path) -> bool:
        return file.read_bytes().startswith(b"hostile")

    def read(self, intake: Intake) -> Iterator[Item]:
        yield Caution(text="begun")
        what = intake.file.read_text().split()[1]
        getattr(self, what)(intake)
        yield Blank(count=1)

    def sleep(self, intake: Intake) -> None:
        time.sleep(600)

    def grow(self, intake: Intake) -> None:
        bytearray(4 << 30)

    def abort(self, intake: Intake) -> None:
        os.abort()

    def crash(self, intake: Intake) -> None:
        ctypes.string_at(0)

    def write(self, intake: Intake) -> None:
        with open(intake.file.parent / "written", "wb") as file:  # noqa: PTH123
            file.write(b"x" * (1 << 20))

    def tell(self, intake: Intake) -> None:
        raise RuntimeError(
            sorted(name for name in os.environ if "FACTORDB" in name or "PG" in name)
        )

    def babble(self, intake: Intake) -> None:
        os.write(1, b"F" + b"x" * (20 << 20))

    def lie(self, intake: Intake) -> None:
        os.write(1, b'B{"count":-1}\n')

    def forge(self, intake: Intake) -> None:
        """Give a sound factor, then the like of it with a number that is none."""
        sound = a_factor().canonical()
        os.write(1, b"F" + sound + b"\n" + b"F" + sound.replace(b"0.5500", b"5.5e-1") + b"\n")

    def respell(self, intake: Intake) -> None:
        """Give a sound factor, then the like of it in other bytes."""
        sound = a_factor().canonical()
        other = sound.replace(b'"unit":"kWh"', b'"unit":"MWh","unit":"kWh"')
        os.write(1, b"F" + sound + b"\n" + b"F" + other + b"\n")

    def good(self, intake: Intake) -> None:
        return
