"""Today's edition: a list of 10,000 calls that fills by pages of 100, its sorts and filters; a call of 800 users.

The Calls screen on a real store at 120×36, an API that never answers. A fill is a page put into the store, the screen's
question and its rows; a key is from the key to the paint. Of the call of 800: from its last page in the store to the
rows in sight, and the memory of the reading beside that of the bare list of sessions.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
import tracemalloc
from pathlib import Path

import httpx

from tests.bench.calls import PaintedApp, Pressed, never, p95
from tests.bench.measure import Row
from tests.worlds import NOW_TS, make_context, make_feed, manual_clock, open_store
from tui.agora.editions.today import edition_of
from tui.clock import ServerClock
from tui.collector.policy import Policy
from tui.config.remembered import Remembered, Search
from tui.domain.glossary import thresholds_with
from tui.domain.records import HOUR, Call, CallDetails, Part, Session, Window
from tui.domain.records import Listing as Told
from tui.queries.call_data import CallQuery, read_call_data
from tui.store.api import Store
from tui.ui.context import Feed
from tui.ui.features.call.columns import SessionRows
from tui.ui.features.calls.columns import CallRows, Looks
from tui.ui.features.calls.query import CallsQuery, read_calls_screen
from tui.ui.features.calls.screen import CallsScreen
from tui.ui.widgets.rows import Arranger
from tui.ui.widgets.table import Table

EDITION = edition_of("premium")
PAGES, PAGE, APART_S = 100, 100, 4
USERS, IN_SIGHT = 800, 30
SIZE = (120, 36)
NOW = int(NOW_TS)
SPAN = Window(NOW - PAGES * PAGE * APART_S - 60, NOW)
WORDS = ("class-1", "ended", "00ff7", "zzz")


def page(number: int) -> list[Call]:
    made = []
    for at in range(number * PAGE, (number + 1) * PAGE):
        start_ts = NOW - 60 - at * APART_S
        made.append(
            Call(f"{at:024x}", f"class-{at % 300}", start_ts, start_ts + 50, True, at % 40, at % 70, at % 9, at % 13)
        )
    return made


async def filled(store: Store) -> list[Pressed]:
    """Wall and CPU milliseconds of each page, from its answer to the screen's rows, sorted by their audio freezes."""
    found, looks, rows, arranger = [], Looks("en", True, False), None, Arranger()
    for number in range(PAGES):
        calls, began, cpu = page(number), time.perf_counter(), time.process_time()
        await store.write(
            lambda changes, calls=calls, number=number: changes.put_calls(calls, answered_ts=NOW_TS + number)  # type: ignore[misc]
        )
        query = CallsQuery(EDITION, SPAN, SPAN, "", None, NOW_TS, NOW_TS)
        data = await store.read(read_calls_screen, query, () if rows is None else rows.data.calls)
        rows = CallRows(data, looks, rows)
        arranger(rows, rows.keys.index("audio"), "", reverse=True)
        found.append(((time.perf_counter() - began) * 1000, (time.process_time() - cpu) * 1000))
    return found


async def listed() -> list[Row]:
    clock = ServerClock(manual_clock())
    with tempfile.TemporaryDirectory() as directory, open_store(Path(directory)) as store:
        fills = await filled(store)

        async def open_feed() -> Feed:
            return make_feed(store, clock, httpx.MockTransport(never), policy=Policy(EDITION, EDITION.limits))

        context = make_context(clock, open_feed)
        context.edition = EDITION
        context.remembered = Remembered()
        context.remembered.keep_search(Search("12 h"))
        app = PaintedApp(context)
        async with app.run_test(size=SIZE) as pilot:
            while context.feed is None:
                await pilot.pause(0.01)
            await app.pressed(
                "3", lambda: isinstance(app.screen, CallsScreen) and len(app.screen.rows or ()) == PAGES * PAGE
            )
            screen = app.screen
            assert isinstance(screen, CallsScreen)
            table = screen.query_one(Table)
            sorts: list[Pressed] = []
            letters: list[Pressed] = []
            for _ in range(40):
                before = table.sort
                sorts.append(await app.pressed("s", lambda before=before: table.sort != before))  # type: ignore[misc]
            await pilot.press("slash")
            for word in WORDS:
                for end in range(1, len(word) + 1):
                    pressed = await app.pressed(word[end - 1], lambda end=end: table.filter_text == word[:end])  # type: ignore[misc]  # noqa: B023
                    letters.append(pressed)
                for end in range(len(word) - 1, -1, -1):
                    pressed = await app.pressed("backspace", lambda end=end: table.filter_text == word[:end])  # type: ignore[misc]  # noqa: B023
                    letters.append(pressed)
    said = f"{PAGES * PAGE:,} calls of {PAGES} pages"
    return [
        _row(f"today, {said}: fill by a page, p95", fills),
        _row(f"today, {said}: a sort, key to paint, p95", sorts),
        _row(f"today, {said}: a letter of the filter, p95", letters),
    ]


def _row(name: str, pressed: list[Pressed]) -> Row:
    wall, cpu = [each[0] for each in pressed], [each[1] for each in pressed]
    return Row(name, p95(wall), "ms", 50, f"{len(pressed)}, worst {max(wall):.0f} ms; CPU p95 {p95(cpu):.1f} ms")


def sessions() -> list[Session]:
    start_ts = NOW - HOUR
    return [
        Session(
            *(f"{at:032X}", "room", 10_000 + at, "Wi-Fi", "Android", at < 3, "4.1.0", f"Phone {at % 40}"),
            *(start_ts + at, start_ts + 3000, True, f"user {at}", ("SPEAKER",), float(at % 7), float(at % 11)),
        )
        for at in range(USERS)
    ]


async def call_of_many() -> list[Row]:
    clock = ServerClock(manual_clock())
    with tempfile.TemporaryDirectory() as directory, open_store(Path(directory)) as store:

        async def open_feed() -> Feed:
            return make_feed(store, clock, httpx.MockTransport(never), policy=Policy(EDITION, EDITION.limits))

        context = make_context(clock, open_feed)
        context.edition = EDITION
        window = Window(NOW - HOUR, NOW - 500)
        call = Call("many", "room", window.start_ts, window.end_ts - 1, True, USERS, USERS)
        await store.write(lambda changes: changes.put_calls([call], answered_ts=NOW_TS))
        packed = store.packed(CallDetails("many", (), ()), window)
        began = time.perf_counter()
        await store.write(lambda changes: changes.put_details("many", window, sessions(), packed, answered_ts=NOW_TS))
        told = Told(window, NOW_TS, PAGE, False, None, None)
        await store.write(lambda changes: changes.put_listing("call_sessions", told, call_id="many", part=Part.USERS))
        query = CallQuery(EDITION, "many", NOW_TS, NOW_TS, False, thresholds_with({}))
        data = await store.read(read_call_data, query)
        assert data is not None
        rows = SessionRows(data, context, 20, None)
        for number in range(IN_SIGHT):
            rows[number]
        shown_ms = (time.perf_counter() - began) * 1000
        tracemalloc.start()
        bare = await store.read(lambda snapshot: snapshot.sessions("many"))
        bare_bytes = tracemalloc.get_traced_memory()[0]
        del bare
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        held = await store.read(read_call_data, query)
        held_bytes = tracemalloc.get_traced_memory()[0] - before
        tracemalloc.stop()
        assert held is not None
    return [
        Row(f"today, {USERS} users: from the last page to the rows", shown_ms, "ms", 1000, "written and read"),
        Row(
            f"today, {USERS} users: memory of the reading to the bare list",
            held_bytes / bare_bytes,
            "×",
            1.5,
            f"{held_bytes / 1000:.0f} kB to {bare_bytes / 1000:.0f} kB",
        ),
    ]


def run() -> list[Row]:
    return [*asyncio.run(listed()), *asyncio.run(call_of_many())]
