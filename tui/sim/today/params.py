"""Params: reads the parameters of today's edition, names and kinds by the letter."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

SECONDS_DIGITS = 11  # a stamp of more digits is no number of seconds


class BadParameterError(ValueError):
    """A missing or malformed parameter; its text is the message of the 400."""


class MillisecondsError(ValueError):
    """A time stamp in milliseconds, on which the vendor's server fails."""


class Params:
    """The query, and the body of a POST, as one set of names; values of the query are text."""

    def __init__(self, query: Mapping[str, Sequence[str]], body: Mapping[str, Any] | None = None) -> None:
        self._values: dict[str, Any] = {name: values[0] for name, values in query.items() if values}
        self._values.update(body or {})

    def text(self, name: str) -> str:
        value = self._values.get(name)
        if value is None or value == "":
            raise BadParameterError(f"Bad request, parameter : {name} can not be null")
        if not isinstance(value, str):
            raise BadParameterError(f"Bad request, parameter : {name} is invalid")
        return value

    def optional(self, name: str) -> str | None:
        return self.text(name) if self._values.get(name) not in (None, "") else None

    def one_of(self, name: str, known: Sequence[str]) -> str:
        value = self.text(name)
        if value not in known:
            raise BadParameterError(f"Bad request, parameter : {name} is invalid")
        return value

    def number(self, name: str, default: int | None = None, least: int = 1) -> int:
        value = self._values.get(name)
        if value in (None, "") and default is not None:
            return default
        if value in (None, ""):
            raise BadParameterError(f"Bad request, parameter : {name} can not be null")
        digits = str(value)
        if isinstance(value, bool) or not (digits.isascii() and digits.isdigit() and int(digits) >= least):
            raise BadParameterError(f"Bad request, parameter : {name} is invalid")
        return int(digits)

    def stamp(self, name: str) -> int:
        """A time in seconds. Raises MillisecondsError for one in milliseconds."""
        value = self.number(name, least=0)
        if len(str(value)) > SECONDS_DIGITS:
            raise MillisecondsError(name)
        return value

    def flag(self, name: str, default: bool) -> bool:
        value = str(self._values.get(name, default)).lower()
        if value not in ("true", "false"):
            raise BadParameterError(f"Bad request, parameter : {name} is invalid")
        return value == "true"

    def names(self, name: str, at_most: int) -> list[str]:
        """A comma list, each name once; empty where there is none."""
        named = [part for part in (self.optional(name) or "").split(",") if part]
        if len(named) > at_most:
            raise BadParameterError(f"Bad request, parameter : {name} has more than {at_most}")
        return list(dict.fromkeys(named))

    def quoted(self, name: str) -> list[str]:
        """Values, each in double quotes, with commas between them; or an array of them."""
        value = self._values.get(name)
        if isinstance(value, str) and value:
            try:
                value = json.loads(f"[{value}]")
            except ValueError:
                raise BadParameterError(f"Bad request, parameter : {name} is invalid") from None
        if value in (None, ""):
            return []
        if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
            raise BadParameterError(f"Bad request, parameter : {name} is invalid")
        return value

    def has(self, name: str) -> bool:
        return self._values.get(name) not in (None, "")

    def rows(self, name: str) -> list[Any]:
        value = self._values.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise BadParameterError(f"Bad request, parameter : {name} is invalid")
        return value


def body_of(content: bytes) -> dict[str, Any]:
    """The JSON object of a POST."""
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        raise BadParameterError("Bad request, body is no JSON") from None
    if not isinstance(body, dict):
        raise BadParameterError("Bad request, body is no object")
    return body
