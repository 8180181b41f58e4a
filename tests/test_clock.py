"""The server's clock, by its headers and by nothing else; and the clocks it counts on."""

from __future__ import annotations

import asyncio
import math
import subprocess
import sys
import threading
import time

import pytest

from tests.manual_clock import ManualClock
from tests.patience import PATIENCE_S
from tui.clock import DateReading, ReplayClock, ScaledClock, ServerClock, SystemClock

T0 = 1_700_000_000.0
HOUR = 3600.0
YEAR = 365 * 86400.0


def header(clock: ServerClock, server_ts: float) -> DateReading:
    """One that came just now."""
    reading = clock.read(server_ts)
    assert reading is not None
    return reading


def of_before(server_ts: float, local_ts: float) -> DateReading:
    """One that came before the box was started again."""
    return DateReading(server_ts, "before", 9e6, local_ts)


# -- before the first header


def test_before_the_first_header_it_is_the_boxs_own_time_as_it_was_at_the_start() -> None:
    box = ManualClock(T0)
    clock = ServerClock(box)
    box.advance(10)
    assert clock.now() == T0 + 10
    for jump_s in (HOUR, -2 * HOUR):
        box.jump(jump_s)
        assert clock.now() == T0 + 10
    assert (clock.known, clock.skew_s) == (False, None)


def test_a_server_that_sends_no_header_leaves_the_time_as_it_is() -> None:
    box = ManualClock(T0)
    clock = ServerClock(box)
    assert clock.learn([]) == T0
    box.advance(5)
    assert (clock.now(), clock.known) == (T0 + 5, False)


# -- headers


@pytest.mark.parametrize("skew_s", [-600.0, 0.0, 600.0])
def test_a_header_tells_the_time_to_half_a_second_and_the_boxs_own_counts_no_more(skew_s: float) -> None:
    box = ManualClock(T0 + skew_s)
    clock = ServerClock(box)
    clock.learn([header(clock, T0)])
    assert clock.now() == T0 + 0.5
    assert (clock.known, clock.skew_s) == (True, 0.5 - skew_s)
    box.advance(100)
    assert clock.now() == T0 + 100.5
    box.jump(HOUR)
    assert (clock.now(), clock.skew_s) == (T0 + 100.5, 0.5 - skew_s - HOUR)


@pytest.mark.parametrize("jump_s", [HOUR, -HOUR])
@pytest.mark.parametrize("when", ["before the first header", "between two", "after the last"])
def test_a_jump_of_the_boxs_clock_changes_nothing(jump_s: float, when: str) -> None:
    box = ManualClock(T0 + 3)
    clock = ServerClock(box)
    readings: list[DateReading] = []
    for moment in ("before the first header", "between two", "after the last"):
        if moment == when:
            box.jump(jump_s)
        box.advance(60)
        if moment != "after the last":
            readings.append(header(clock, T0 + box.elapsed()))
            clock.learn(readings)
            assert clock.now() == T0 + box.elapsed() + 0.5
    assert clock.now() == T0 + 180.5
    # Nor for one that starts now.
    other = ServerClock(box)
    other.learn(readings)
    assert other.now() == T0 + 180.5


def test_the_median_of_the_headers_counts_so_that_a_few_wrong_or_late_ones_do_not() -> None:
    box = ManualClock(T0)
    clock = ServerClock(box)
    errors_s = [0.0, -30.0, 0.0, 5 * HOUR, 0.0, 0.0, -HOUR, 0.0, 600.0]
    readings = []
    for error_s in errors_s:
        box.advance(10)
        readings.append(header(clock, T0 + box.elapsed() + error_s))
    clock.learn(readings)
    assert clock.now() == T0 + 90.5


def test_of_two_headers_the_one_that_was_less_late_counts() -> None:
    clock = ServerClock(ManualClock(T0))
    clock.learn([header(clock, T0), header(clock, T0 - 20)])
    assert clock.now() == T0 + 0.5


@pytest.mark.parametrize("said_ts", [math.nan, math.inf, -math.inf, 0.0, 86400.0, T0 * 1000])
def test_a_header_that_is_nonsense_is_not_noted(said_ts: float) -> None:
    assert ServerClock(ManualClock(T0)).read(said_ts) is None


@pytest.mark.parametrize("off_s", [240.0, 3 * HOUR, 26 * HOUR, -5 * HOUR, -50 * HOUR, -20 * YEAR, 10 * YEAR])
def test_however_far_off_the_box_is_one_header_tells_the_time(off_s: float) -> None:
    clock = ServerClock(ManualClock(T0 + off_s))
    clock.learn([header(clock, T0)])
    assert (clock.now(), clock.known, clock.skew_s) == (T0 + 0.5, True, 0.5 - off_s)
    # And whoever is started again on the same store knows it from the start.
    box = ManualClock(T0 + off_s)
    first = ServerClock(box)
    readings = [header(first, T0)]
    box.advance(600)
    again = ServerClock(box)
    again.learn(readings)
    assert (again.now(), again.known) == (T0 + 600.5, True)


@pytest.mark.parametrize("paused_s", [300.0, 3 * HOUR, 40 * HOUR])
def test_what_a_process_hears_itself_outranks_what_was_heard_before_the_machine_was_paused(paused_s: float) -> None:
    box = ManualClock(T0)
    before = ServerClock(box)
    readings = []
    for _ in range(9):
        box.advance(60)
        readings.append(header(before, T0 + box.elapsed()))
    # Nothing on the box has counted meanwhile.
    again = ServerClock(box)
    again.learn(readings)
    again.learn([*readings[1:], header(again, T0 + box.elapsed() + paused_s)])
    assert again.now() == T0 + box.elapsed() + paused_s + 0.5


def test_a_header_that_is_yet_to_come_is_of_another_count() -> None:
    clock = ServerClock(ManualClock(T0))
    clock.learn([DateReading(T0 + HOUR, clock.boot, 5000.0, T0)])
    assert not clock.known


def test_the_headers_that_another_scry_on_the_box_heard_count_as_ones_own() -> None:
    box = ManualClock(T0 + 600)
    first = ServerClock(box)
    readings = [header(first, T0)]
    box.jump(HOUR)
    second = ServerClock(box)
    second.learn(readings)
    first.learn(readings)
    assert first.now() == second.now() == T0 + 0.5


def test_a_snapshot_that_is_older_than_what_is_known_does_not_set_the_clock_back() -> None:
    box = ManualClock(T0)
    clock = ServerClock(box)
    old = [header(clock, T0 - 20)]
    box.advance(30)
    new = [*old, header(clock, T0 + 30)]
    assert clock.learn(new) == T0 + 0.5
    # What it says itself is told all the same.
    assert clock.learn(old) == T0 - 19.5
    assert clock.learn([]) == T0 + 0.5
    assert clock.now() == T0 + 30.5


def test_threads_that_learn_at_once_in_any_order_leave_the_newest_time() -> None:
    box = ManualClock(T0)
    clock = ServerClock(box)
    readings = []
    for number in range(64):
        box.advance(1)
        readings.append(header(clock, T0 + box.elapsed() + number))
    snapshots = [readings[: number + 1] for number in range(64)]
    start = threading.Barrier(8)

    def learn(first: int) -> None:
        start.wait(PATIENCE_S)
        for snapshot in snapshots[first::8][:: 1 if first % 2 else -1]:
            clock.learn(snapshot)

    threads = [threading.Thread(target=learn, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    assert clock.now() == T0 + 64 + 32 + 0.5


# -- after the box was started again


def test_headers_of_before_the_start_count_by_the_time_that_the_box_had_then() -> None:
    box = ManualClock(T0 + 600 + HOUR)
    clock = ServerClock(box)
    clock.learn([of_before(T0 + n, T0 + n + 600) for n in range(3)])
    assert clock.now() == T0 + HOUR
    assert not clock.known
    box.advance(30)
    mine = header(clock, T0 + HOUR + 7)
    clock.learn([of_before(T0, T0 + 600)] * 8 + [mine])
    assert clock.now() == T0 + HOUR + 7.5
    assert clock.known


def test_headers_of_before_the_start_are_heard_once_and_not_after_ones_own() -> None:
    box = ManualClock(T0 + 600)
    clock = ServerClock(box)
    before = [of_before(T0 - 60, T0 + 540)]
    clock.learn(before)
    box.jump(HOUR)
    clock.learn([*before, of_before(T0 - 50, T0 - 3000)])
    assert clock.now() == T0
    mine = header(clock, T0 + 2)
    for heard in (clock, ServerClock(box)):
        heard.learn([mine])
        heard.learn(before)
        assert heard.now() == T0 + 2.5


def test_a_box_that_lost_its_time_is_never_before_a_time_that_is_known() -> None:
    clock = ServerClock(ManualClock(T0 - 30 * 86400))
    clock.learn([of_before(T0 - 60, T0 - 60), of_before(T0, T0), of_before(T0 - 30, T0 - 30)])
    assert clock.now() == T0


# -- the clocks it counts on


async def test_a_sleep_of_the_system_clock_lasts_as_long_as_was_asked() -> None:
    clock = SystemClock()
    started_s, began_s = clock.elapsed(), time.monotonic()
    await clock.sleep(0.02)
    assert clock.elapsed() - started_s >= 0.02
    assert time.monotonic() - began_s >= 0.019


async def test_a_sleep_that_the_event_loop_ends_early_goes_on_and_one_that_the_box_slept_through_is_over() -> None:
    class Suspended(SystemClock):
        """`elapsed` says what the test says; the event loop's clock goes its own way."""

        NAP_S = 0.001
        asked = 0

        def elapsed(self) -> float:
            self.asked += 1
            return 0.0 if self.asked < 5 else 9 * HOUR

    clock = Suspended()
    async with asyncio.timeout(PATIENCE_S):
        await clock.sleep(8 * HOUR)
    assert clock.asked == 5


def test_every_process_on_a_box_counts_from_the_same_moment() -> None:
    code = "from tui.clock import SystemClock as C; c = C(); print(c.boot, c.elapsed())"
    before = SystemClock()
    low_s = before.elapsed()
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert said[0] == before.boot
    assert low_s <= float(said[1]) <= before.elapsed()


def test_the_time_of_the_system_clock_is_the_one_people_see() -> None:
    assert abs(SystemClock().now() - time.time()) < 5


async def test_a_scaled_clock_runs_faster_and_agrees_with_another_of_the_same_origin() -> None:
    clock = ScaledClock(T0, 1000.0, time.monotonic() - 1)
    other = ScaledClock(T0, 1000.0, clock.origin)
    assert clock.boot == other.boot != ScaledClock(T0, 1000.0).boot
    low_s = clock.elapsed()
    await clock.sleep(20)
    assert 1000 <= low_s <= low_s + 20 <= other.elapsed()
    assert clock.now() >= T0 + 1020


async def test_sleepers_of_a_manual_clock_wake_in_the_order_of_their_time() -> None:
    clock = ManualClock(T0)
    woken: list[float] = []

    async def sleeper(seconds: float) -> None:
        await clock.sleep(seconds)
        woken.append(seconds)

    tasks = [asyncio.create_task(sleeper(seconds)) for seconds in (30, 10, 20, 40)]
    await asyncio.sleep(0)
    assert clock.next_wake_s() == 10
    clock.advance(30)
    await asyncio.gather(*tasks[:3])
    assert woken == [10, 20, 30]
    assert clock.next_wake_s() == 10
    tasks[3].cancel()
    await asyncio.gather(tasks[3], return_exceptions=True)
    assert clock.next_wake_s() is None


async def test_a_manual_clock_that_is_set_wakes_nobody() -> None:
    clock = ManualClock(T0)
    task = asyncio.create_task(clock.sleep(10))
    await asyncio.sleep(0)
    clock.jump(HOUR)
    await asyncio.sleep(0)
    assert not task.done()
    assert (clock.now(), clock.elapsed(), clock.next_wake_s()) == (T0 + HOUR, 0.0, 10)
    clock.advance(10)
    await task
    assert clock.now() == T0 + HOUR + 10


async def test_a_sleep_of_no_time_lets_others_go_first() -> None:
    clock = ManualClock(T0)
    order: list[str] = []

    async def other() -> None:
        order.append("other")

    task = asyncio.create_task(other())
    await clock.sleep(0)
    order.append("sleeper")
    await task
    assert order == ["other", "sleeper"]


def test_a_replay_runs_pauses_leaps_and_stands_at_its_end() -> None:
    local = ManualClock(5000.0)
    clock = ReplayClock(local, 100.0, 1000.0, 200.0, 10.0)
    local.advance(5)
    assert clock.now() == 250.0
    clock.pause()
    local.advance(5)
    assert clock.now() == 250.0
    clock.pause()
    clock.change_speed(1)
    local.advance(2)
    assert (clock.speed, clock.now()) == (20.0, 290.0)
    clock.change_speed(-1)
    clock.change_speed(-1)
    assert clock.speed == 5.0
    clock.seek(5.0)
    assert clock.now() == 100.0
    local.advance(10_000)
    assert clock.now() == 1000.0
    clock.seek(400.0)
    assert clock.now() == 400.0
