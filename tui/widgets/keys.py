"""Keys: bindings whose words come from messages/keys.py by their id, and how a key is written for people."""

from __future__ import annotations

from collections.abc import Mapping

from textual.binding import Binding
from textual.dom import DOMNode

from tui.messages.keys import KEYS

SIGNS = {
    "question_mark": "?",
    "slash": "/",
    "colon": ":",
    "plus": "+",
    "minus": "-",
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


def signs_of(*classes: type[DOMNode]) -> Mapping[str, list[str]]:
    """Binding id → its keys as people write them, of every binding that the classes and their bases declare."""
    signs: dict[str, list[str]] = {}
    for base in (base for each in classes for base in each.__mro__):
        for binding in vars(base).get("BINDINGS", ()):
            if isinstance(binding, Binding) and binding.id is not None and binding.id not in signs:
                signs[binding.id] = [key_sign(key.strip()) for key in binding.key.split(",")]
    return signs


def key_sign(key: str) -> str:
    """A key as people write it: `ctrl+q`, `R`, `shift+←`."""
    *modifiers, last = key.split("+")
    return "+".join([*modifiers, SIGNS.get(last, last)])
