"""Whole days of collecting, counted by the simulator: no limit broken, no minute lost, nothing older than it must be.

`SCRY_NIGHTLY=1` makes the days seven and the examples many.
"""

from __future__ import annotations

import asyncio
import os
import random
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.collector.days import (
    ATTENDED,
    LIVE,
    START_TS,
    UNATTENDED,
    Box,
    Event,
    Findings,
    InlineStore,
    live_through,
    schedule,
)
from tui.cli.feed import DOCUMENTED
from tui.collector.policy import Policy
from tui.domain.records import DAY, HOUR, MINUTE, Limits, Want
from tui.store.rows import claims
from tui.store.rows.account import read_account

NIGHTLY = bool(os.environ.get("SCRY_NIGHTLY"))
HOURS = 7 * 24 if NIGHTLY else 26


def policy(limits: Limits) -> Policy:
    """The documented rules, with other limits for the live endpoints."""
    return replace(DOCUMENTED, limits={**DOCUMENTED.limits, **dict.fromkeys(LIVE, limits)})


def assert_all_is_well(found: Findings) -> None:
    assert found.breaches == []
    assert found.refused == 0
    assert found.missing == {}
    assert found.late == []
    assert found.unheard == []


@pytest.mark.parametrize(
    ("count", "names", "skew_s", "per_second"),
    [
        pytest.param(1, LIVE, -600.0, True, marks=pytest.mark.long),
        pytest.param(1, LIVE, 600.0, False, marks=pytest.mark.long),
        pytest.param(4, LIVE[1:2], -600.0, False, marks=pytest.mark.long),
        pytest.param(16, LIVE[:1], 600.0, False, marks=pytest.mark.long),
    ],
)
async def test_a_day_of_looking_dying_and_failing_breaks_no_limit_and_loses_no_minute(
    tmp_path: Path, count: int, names: tuple[str, ...], skew_s: float, per_second: bool
) -> None:
    rules = policy(Limits(per_second=1, per_day=1000)) if per_second else DOCUMENTED
    box = Box(tmp_path, seed=count, skew_s=skew_s, per_second=per_second, policy=rules)
    # Of so many the half day with midnight in it is told each time, the whole one by night.
    hours = 12 if count == 16 and not NIGHTLY else HOURS
    events = schedule(random.Random(count), hours, count)
    assert_all_is_well(await live_through(box, events, hours, count=count, names=names))


@pytest.mark.long
async def test_many_watchers_make_the_requests_of_one(tmp_path: Path) -> None:
    made = []
    for count in (1, 4, 16):
        home = tmp_path / str(count)
        home.mkdir()
        found = await live_through(Box(home), [], 3, count=count, names=LIVE[:1])
        assert_all_is_well(found)
        made.append(found.requests)
    assert max(made) <= made[0] * 1.01


@pytest.mark.long
async def test_an_outage_of_27_minutes_that_nobody_watches_loses_no_minute(tmp_path: Path) -> None:
    for phase_m in (10, 20, 27, 28):
        home = tmp_path / str(phase_m)
        home.mkdir()
        events = [Event(1, "look away"), Event(2 * HOUR + phase_m * MINUTE, "outage", 0, 27 * MINUTE)]
        assert_all_is_well(await live_through(Box(home, seed=phase_m), events, 5))


@pytest.mark.long
@pytest.mark.parametrize("kind", ["down", "cut", "503"])
async def test_an_outage_of_55_minutes_under_somebody_s_eyes_loses_no_minute(tmp_path: Path, kind: str) -> None:
    events = [Event(HOUR + 13, "outage", 0, 55 * MINUTE, kind)]
    assert_all_is_well(await live_through(Box(tmp_path), events, 4))


@pytest.mark.long
async def test_of_a_longer_outage_exactly_the_minutes_older_than_the_reach_are_lost(tmp_path: Path) -> None:
    box = Box(tmp_path)
    end_s = HOUR + 100 * MINUTE
    found = await live_through(box, [Event(HOUR, "outage", 0, 100 * MINUTE)], 5)
    assert found.breaches == []
    for name, path in zip(LIVE, ("scale", "experience", "net"), strict=True):
        healed_ts = next(ts for ts in box.arrivals()[f"/beta/live/{path}/by_time"] if ts >= START_TS + end_s)
        lost = found.missing[name]
        # From the last minute that had been known to the first one within reach, without a hole.
        assert lost == list(range(lost[0], lost[-1] + MINUTE, MINUTE))
        assert START_TS + HOUR - 5 * MINUTE <= lost[0] <= START_TS + HOUR
        assert 0 <= healed_ts - HOUR - lost[-1] <= 2 * MINUTE
        assert healed_ts - (START_TS + end_s) <= 5 * MINUTE


@pytest.mark.long
async def test_the_reserve_answers_whoever_asks_by_hand_at_the_end_of_a_long_day(tmp_path: Path) -> None:
    # Somebody who is always about to go, and never goes, spends all but the reserve.
    rules = replace(policy(Limits(per_minute=1, per_day=100)), attention_s=0.0)
    events = [Event(at_h * HOUR, "ask") for at_h in (7.0, 8.0, 9.0)]
    found = await live_through(Box(tmp_path, policy=rules), events, 9.9, names=LIVE[:1])
    assert (found.unheard, found.breaches, found.refused) == ([], [], 0)


@pytest.mark.long
async def test_a_day_that_somebody_else_has_spent_is_not_asked_of_again_before_midnight(tmp_path: Path) -> None:
    box = Box(tmp_path, policy=policy(Limits(per_minute=1, per_day=1000, day="utc")))
    box.start()
    await box.until(START_TS + HOUR)
    for path in list(box.arrivals()):
        box.world.spend(path, 1000)
    spent = len(box.world.journal.requests())
    midnight_ts = (START_TS // DAY + 1) * DAY
    await box.until(midnight_ts - 1)
    assert len(box.world.journal.requests()) == spent + len(LIVE), "each endpoint is told once"
    await box.until(midnight_ts + 10 * MINUTE)
    healed = [request for request in box.world.journal.requests() if request["at_ts"] > midnight_ts]
    assert {request["status"] for request in healed} == {200}
    assert len(healed) >= 9 * len(LIVE)
    await box.stop_all()


@pytest.mark.long
async def test_where_the_day_may_be_any_24_hours_its_end_loses_no_minute(tmp_path: Path) -> None:
    box = Box(tmp_path)
    box.start()
    box.world.outage(START_TS + HOUR, START_TS + HOUR + 10 * MINUTE, "429 qpd")
    await box.until(START_TS + 4 * HOUR)
    await box.stop_all()
    assert await box.missing(START_TS - 55 * MINUTE, box.true_ts() - 62 * MINUTE) == {}


@pytest.mark.long
async def test_one_refusal_loses_no_minute_where_nobody_looks(tmp_path: Path) -> None:
    box = Box(tmp_path)
    box.start(UNATTENDED)
    # Nobody looks, and of the next half-hourly requests one meets somebody else's.
    box.world.outage(START_TS + 50 * MINUTE, START_TS + 58 * MINUTE, "429 qps")
    await box.until(START_TS + 6 * HOUR)
    await box.stop_all()
    assert box.refused() > 0
    assert await box.missing(START_TS - 55 * MINUTE, box.true_ts() - 62 * MINUTE) == {}


@pytest.mark.long
async def test_asking_by_hand_concerns_what_is_looked_at_and_nothing_else(tmp_path: Path) -> None:
    box = Box(tmp_path, skew_s=600.0)
    number = box.start([*ATTENDED, Want("usage", attended=False)])
    for minute in range(12):
        await box.until(START_TS + minute * 90)
        box.running[number].feed.refresh()
    await box.until(START_TS + HOUR)
    await box.stop_all()
    assert len(box.arrivals()["/beta/insight/usage/by_time"]) == 1
    assert box.breaches() == []


async def test_limits_that_differ_within_one_quota_hold_for_all_of_it(tmp_path: Path) -> None:
    together = ("channel_users", "channel_score")
    limits = {**DOCUMENTED.limits, "channel_score": Limits(per_minute=1, per_day=50)}
    box = Box(tmp_path, policy=replace(DOCUMENTED, limits=limits, together=together))
    box.start([Want(name, "a") for name in together])
    await box.until(START_TS + 5 * HOUR)
    asked = {path: len(times) for path, times in box.arrivals().items()}
    await box.stop_all()
    assert sum(asked.values()) <= 50
    assert min(asked.values()) >= 10, "and none of them stands still"


@pytest.mark.long
async def test_somebody_else_in_the_slot_slows_us_down_until_they_are_gone(tmp_path: Path) -> None:
    box = Box(tmp_path)
    box.start()
    box.world.outage(START_TS + HOUR, START_TS + 2 * HOUR, "429 qps")
    await box.until(START_TS + HOUR)
    before = len(box.world.journal.requests())
    await box.until(START_TS + 2 * HOUR)
    refused = len(box.world.journal.requests()) - before
    assert refused <= 25 * len(LIVE), "not one a minute into a wall"
    await box.until(START_TS + 3.5 * HOUR)
    assert await box.late(ATTENDED) == []
    status = next(iter(box.running.values())).feed.statuses[ATTENDED[0]]
    assert status.pace_s == pytest.approx(61)
    await box.stop_all()


@pytest.mark.long
async def test_sixty_watched_channels_take_turns_and_none_starves(tmp_path: Path) -> None:
    box = Box(tmp_path)
    names = [f"big-{number}" for number in range(60)]
    looked, hidden = (
        [Want(endpoint, name, attended=attended) for name in names for endpoint in ("channel_users", "channel_score")]
        for attended in (True, False)
    )
    number = box.start(looked)
    await box.until(START_TS + 4 * HOUR)
    # Then one of them is looked at, and the others must not wait for ever.
    box.running[number].feed.submit([*looked[:2], *hidden[2:]])
    await box.until(START_TS + 8 * HOUR)
    assert box.breaches() == []
    assert box.refused() == 0
    turns = await box.turns("channel_users")
    assert set(turns) == set(names)
    whole, half = START_TS + 8 * HOUR, START_TS + 4 * HOUR
    together = [[ts for ts in times if ts < half] for times in turns.values()]
    assert max(map(len, together)) - min(map(len, together)) <= 1, "while all are looked at"
    for times in together:
        assert max(after - before for before, after in pairwise(times)) <= 60 * 68
    for name, times in turns.items():
        ages = [after - before for before, after in pairwise([*(ts for ts in times if ts >= half - 3600), whole])]
        assert max(ages) <= 2.6 * HOUR, name
    assert len([ts for ts in turns[names[0]] if ts >= half]) > 60, "the one that is looked at goes first"
    await box.stop_all()


# -- each assertion fails where what it rests on is taken away


@pytest.mark.long
async def test_without_a_ledger_limits_are_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.store.rows.claims.free_at", lambda account, limits, now_ts: now_ts)
    monkeypatch.setattr("tui.collector.scheduler.free_at", lambda account, limits, now_ts: now_ts)
    found = await live_through(Box(tmp_path), [Event(1800.0 + 90 * n, "ask") for n in range(9)], 1)
    assert found.refused > 0
    assert found.breaches != []


@pytest.mark.long
async def test_without_healing_minutes_are_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.collector.windows._first_open", lambda endpoint, coverage, window: None)
    found = await live_through(Box(tmp_path), [Event(HOUR, "outage", 0, 20 * MINUTE)], 2)
    assert found.missing != {}


@pytest.mark.long
async def test_without_a_reserve_nobody_hears_who_asks_by_hand(tmp_path: Path) -> None:
    rules = replace(policy(Limits(per_minute=1, per_day=100)), reserve=0.0, attention_s=0.0)
    events = [Event(at_h * HOUR, "ask") for at_h in (7.0, 8.0, 9.0)]
    found = await live_through(Box(tmp_path, policy=rules), events, 9.9, names=LIVE[:1])
    assert found.unheard != []


@pytest.mark.long
async def test_without_atomic_claims_limits_are_broken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write = InlineStore.write

    class Looked(Exception):  # noqa: N818 - no error
        pass

    async def torn(self, change, *arguments, **named):  # type: ignore[no-untyped-def]
        """A claim looks in one transaction and takes in another, and others come between."""
        found = []

        def look(*asked):  # type: ignore[no-untyped-def]
            found.append(read_account(*asked))
            raise Looked

        with monkeypatch.context() as looking:
            looking.setattr(claims, "read_account", look)
            try:
                return await write(self, change, *arguments, **named)
            except Looked:
                pass
        await asyncio.sleep(0)
        with monkeypatch.context() as taking:
            taking.setattr(claims, "read_account", lambda *_: found[0])
            return await write(self, change, *arguments, **named)

    monkeypatch.setattr(InlineStore, "write", torn)
    found = await live_through(Box(tmp_path), [], 1, count=4)
    assert found.refused > 0
    assert found.breaches != []


# -- any schedule


@pytest.mark.long
@settings(max_examples=300 if NIGHTLY else 4, deadline=None, print_blob=True)
@given(seed=st.integers(0, 2**32 - 1), count=st.integers(1, 3), skew_s=st.sampled_from([-600.0, 0.0, 600.0]))
def test_no_schedule_of_outages_crashes_and_attention_breaks_a_limit_or_loses_a_minute(
    seed: int, count: int, skew_s: float
) -> None:
    """A failing example is made again by its three numbers."""

    async def day() -> None:
        with TemporaryDirectory() as home:
            box = Box(Path(home), seed=seed, skew_s=skew_s)
            hours = 24 if NIGHTLY else 6
            events = schedule(random.Random(seed), hours, count)
            assert_all_is_well(await live_through(box, events, hours, count=count, names=LIVE[:1]))

    asyncio.run(day())
