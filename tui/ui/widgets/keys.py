"""Keys: bindings whose words come from messages/keys.py by their id, and how a key is written for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from textual.binding import Binding
from textual.dom import DOMNode

from tui.messages.keys import KEYS

# Binding id → keys, separated by commas: what `[ui.keys]` says, in Textual's own names.
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
    """A binding with its id, its word and its sentence; the key line chooses for itself what it shows."""
    label, sentence = KEYS[binding_id]
    return Binding(keys, action, label.en, show=False, priority=priority, tooltip=sentence.en, id=binding_id)


def bindings_of(each: type[DOMNode]) -> Iterator[tuple[str, Binding]]:
    """Key → binding of a class, as Textual merges them with those of its bases; only those with an id."""
    merged = each._merged_bindings
    for key, bindings in merged.key_to_bindings.items() if merged else ():
        for binding in bindings:
            if binding.id is not None:
                yield key, binding


def signs_of(keymap: Keymap, *classes: type[DOMNode]) -> Mapping[str, list[str]]:
    """Binding id → its keys as people write them, of every binding that the classes have."""
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
    """The first key of each binding: `←→`; with a blank between them where one is longer than a sign."""
    keys = [signs[each][0] for each in ids.split() if each in signs]
    return ("" if all(len(key) == 1 for key in keys) else " ").join(keys)


class KeyNames:
    """The keys that a phrase names: `{key[refresh]}`, or `{key[table.up table.down]}` for two that belong together."""

    def __init__(self, signs: Mapping[str, Sequence[str]]) -> None:
        self._signs = signs

    def __getitem__(self, ids: str) -> str:
        return joined(self._signs, ids)


def key_sign(key: str) -> str:
    """A key as people write it: `ctrl+q`, `R`, `shift+←`."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, SIGNS.get(last, last)])
