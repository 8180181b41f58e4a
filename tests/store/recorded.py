"""A recorded incident: some minutes of a collector on the simulator, with the answers of its store at moments."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.manual_clock import ManualClock
from tests.worlds import (
    APP_ID,
    BASE_URL,
    NOW_TS,
    SimTransport,
    collecting,
    incident,
    make_feed,
    manual_clock,
    open_store,
)
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.calls.windows import details_wants
from tui.analysis.feeds.background import background_wants
from tui.cli.feed import CollectedFeed
from tui.clock import ServerClock
from tui.domain.glossary import LIVE_METRICS
from tui.domain.names import Names
from tui.domain.records import DAY, HOUR, MINUTE, DiagnosisFilter, KeptNote, Scope, Want, WantState, Window
from tui.store.api import Snapshot
from tui.store.manifest import Manifest
from tui.store.rows.snapshot import RowsSnapshot
from tui.store.sqlite.bundle import contents, envelope, shape, writing

MINUTES = 14
CHANNEL = "数学-3班"
NOTE = KeptNote("n1", NOW_TS + 300, NOW_TS + 300, "ann@ops", "重启 44361248", Scope(moment_ts=int(NOW_TS) // 60 * 60))
STRETCH = contents.stretch_of(EDITION, int(NOW_TS) // 60 * 60, int(NOW_TS) // 60 * 60 + 60 * (MINUTES + 3))
ABOUT = Manifest(
    format=shape.FORMAT,
    writer=envelope.writer(),
    schema=writing.newest_schema(),
    size_bytes=0,
    sha256="",
    counts={},
    project="课堂-prod",
    edition=EDITION.name,
    start_ts=STRETCH.start_ts,
    end_ts=STRETCH.end_ts,
    watched=("大班课-数学",),
)


def questions(now_ts: float) -> Mapping[str, Callable[[Snapshot], Any]]:
    """The questions of the screens at a moment."""
    hour = Window(int(now_ts) // 60 * 60 - HOUR, int(now_ts) // 60 * 60)
    names = [(name, "") for name in LIVE_METRICS]
    return {
        "series": lambda snapshot: snapshot.series(names, hour),
        "coverage": lambda snapshot: [
            snapshot.coverage(name, "", hour, MINUTE).answered_ts for name in ("live_scale", "live_joy", "live_net")
        ],
        "newest": lambda snapshot: snapshot.newest_minute_ts(tuple(LIVE_METRICS)),
        "diagnoses": lambda snapshot: snapshot.diagnoses(hour, only=DiagnosisFilter()),
        "diagnosed": lambda snapshot: snapshot.newest_diagnosed_ts(),
        "calls": lambda snapshot: snapshot.calls_begun(hour),
        "sessions": lambda snapshot: [snapshot.sessions(call.call_id) for call in snapshot.calls_begun(hour)],
        "curves": lambda snapshot: [
            (one.sid, one.mid, one.peer_uid, [*one.ts], [*one.values])
            for call in snapshot.calls_begun(hour)
            for session in snapshot.sessions(call.call_id)
            for one in snapshot.curves(call.call_id, session.sid)
        ],
        "usage": lambda snapshot: snapshot.usage(Window(hour.end_ts - 9 * DAY, hour.end_ts)),
        "requests": lambda snapshot: snapshot.requests(50),
        "under way": lambda snapshot: snapshot.under_way(now_ts),
        "turns": lambda snapshot: snapshot.turns(),
        "spent": lambda snapshot: snapshot.spent_of_a_day(EDITION.limits, now_ts),
        "spending": lambda snapshot: snapshot.spending(now_ts),
        "account": lambda snapshot: [snapshot.account([name], EDITION.limits[name], now_ts) for name in EDITION.limits],
        "names": lambda snapshot: snapshot.names(50),
        "users": lambda snapshot: snapshot.appearances("4436", 50),
        "listings": lambda snapshot: snapshot.listings("call_lists", hour, channel=CHANNEL),
        "seen": lambda snapshot: snapshot.seen_channels(9),
    }


@dataclass
class Recorded:
    path: Path
    then: dict[float, dict[str, Any]]


async def pass_time(clock: ManualClock, seconds: int, feed: CollectedFeed, step_s: int = 5) -> None:
    """Advance; at every step the collector does all that is due."""
    for _ in range(0, seconds, step_s):
        clock.advance(step_s)
        await asyncio.sleep(0.002)
        while not rests(feed, clock):  # noqa: ASYNC110 - nothing could set an event
            await asyncio.sleep(0.002)


def rests(feed: CollectedFeed, clock: ManualClock) -> bool:
    # The server's time, learned from whole seconds, may be another by as much.
    return bool(feed.statuses) and all(
        status.state in (WantState.WAITING, WantState.DONE)
        and (status.next_ts is None or status.next_ts > clock.now() - 2)
        for status in feed.statuses.values()
    )


async def record(home: Path) -> Recorded:
    """The store of an incident that began ten minutes before; from the fifth minute on one call is looked at."""
    clock = manual_clock()
    server_clock = ServerClock(clock)
    then: dict[float, dict[str, Any]] = {}
    with open_store(home) as store:
        feed = make_feed(store, server_clock, SimTransport(incident(clock)))
        async with collecting(feed):
            watched = background_wants(EDITION, ("大班课-数学",), None)
            window = Window(int(NOW_TS) - 2 * HOUR, int(NOW_TS))
            wants = [*watched, Want("call_lists", CHANNEL, window=window)]
            feed.submit(wants)
            for minute in range(MINUTES):
                await pass_time(clock, 60, feed)
                # Off the moments at which requests leave: times of arrival are whole seconds.
                await pass_time(clock, 3, feed, step_s=1)
                now_ts = server_clock.now()
                if minute >= 2:
                    asked_now = questions(now_ts)
                    then[now_ts] = {name: await store.read(ask) for name, ask in asked_now.items()}
                if minute in (4, 8):
                    calls = await store.read(lambda snapshot: snapshot.calls_begun(window, CHANNEL))
                    if calls:
                        call = await store.read(RowsSnapshot.call, calls[0].call_id)
                        assert call is not None
                        asked = details_wants(
                            EDITION.call_details, call, now_ts, None, servers=False, end_ts=int(now_ts)
                        )
                        wants = [*wants, *asked]
                        feed.submit(wants)
        await store.write(lambda changes: changes.put_note(NOTE))
        path = store.path
    return Recorded(path, then)


def bundled(
    recorded: Recorded, target: Path, stretch: contents.Stretch = STRETCH, names: Names | None = None
) -> Manifest:
    return writing.write(
        recorded.path, (BASE_URL, APP_ID), target, stretch, ABOUT, names or Names(), lambda _, __: None
    )
