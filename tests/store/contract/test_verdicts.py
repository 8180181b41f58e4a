"""Kept verdicts: the last one on each call, for as long as curves of the call are stored."""

from __future__ import annotations

from array import array

from tests.store.contract.conftest import Opener
from tests.store.worlds import T0
from tui.domain.records import DAY, Call, CallDetails, Curve, KeptVerdict, Series, Window
from tui.store.api import Changes, Store

FIRST, SECOND = KeptVerdict("one", "a digest", b"\0\xff packed"), KeptVerdict("one", "another", b"")


async def keep(store: Store, verdict: KeptVerdict) -> None:
    await store.write(lambda changes: changes.keep_verdict(verdict))


async def kept(store: Store, call_id: str = "one") -> KeptVerdict | None:
    return await store.read(lambda snapshot: snapshot.kept_verdict(call_id))


async def test_the_last_verdict_on_a_call_is_kept_as_it_came(store: Store) -> None:
    assert await kept(store) is None
    for verdict in (FIRST, SECOND, FIRST):
        await keep(store, verdict)
        assert await kept(store) == verdict
    assert await kept(store, "two") is None


async def test_a_verdict_is_its_projects_alone_outlives_the_process_and_is_no_news(opened: Opener) -> None:
    store, other = opened(), opened("other")
    told: list[frozenset[str]] = []
    store.subscribe(told.append)
    await keep(store, FIRST)
    assert told == []
    store.close()
    assert await kept(opened()) == FIRST
    assert await kept(other) is None


async def test_a_verdict_goes_with_the_curves_of_its_call(store: Store) -> None:
    for name, begun_ts in (("one", T0), ("two", T0 + 9 * DAY)):
        window = Window(begun_ts, begun_ts + 60)
        details = CallDetails(name, (), (Curve("S", 20015, 0, array("q", [begun_ts]), array("d", [1.0])),))
        packed = store.packed(details, window)
        call = Call(name, "c", begun_ts, begun_ts + 60, True)

        def put(changes: Changes, call: Call = call, window: Window = window, packed: object = packed) -> None:
            changes.put_calls([call], answered_ts=window.end_ts)
            changes.put_details(call.call_id, window, (), packed, answered_ts=window.end_ts)
            changes.keep_verdict(KeptVerdict(call.call_id, "a digest", b"packed"))

        await store.write(put)
    now_ts = T0 + 10 * DAY
    await store.write(
        lambda changes: changes.put_series(
            endpoint="live_scale",
            channel="",
            window=Window(now_ts - 60, now_ts),
            series=[Series("online_users", ((now_ts - 60, 1.0),))],
            answered_ts=now_ts,
            delay_s=0,
            slot_s=60,
        )
    )
    while await store.write(lambda changes: changes.prune(now_ts, minutes_days=7, curves_days=7, batch=1)):
        pass
    assert await kept(store) is None
    assert await kept(store, "two") == KeptVerdict("two", "a digest", b"packed")
