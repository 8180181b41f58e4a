"""Quota: what is spent, when it runs dry, what an endpoint waits for."""

from __future__ import annotations

from typing import Any

import pytest

from tui.analysis.feeds.quota import Next, NextState, dry_at, idle, next_of, quotas, tightest, waits_for_limit
from tui.domain.records import (
    HOUR,
    SPENT_HOURS,
    Failure,
    FailureKind,
    Limits,
    Spend,
    Spending,
    Want,
    WantState,
    WantStatus,
)
from tui.domain.shares import Shares

MIDNIGHT_TS = 1_795_305_600.0  # 2026-11-22 00:00 UTC
NOW_TS = MIDNIGHT_TS + 8 * HOUR
A_DAY = {day: Limits(per_minute=1, per_day=1000, day=day) for day in ("utc", "rolling", "both")}


def hours(now: int, before: int = 0) -> tuple[int, ...]:
    """So many requests in the last hour, and in each of those before."""
    return (now, *(before for _ in range(SPENT_HOURS - 1)))


def spending(today: int, rolling: int, *, by: str = "me", **others: Any) -> Spending:
    return Spending({by: today}, {by: rolling}, hours(0), **others)


def answer(failure: FailureKind | None = None, detail: str = "", *, ago_s: float = 60) -> Spend:
    ts = NOW_TS - ago_s
    return Spend(
        claim_id=1,
        endpoint="usage",
        channel="",
        window=None,
        claimed_ts=ts,
        answered_ts=ts,
        by="me",
        status=200,
        failure=failure,
        detail=detail,
    )


def status(state: WantState, next_ts: float | None = None, failure: FailureKind | None = None) -> WantStatus:
    told = Failure(failure) if failure else None
    return WantStatus(Want("live_net", attended=False), state, next_ts, told, 60.0)


@pytest.mark.parametrize(("day", "spent"), [("utc", 20), ("rolling", 70), ("both", 70)])
def test_spent_is_that_of_the_day_the_limit_means_and_of_both_the_tighter(day: str, spent: int) -> None:
    quota = quotas({"usage": spending(20, 70)}, {"usage": A_DAY[day]}, Shares(), NOW_TS)["usage"]
    assert (quota.spent, quota.left) == (spent, 1000 - spent)
    assert (quota.today, quota.rolling) == (20, 70)


def test_what_this_process_spent_is_told_from_what_others_on_the_store_did() -> None:
    of = Spending({}, {"me": 3, "alice:1": 5, "bob:2": 4})
    quota = quotas({"usage": of}, {"usage": A_DAY["both"]}, Shares(), NOW_TS)["usage"]
    assert quota.spent_by("me") == (3, 9)
    assert [by for by, _ in quota.by] == ["alice:1", "bob:2", "me"]


def test_endpoints_that_share_one_quota_have_spent_it_together() -> None:
    limits = dict.fromkeys(("channel_users", "channel_score", "usage"), A_DAY["both"])
    of = {"channel_users": spending(3, 3), "channel_score": spending(4, 4), "usage": spending(1, 1)}
    found = quotas(of, limits, Shares(("channel_users", "channel_score")), NOW_TS)
    assert [found[name].spent for name in limits] == [7, 7, 1]
    assert found["channel_users"].shared == ("channel_users", "channel_score")
    assert found["usage"].shared == ()


@pytest.mark.parametrize(
    ("shares", "spent"),
    [(Shares(counted="group", groups=(("a", "b"),)), [7, 7, 1]), (Shares(counted="account"), [8, 8, 8])],
)
def test_requests_are_spent_by_the_unit_in_which_the_vendor_counts(shares: Shares, spent: list[int]) -> None:
    limits = {"a": Limits(per_day=20), "b": Limits(per_day=10), "c": Limits(per_day=9)}
    of = {"a": spending(3, 3), "b": spending(4, 4), "c": spending(1, 1)}
    found = quotas(of, limits, shares, NOW_TS)
    assert [found[name].spent for name in limits] == spent
    # A claim in a group keeps the tightest limit of its endpoints.
    assert found["a"].left == (10 - 7 if shares.groups else 20 - 8)


def test_an_endpoint_without_a_daily_limit_never_runs_dry() -> None:
    quota = quotas({"report": spending(5, 5)}, {"report": Limits(per_second=10)}, Shares(), NOW_TS)["report"]
    assert (quota.left, quota.dry_ts, quota.is_dry) == (None, None, False)
    assert tightest([quota]) is None


def test_a_utc_day_runs_dry_when_the_last_hour_s_pace_uses_up_what_is_left() -> None:
    assert dry_at(A_DAY["utc"], 400, 0, hours(60), NOW_TS) == NOW_TS + 10 * HOUR


def test_a_utc_day_that_lasts_until_midnight_does_not_run_dry() -> None:
    assert dry_at(A_DAY["utc"], 20, 0, hours(60), NOW_TS) is None


def test_any_24_hours_give_back_what_was_spent_a_day_ago() -> None:
    assert dry_at(A_DAY["rolling"], 0, 41 * 24, hours(41, 41), NOW_TS) is None
    assert dry_at(A_DAY["rolling"], 0, 940, hours(60, 0), NOW_TS) == NOW_TS + HOUR
    half = dry_at(A_DAY["rolling"], 0, 30 * 24, hours(60, 30), NOW_TS)
    assert half is not None
    assert half > NOW_TS + 9 * HOUR


def test_any_24_hours_may_run_dry_beyond_midnight() -> None:
    late_ts = MIDNIGHT_TS + 24 * HOUR - 600
    dry_ts = dry_at(A_DAY["both"], 900, 985, hours(60), late_ts)
    assert dry_ts == late_ts + 900


@pytest.mark.parametrize("asked", [0, 1])
def test_one_request_makes_no_pace(asked: int) -> None:
    assert dry_at(Limits(per_day=10), 5, 5, hours(asked), NOW_TS) is None


def test_the_server_s_word_that_the_day_is_spent_is_put_down_to_others_where_this_store_did_not_spend_it() -> None:
    refused = answer(FailureKind.OVER_LIMIT, "QPD limit error")
    limits = {"usage": Limits(per_minute=1, per_day=10)}
    quota = quotas({"usage": spending(2, 2, last=refused)}, limits, Shares(), NOW_TS)["usage"]
    assert quota.outside
    assert quota.is_dry
    assert quota.share == 1.0
    own = quotas({"usage": spending(10, 10, last=refused)}, limits, Shares(), NOW_TS)["usage"]
    assert own.is_dry
    assert not own.outside


@pytest.mark.parametrize(
    "last",
    [
        answer(),
        answer(FailureKind.OVER_LIMIT, "qps limit error"),
        answer(FailureKind.FORBIDDEN, "qpd"),
        answer(FailureKind.OVER_LIMIT, "qpd limit error", ago_s=9 * HOUR),
    ],
    ids=["an answer", "the minute's limit", "another refusal", "yesterday's word"],
)
def test_nothing_else_is_put_down_to_others(last: Spend) -> None:
    quota = quotas({"usage": spending(2, 2, last=last)}, {"usage": Limits(per_day=10)}, Shares(), NOW_TS)["usage"]
    assert not quota.outside


def test_two_requests_for_usage_around_eight_are_no_pace_at_which_its_ten_run_dry() -> None:
    assert dry_at(Limits(per_day=10), 2, 2, hours(2), NOW_TS) is None
    assert dry_at(Limits(per_day=10), 3, 3, hours(3), NOW_TS) is not None


def test_the_tightest_is_the_one_with_the_least_left_of_its_day() -> None:
    limits = {"live_net": A_DAY["both"], "usage": Limits(per_day=10), "report": Limits(per_second=10)}
    of = {"live_net": spending(400, 400), "usage": spending(5, 5), "report": spending(9000, 9000)}
    found = tightest(quotas(of, limits, Shares(), NOW_TS).values())
    assert found is not None
    assert found.endpoint == "usage"


def test_what_nobody_wants_is_quiet() -> None:
    assert next_of([]).state is NextState.QUIET
    assert next_of([status(WantState.DONE)]).state is NextState.QUIET


def test_the_first_of_several_channels_is_what_is_waited_for() -> None:
    following = next_of([status(WantState.WAITING, NOW_TS + 90), status(WantState.WAITING, NOW_TS + 30)])
    assert following == Next(NextState.WAITING, NOW_TS + 30, None, False, 60.0)


@pytest.mark.parametrize(("spent", "wait_s", "limited"), [(15, 90, False), (15, 3600, True), (1000, 90, True)])
def test_a_limit_is_waited_for_where_it_is_met_or_the_wait_is_longer_than_the_pace(
    spent: int, wait_s: float, limited: bool
) -> None:
    quota = quotas({"live_net": spending(spent, spent)}, {"live_net": A_DAY["both"]}, Shares(), NOW_TS)["live_net"]
    following = next_of([status(WantState.WAITING, NOW_TS + wait_s)])
    assert waits_for_limit(following, quota, NOW_TS) is limited


def test_a_request_under_way_comes_before_all_that_wait() -> None:
    following = next_of([status(WantState.WAITING, NOW_TS + 90), status(WantState.FETCHING)])
    assert following.state is NextState.FETCHING


def test_a_failure_is_tried_again_or_stopped() -> None:
    again = next_of([status(WantState.FAILED, NOW_TS + 9, FailureKind.TIMEOUT)])
    assert (again.state, again.ts) == (NextState.RETRYING, NOW_TS + 9)
    stopped = next_of([status(WantState.FAILED, None, FailureKind.FORBIDDEN)])
    assert stopped.state is NextState.STOPPED
    assert stopped.failure == Failure(FailureKind.FORBIDDEN)


def test_a_search_that_is_over_runs_nothing_dry() -> None:
    spendings = {"call_lists": Spending({"me": 400}, {"me": 400}, hours(400))}
    of = quotas(spendings, {"call_lists": A_DAY["utc"]}, Shares(), NOW_TS)
    assert of["call_lists"].dry_ts is not None
    for state in (NextState.FETCHING, NextState.WAITING, NextState.RETRYING):
        assert idle(of, {"call_lists": Next(state)}) == of
    for nexts in ({}, {"call_lists": Next(NextState.QUIET)}, {"call_lists": Next(NextState.STOPPED)}):
        (quota,) = idle(of, nexts).values()
        assert (quota.dry_ts, quota.is_idle, quota.spent) == (None, True, 400)
    # The next request comes when that would be over.
    dry_ts = of["call_lists"].dry_ts
    assert idle(of, {"call_lists": Next(NextState.WAITING, dry_ts - 1)}) == of
    (quota,) = idle(of, {"call_lists": Next(NextState.WAITING, dry_ts + 1)}).values()
    assert (quota.dry_ts, quota.is_idle, quota.spent) == (None, False, 400)


def test_a_quota_that_several_share_is_at_work_while_one_of_them_is() -> None:
    limits = {"a": A_DAY["utc"], "b": A_DAY["utc"]}
    spendings = {"a": Spending({"me": 400}, {"me": 400}, hours(400))}
    of = quotas(spendings, limits, Shares(("a", "b")), NOW_TS)
    assert idle(of, {"b": Next(NextState.WAITING)}) == of
