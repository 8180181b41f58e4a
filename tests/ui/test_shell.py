"""The shell: keys act in the order in which they were pressed, however long a widget takes for one."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import pytest
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.ui.shell import Shell

PASSING_S = 0.5


class Slow(Widget, can_focus=True):
    """Takes so many seconds for each key."""

    takes_s = 0.0

    async def _on_key(self, event: events.Key) -> None:
        await asyncio.sleep(self.takes_s)
        assert isinstance(self.app, Ordered)
        self.app.done.append(event.key)
        event.stop()


class Ordered(Shell[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "send", priority=True)]

    def __init__(self) -> None:
        super().__init__([], None, ascii_only=False, keymap={})
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        yield Slow()

    def action_send(self) -> None:
        self.done.append("SEND")


@pytest.mark.parametrize(
    ("takes_s", "pressed"),
    [
        (0.8, [(0.0, "a"), (0.0, "ctrl+s"), (0.6, "b"), (0.0, "ctrl+s")]),
        (0.8, [(0.0, "a"), (0.0, "ctrl+s"), (0.9, "b"), (0.0, "ctrl+s")]),
        (0.4, [(0.0, "a"), (0.0, "b"), (0.0, "ctrl+s"), (0.0, "c"), (0.0, "ctrl+s"), (0.0, "ctrl+s")]),
        (0.0, [(0.0, "ctrl+s"), (0.0, "a"), (0.0, "ctrl+s"), (0.1, "ctrl+s"), (0.0, "b")]),
    ],
)
async def test_a_key_that_the_app_takes_first_waits_for_each_key_before_it(
    takes_s: float, pressed: list[tuple[float, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Times are shares of the longest that a key is waited for."""
    monkeypatch.setattr("tui.ui.shell.PASSING_S", PASSING_S)
    app = Ordered()
    async with app.run_test() as pilot:
        slow = app.query_one(Slow)
        slow.takes_s = takes_s * PASSING_S
        slow.focus()
        await pilot.pause()
        for pause, key in pressed:
            await asyncio.sleep(pause * PASSING_S)
            app.post_message(events.Key(key, None))
        async with asyncio.timeout(20):
            while len(app.done) < len(pressed):  # noqa: ASYNC110 - nothing could set an event
                await asyncio.sleep(0.02)
    assert app.done == [key if key != "ctrl+s" else "SEND" for _, key in pressed]
