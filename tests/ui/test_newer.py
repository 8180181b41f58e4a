"""Two versions on one store: every screen is drawn from a store in which a newer scry left what this one does not know,
and says what it leaves out."""

from __future__ import annotations

import pytest

from tests.store.newer import CALL_ID, CHANNEL, UNKNOWN_REQUESTS, UNREAD_LISTINGS, UNREAD_REPORTS, plant
from tests.store.rows import by_rows
from tests.ui.staging import on_stage, still, text_of, wait_for
from tests.worlds import NOW_TS, SimTransport, incident, manual_clock
from tui.domain.records import Scope
from tui.messages import quota as quota_words
from tui.messages import report as report_words

TABS = {"1": "live", "2": "diagnosis", "3": "calls", "4": "channels", "5": "usage", "6": "quota", "7": "alarms"}


@pytest.mark.long
async def test_every_screen_is_drawn_and_quota_and_reports_say_what_is_left_out() -> None:
    clock = manual_clock()
    world = SimTransport(incident(clock))
    async with on_stage(clock, world, size=(160, 48), prepared=lambda store: store.write(by_rows(plant), NOW_TS)) as (
        app,
        pilot,
    ):
        for key in TABS:
            await pilot.press(key)
            await still(app, pilot)
            clock.advance(2)
            # The why of a row, the palette, and what enter opens.
            for keys in (("w", "escape"), ("colon", "escape"), ("down", "enter", "escape")):
                await pilot.press(*keys)
                await still(app, pilot)
        await pilot.press("6")
        left_out = quota_words.OF_A_NEWER("en", count=UNKNOWN_REQUESTS + UNREAD_LISTINGS)
        await wait_for(app, pilot, lambda text: left_out in text)
        await pilot.press("ctrl+r")
        unread = report_words.OF_A_NEWER("en", count=UNREAD_REPORTS)
        await wait_for(app, pilot, lambda text: unread in text)
        for _ in range(4):
            await pilot.press("down")
        await pilot.press("enter")
        await still(app, pilot)
        assert app.is_running


async def test_a_call_that_a_newer_scry_told_of_opens() -> None:
    clock = manual_clock()
    async with on_stage(
        clock,
        SimTransport(incident(clock)),
        opened_at=Scope(channel=CHANNEL, call_id=CALL_ID),
        prepared=lambda store: store.write(by_rows(plant), NOW_TS),
    ) as (app, pilot):
        await wait_for(app, pilot, lambda text: CHANNEL in text)
        for key in ("m", "escape", "down", "enter", "v", "escape"):
            await pilot.press(key)
            await still(app, pilot)
        assert app.is_running, text_of(app)
