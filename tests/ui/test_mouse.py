"""The mouse: what a terminal that shrank reports late, from beside the screen, changes nothing."""

from __future__ import annotations

import pytest
from textual import events

from tests.terminal.typing import messages
from tests.ui.staging import at_rest, on_stage, samples, still, until
from tests.worlds import manual_clock
from tui.config.values import SCREENS
from tui.ui.widgets.table import Table

BESIDE = {
    "right of it": b"\x1b[<0;%d;10M\x1b[<0;%d;10m",
    "far away": b"\x1b[<0;%d99;9999M\x1b[<0;%d99;9999m",
    "another button": b"\x1b[<2;%d;1M\x1b[<2;%d;1m",
    "let go, never pressed": b"\x1b[<0;%d;10m\x1b[<0;%d;10m",
    "moved": b"\x1b[<35;%d;10M\x1b[<35;%d;10M",
    "dragged": b"\x1b[<32;%d;10M\x1b[<32;%d;10M",
    "wheel": b"\x1b[<64;%d;10M\x1b[<65;%d;10M",
    "the old form": b"\x1b[M %c*\x1b[M#%c*",
}


@pytest.mark.parametrize("screen", SCREENS)
async def test_a_mouse_beside_the_screen_leaves_the_keys_where_they_were(screen: str) -> None:
    async with on_stage(manual_clock(), samples(), first_screen=screen) as (app, pilot):
        await at_rest(app, pilot)
        focused = app.focused
        column = app.size.width + 1
        for reports in BESIDE.values():
            number = column + 32 if b"%c" in reports else column
            for message in messages([reports % (number, number)]):
                app.post_message(message)
            await still(app, pilot)
            assert app.focused is focused, reports


async def test_a_list_still_hears_keys() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await at_rest(app, pilot)
        table = app.screen.query_one(Table)
        await pilot.press("g")
        at = table.cursor_key
        for message in messages([b"\x1b[<0;%d;5M\x1b[<0;%d;5m\x1b[<65;%d;5M" % ((app.size.width + 1,) * 3)]):
            app.post_message(message)
        await pilot.press("j")
        await until(pilot, lambda: table.cursor_key != at)


async def test_a_release_beside_the_screen_lets_go_and_clicks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[events.Event] = []
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await at_rest(app, pilot)
        screen, forward = app.screen, app.screen._forward_event

        def note(event: events.Event) -> None:
            told.append(event)
            forward(event)

        monkeypatch.setattr(screen, "_forward_event", note)
        width = app.size.width
        for message in messages([b"\x1b[<0;%d;5M\x1b[<0;%d;5m" % (width, width + 1)]):
            app.post_message(message)
        await until(pilot, lambda: any(isinstance(event, events.MouseUp) for event in told))
        await still(app, pilot)
        assert [type(event).__name__ for event in told if isinstance(event, events.MouseEvent)] == [
            "MouseDown",
            "MouseUp",
        ]
        assert not screen._selecting
