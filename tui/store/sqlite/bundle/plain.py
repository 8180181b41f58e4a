"""Plain: the texts of a bundle, each control character in a visible form: a bundle with one of them is not opened."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from tui.store.sqlite.bundle.shape import BundleTable

_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")
# Those that JSON writes as an escape; a backslash that somebody wrote is doubled.
_ESCAPED = re.compile(r"(?<!\\)(?:\\\\)*\\(?:u00[0189]|u007[fF]|[bfnrt])|[\x00-\x1f\x7f-\x9f]")
# The parts of structures that people wrote, not names.
FREE_TEXT = (
    *("comments", "content", "content_zh", "url", "remark", "comment"),
    *("sufferer_client", "cause_client", "file"),
)
_LINES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def plain(text: str) -> str:
    """A text of one line: U+001B as ␛, U+0085 as \\u{85}."""
    return _CONTROL.sub(_shown, text)


def plain_json(text: str) -> str:
    """A text of JSON; its strings may have several lines."""
    if _ESCAPED.search(text) is None:
        return text
    try:
        return json.dumps(_plain_value(json.loads(text)))
    except (ValueError, RecursionError):
        return plain(text)


def plainer(table: BundleTable) -> Callable[[tuple[Any, ...]], tuple[Any, ...]]:
    """A function that makes the texts of one row of `table` plain."""
    places = [
        (place, plain_json if column.names == "json" else plain)
        for place, column in enumerate(table.columns)
        if column.type == "TEXT"
    ]

    def made(row: tuple[Any, ...]) -> tuple[Any, ...]:
        values = [*row]
        for place, make in places:
            if isinstance(values[place], str):
                values[place] = make(values[place])
        return tuple(values)

    return made if places else lambda row: row


def _plain_value(value: Any, name: str = "") -> Any:
    """`name`: the part that it is of a structure; a text of its own may have several lines, a name has one."""
    if isinstance(value, str):
        return _LINES.sub(_shown, value) if not name or name in FREE_TEXT else plain(value)
    if isinstance(value, list):
        return [_plain_value(each, name or "each") for each in value]
    if isinstance(value, dict):
        return {plain(key): _plain_value(each, key or "each") for key, each in value.items()}
    return value


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "␡" if code == 0x7F else f"\\u{{{code:X}}}"
