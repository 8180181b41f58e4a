"""What is said of usage days: their states, week on week, and seven days against the seven before."""

from __future__ import annotations

import pytest

from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.project.usage import (
    PER_USER,
    USAGE_NAMES,
    UsageView,
    by_weekday,
    usage_view,
    weekday_of,
    window_to_read,
)
from tui.domain.records import DAY, HOUR, KnownDay, MinuteState, final_ts

TODAY = 1_795_305_600  # Sunday 2026-11-22 00:00 UTC
NOON = TODAY + 12 * HOUR


def day(ago: int, users: int | None = 100, sessions: int | None = 150, channels: int | None = 10) -> KnownDay:
    """The day that began `ago` days before today, answered for when it was final."""
    day_ts = TODAY - ago * DAY
    return KnownDay(day_ts, users, sessions, channels, final_ts(day_ts))


def view(*days: KnownDay, now_ts: float = NOON, span_days: int = 28) -> UsageView:
    return usage_view(EDITION.usage, sorted(days, key=lambda day: day.ts), span_days, now_ts, None)


def states(shown: UsageView) -> dict[int, MinuteState]:
    """By how many days ago."""
    return {(TODAY - day.day_ts) // DAY: day.state for day in shown.days}


def test_the_list_begins_with_yesterday_and_ends_with_the_oldest_day_stored() -> None:
    assert list(states(view(day(2), day(9)))) == [1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert list(states(view(day(2), day(9), span_days=7))) == [1, 2, 3, 4, 5, 6, 7]
    assert view().days == ()


def test_today_is_no_day_yet_whatever_an_answer_said_of_it() -> None:
    assert list(states(view(day(0), day(1)))) == [1]


def test_yesterday_is_pending_before_eight_even_with_figures_and_known_after() -> None:
    early = KnownDay(TODAY - DAY, 5, 5, 5, TODAY + 2 * HOUR)
    for days in ((day(2),), (day(2), early)):
        assert states(view(*days, now_ts=TODAY + 8 * HOUR - 1))[1] is MinuteState.PENDING
    assert states(view(early, now_ts=TODAY + 8 * HOUR))[1] is MinuteState.PENDING, "asked for too early: not final"
    assert states(view(day(1), now_ts=TODAY + 8 * HOUR))[1] is MinuteState.KNOWN


def test_a_day_that_an_answer_did_not_hold_is_missing_and_one_never_asked_for_is_not_asked_or_lost() -> None:
    shown = states(view(day(12), day(4, None, None, None)))
    assert shown[12] is MinuteState.KNOWN
    assert shown[4] is MinuteState.MISSING
    assert {ago for ago, state in shown.items() if state is MinuteState.NOT_ASKED} == {1, 2, 3, 5, 6}
    assert {ago for ago, state in shown.items() if state is MinuteState.LOST} == {7, 8, 9, 10, 11}


def test_a_day_asked_for_too_early_and_then_never_again_keeps_its_figures() -> None:
    early = KnownDay(TODAY - 10 * DAY, 5, 5, 5, TODAY - 10 * DAY + HOUR)
    assert states(view(early))[10] is MinuteState.KNOWN


def test_a_day_is_compared_with_the_same_weekday_a_week_before() -> None:
    shown = view(day(1, 110, 150), day(2), day(8, 100, 75), day(10))
    yesterday, before_yesterday = shown.days[:2]
    assert yesterday.change_percent("userCount") == pytest.approx(10)
    assert yesterday.change_percent("sessionCount") == pytest.approx(100)
    assert before_yesterday.change_percent("userCount") is None
    assert {weekday_of(day.day_ts) for day in (shown.days[0], shown.days[7])} == {5}, "two Saturdays"


def test_a_change_from_nothing_is_no_number() -> None:
    assert view(day(1), day(8, 0, 0, 0)).days[0].change_percent("userCount") is None
    assert PER_USER not in view(day(1, 0, 0, 0)).days[0].figures


def test_totals_are_of_the_last_seven_final_days_against_the_seven_before() -> None:
    days = [day(ago, users=200 if ago <= 7 else 100, sessions=300) for ago in range(1, 20)]
    total = view(*days).totals["userCount"]
    assert (total.total, total.mean, total.before, total.pairs) == (1400, 200, 100, 7)
    assert total.change_percent == pytest.approx(100)
    per_user = view(*days).totals[PER_USER]
    assert (per_user.total, per_user.mean, per_user.before) == (None, 1.5, 3.0)


def test_before_eight_the_week_ends_a_day_earlier() -> None:
    days = [day(1, users=999), *(day(ago) for ago in range(2, 16))]
    early = view(*days, now_ts=TODAY + 8 * HOUR - 1)
    assert early.week.end_ts == TODAY - DAY
    assert early.totals["userCount"].total == 700
    assert view(*days).week.end_ts == TODAY


def test_a_week_with_a_hole_is_compared_by_the_days_known_in_both() -> None:
    days = [day(ago, users=120) for ago in (1, 2, 3)] + [day(ago, users=100) for ago in (8, 9, 11)]
    shown = view(*days)
    total = shown.totals["userCount"]
    assert (shown.held, total.total, total.mean, total.before, total.pairs) == (3, 360, 120, 100, 2)
    assert total.change_percent == pytest.approx(20)


def test_figures_that_are_not_final_are_in_no_total() -> None:
    early = KnownDay(TODAY - 2 * DAY, 999, 999, 999, TODAY - 2 * DAY + HOUR)
    shown = view(day(1), early)
    assert (shown.held, shown.totals["userCount"].total) == (1, 100)
    assert shown.days[1].figures["userCount"] == 999


def test_without_any_day_nothing_is_said() -> None:
    for total in view().totals.values():
        assert (total.total, total.mean, total.before, total.change_percent) == (None, None, None, None)
    assert view().newest_ts is None


def test_the_ratio_of_a_week_is_that_of_its_sums() -> None:
    shown = view(day(1, 1000, 1000), day(2, 1, 100))
    assert shown.totals[PER_USER].mean == pytest.approx(1100 / 1001)


def test_the_means_of_weekdays_begin_with_monday_and_leave_out_what_is_not_final() -> None:
    shown = view(*(day(ago, users=ago) for ago in range(1, 15)), now_ts=TODAY + HOUR)
    means = by_weekday(shown.days, "userCount")
    assert means[0] == pytest.approx((6 + 13) / 2), "the Mondays"
    assert means[5] == 8, "yesterday, a Saturday, is not final"
    assert by_weekday((), "userCount") == (None,) * 7


@pytest.mark.parametrize("span_days", [7, 28, 90])
def test_what_is_read_is_enough_for_the_oldest_day_s_change_and_for_the_totals(span_days: int) -> None:
    days = [day(ago) for ago in range(1, 120)]
    for now_ts in (NOON, TODAY + HOUR):
        window = window_to_read(now_ts, span_days)
        read = [day for day in days if window.holds(day.ts)]
        shown, whole = view(*read, now_ts=now_ts, span_days=span_days), view(*days, now_ts=now_ts, span_days=span_days)
        assert shown == whole
        assert all(shown.totals[name].pairs == 7 for name in USAGE_NAMES)


def test_the_newest_datum_is_as_old_as_the_newest_known_day_is_final() -> None:
    assert view(day(1), day(2)).newest_ts == TODAY + 8 * HOUR
    assert view(day(1), day(2), now_ts=TODAY + HOUR).newest_ts == TODAY - 16 * HOUR


def test_a_day_that_was_not_read_says_so_shows_what_was_read_of_it_and_is_no_part_of_a_sum() -> None:
    days = (day(2), day(3, 5, None, None))
    shown = usage_view(
        EDITION.usage, sorted(days, key=lambda one: one.ts), 28, NOON, None, {TODAY - 3 * DAY, TODAY - 5 * DAY}
    )
    assert {ago: state for ago, state in states(shown).items() if state is MinuteState.UNREAD} == {
        3: MinuteState.UNREAD,
        5: MinuteState.UNREAD,
    }
    assert shown.held == 1
