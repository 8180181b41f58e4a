"""A call longer than any window, opened on screen on the smallest plan: every slice comes, with no more requests than
needed, before the strict server."""

from __future__ import annotations

import asyncio
import math

import pytest

from tests.today_worlds import strictly
from tests.ui.staging import on_stage, text_of
from tests.worlds import APP_ID, manual_clock
from tui.agora.editions.today import edition_of
from tui.domain.records import HOUR, Scope
from tui.sim.today.world import TodayWorld
from tui.ui.features.call.screen import CallScreen

PATH = "/beta/analytics/call/"
# Slices, pages of sessions, sessions of one request of curves.
PAGE, SIDS = 100, 20


@pytest.mark.long
@pytest.mark.parametrize(("plan", "hours"), [("standard", 1), ("premium", 3), ("enterprise", 6)])
async def test_all_slices_of_seven_hours_come_with_the_fewest_requests(plan: str, hours: int) -> None:
    """One list, S × (pages of sessions + twenties of sessions), S = ceil((length + 1) / (longest - 1))."""
    clock = manual_clock()
    world = TodayWorld("huge", 1, clock.now, APP_ID, epoch_ts=clock.now(), plan=plan)
    strict = strictly(world, plan, clock.now)
    call = next(
        found
        for back in range(2, 12)
        if (found := world.calls.of_channel_at("seven-hours", int(clock.now()) - back * HOUR)) is not None
        and found.destroyed_ts < clock.now() - HOUR / 2
    )
    middle_ts = (call.created_ts + call.destroyed_ts) // 2
    async with on_stage(clock, strict, edition=edition_of(plan), first_screen="quota") as (app, pilot):
        app.push_screen(CallScreen(app.context, Scope(channel=call.channel, moment_ts=middle_ts)))
        for _ in range(3000):
            clock.advance(1 / 3)
            await asyncio.sleep(0.004)
            if strict.asked[PATH + "metrics"] and "curves" not in text_of(app).split("worst first")[0]:
                break
        else:
            raise AssertionError(text_of(app))
        await pilot.pause(0.05)
        assert app.context.feed is not None
        store = app.context.feed.store
        sessions = await store.read(lambda snapshot: snapshot.sessions(call.call_id))
        told = await store.read(lambda snapshot: snapshot.told_curves(call.call_id))
    slices = math.ceil((call.destroyed_ts - call.created_ts + 1) / (hours * HOUR - 1))
    assert {one.uid for one in sessions} == {one.uid for one in world.people.of(call)}
    assert strict.breaches == []
    assert strict.asked[PATH + "lists"] == 1
    assert strict.asked[PATH + "sessions"] == slices * math.ceil(len(sessions) / PAGE)
    assert strict.asked[PATH + "metrics"] == slices * math.ceil(len(sessions) / SIDS)
    for one in sessions:
        left_ts = call.destroyed_ts if one.leave_ts is None else one.leave_ts
        seconds = {ts for each in told[one.sid] for ts in range(each.window.start_ts, each.window.end_ts)}
        assert not {*range(one.join_ts, left_ts)} - seconds, one
