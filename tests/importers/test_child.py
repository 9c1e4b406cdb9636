import subprocess
import sys
from pathlib import Path

import orjson


def told(job: dict[str, object]) -> str:
    """Return what the child says of one job that fails."""
    whole = {"layout": None, "mapping": None, "dataset": None, "artifact": "sha256:" + "0" * 64}
    said = subprocess.run(
        [sys.executable, "-m", "factordb.importers.child"],
        input=orjson.dumps(whole | job) + b"\n",
        check=True,
        capture_output=True,
    )
    return str(orjson.loads(said.stdout.splitlines()[-1][1:])["detail"])


def test_a_file_of_another_layout_than_the_one_named_is_told_by_its_content(tmp_path: Path) -> None:
    file = tmp_path / "carbon.csv"
    header = "Entity,Code,Year,Carbon intensity of electricity - gCO2/kWh"
    file.write_text(f"{header}\nChina,CHN,2023,560\n", "utf-8")

    said = told({"file": str(file), "layout": "uk-ghg-flat"})

    assert "Its content is that of 'owid-carbon-intensity', not of 'uk-ghg-flat'" in said
    file.write_text("nothing\nof ours\n", "utf-8")
    assert "Its content" not in told({"file": str(file), "layout": "uk-ghg-flat"})


def test_the_child_is_confined_before_it_reads() -> None:
    code = (
        "import resource; from factordb.importers import child; child.confine(); "
        "print(*(resource.getrlimit(getattr(resource, 'RLIMIT_' + n))[0] "
        "for n in ('AS', 'CPU', 'FSIZE', 'NOFILE', 'CORE')))"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert said.stdout.split() == [str(1 << 30), "120", str(1 << 16), "64", "0"]
