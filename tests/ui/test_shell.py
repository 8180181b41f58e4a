"""The shell: keys act in the order in which they were pressed, however long a widget takes for one."""

from __future__ import annotations

import asyncio
from typing import Any, ClassVar

import pytest
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui.ui.shell import PASSING_S, Shell

# Turns of the event loop in which every message arrives that nothing holds up.
TURNS = 100


class Slow(Widget, can_focus=True):
    """Takes a key when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = asyncio.Semaphore(0)

    async def _on_key(self, event: events.Key) -> None:
        event.stop()
        await self.taken.acquire()
        assert isinstance(self.app, Ordered)
        self.app.done.append(event.key)


class Hold:
    """The longest that a key is waited for, without a clock."""

    def __init__(self, over: Any) -> None:
        self.over, self.is_stopped = over, False

    def stop(self) -> None:
        self.is_stopped = True


class Ordered(Shell[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+s", "send", priority=True)]

    def __init__(self) -> None:
        super().__init__([], None, ascii_only=False, keymap={})
        self.done: list[str] = []
        self.holds: list[Hold] = []

    def compose(self) -> ComposeResult:
        yield Slow()

    def action_send(self) -> None:
        self.done.append("SEND")

    def set_timer(self, delay: float, callback: Any = None, **named: Any) -> Any:
        if delay != PASSING_S:
            return super().set_timer(delay, callback, **named)
        self.holds.append(Hold(callback))
        return self.holds[-1]


@pytest.mark.parametrize(
    ("steps", "done"),
    [
        ("a ctrl+s b ctrl+s taken late taken", "a SEND b SEND"),
        ("a ctrl+s taken b ctrl+s late taken", "a SEND b SEND"),
        ("a b ctrl+s c ctrl+s ctrl+s taken taken late taken", "a b SEND c SEND SEND"),
        ("ctrl+s a ctrl+s taken ctrl+s b taken", "SEND a SEND SEND b"),
        ("a ctrl+s b over taken taken", "SEND a b"),
    ],
)
async def test_a_key_that_the_app_takes_first_waits_for_each_key_before_it(steps: str, done: str) -> None:
    """Taken: the widget has done with a key. Late: the time of each hold but the last is over, unless it was stopped.
    Over: so is the time of the last."""
    app = Ordered()
    async with app.run_test() as pilot:
        slow = app.query_one(Slow)
        slow.focus()
        await pilot.pause()
        for step in steps.split():
            if step == "taken":
                slow.taken.release()
            elif step in ("late", "over"):
                for hold in app.holds[:-1] if step == "late" else app.holds[-1:]:
                    if not hold.is_stopped:
                        await hold.over()
            else:
                app.post_message(events.Key(step, None))
            for _ in range(TURNS):
                await asyncio.sleep(0)
    assert app.done == done.split()
