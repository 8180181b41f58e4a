"""Nothing takes the step of a feed for a minute: states, coverage, windows and views of data every twenty seconds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest

from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.feeds.minutes import minute_states, windows_of
from tui.analysis.project.channels import per_hundred, unjoined
from tui.analysis.project.diagnosis import Doubt, Doubtful, doubts, minutes_in
from tui.analysis.project.history import moved
from tui.analysis.project.live import live_metric
from tui.collector.windows import look_back, lost_at, still_open, to_ask
from tui.domain.edition import Endpoint, Yields
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import DAY, Coverage, Limits, MinuteState, Threshold, Window

SLOT_S, DELAY_S = 20, 40
T = 1_795_298_400
HOUR = Window(T, T + 3600)
FREEZE = LIVE_METRICS["videoFreezeRate"]
FEED = Endpoint(
    "realtime_quality",
    "GET",
    "/beta/realtime/quality/by_time_20sec",
    "",
    ("startTs", "endTs", "appid"),
    Limits(per_minute=3, per_day=480),
    Yields.SERIES,
    slot_s=SLOT_S,
    delay_s=(20, DELAY_S),
    reach_s=2400,
)


def every(count: int, *left_out: int) -> Sequence[tuple[int, float]]:
    return [(T + SLOT_S * number, 1.0) for number in range(count) if number not in left_out]


def covered(slots: Sequence[int], answered_ts: float) -> Coverage:
    return Coverage(HOUR, {T + SLOT_S * slot: answered_ts for slot in slots}, T - 600, slot_s=SLOT_S)


def test_one_slot_without_a_row_is_missing_and_its_neighbours_in_the_minute_are_known() -> None:
    found = minute_states(every(9, 4), covered(range(9), T + 3600), HOUR, DELAY_S, T + 180)
    assert windows_of(found, MinuteState.MISSING) == (Window(T + 80, T + 100),)
    assert windows_of(found, MinuteState.KNOWN) == (Window(T, T + 80), Window(T + 100, T + 180))
    assert found[T + 60] is MinuteState.KNOWN
    assert found[T + 80] is MinuteState.MISSING
    assert found.count(MinuteState.MISSING) == 1
    assert len(found) == len(list(found)) == 10


def test_a_slot_is_pending_for_its_own_length_and_the_delay() -> None:
    at = [minute_states([], covered([], 0), HOUR, DELAY_S, T + age)[T] for age in (0, SLOT_S + DELAY_S - 1)]
    assert at == [MinuteState.PENDING] * 2
    later = minute_states([], covered([0], T + SLOT_S + DELAY_S), HOUR, DELAY_S, T + SLOT_S + DELAY_S)
    assert later[T] is MinuteState.MISSING


def test_a_slot_is_lost_when_it_leaves_the_reach_whatever_the_minute_it_lies_in() -> None:
    now_ts = T + 2400 + 21
    found = minute_states([], covered([], 0), HOUR, DELAY_S, now_ts, FEED.reach_s)
    assert windows_of(found, MinuteState.LOST) == (Window(T, T + 40),)


def test_a_live_metric_breaks_its_line_at_one_missing_slot_and_reads_the_last_one_of_a_minute() -> None:
    points = tuple(every(12, 4))
    view = live_metric(FEED, FREEZE, Threshold(3.0, 5.0), points, covered(range(12), T + 3600), HOUR, T + 240)
    assert view.missing == (Window(T + 80, T + 100),)
    assert [ts for ts, value in view.line if math.isnan(value)] == [T + 90, T + 240 + 10]
    assert view.at(T) == (MinuteState.KNOWN, 1.0)
    assert view.at(T + 120) == (MinuteState.KNOWN, 1.0)


def test_a_past_day_breaks_where_a_slot_is_left_out() -> None:
    past = moved(1, [(ts - DAY, value) for ts, value in every(6, 2)], SLOT_S)
    assert past is not None
    assert [ts for ts, value in past.line if math.isnan(value)] == [T + 40]


def test_shares_of_two_series_are_taken_slot_by_slot() -> None:
    wholes = [(T, 10.0), (T + 20, 20.0), (T + 40, 40.0)]
    assert per_hundred(every(3), wholes, SLOT_S) == ((T, 10.0), (T + 20, 5.0), (T + 40, 2.5))
    assert [ts for ts, value in unjoined(every(4, 2), SLOT_S) if math.isnan(value)] == [T + 40]


def test_doubts_are_stretches_of_slots() -> None:
    found = doubts(FEED, covered(range(6), T + 3600), (Window(T + 20, T + 60),), Window(T, T + 120), T + 3600)
    assert found == (Doubtful(Window(T + 20, T + 60), Doubt.TRUNCATED),)
    assert minutes_in(found, Doubt.TRUNCATED) == 0
    sixty = doubts(EDITION.diagnosis, Coverage(HOUR), (), Window(T, T + 60), T + 30)
    assert sixty == (Doubtful(Window(T, T + 60), Doubt.PENDING),)


def test_the_collector_asks_from_the_first_slot_that_is_open() -> None:
    now_ts = T + 1230
    settled = covered([slot for slot in range(-120, 61) if slot != 31], T + 3600)
    assert to_ask(FEED, True, lambda: settled, [], now_ts) == Window(T + 620, T + 1220)
    assert still_open(FEED, Window(T, T + 1200), settled, now_ts) == Window(T + 620, T + 640)
    assert look_back(FEED, now_ts) == Window(T + 1220 - 2400 - 40, T + 1220)


def test_the_collector_knows_when_the_first_open_slot_leaves_the_reach() -> None:
    now_ts = T + 2400
    open_slot = 7
    settled = covered([slot for slot in range(-1, 121) if slot != open_slot], T + 9000)
    assert lost_at(FEED, settled, now_ts) == pytest.approx(T + SLOT_S * open_slot + 2400 - 5)
