"""Alerts of the vendor are kept once each, found by time, and go with the minutes of their time."""

from __future__ import annotations

from tests.store.contract.conftest import Opener
from tests.store.worlds import T0
from tui.domain.records import DAY, Series, VendorAlert, Window
from tui.store.api import Changes, Store

HOUR = Window(T0, T0 + 3600)


def alert(key: str, second: float, **fields: object) -> VendorAlert:
    return VendorAlert(key, T0 + second, content="video freeze rate≥85%", **fields)  # type: ignore[arg-type]


async def put(store: Store, *alerts: VendorAlert) -> int:
    return await store.write(lambda changes: changes.put_alerts(alerts))


async def found(store: Store, window: Window = HOUR, limit: int = 99) -> list[str]:
    return [one.key for one in await store.read(lambda snapshot: snapshot.alerts(window, limit))]


async def test_an_alert_comes_back_as_it_was_put(store: Store) -> None:
    whole = alert(
        "a", 9.5, told_ts=T0 + 3, content_zh="视频卡顿率≥85%", project="课堂", channel="room", uid="7",
        call_id="c" * 24, users=3, hosts=1, url="https://console.example.com/?id=c", remark="note",
        others={"level": "2"},
    )  # fmt: skip
    assert await put(store, whole) == 1
    assert await store.read(lambda snapshot: snapshot.alerts(HOUR, 9)) == (whole,)


async def test_a_retry_is_the_alert_that_is_known_and_no_news(opened: Opener) -> None:
    store, heard = opened(), list[frozenset[str]]()
    store.subscribe(heard.append)
    assert await put(store, alert("a", 1), alert("b", 2), alert("a", 3)) == 2
    assert await put(store, alert("a", 4)) == 0
    kept = await store.read(lambda snapshot: snapshot.alerts(HOUR, 9))
    assert [(one.key, one.received_ts - T0) for one in kept] == [("b", 2.0), ("a", 1.0)]
    assert heard == [frozenset({"alerts"})]


async def test_the_window_is_of_the_alerts_own_time_newest_first(store: Store) -> None:
    await put(
        store, alert("early", 50, told_ts=T0 - 1), alert("c", 30), alert("a", 90, told_ts=T0 + 10), alert("b", 30)
    )
    assert await found(store) == ["b", "c", "a"]
    assert await found(store, limit=2) == ["b", "c"]
    assert await found(store, Window(T0 - 60, T0 + 10)) == ["early"]
    assert await found(store, Window(T0, T0 + 10)) == []


async def test_projects_keep_their_alerts_apart(opened: Opener) -> None:
    one, other = opened("one"), opened("other")
    assert await put(one, alert("a", 1)) == await put(other, alert("a", 1)) == 1
    await put(other, alert("b", 2))
    assert await found(one) == ["a"]


async def test_an_alert_goes_when_its_receipt_is_too_old(store: Store) -> None:
    def fill(changes: Changes) -> None:
        changes.put_alerts([alert("old", 0, told_ts=T0 + 9 * DAY), alert("new", 3 * DAY, told_ts=T0)])
        changes.put_series(
            endpoint="live_net", channel="", window=Window(T0 + 4 * DAY, T0 + 4 * DAY + 60),
            series=[Series("loss", (), "")], answered_ts=T0 + 4.0 * DAY, delay_s=0, slot_s=60,
        )  # fmt: skip

    await store.write(fill)
    while await store.write(lambda changes: changes.prune(T0 + 4.0 * DAY, minutes_days=2, curves_days=2, batch=1)):
        pass
    assert await found(store, Window(0, T0 + 99 * DAY)) == ["new"]
