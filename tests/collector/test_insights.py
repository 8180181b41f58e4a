"""Insights: days and hours of today's edition within the plan's requests a day; every day in the end as recounted."""

from __future__ import annotations

import asyncio
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest
from msgspec.structs import replace

from tests.collector.days import InlineStore
from tests.manual_clock import ManualClock
from tests.strict_today import StrictToday
from tests.today_worlds import strictly
from tests.worlds import APP_ID, BASE_URL
from tui.agora.client import Client
from tui.agora.editions.today import edition_of
from tui.analysis.feeds.insights import insight_wants, name_of, usage_of, usage_wants
from tui.clock import ServerClock
from tui.collector.insights import is_share_spent, next_ask
from tui.collector.policy import Policy
from tui.collector.runner import Collector
from tui.domain.account import Account
from tui.domain.records import DAY, HOUR, Coverage, Want, Window
from tui.sim.today.switches import switches
from tui.sim.today.world import TodayWorld
from tui.store.sqlite.snapshot import SqliteSnapshot

T0 = 1_795_305_600  # midnight UTC
PLANS = ("premium", "enterprise")
PREMIUM = edition_of("premium")
USAGE = PREMIUM["insight_usage"]
DAYS = Want(USAGE.name, selection=USAGE.selection("userCount", "", DAY))
HOURS = Want(USAGE.name, selection=USAGE.selection("userCount", "", HOUR), rank=0)


def coverage(answered: Mapping[int, float], slot_s: int = DAY) -> Coverage:
    return Coverage(Window(T0 - 30 * DAY, T0 + DAY), answered, slot_s=slot_s)


def test_the_newest_days_that_are_counted_go_first_and_fewer_than_the_longest_period() -> None:
    noon_ts = T0 + 12 * HOUR + 120
    ask = next_ask(USAGE, DAYS, coverage({}), (), noon_ts)
    assert ask.window == Window(T0 - 2 * DAY, T0)
    before = next_ask(USAGE, DAYS, coverage({}), (), T0 + 12 * HOUR)
    assert before.window == Window(T0 - 3 * DAY, T0 - DAY), "yesterday is not counted yet"
    six = next_ask(edition_of("enterprise")["insight_usage"], DAYS, coverage({}), (), noon_ts)
    assert six.window == Window(T0 - 6 * DAY, T0)


def test_a_day_is_asked_for_once_more_when_it_was_recounted_and_then_no_more() -> None:
    now_ts = T0 + 13 * HOUR
    known = {T0 - back * DAY: now_ts - 60.0 for back in range(1, 15)}
    ask = next_ask(USAGE, DAYS, coverage(known), (), now_ts)
    assert ask.window is None
    assert now_ts < ask.due_ts <= T0 + DAY + 60, "the day before yesterday is final at midnight"
    later = next_ask(USAGE, DAYS, coverage(known), (), T0 + DAY + 120.0)
    assert later.window == Window(T0 - 2 * DAY, T0 - DAY)
    final = {ts: ts + 4.0 * DAY for ts in known}
    assert next_ask(USAGE, DAYS, coverage(final), (), now_ts).window is None


def test_hours_are_asked_for_once_and_all_of_them_for_the_chosen_metric_alone() -> None:
    now_ts = T0 + 13 * HOUR
    ask = next_ask(USAGE, HOURS, coverage({}, HOUR), (), now_ts)
    assert ask.window == Window(T0 - 70 * HOUR, T0 + HOUR) or ask.window == Window(T0 - 71 * HOUR, T0)
    assert ask.window is not None
    known = dict.fromkeys(ask.window.slots(HOUR), now_ts)
    older = next_ask(USAGE, HOURS, coverage(known, HOUR), (), now_ts)
    assert older.window is not None
    assert older.window.end_ts == ask.window.start_ts
    assert next_ask(USAGE, replace(HOURS, rank=1), coverage(known, HOUR), (), now_ts).window is None


async def collected(
    home: Path,
    plan: str,
    days: int,
    wants: Sequence[Want],
    *,
    named: Sequence[str] = (),
    at_ts: float = T0,
    later: Sequence[Want] = (),
) -> tuple[StrictToday, InlineStore, list[tuple[int, str]]]:
    """So many days of the collector alone; the day and the path of each request. `later` joins at half of the time."""
    clock = ManualClock(at_ts)
    chosen = switches(tuple(named), 1)
    world = TodayWorld("calm", 1, clock.now, APP_ID, epoch_ts=at_ts, onset_s=0.0, plan=plan, switches=chosen)
    strict = strictly(world, plan, clock.now)
    asked: list[tuple[int, str]] = []

    class Noting(httpx.AsyncBaseTransport):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            asked.append((int(clock.now() // DAY), request.url.path))
            await clock.sleep(0.2)
            return await strict.handle_async_request(request)

    edition = edition_of(plan)
    client = Client(
        edition=edition, base_url="http://localhost", app_id=APP_ID, customer_id="demo", customer_secret="demo",
        transport=Noting(),
    )  # fmt: skip
    store = InlineStore.open(f"sqlite:///{home / 'scry.db'}", base_url=BASE_URL, app_id=APP_ID)
    policy = Policy(edition, edition.limits)
    collector = Collector(store, client, clock=ServerClock(clock), by="test:1", policy=policy, probe="")
    collector.submit(wants)
    task = asyncio.create_task(collector.run())
    loop: Any = asyncio.get_running_loop()
    joins_ts = at_ts + days * DAY / 2 if later else math.inf
    while clock.now() < at_ts + days * DAY:
        await asyncio.sleep(0)
        if loop._ready:
            continue
        if clock.now() >= joins_ts:
            joins_ts = math.inf
            collector.submit([*wants, *later])
            continue
        left_s = min(joins_ts, at_ts + days * DAY) - clock.now()
        wake_s = clock.next_wake_s()
        clock.advance(left_s if wake_s is None else min(left_s, max(wake_s, 0.001)))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await client.aclose()
    return strict, store, asked


# Five days of a collector at work, minutes each.
@pytest.mark.nightly
@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize(
    "named",
    [(), ("last=included",), ("days=utc+8",), ("peak=current",), ("recomputed=yes",)],
    ids=lambda names: "+".join(names),
)
async def test_in_days_of_the_background_no_request_is_refused_and_every_day_is_known(
    tmp_path: Path, plan: str, named: tuple[str, ...]
) -> None:
    edition, days = edition_of(plan), 5
    wants = insight_wants(edition)
    strict, store, asked = await collected(tmp_path, plan, days, wants, named=named)
    assert strict.breaches == []
    by_day = Counter(asked)
    for (day, path), count in by_day.items():
        endpoint = next(one for one in edition.endpoints.values() if one.path == path)
        assert count <= (endpoint.limits.per_day or 0) // 2, (day, path)
    end_ts = T0 + days * DAY
    window = Window(T0 - 2 * DAY, end_ts - DAY)
    for want in wants:
        endpoint = edition[want.endpoint]
        name = name_of(edition, want)
        told = await store.read(SqliteSnapshot.series, [name], window)
        assert {ts // DAY * DAY for ts, _ in told[name].points} >= {*window.slots(DAY)}, want
        seen = await store.read(SqliteSnapshot.coverage, endpoint.name, "", window, DAY, want.selection)
        settle_s = endpoint.settle_s(want.selection)
        for day_ts in range(window.start_ts, end_ts - 4 * DAY, DAY):
            assert seen.is_settled(day_ts, settle_s), (want, day_ts)
    store.close()


@pytest.mark.long
@pytest.mark.parametrize("plan", PLANS)
async def test_a_screen_of_hours_has_the_newest_of_every_metric_and_all_of_the_chosen_one(
    tmp_path: Path, plan: str
) -> None:
    edition = edition_of(plan)
    endpoint = usage_of(edition)
    assert endpoint is not None
    wants = usage_wants(edition, HOUR, "sessionCount")
    strict, store, asked = await collected(tmp_path, plan, 1, wants, at_ts=T0 + 60.0)
    assert strict.breaches == []
    # All of two weeks for the chosen metric, and one request for each of the others; then a few new hours.
    assert len(asked) <= 24
    window = Window(T0 - 20 * DAY, T0 + DAY)
    names = [name_of(edition, want) for want in wants]
    told = await store.read(SqliteSnapshot.series, names, window)
    hours = {name.metric: len(series.points) for name, series in told.items()}
    assert min(hours.values()) >= 48
    assert hours["sessionCount"] >= 12 * 24
    store.close()


@pytest.mark.long
@pytest.mark.parametrize("plan", PLANS)
async def test_on_the_first_day_the_days_in_view_leave_requests_for_the_hours_of_the_chosen_metric(
    tmp_path: Path, plan: str
) -> None:
    """The background and the screen of days come first; half a day later somebody looks at the hours."""
    edition = edition_of(plan)
    days = [*insight_wants(edition), *usage_wants(edition, DAY, "userCount")]
    hours = usage_wants(edition, HOUR, "userCount")
    strict, store, _ = await collected(tmp_path, plan, 1, days, at_ts=T0 + 60.0, later=hours)
    assert strict.breaches == []
    name = name_of(edition, hours[0])
    told = await store.read(SqliteSnapshot.series, [name], Window(T0 - 20 * DAY, T0 + DAY))
    store.close()
    assert len(told[name].points) >= 48


@pytest.mark.parametrize("plan", PLANS)
def test_half_of_the_day_is_the_background_s_and_a_quarter_is_kept_for_the_chosen_metric(plan: str) -> None:
    limits = edition_of(plan).limits[USAGE.name]
    assert limits.per_day is not None
    wants = (replace(DAYS, attended=False, rank=2), replace(HOURS, rank=1), HOURS)
    for share, count in ((0.49, 0), (0.5, 1), (0.75, 2), (1.0, 3)):
        account = Account(today=math.floor(limits.per_day * share))
        assert [is_share_spent(want, account, limits) for want in wants] == [at < count for at in range(3)]
