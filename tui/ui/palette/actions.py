"""Actions: every binding in force on the screen beneath the palette, run on its own node."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tui.messages import palette as words
from tui.messages.keys import KEYS
from tui.ui.palette.matching import Command
from tui.ui.palette.provider import Offered
from tui.ui.widgets.keys import key_sign

# Binding id → the action behind the question that its key asks first.
UNASKED = {"language": "app.toggle_language"}


class Actions(Offered):
    def commands(self) -> Iterator[Command]:
        """One command for each binding id, under its first key; the screen's own first, cursor moves last."""
        screen, app = self.frame, self.app
        lang = screen.context.lang
        seen = {"palette", *screen.UNUSED}
        nodes = (screen, app)
        active = sorted(
            screen.active_bindings.values(), key=lambda one: nodes.index(one.node) if one.node in nodes else len(nodes)
        )
        for node, binding, enabled, _ in active:
            if binding.id is not None and binding.id in KEYS and binding.id not in seen and enabled:
                seen.add(binding.id)
                label, sentence = KEYS[binding.id]
                # Chosen by name, nothing is asked any more.
                action = UNASKED.get(binding.id, binding.action)
                run = partial(app.run_action, action, node)
                yield Command(label(lang), sentence(lang), run, key_sign(binding.key))
        yield Command(words.THEME(lang), words.THEME_SENTENCE(lang), app.action_change_theme)
