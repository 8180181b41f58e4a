"""Insights of today's edition: their wants, and the view of days and hours."""

from __future__ import annotations

import pytest

from tui.agora.editions.today import edition_of
from tui.analysis.feeds.insights import insight_wants, quality_wants, usage_wants
from tui.analysis.project.insights import InsightView, insight_view, window_of
from tui.domain.records import DAY, HOUR, Coverage, MinuteState

PREMIUM = edition_of("premium")


def test_the_background_has_every_metric_of_every_product_that_has_it_by_the_day() -> None:
    wants = insight_wants(PREMIUM)
    assert len(wants) == 8 + 9
    assert len({want.subject for want in wants}) == len(wants)
    assert {PREMIUM[want.endpoint].step_of(want.selection) for want in wants} == {DAY}
    assert not any(want.attended for want in wants)
    assert insight_wants(edition_of("standard")) == usage_wants(edition_of("standard"), DAY, "") == ()
    assert quality_wants(PREMIUM, "pcu", HOUR) == ()


# -- the view

T0 = 1_795_305_600  # midnight UTC
USAGE = PREMIUM["insight_usage"]


def view(
    points: dict[int, float], answered: dict[int, float], now_ts: float, *, step_s: int = DAY, spans: int = 14
) -> InsightView:
    """Of users as given; sessions are not known."""
    window = window_of(now_ts, step_s, spans)
    coverages = {
        "userCount": Coverage(window, answered, slot_s=step_s),
        "sessionCount": Coverage(window, slot_s=step_s),
    }
    return insight_view(USAGE, step_s, spans, {"userCount": points, "sessionCount": {}}, coverages, now_ts)


def back(days: int) -> int:
    return T0 - days * DAY


def test_each_metric_has_its_own_state_and_a_day_is_final_after_its_recount() -> None:
    now_ts = T0 + 13.0 * HOUR
    answered = {back(1): now_ts, back(2): now_ts, back(3): now_ts, back(4): back(2) + 13.0 * HOUR, back(5): now_ts}
    found = view({back(1): 10.0, back(2): 20.0, back(3): 30.0, back(4): 40.0}, answered, now_ts)
    told = {slot.ts: slot.figures["userCount"] for slot in found.slots}
    assert [told[back(day)].value for day in range(1, 5)] == [10, 20, 30, 40]
    assert [told[back(day)].is_final for day in range(1, 5)] == [False, False, True, False]
    assert told[back(5)].state is MinuteState.MISSING
    assert told[back(6)].state is MinuteState.NOT_ASKED
    assert {slot.figures["sessionCount"].state for slot in found.slots} == {MinuteState.NOT_ASKED}


def test_a_day_before_its_delay_is_pending_whatever_an_early_answer_held() -> None:
    now_ts = T0 + 11.0 * HOUR
    found = view({back(1): 10.0}, {back(1): now_ts}, now_ts)
    assert found.slots[0].figures["userCount"].state is MinuteState.PENDING
    assert found.slots[0].value("userCount") is None


def test_the_change_is_against_the_same_slot_of_the_week_before_and_a_week_with_a_hole_has_no_sum() -> None:
    now_ts = T0 + 13.0 * HOUR
    every = {back(day): 100.0 + day for day in range(1, 15)}
    found = view(every, dict.fromkeys(every, now_ts), now_ts)
    assert found.slots[0].change_percent("userCount") == pytest.approx((101 - 108) / 108 * 100)
    total = found.totals["userCount"]
    assert (total.total, total.mean, total.pairs) == (sum(100 + day for day in range(1, 8)), 104, 7)
    del every[back(3)]
    holed = view(every, dict.fromkeys(every, now_ts), now_ts).totals["userCount"]
    assert holed.total is None
    assert holed.pairs == 6
    assert found.totals["sessionCount"].mean is None


def test_of_hours_each_is_compared_with_the_same_hour_a_week_before() -> None:
    now_ts = T0 + 20.0 * HOUR
    hour_ts = T0 + 6 * HOUR
    points = {hour_ts: 50.0, hour_ts - 7 * DAY: 40.0}
    found = view(points, dict.fromkeys(points, now_ts), now_ts, step_s=HOUR, spans=72)
    slot = found.slot(str(hour_ts))
    assert slot is not None
    assert slot.change_percent("userCount") == pytest.approx(25)
    assert found.totals == {}
