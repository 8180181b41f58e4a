"""Keys: bindings with words from messages/keys.py by their id, and the written form of keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual.binding import Binding
from textual.dom import DOMNode

from tui.messages.keys import KEYS

# Binding id → keys, separated by commas, in Textual's names, as in `[ui.keys]`.
Keymap = Mapping[str, str]

SIGNS = {
    "question_mark": "?",
    "slash": "/",
    "backslash": "\\",
    "colon": ":",
    "semicolon": ";",
    "comma": ",",
    "full_stop": ".",
    "plus": "+",
    "minus": "-",
    "underscore": "_",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "escape": "esc",
    "pageup": "pgup",
    "pagedown": "pgdn",
}


def bind(binding_id: str, keys: str, action: str, *, priority: bool = False) -> Binding:
    """A binding with its id, its word and its sentence; the footer makes its own selection."""
    label, sentence = KEYS[binding_id]
    return Binding(keys, action, label.en, show=False, priority=priority, tooltip=sentence.en, id=binding_id)


def bindings_of(each: type[DOMNode]) -> Iterator[tuple[str, Binding]]:
    """Key → binding of a class, merged with its bases' as in Textual; only bindings with an id."""
    merged = each._merged_bindings
    for key, bindings in merged.key_to_bindings.items() if merged else ():
        for binding in bindings:
            if binding.id is not None:
                yield key, binding


def signs_of(keymap: Keymap, *classes: type[DOMNode]) -> Mapping[str, list[str]]:
    """Binding id → its keys in written form, for every binding of the classes."""
    signs: dict[str, list[str]] = {}
    for each in classes:
        found: dict[str, list[str]] = {}
        for key, binding in bindings_of(each):
            assert binding.id is not None
            rebound = keymap.get(binding.id)
            found.setdefault(binding.id, []).extend([key] if rebound is None else rebound.split(","))
        for binding_id, keys in found.items():
            signs.setdefault(binding_id, [key_sign(key) for key in dict.fromkeys(keys)])
    return signs


def joined(signs: Mapping[str, Sequence[str]], ids: str) -> str:
    """The first key of each binding: `←→`; with a blank between if one is longer than a sign."""
    keys = [signs[each][0] for each in ids.split() if each in signs]
    return ("" if all(len(key) == 1 for key in keys) else " ").join(keys)


class KeyNames:
    """The keys in a phrase: `{key[refresh]}`, or `{key[table.up table.down]}` for a pair."""

    def __init__(self, signs: Mapping[str, Sequence[str]]) -> None:
        self._signs = signs

    def __getitem__(self, ids: str) -> str:
        return joined(self._signs, ids)


def key_sign(key: str) -> str:
    """A key in written form: `ctrl+q`, `R`, `shift+←`."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, SIGNS.get(last, last)])
