"""Findings over thousands of calls: only those with stored details are looked at one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.worlds import NOW_TS, open_store
from tui.agora.editions.today import edition_of
from tui.domain.glossary import thresholds_with
from tui.domain.records import HOUR, Call, CallDetails, Listing, Session, Window
from tui.queries.judged_calls import FindingsQuery, judged_of, read_findings
from tui.queries.kept_calls import KEPT, KeptCalls
from tui.store.api import Changes
from tui.store.sqlite.database import SqliteStore

CALLS = 4 * KEPT
NOW = int(NOW_TS)
QUERY = FindingsQuery(edition_of("premium"), Window(NOW - HOUR, NOW), "", None, NOW_TS, thresholds_with({}))
OPENED = ("call 7", "call 600")


class Counting:
    """A store that counts the questions about one call."""

    def __init__(self, store: Any) -> None:
        self.store, self.asked = store, Counter[str]()

    async def read(self, question: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        def counted(snapshot: Any) -> Any:
            return question(Watched(snapshot, self.asked), *args, **kwargs)

        return await self.store.read(counted)


class Watched:
    def __init__(self, snapshot: Any, asked: Counter[str]) -> None:
        self.snapshot, self.asked = snapshot, asked

    def __getattr__(self, name: str) -> Any:
        self.asked[name] += 1
        return getattr(self.snapshot, name)


def opened(call_id: str, window: Window, stay: Session, packed: object) -> Callable[[Changes], None]:
    return lambda changes: changes.put_details(call_id, window, (stay,), packed, answered_ts=NOW_TS)


async def test_the_calls_that_nobody_opened_cost_no_question_each(tmp_path: Path) -> None:
    calls = [
        Call(f"call {at}", "room", NOW - HOUR + at, NOW - 60, True, 5, 5, 0.1, 90.0 if at == 900 else 0.1)
        for at in range(CALLS)
    ]
    stay = Session("S1", "room", 7, "WiFi", "iOS", True, "4.0", "phone", NOW - HOUR + 600, NOW - 60, True)
    with open_store(tmp_path) as store:
        await store.write(lambda changes: changes.put_calls(calls, answered_ts=NOW_TS))
        window = Window(NOW - HOUR, NOW)
        for call_id in OPENED:
            packed = store.packed(CallDetails(call_id, (stay,), ()), window)
            await store.write(opened(call_id, window, stay, packed))
        counting: Any = Counting(store)
        kept = KeptCalls()
        for reading in (1, 2, 3):
            data = await read_findings(counting, QUERY, kept)
            assert (data.not_judged, data.left) == (CALLS, 0)
            assert [one.of.call.call_id for one in data.found if hasattr(one.of, "call")] == ["call 900"]
            assert counting.asked["sessions"] == reading * len(OPENED)
        before = counting.asked["sessions"]
        listed = await store.read(lambda snapshot: snapshot.calls_begun(window))
        assert await judged_of(counting, QUERY, listed) == ((), CALLS)
        assert counting.asked["sessions"] == before + len(OPENED)


async def test_the_tail_that_no_list_told_yet_is_told_from_its_begin(tmp_path: Path) -> None:
    lists = QUERY.edition.call_lists

    async def until(store: SqliteStore) -> tuple[bool, int | None]:
        data = await read_findings(store, QUERY)
        return data.is_listed, data.listed_until_ts

    with open_store(tmp_path) as store:
        assert await until(store) == (False, None)
        window = Window(NOW - HOUR, NOW - 600)
        await store.write(
            lambda changes: changes.put_listing(lists.name, Listing(window, NOW_TS - 1, 1, False, None, None))
        )
        assert await until(store) == (False, NOW - 600)
        window = Window(NOW - 600, NOW)
        await store.write(
            lambda changes: changes.put_listing(lists.name, Listing(window, NOW_TS - 1, 1, False, None, None))
        )
        assert await until(store) == (True, None)


async def test_the_rate_of_a_running_call_is_ranked_by_the_part_that_its_answer_told(tmp_path: Path) -> None:
    begun_ts, told_ts = NOW - 1800, NOW - 1700
    call = Call("running", "room", begun_ts, None, False, 5, 5, 0.1, 90.0)
    with open_store(tmp_path) as store:
        await store.write(lambda changes: changes.put_calls([call], answered_ts=float(told_ts)))
        (found,) = (await read_findings(store, QUERY)).found
        assert found.until_ts == told_ts
        assert found.lost_s == pytest.approx(90.0)
        stay = Session("S1", "room", 7, "WiFi", "iOS", True, "4.0", "phone", begun_ts, None, False)
        stay = replace(stay, video_freeze_percent=80.0)
        window = Window(begun_ts, begun_ts + 60)
        packed = store.packed(CallDetails("running", (stay,), ()), window)
        later_ts = told_ts + 50
        await store.write(
            lambda changes: changes.put_details("running", window, (stay,), packed, answered_ts=float(later_ts))
        )
        (found,) = (await read_findings(store, QUERY)).found
        assert found.until_ts == later_ts
        assert found.lost_s == pytest.approx(0.8 * 150)
