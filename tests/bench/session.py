"""A session screen of twenty charts over three hours at two seconds: to read and draw it, and to move its cursor.

CPU time of the process, threads included: from the key to the last line of the screen. The control of a full draw is
what the twenty plots alone need, without widgets; that of a cursor move is the full draw of the same screen.
"""

from __future__ import annotations

import asyncio
import time
from array import array
from collections.abc import Awaitable, Callable
from math import sin
from statistics import median
from unittest.mock import patch

import httpx

from tests.bench.measure import PAIRS, Pairs, Row
from tests.ui.staging import on_stage, until
from tests.worlds import NOW_TS, manual_clock
from tui.agora.editions.reference_2020 import EDITION
from tui.domain.glossary import MIDS
from tui.domain.records import HOUR, Call, CallDetails, Curve, Listing, Part, Scope, Session, Window
from tui.store.api import Store
from tui.store.rows.curves import pack
from tui.ui.app import ScryApp
from tui.ui.charts.plot import draw
from tui.ui.features.session.query import SessionQuery, read_session, shape
from tui.ui.features.session.screen import SessionScreen
from tui.ui.widgets.chart import Chart

# Three columns of seven charts: all of them in sight.
SIZE = (240, 84)
START_TS, LASTED_S = int(NOW_TS) - 5 * HOUR, 3 * HOUR - 2
PEERS = (44361248, 83817682, 629811001)
CALL = Call("bench", "class", START_TS, START_TS + LASTED_S, True)
MOVES_THROWN_AWAY, MOVES = 3, 20
DRAW_TARGET, MOVE_TARGET, KEY_TARGET_MS = 4.0, 0.5, 50.0


def curves(stamps: array[int]) -> list[Curve]:
    """All twenty metrics; those about peers towards three."""
    found = []
    for mid, metric in MIDS.items():
        for place, peer_uid in enumerate(PEERS if metric.per_peer else (0,)):
            values = array("d", (round(20 + 10 * sin(ts / 300 + place) + 3 * sin(ts * ts), 1) for ts in stamps))
            found.append(Curve("S", mid, peer_uid, stamps, values))
    return found


async def fill(store: Store) -> int:
    """How many points there are."""
    one = Session("S", CALL.channel, 1, "4G", "iOS", True, "3.1.2", "iPhone", START_TS, START_TS + LASTED_S, True)
    window = Window(START_TS, START_TS + LASTED_S + 1)
    details = CallDetails(CALL.call_id, (one,), tuple(curves(array("q", range(START_TS, window.end_ts, 2)))))
    await store.write(lambda changes: changes.put_calls([CALL], answered_ts=NOW_TS))
    await store.write(
        lambda changes: changes.put_details(
            CALL.call_id, window, (one,), pack(details, window), answered_ts=NOW_TS - HOUR
        )
    )
    listing = Listing(window, NOW_TS - HOUR, 1, False, START_TS, START_TS)
    await store.write(
        lambda changes: changes.put_listing(EDITION.call_details.name, listing, call_id=CALL.call_id, part=Part.METRICS)
    )
    return sum(len(curve.ts) for curve in details.curves)


async def idle(app: ScryApp) -> None:
    """Until nothing is left to lay out or paint."""
    for node in (app.screen, app.screen, app.screen):
        done = asyncio.Event()
        node.call_after_refresh(done.set)
        await done.wait()


async def cpu_ms(action: Callable[[], Awaitable[object]]) -> float:
    before = time.process_time()
    await action()
    return (time.process_time() - before) * 1000


async def measure() -> list[Row]:
    nothing = httpx.MockTransport(lambda _: httpx.Response(200, json={"code": 200, "data": []}))
    drawings = 0

    def counted(*arguments: object) -> object:
        nonlocal drawings
        drawings += 1
        return draw(*arguments)  # type: ignore[arg-type]

    async with on_stage(manual_clock(), nothing, size=SIZE) as (app, pilot):
        store = (await app.context.opened()).store
        points = await fill(store)
        screen = SessionScreen(app.context, Scope(call_id=CALL.call_id, sid="S", moment_ts=START_TS + LASTED_S // 2))
        app.push_screen(screen)
        await until(pilot, lambda: bool(screen.drawn))

        def charts() -> list[Chart]:
            return [each for each in screen.query(Chart) if each._drawn_for is not None]

        def all_drawn() -> bool:
            assert screen.view is not None
            window = screen.view.window
            found = charts()
            return len(found) == len(MIDS) and all(
                each._drawn_for is not None and each._drawn_for[0].window == window for each in found
            )

        await until(pilot, all_drawn)
        await idle(app)

        async def redrawn(by: int) -> None:
            screen.action_zoom(by)
            await until(pilot, all_drawn)
            await idle(app)

        async def alone() -> None:
            for each in charts():
                assert each._drawn_for is not None
                draw(*each._drawn_for)

        full: list[float] = []
        floor: list[float] = []
        for _ in range(PAIRS):
            await redrawn(-1)
            full.append(await cpu_ms(lambda: redrawn(0)))
            floor.append(await cpu_ms(alone))

        async def moved() -> None:
            screen.action_move(1)
            await idle(app)

        for _ in range(MOVES_THROWN_AWAY):
            await moved()
        with patch("tui.ui.widgets.chart.draw", counted):
            moves = [await cpu_ms(moved) for _ in range(MOVES)]
        query = SessionQuery(EDITION, CALL.call_id, "S", app.context.clock.now(), app.context.thresholds)
        reading = [await cpu_ms(lambda: store.read(read_session, query)) for _ in range(PAIRS)]
        data, view = screen.data, screen.view
        assert data is not None
        assert view is not None

        async def shaped() -> None:
            await asyncio.to_thread(shape, data.metrics, view.window, SIZE[0], screen.looks)

        shaping = [await cpu_ms(shaped) for _ in range(PAIRS)]
    about = f"{len(MIDS)} charts, {points:,} points"
    return [
        Pairs(tuple(full), tuple(floor)).row("session, full draw, to its plots alone", DRAW_TARGET, "ms"),
        Pairs(tuple(moves[:PAIRS]), tuple(full)).row("session, cursor move, to the full draw", MOVE_TARGET, "ms"),
        Row("session, cursor move", median(moves), "ms", KEY_TARGET_MS, f"CPU, median of {MOVES}, {about}"),
        Row("session, charts drawn again by a cursor move", float(drawings), "charts", 0.0, f"in {MOVES} moves"),
        Row("session, read and judged, off the loop", median(reading), "ms", note=about),
        Row("session, reduced to the screen, off the loop", median(shaping), "ms", note=about),
    ]


def run() -> list[Row]:
    return asyncio.run(measure())
