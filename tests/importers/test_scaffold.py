import os
import subprocess
import sys
from pathlib import Path

import pytest

from factordb.errors import Invalid
from factordb.importers import scaffold

ROOT = Path(__file__).parents[2]


def run(*words: str, within: Path) -> "subprocess.CompletedProcess[str]":
    paths = os.pathsep.join([str(within), str(ROOT)])
    environment = {"PYTHONPATH": paths, "PATH": os.environ["PATH"], "HOME": str(within)}
    return subprocess.run(
        [sys.executable, *words],
        cwd=within,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_new_importer_passes_its_own_test(tmp_path: Path) -> None:
    scaffold.write("my-publisher", tmp_path)
    root = tmp_path / "my-publisher"
    tested = run("-m", "pytest", "-q", "-p", "no:cacheprovider", within=root)

    assert tested.returncode == 0, tested.stdout + tested.stderr


def test_a_new_importer_is_found_by_its_entry_point_and_reads_a_workbook(tmp_path: Path) -> None:
    scaffold.write("my-publisher", tmp_path)
    root = tmp_path / "my-publisher"
    told = root / "factordb_my_publisher-0.1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text("Metadata-Version: 2.1\nName: x\nVersion: 0.1.0\n")
    point = "[factordb.importers]\nmy-publisher = my_publisher:MyPublisher\n"
    (told / "entry_points.txt").write_text(point)
    (root / "try_it.py").write_text(
        "from pathlib import Path\n"
        "from factordb.importers import registry\n"
        "from tests.importers.workbooks import an_xlsx\n"
        "from factordb.importers.protocol import Intake\n"
        "rows = [['A title'], ['Activity', 'Country', 'Year', 'Unit', 'kg CO2e'],"
        " ['Peat', 'Finland', 2031, 'MWh', 381.5]]\n"
        "file = an_xlsx(Path('a.xlsx'), {'Notes': [[1]], 'Data': rows})\n"
        "layout = registry.recognise(file)\n"
        "found = list(registry.load(layout).read(Intake(file, 'sha256:' + '0' * 64)))\n"
        "print(layout, found[1].source.cells[0].at)\n"
    )
    tried = run("try_it.py", within=root)

    assert tried.stdout == "my-publisher 'Data'!E3\n", tried.stderr


@pytest.mark.parametrize(
    "name", ["My", "a b", "-x", "x--y", "", "class", "oefdb", "../x", "x" * 50]
)
def test_a_name_that_cannot_be_a_layouts_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(Invalid):
        scaffold.write(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    with pytest.raises(Invalid, match="is there already"):
        scaffold.write("mine", tmp_path)
