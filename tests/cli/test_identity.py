import pytest

from tests.cli.conftest import Run

LI = ("identity", "invite", "Li Wei", "--subject", "li")


def test_a_person_is_invited_once(shell: Run) -> None:
    first = shell(*LI, "--issuer", "https://id.example", "--role", "curator")
    again = shell(*LI, "--issuer", "https://id.example")

    assert (first.code, again.code) == (0, 1)
    assert "Li Wei may log in as a curator" in first.out
    assert "somebody already" in again.err
    assert "0 sessions" in shell("identity", "end", "Li Wei").out


def test_the_provider_is_named_or_set(shell: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    unnamed = shell(*LI)
    monkeypatch.setenv("FACTORDB_OIDC_ISSUER", "https://id.example")

    assert unnamed.code == 2
    assert "FACTORDB_OIDC_ISSUER" in unnamed.err
    assert shell(*LI).code == 0
    assert shell(*LI, "--role", "king").code == 2
