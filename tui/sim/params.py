"""Params: reads a request's parameters, with the server's message for a wrong one. Sections "请求参数" of the
reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Query = Mapping[str, Sequence[str]]

LONGEST_TS = 12  # digits


class BadParameterError(ValueError):
    """A missing or malformed parameter; its text is the message of the 400."""


def text(query: Query, name: str) -> str:
    values = query.get(name, ())
    if not values or not values[0]:
        raise BadParameterError(f"missing parameter: {name}")
    return values[0]


def optional_text(query: Query, name: str) -> str | None:
    return text(query, name) if name in query else None


def timestamp(query: Query, name: str) -> int:
    raw = text(query, name)
    if not (raw.isascii() and raw.isdigit() and len(raw) <= LONGEST_TS):
        raise BadParameterError(f"invalid parameter: {name}")
    return int(raw)


def window(query: Query) -> tuple[int, int]:
    """`start_ts` and `end_ts`, in this order."""
    start_ts, end_ts = timestamp(query, "start_ts"), timestamp(query, "end_ts")
    if end_ts <= start_ts:
        raise BadParameterError("invalid parameter: end_ts is not after start_ts")
    return start_ts, end_ts


def flag(query: Query, name: str, default: bool) -> bool:
    raw = query.get(name, [str(default)])[0].lower()
    if raw not in ("true", "false"):
        raise BadParameterError(f"invalid parameter: {name}")
    return raw == "true"


def metrics(query: Query, known: Sequence[str]) -> list[str]:
    """The metrics named by `metric`, comma separated, each once."""
    named = list(dict.fromkeys(text(query, "metric").split(",")))
    for metric in named:
        if metric not in known:
            raise BadParameterError(f"invalid parameter: metric {metric}")
    return named
