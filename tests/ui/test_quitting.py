"""Quitting: nothing is acted on once it began, and what was opened a moment before it is no fault."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from textual.dom import DOMNode
from textual.screen import Screen
from textual.widget import Widget

from tests.terminal.typing import messages
from tests.ui.staging import at_rest, on_stage, samples, until
from tests.worlds import manual_clock
from tui.config.values import SCREENS
from tui.ui.filter import FilterLine

FEW = ("2", "R", ":", "?", "\r", "c", "/x", "]3", "w", "e", "L", "\x0f", "\x12")
ALL = tuple(map(chr, range(0x01, 0x7F)))


async def ends_by(
    monkeypatch: pytest.MonkeyPatch, typed: str, *, first_screen: str = "live", behind: str = ""
) -> Sequence[str]:
    """What is typed in one write to an app at rest; the names of the screens that were opened once it was ending."""
    opened: list[str] = []
    async with on_stage(manual_clock(), samples(), first_screen=first_screen) as (app, pilot):
        await at_rest(app, pilot)
        begin = app._register

        def note(
            parent: DOMNode, *widgets: Widget, before: int | None = None, after: int | None = None
        ) -> list[Widget]:
            opened.extend(repr(each) for each in widgets if app._exit and isinstance(each, Screen))
            return begin(parent, *widgets, before=before, after=after)

        monkeypatch.setattr(app, "_register", note)
        for message in messages([(typed + behind).encode()]):
            message.set_sender(app)
            app.post_message(message)
        await until(pilot, lambda: not app.is_running)
    assert app.fault is None
    assert app.return_code == 0
    return opened


@pytest.mark.parametrize("behind", [*FEW[:6], *(pytest.param(each, marks=pytest.mark.long) for each in FEW[6:])])
async def test_keys_behind_the_one_that_quits_do_nothing(monkeypatch: pytest.MonkeyPatch, behind: str) -> None:
    assert await ends_by(monkeypatch, "qq", behind=behind) == []
    assert await ends_by(monkeypatch, "\x11", behind=behind) == []


@pytest.mark.parametrize("before", [*FEW[:4], *(pytest.param(each, marks=pytest.mark.long) for each in FEW[4:])])
async def test_what_a_key_opens_just_before_the_end_is_no_fault(monkeypatch: pytest.MonkeyPatch, before: str) -> None:
    await ends_by(monkeypatch, f"{before}\x11")


async def test_a_key_that_a_screen_takes_first_does_not_overtake_those_pressed_before_it() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await at_rest(app, pilot)
        was_utc = app.context.zone.utc
        for message in messages([b"u/vid"]):
            app.post_message(message)
        await until(pilot, lambda: app.screen.query_one_optional("#filter", FilterLine) is not None)
        await until(pilot, lambda: app.screen.query_one("#filter", FilterLine).value == "vid")
        assert app.context.zone.utc is not was_utc


@pytest.mark.nightly
@pytest.mark.parametrize("screen", SCREENS)
async def test_any_key_right_before_or_behind_the_end_on_any_screen(
    monkeypatch: pytest.MonkeyPatch, screen: str
) -> None:
    for key in ALL:
        if key != "\x1b":
            await ends_by(monkeypatch, f"{key}\x11", first_screen=screen, behind=key)
