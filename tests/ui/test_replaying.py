"""A replay: the clock in the top line, its keys, and the moments that they go to."""

from __future__ import annotations

from msgspec.structs import replace

from tests.manual_clock import ManualClock
from tests.store.memory.project import Project
from tests.store.memory.store import MemoryRows
from tests.worlds import NOW_TS, make_context, manual_clock
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.feeds.feed import feed_view
from tui.clock import ReplayClock, Zone
from tui.domain.glossary import thresholds_with
from tui.domain.records import KeptNote, Scope, Series, Window
from tui.ui.app import ScryApp
from tui.ui.context import Context, Replay, ReplayEvent
from tui.ui.header import clock_runs, state_runs
from tui.ui.replay_app import ReplayApp
from tui.ui.replaying import GoToScreen, read_events
from tui.ui.widgets.keys import bindings_of

T0 = int(NOW_TS) // 60 * 60
HOUR = Window(T0, T0 + 3600)


async def no_events() -> tuple[ReplayEvent, ...]:
    return ()


async def no_feed() -> None:
    raise AssertionError


def replaying(local: ManualClock) -> Context:
    clock = ReplayClock(local, HOUR.start_ts, HOUR.end_ts, T0 + 451, 10.0)
    context = make_context(clock, no_feed)  # type: ignore[arg-type]
    context.replay, context.zone = Replay(clock, no_events), Zone(utc=True)
    return context


def top_line(context: Context) -> str:
    feed = feed_view(statuses=(), newest_ts=None, answered=False, frozen=False, now_ts=context.clock.now())
    return "".join(text for text, _ in (*state_runs(context, feed, (), width=120), *clock_runs(context)))


def test_the_top_line_tells_the_moment_the_speed_and_that_the_clock_stands() -> None:
    local = manual_clock()
    context = replaying(local)
    assert "▶ replay 08:03:31 ×10" in top_line(context)
    assert context.replay is not None
    context.replay.clock.pause()
    assert "■ replay 08:03:31 ×10" in top_line(context)
    context.replay.clock.pause()
    local.advance(9999)
    assert "■ replay 08:56:00 ×10" in top_line(context)


def test_its_keys_are_no_others() -> None:
    own = {key for key, binding in bindings_of(ReplayApp) if (binding.id or "").startswith("replay.")}
    others = {key for key, _ in bindings_of(ScryApp)}
    assert len(own) == 9
    assert not own & others


def test_a_typed_time_is_one_of_the_stretch_and_minutes_back_count_from_the_moment() -> None:
    dialog = GoToScreen(replaying(manual_clock()))
    assert dialog.moment("08:50") == T0 - T0 % 3600 + 50 * 60 + (3600 if T0 % 3600 > 3000 else 0)
    assert dialog.moment("-5m") == T0 + 451 - 300


def test_the_moments_to_go_to_are_notes_and_onsets_in_order() -> None:
    rows = MemoryRows(Project(), [])
    points = tuple((T0 + 60 * minute, 9.0 if 20 <= minute < 30 else 1.0) for minute in range(60))
    rows.put_series(
        endpoint="live_experience",
        channel="",
        window=HOUR,
        series=[Series("videoFreezeRate", points)],
        answered_ts=HOUR.end_ts + 300.0,
        delay_s=120,
        slot_s=60,
    )
    note = KeptNote("a", T0 + 99.0, T0 + 99.0, "ann", "text", Scope(moment_ts=T0 + 60))
    rows.put_note(note)
    rows.put_note(replace(note, note_id="b", scope=Scope(moment_ts=T0 - 60)))
    found = read_events(rows, EDITION, thresholds_with({}), HOUR)
    assert found == (ReplayEvent(T0 + 60.0, "note"), ReplayEvent(T0 + 1200.0, "onset"))
