import errno
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import orjson
import pytest

from factordb.cli.command import _system_says, app, exit_code
from factordb.errors import (
    AlreadyPublished,
    DatabaseUnavailable,
    DigestNotFound,
    EditionAhead,
    UnknownUnit,
    UnreadableFile,
)
from tests.cli.conftest import Run, command, environment

PROMISED = {
    "convert", "datasets", "diff", "export", "import", "layouts", "lock", "match", "migrate",
    "proof", "publish", "region", "releases", "resolve", "search", "serve", "show", "verify",
}  # fmt: skip
"""What the manual of the first day names."""


def verbs() -> set[str]:
    return {c.name or str(c.callback.__name__) for c in app.registered_commands if c.callback}


VERBS = verbs()


def test_what_was_promised_once_stays() -> None:
    assert PROMISED <= VERBS


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_explains_itself(shell: Run, verb: str) -> None:
    said = shell(verb, "--help")

    assert (said.code, said.err) == (0, "")
    assert said.out.startswith(f"Usage: factordb {verb}")


@pytest.mark.parametrize("verb", sorted(VERBS - {"serve"}))
def test_every_verb_but_serve_speaks_to_programs(shell: Run, verb: str) -> None:
    assert "--json" in shell(verb, "--help").out


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (AlreadyPublished("x"), 1),
        (UnreadableFile("x"), 1),
        (DigestNotFound("x"), 2),
        (UnknownUnit("x"), 2),
        (EditionAhead("x"), 3),
        (DatabaseUnavailable("x"), 3),
    ],
)
def test_the_kind_of_error_is_the_exit_code(error: Exception, code: int) -> None:
    assert exit_code(error) == code  # type: ignore[arg-type]  # all are ours


@pytest.mark.parametrize(
    "arguments",
    [
        ["nonsense"],
        ["--nonsense"],
        ["convert", "1"],
        ["convert", "1", "kWh", "kg"],
        ["convert", "1", "10**10**10", "kg"],
        ["search", "x", "--year", "soon"],
        ["search", "x", "--unit", "10**10**10"],
        ["search", "x", "--facet", "mix"],
        ["search", "x", "--limit", "0"],
        ["resolve", "electricity.grid"],
        ["resolve", "electricity.grid", "--region", "ZZ"],
        ["resolve", "electricity.grid", "--region", "CN", "--unit", "10**10**10"],
        ["show", "sha256:0"],
        ["show", "sha256:" + "0" * 64],
        ["releases", "../x"],
        ["export", "../x@1"],
        ["export", "a@1", "--format", "pdf"],
        ["diff", "a", "b"],
        ["region", "ZZ"],
        ["publish", "a@1"],
        ["publish", "../x"],
        ["properties", "../x"],
        ["datasets", "--edition", "0"],
    ],
)
def test_what_was_asked_wrongly_is_one_sentence_and_exit_2(
    shell: Run, arguments: list[str]
) -> None:
    said = shell(*arguments)

    assert said.code == 2
    assert said.out == ""
    assert said.err.startswith("factordb: ")
    assert said.err.count("\n") == 1
    assert "Traceback" not in said.err


def test_an_edition_not_reached_is_exit_3(shell: Run) -> None:
    said = shell("datasets", "--edition", "99")

    assert said.code == 3
    assert "not reached" in said.err


def test_no_verb_lists_the_verbs(shell: Run) -> None:
    said = shell()

    assert said.code == 2
    assert all(verb in said.err for verb in VERBS)


def test_no_database_is_exit_3_with_the_next_action(
    shell: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FACTORDB_DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")

    for arguments in (["datasets"], ["search", "x"], ["serve", "--port", "0"]):
        said = shell(*arguments)
        assert (said.code, said.out) == (3, "")
        assert "FACTORDB_DATABASE_URL" in said.err
        assert said.err.count("\n") == 1


@pytest.mark.parametrize(
    ("number", "file", "says"),
    [
        (errno.ENOSPC, "/full/x.csv", "/full/x.csv: No space left on device: free some space"),
        (errno.EFBIG, None, "File too large: a file may not grow so large here"),
        (errno.EIO, "/disk", "/disk: Input/output error."),
    ],
)
def test_what_the_system_refuses_is_told_with_place_and_remedy(
    number: int, file: str | None, says: str
) -> None:
    assert _system_says(OSError(number, os.strerror(number), file)).startswith(says)


def test_an_argument_that_is_no_text_is_refused(shell: Run) -> None:
    said = shell("search", "\udcff")

    assert said.code == 2
    assert "unicode" in said.err


def test_help_comes_in_well_under_half_a_second_of_cpu() -> None:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command("--help"), check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)

    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 0.45


def test_help_loads_neither_database_nor_server() -> None:
    code = (
        "import sys; import factordb.cli; "
        "print([m for m in ('sqlalchemy', 'fastapi', 'psycopg', 'pint', 'uvicorn', 'rich') "
        "if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)

    assert said.stdout.strip() == "[]"


def test_a_reader_that_leaves_is_no_error(address: str, tmp_path: Path) -> None:
    code = "from factordb.cli import telling; [telling.line('x' * 100) for _ in range(10_000)]"
    ours = (
        "from factordb.cli import command, telling; import typer\n"
        f"command.app.command('flood')(lambda: [{code.partition('[')[2]})\n"
        "command.main(['flood'])"
    )
    with subprocess.Popen(
        [sys.executable, "-c", ours], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as writer:
        assert writer.stdout
        assert writer.stderr
        writer.stdout.readline()
        writer.stdout.close()
        said = writer.stderr.read()
        assert (writer.wait(20), said) == (0, b"")


@pytest.mark.parametrize("started_as", [signal.SIG_DFL, signal.SIG_IGN])
def test_control_c_ends_a_server_without_a_traceback(
    started_as: signal.Handlers, address: str, tmp_path: Path
) -> None:
    before = signal.signal(signal.SIGINT, started_as)  # a child that is started inherits it
    with subprocess.Popen(
        command("serve", "--port", "0"),
        env=environment(address, tmp_path),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as server:
        signal.signal(signal.SIGINT, before)
        assert server.stdout
        assert server.stderr
        server.stdout.readline()
        server.send_signal(signal.SIGINT)
        try:
            code, said = server.wait(60), server.stderr.read()
        finally:
            server.kill()

    assert code in (0, 130)
    assert b"Traceback" not in said


def test_the_command_runs_as_a_process(process: Run) -> None:
    said = process("datasets", "--json")

    assert (said.code, said.err) == (0, "")
    assert orjson.loads(said.out) == {"edition": 0, "items": []}
