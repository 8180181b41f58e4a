"""Sessions by pages and curves by session: from the wants of a call to the store, on the strict server."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.today_worlds import strictly
from tests.worlds import APP_ID, collecting, make_feed, manual_clock, open_store
from tui.agora.editions.today import edition_of
from tui.analysis.calls.asking import call_wants
from tui.analysis.calls.by_session import of_interest
from tui.clock import ServerClock
from tui.collector.policy import Policy
from tui.domain.records import HOUR, Call, Want, WantState, Window
from tui.sim.today.switches import switches
from tui.sim.today.world import TodayWorld

SETTLED = (WantState.DONE, WantState.STOPPED, WantState.FAILED)


@pytest.mark.long
@pytest.mark.parametrize("repeats", [False, True])
async def test_a_call_of_hundreds_is_listed_whole_by_pages_and_curves_come_twenty_sessions_a_request(
    tmp_path: Path, repeats: bool
) -> None:
    clock, edition = manual_clock(), edition_of("premium")
    world = TodayWorld(
        "huge", 1, clock.now, APP_ID, epoch_ts=clock.now(), plan="premium", switches=switches(("pages=good",), 1)
    )
    strict = strictly(world, "premium", clock.now)
    with open_store(tmp_path) as store:
        feed = make_feed(store, ServerClock(clock), strict, policy=Policy(edition, edition.limits))

        async def ended(*wants: Want) -> None:
            feed.submit(wants)
            while not all(want in feed.statuses and feed.statuses[want].state in SETTLED for want in wants):
                await asyncio.sleep(0.001)
                clock.advance(1 / 3)
            assert {feed.statuses[want].state for want in wants} == {WantState.DONE}

        async with collecting(feed):
            now = int(clock.now())
            await ended(Want("call_lists", "eight-hundred", window=Window(now - 12 * HOUR, now - 60)))
            begun = await store.read(lambda snapshot: snapshot.calls_begun(Window(0, now), "eight-hundred"))
            known = next(one for one in begun if one.finished)
            call = await store.read(lambda snapshot: snapshot.call(known.call_id))
            assert isinstance(call, Call)
            users = [want for want in call_wants(edition, call, clock.now()) if want.endpoint == "call_sessions"]
            await ended(*users)
            sessions = await store.read(lambda snapshot: snapshot.sessions(call.call_id))
            assert len({one.uid for one in sessions}) == call.all_users
            assert any(one.audio_freeze_percent is not None for one in sessions)
            pages = await store.read(lambda snapshot: snapshot.requests(99, ["call_sessions"]))
            assert len(pages) == -(-len(sessions) // 100)
            chosen = of_interest(sessions, ())[:40]
            wants = call_wants(edition, call, clock.now(), sessions=chosen)
            curves = [want for want in wants if want.endpoint == "call_metrics"]
            assert [len(want.selection.sids) for want in curves] == [20, 20]
            if repeats:
                # The same wants once more are answered already.
                await ended(*curves)
            await ended(*curves)
            told = await store.read(lambda snapshot: snapshot.told_curves(call.call_id))
            assert set(told) == {one.sid for one in chosen}
            asked = await store.read(lambda snapshot: snapshot.requests(99, ["call_metrics"]))
            assert len(asked) == 2
            assert any([await store.read(lambda s, sid=one.sid: s.curves(call.call_id, sid)) for one in chosen])  # type: ignore[misc]
    assert strict.breaches == []
