"""Key names: a key as people write it (`?`, `ctrl+s`, `Shift+←`, `PgUp`) → Textual's name of it."""

from __future__ import annotations

import unicodedata

from textual.keys import KEY_NAME_REPLACEMENTS

from tui.terminal.signs import ASCII_KEYS
from tui.ui.widgets.keys import SIGNS

_MODIFIERS = ("ctrl", "alt", "shift", "super", "hyper", "meta")
# Keys that put no character anywhere.
_EDITING = ("escape", "enter", "tab", "backspace", "delete", "insert")
_MOVING = ("home", "end", "pageup", "pagedown", "left", "right", "up", "down")
_SILENT = frozenset((*_EDITING, *_MOVING, *(f"f{number}" for number in range(1, 25))))
_NAMES = {sign: name for name, sign in SIGNS.items()} | {"return": "enter", "del": "delete", "ins": "insert"}
_REPLACED = {name: sign for sign, name in KEY_NAME_REPLACEMENTS.items()}


def key_name(text: str) -> str | None:
    """None where it is no key."""
    text = text.strip()
    if text == "+" or text.endswith("++"):
        text = f"{text[:-1]}plus"
    *modifiers, last = text.split("+")
    modifiers = [each.strip().lower() for each in modifiers]
    name = _name(ASCII_KEYS.get(last.strip(), last.strip()))
    if name is None or not set(modifiers) <= set(_MODIFIERS) or len(set(modifiers)) < len(modifiers):
        return None
    if len(name) == 1 and modifiers:
        if modifiers == ["shift"]:
            return name.upper()
        name = name.lower()
    return "+".join([*sorted(modifiers, key=_MODIFIERS.index), name])


def types(key: str) -> bool:
    """Whether the key puts a character where one types."""
    return "+" not in key and key not in _SILENT


def _name(sign: str) -> str | None:
    if len(sign) == 1 and sign.isalnum():
        return sign
    word = sign.lower()
    word = _NAMES.get(word, word)
    if word in _SILENT or word == "space" or word in _REPLACED:
        return word
    try:
        if len(sign) == 1:
            word = unicodedata.name(sign).lower().replace("-", "_").replace(" ", "_")
        elif len(unicodedata.lookup(word.replace("_", " "))) != 1:
            return None
    except (KeyError, ValueError):
        return None
    return KEY_NAME_REPLACEMENTS.get(word, word)
