"""Palette: every binding in force as a command, and the choice of theme."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.app import SystemCommand
from textual.screen import Screen

from tui.messages import Lang
from tui.messages import frame as words
from tui.messages.keys import KEYS
from tui.widgets.keys import key_sign

if TYPE_CHECKING:
    from textual.app import App


def commands(app: App[Any], screen: Screen[Any], lang: Lang) -> Iterable[SystemCommand]:
    """One command a binding id, run where it was bound; `screen` is the one beneath the palette."""
    seen = set(getattr(screen, "UNUSED", ()))
    for node, binding, enabled, _ in screen.active_bindings.values():
        if binding.id is None or binding.id not in KEYS or binding.id in seen or not enabled:
            continue
        seen.add(binding.id)
        label, sentence = KEYS[binding.id]
        run: Callable[[], Any] = partial(app.run_action, binding.action, node)
        yield SystemCommand(f"{label(lang)}  ({key_sign(binding.key)})", sentence(lang), run)
    yield SystemCommand(words.THEME(lang), words.THEME_SENTENCE(lang), app.action_change_theme)
