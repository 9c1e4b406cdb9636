"""``factors.toml``: what a calculation asks, an alias a question, and which log it trusts."""

import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple, Self

from pydantic import ValidationError

from factordb.errors import Invalid
from factordb.log.notes import VerifierKey
from factordb.model.pick import Pick

MOST = 5_000
"""Aliases of one file."""
LONGEST = 100
_PICK = "pick"


class Wish(NamedTuple):
    """What is asked under one alias."""

    said: dict[str, Any]
    """As it is written, keys in order."""

    def question(self) -> dict[str, Any]:
        """Return the fields of the question, as resolve takes them."""
        return {name: value for name, value in self.said.items() if name != _PICK}

    def pick(self, alias: str) -> Pick | None:
        """Return which amount is meant; nothing where it is the headline.

        Raises:
            Invalid: the pick is none.
        """
        if _PICK not in self.said:
            return None
        try:
            return Pick.model_validate(self.said[_PICK])
        except ValidationError as error:
            raise Invalid(
                f'{alias}: a pick reads {{ gas = "CO2" }}, with part, gwp and origin where the '
                "amount has them.",
                alias=alias,
            ) from error


class Asked(NamedTuple):
    origin: str | None
    """Name of the log that the answers must stand in."""
    keys: tuple[VerifierKey, ...]
    """The keys whose word is taken."""
    wishes: dict[str, Wish]
    """By alias."""

    @classmethod
    def parsed(cls, text: str) -> Self:
        """Return what a ``factors.toml`` asks.

        Raises:
            Invalid: it is no such file; the sentence names the place.
        """
        try:
            whole = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            raise Invalid(f"factors.toml is no TOML: {error}.") from error
        factors = whole.pop("factors", {})
        log = whole.pop("log", {})
        if whole or not isinstance(factors, dict) or not isinstance(log, dict):
            more = ", ".join(whole) or "a value"
            raise Invalid(f"factors.toml has [log] and [factors.ALIAS], not {more}.")
        if len(factors) > MOST:
            raise Invalid(f"factors.toml asks {len(factors)} questions; {MOST} are the most.")
        origin, keys = _log(log)
        return cls(origin, keys, {alias: wish(alias, said) for alias, said in factors.items()})


def wish(alias: str, said: object) -> Wish:
    """Return what is asked under ``alias``, its keys in order.

    Raises:
        Invalid: the alias or a value is none.
    """
    if not alias.isprintable() or not alias.strip() or len(alias) > LONGEST:
        raise Invalid(f"{alias[:60]!r} is no alias: printable, not empty, at most {LONGEST} long.")
    if not isinstance(said, dict):
        raise Invalid(f"{alias}: write a table, [factors.{alias}], with the question's fields.")
    if odd := {"explain", "in_"} & said.keys():
        raise Invalid(
            f"{alias}: {odd.pop()} is no field of a question that is locked.", alias=alias
        )
    return Wish({name: _plain(alias, value) for name, value in sorted(said.items())})


def _plain(alias: str, value: object) -> Any:
    """Questions are made of words, whole numbers and lists; times and fractions are refused."""
    if isinstance(value, str | int):
        return value
    if isinstance(value, list):
        return [_plain(alias, item) for item in value]
    if isinstance(value, dict):
        return {name: _plain(alias, item) for name, item in sorted(value.items())}
    raise Invalid(f"{alias}: {value!r} stands in no question; quote it where a word is meant.")


def _log(said: Mapping[str, object]) -> tuple[str | None, tuple[VerifierKey, ...]]:
    origin, given = said.get("origin"), said.get("key", [])
    keys = [given] if isinstance(given, str) else given
    if (
        set(said) - {"origin", "key"}
        or not isinstance(origin, str | None)
        or not isinstance(keys, list)
        or not all(isinstance(key, str) for key in keys)
    ):
        raise Invalid("[log] in factors.toml has origin and key: a text, or a list of keys.")
    return origin, tuple(map(VerifierKey.parsed, keys))
