import subprocess
import sys


def test_the_child_is_confined_before_it_reads() -> None:
    code = (
        "import resource; from factordb.importers import child; child.confine(); "
        "print(*(resource.getrlimit(getattr(resource, 'RLIMIT_' + n))[0] "
        "for n in ('AS', 'CPU', 'FSIZE', 'NOFILE', 'CORE')))"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert said.stdout.split() == [str(1 << 30), "120", str(1 << 16), "64", "0"]
