from pathlib import Path

import pytest
from pydantic import ValidationError

from factordb.settings import Settings


def test_nothing_needs_to_be_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"FACTORDB_{name.upper()}", raising=False)
    settings = Settings()

    assert settings.database_url is None
    assert settings.seeds is True


def test_settings_are_read_from_the_environment_and_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FACTORDB_HOME", "/srv/factors")
    monkeypatch.setenv("FACTORDB_TRUSTED_PROXIES", '["10.0.0.1"]')
    settings = Settings()

    assert settings.home == Path("/srv/factors")
    assert settings.trusted_proxies == ("10.0.0.1",)
    with pytest.raises(ValidationError, match="frozen"):
        settings.home = None  # type: ignore[misc]  # that it cannot is what is asked


@pytest.mark.parametrize(
    ("name", "value"), [("RATE", "-1"), ("BURST", "0"), ("CACHE_BYTES", "much"), ("SEEDS", "maybe")]
)
def test_a_setting_that_cannot_be_meant_is_refused(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"FACTORDB_{name}", value)

    with pytest.raises(ValidationError, match=name.lower()):
        Settings()
