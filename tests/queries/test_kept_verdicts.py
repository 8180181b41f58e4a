"""A store with kept verdicts tells of a call the same as one without, whatever happens between two processes."""

from __future__ import annotations

import asyncio
from array import array
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.store.rows import by_rows
from tests.ui.classroom import ATTENDS, CALL, LASTED_S, SESSIONS, START_TS, TEACHER, store_class
from tests.worlds import open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.cause.engine import call_verdicts
from tui.domain.glossary import thresholds_with
from tui.domain.records import HOUR, CallDetails, Curve, Diagnosis, KeptVerdict, Listing, Part, Window
from tui.queries import call_data, call_verdict
from tui.queries.call_data import CallData, CallQuery, read_call_data
from tui.queries.judged_calls import FindingsQuery, read_findings
from tui.queries.kept_calls import KeptCalls
from tui.queries.kept_verdicts import keep_verdicts
from tui.store.api import Snapshot
from tui.store.errors import StoreError
from tui.store.rows.calls import put_sessions
from tui.store.rows.connection import RowConnection
from tui.store.sqlite.database import SqliteStore

CALL_ID, OVER_TS = CALL.call_id, START_TS + LASTED_S


class WithoutKept:
    """A store that keeps no verdict."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def __getattr__(self, name: str) -> Any:
        return getattr(self.snapshot, name)

    def kept_verdict(self, call_id: str) -> None:
        return None


class Watch:
    """Somebody who opens the call in one process after another. `now_ts` is the box's clock, `limits` are the config's;
    `judged` counts the judgements."""

    def __init__(self, store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
        self.store, self.monkeypatch = store, monkeypatch
        self.now_ts, self.limits, self.judged = float(OVER_TS + 900), dict[str, object](), 0
        self.answered_ts, self.kept = OVER_TS + 600.0, list[KeptVerdict]()

        def counted(tracks: Any) -> Any:
            self.judged += 1
            return call_verdicts(tracks)

        monkeypatch.setattr(call_verdict, "call_verdicts", counted)
        self.begin_anew()

    def begin_anew(self) -> None:
        """A new process, in which no call is small."""
        self.monkeypatch.setattr(call_data, "call_verdict", call_verdict.CallVerdicts(1))

    async def read(self, *, is_kept: bool) -> CallData:
        self.begin_anew()
        query = CallQuery(EDITION, CALL_ID, self.now_ts, self.now_ts, False, thresholds_with(self.limits))

        def ask(snapshot: Any) -> CallData | None:
            return read_call_data(snapshot if is_kept else WithoutKept(snapshot), query)

        found = await self.store.read(ask)
        assert found is not None
        return found

    async def open(self) -> CallData:
        """In a new process; the verdict is the one without any that is kept."""
        found = await self.read(is_kept=True)
        assert repr(found.call_verdict) == repr((await self.read(is_kept=False)).call_verdict)
        if found.unkept is not None:
            self.kept.append(found.unkept)
            await keep_verdicts(self.store, [found.unkept])
        return found

    async def answer(self, window: Window, *told: Curve) -> None:
        self.answered_ts += 60
        details = CallDetails(CALL_ID, SESSIONS, told)
        packed, answered_ts = self.store.packed(details, window), self.answered_ts
        await self.store.write(
            lambda changes: changes.put_details(CALL_ID, window, SESSIONS, packed, answered_ts=answered_ts)
        )


# -- what happens in between; `size` is any number from 0 to 9


async def a_newer_answer(watch: Watch, size: int) -> None:
    first_ts = START_TS + 60 * size
    ts = array("q", range(first_ts, first_ts + 60, 2))
    window = Window(first_ts, first_ts + 60)
    await watch.answer(window, Curve(ATTENDS.sid, 20011, TEACHER, ts, array("d", [60.0 * size] * len(ts))))


async def a_new_chunk(watch: Watch, size: int) -> None:
    first_ts = OVER_TS + 600 * size
    ts = array("q", range(first_ts, first_ts + 120, 2))
    await watch.answer(Window(first_ts, first_ts + 120), Curve(ATTENDS.sid, 20002, 0, ts, array("d", [9.0] * len(ts))))


async def a_session_that_left_earlier(watch: Watch, size: int) -> None:
    watch.answered_ts += 60
    left = replace(ATTENDS, leave_ts=OVER_TS - 60 * size)
    await watch.store.write(by_rows(put_sessions), CALL_ID, [left], answered_ts=watch.answered_ts)


async def an_answer_that_was_full(watch: Watch, size: int) -> None:
    watch.answered_ts += 60
    window = Window(OVER_TS - 60, OVER_TS + 60 * (size + 1))
    listing = Listing(window, watch.answered_ts, 10, True, START_TS + size, OVER_TS, unread=size % 2)
    await watch.store.write(
        lambda changes: changes.put_listing(EDITION.call_details.name, listing, call_id=CALL_ID, part=Part.METRICS)
    )


async def another_diagnosis(watch: Watch, size: int) -> None:
    watch.answered_ts += 60
    told, minute = Diagnosis(START_TS + 60 * size, "7", 4, CALL.channel, ()), Window(START_TS, OVER_TS)
    await watch.store.write(
        lambda changes: changes.put_diagnoses(
            [told], window=minute, cap=10, delay_s=0, answered_ts=watch.answered_ts, slot_s=60
        )
    )


async def other_limits(watch: Watch, size: int) -> None:
    watch.limits = {"20018": {"bad": 2.0 + 10 * size}} if size % 2 else {"causeShare": {"bad": 50 + size}}


async def forgotten_answers(watch: Watch, size: int) -> None:
    """Without them the clock tells up to where the curves are known."""
    watch.now_ts = OVER_TS - 60.0 * size

    def forget(connection: RowConnection, _: int) -> None:
        connection.execute("DELETE FROM listings")

    await watch.store.write(by_rows(forget))


async def a_corrected_clock(watch: Watch, size: int) -> None:
    watch.now_ts += 170 * (size - 5)


async def lost_chunks(watch: Watch, size: int) -> None:
    def lose(connection: RowConnection, _: int) -> None:
        connection.execute("DELETE FROM chunks WHERE chunk_id % 10 = ?", (size,))

    await watch.store.write(by_rows(lose))


async def a_damaged_verdict(watch: Watch, size: int) -> None:
    def damage(connection: RowConnection, _: int) -> None:
        for rowid, judged in connection.execute("SELECT rowid, judged FROM verdicts").fetchall():
            place = len(judged) * size // 10
            damaged = judged[:place] + bytes([judged[place] ^ 1]) + judged[place + 1 :]
            connection.execute("UPDATE verdicts SET judged = ? WHERE rowid = ?", (damaged, rowid))

    await watch.store.write(by_rows(damage))


async def an_older_verdict(watch: Watch, size: int) -> None:
    """Of a process that judged before, and writes late."""
    await keep_verdicts(watch.store, [watch.kept[size % len(watch.kept)]])


async def a_verdict_under_other_evidence(watch: Watch, size: int) -> None:
    """As of a row that was put together from two."""
    first, last = watch.kept[0], watch.kept[-1 - size % len(watch.kept)]
    await keep_verdicts(watch.store, [replace(first, evidence=last.evidence)])


async def nothing(watch: Watch, size: int) -> None:
    pass


EVENTS: Mapping[str, Callable[[Watch, int], Awaitable[None]]] = {
    event.__name__: event
    for event in (
        a_newer_answer,
        a_new_chunk,
        a_session_that_left_earlier,
        an_answer_that_was_full,
        another_diagnosis,
        other_limits,
        forgotten_answers,
        a_corrected_clock,
        lost_chunks,
        a_damaged_verdict,
        an_older_verdict,
        a_verdict_under_other_evidence,
        nothing,
    )
}
# Of these the verdict in hand is another one, or is to be judged anew, with the given size.
JUDGED_ANEW = {
    "a_newer_answer": 7,
    "a_new_chunk": 1,
    "a_session_that_left_earlier": 2,
    "an_answer_that_was_full": 4,
    "forgotten_answers": 4,
    "other_limits": 3,
    "a_corrected_clock": 4,
    "a_damaged_verdict": 5,
    "a_verdict_under_other_evidence": 0,
}


def played(*events: tuple[str, int]) -> list[int]:
    """The number of judgements after each event, and after the first opening."""

    async def play(path: Path, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        counts = []
        with open_store(path) as store:
            await store_class(store)
            watch = Watch(store, monkeypatch)
            for name, size in (("nothing", 0), *events):
                await EVENTS[name](watch, size)
                before = watch.judged
                await watch.open()
                # One of them is that without kept verdicts.
                counts.append(watch.judged - before - 1)
        return counts

    with TemporaryDirectory() as directory, pytest.MonkeyPatch.context() as monkeypatch:
        return asyncio.run(play(Path(directory), monkeypatch))


@settings(max_examples=12, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(EVENTS)), st.integers(0, 9)), min_size=1, max_size=6))
def test_a_kept_verdict_is_the_one_that_judging_anew_finds(events: list[tuple[str, int]]) -> None:
    played(*events)


@pytest.mark.parametrize("event", [*JUDGED_ANEW, "nothing", "another_diagnosis"])
def test_the_kept_verdict_serves_until_its_evidence_changes(event: str) -> None:
    # The verdict of other limits is put in the place of that of these.
    before = {"a_verdict_under_other_evidence": ("other_limits", 5), "a_corrected_clock": ("forgotten_answers", 0)}
    first = before.get(event, ("nothing", 0))
    is_anew = event in JUDGED_ANEW
    counts = played(first, (event, JUDGED_ANEW.get(event, 4)), ("nothing", 0))
    assert counts[0] == 1
    assert counts[2:] == [int(is_anew), 0]


async def test_the_findings_and_the_call_keep_one_verdict(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_store(tmp_path) as store:
        await store_class(store)
        watch, kept = Watch(store, monkeypatch), KeptCalls()
        query = FindingsQuery(
            EDITION, Window(START_TS - HOUR, OVER_TS), "", None, watch.now_ts, thresholds_with(watch.limits)
        )
        found = await read_findings(store, query, kept)
        assert [one.call.call_id for one in found.calls] == [CALL_ID]
        await keep_verdicts(store, kept.take_unkept())
        assert kept.take_unkept() == ()
        assert watch.judged == 1
        data = await watch.read(is_kept=True)
        assert (watch.judged, data.unkept) == (1, None)
        again = KeptCalls()
        watch.begin_anew()
        assert await read_findings(store, query, again) == found
        assert (watch.judged, again.take_unkept()) == (1, ())


async def test_a_store_that_takes_no_verdict_is_read_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(tmp_path) as store:
        await store_class(store)
        watch = Watch(store, monkeypatch)
        data = await watch.read(is_kept=True)
        assert data.unkept is not None
        store.close()
        with pytest.raises(StoreError):
            await store.write(lambda changes: changes.touch())
        await keep_verdicts(store, [data.unkept])
