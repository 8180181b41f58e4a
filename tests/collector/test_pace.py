"""Pace: a working day of minutes, then stretching, never dry."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui.collector.pacing import UNATTENDED_S, apart_s, crowd, day_ends_ts
from tui.domain.account import DAY_MARGIN_S, Account, free_at, is_day_over, unreserved
from tui.domain.records import DAY, HOUR, FailureKind, Limits, Spend

MIDNIGHT = 20_000 * DAY
ATTENTION_S = 8.0 * HOUR
HOLD_S = 61.0


def account(arrivals: Sequence[float], now_ts: float) -> Account:
    day_ts = (now_ts - DAY_MARGIN_S) // DAY * DAY
    rolling = [ts for ts in arrivals if ts >= now_ts - DAY - DAY_MARGIN_S]
    today = sum(ts >= day_ts - DAY_MARGIN_S for ts in arrivals)
    return Account(tuple(arrivals[-1:]), today, 0, len(rolling), array("d", rolling))


def watched(
    limits: Limits, start_ts: float, seconds: float, before: Sequence[float] = (), attention_s: float = ATTENTION_S
) -> list[float]:
    """When requests leave if somebody watches without a break; each is answered at once."""
    arrivals, now_ts, end_ts = list(before), start_ts, start_ts + seconds
    while True:
        seen = account(arrivals, now_ts)
        apart = max(HOLD_S, apart_s(seen, limits, now_ts, attention_s))
        last_ts = arrivals[-1] if arrivals else now_ts - apart
        next_ts = max(free_at(seen, limits, now_ts), last_ts + apart)
        if next_ts > now_ts:
            # What the wait does to the pace is looked at again when it is over.
            now_ts = next_ts
            if now_ts >= end_ts:
                return arrivals[len(before) :]
            continue
        arrivals.append(now_ts)


def gaps_of(made: Sequence[float]) -> list[float]:
    return [after - before for before, after in pairwise(made)]


@pytest.mark.parametrize("day", ["utc", "rolling", "both"])
@pytest.mark.parametrize("start_s", [0, 9 * HOUR, 15 * HOUR, 22 * HOUR])
def test_a_working_day_of_watching_is_a_minute_apart(day: str, start_s: int) -> None:
    made = watched(Limits(per_minute=1, per_day=900, day=day), MIDNIGHT + start_s, ATTENTION_S)
    gaps = gaps_of(made)
    assert max(gaps[: round(6.5 * HOUR / HOLD_S)]) == pytest.approx(HOLD_S)
    # The end already leaves something for eight hours more.
    assert max(gaps) < 72


@pytest.mark.parametrize("day", ["utc", "rolling", "both"])
def test_the_second_working_day_at_the_same_hours_is_a_minute_apart_too(day: str) -> None:
    limits = Limits(per_minute=1, per_day=900, day=day)
    first = watched(limits, MIDNIGHT + HOUR, ATTENTION_S)
    second = watched(limits, MIDNIGHT + DAY + HOUR, ATTENTION_S, first)
    gaps = gaps_of(second)
    assert max(gaps[: round(6.5 * HOUR / HOLD_S)]) == pytest.approx(HOLD_S)
    assert max(gaps) < 72


@pytest.mark.parametrize(
    "day", [pytest.param("utc", marks=pytest.mark.long), pytest.param("rolling", marks=pytest.mark.long), "both"]
)
def test_whoever_never_looks_away_runs_dry_at_no_hour_of_three_days(day: str) -> None:
    limits = Limits(per_minute=1, per_day=900, day=day)
    made = watched(limits, MIDNIGHT + 5 * HOUR, 3 * DAY)
    gaps = gaps_of(made)
    # An even share of the day is 96 s; nobody waits much longer, at any time.
    assert max(gaps) < 300
    days = [sum(MIDNIGHT + n * DAY <= ts < MIDNIGHT + (n + 1) * DAY for ts in made) for n in range(4)]
    assert max(days) <= 900
    assert days[1] > 800, "and what may be spent is spent"


def test_the_pace_stretches_smoothly() -> None:
    made = watched(Limits(per_minute=1, per_day=900, day="utc"), MIDNIGHT, DAY)
    gaps = gaps_of(made)
    assert all(after < before * 1.05 for before, after in pairwise(gaps))


@settings(max_examples=60, deadline=None)
@given(
    made=st.lists(st.floats(0, DAY), max_size=40).map(sorted),
    per_day=st.integers(5, 45),
    day=st.sampled_from(["utc", "rolling", "both"]),
)
def test_no_24_hours_and_no_day_ever_hold_more_than_allowed(made: list[float], per_day: int, day: str) -> None:
    limits = Limits(per_day=per_day, day=day)
    before = [MIDNIGHT + ts for ts in made][-per_day:]
    arrivals = before + watched(limits, MIDNIGHT + DAY, 30 * HOUR, before)
    if day != "utc":
        assert all(late - early > DAY for early, late in zip(arrivals, arrivals[per_day:], strict=False))
    if day != "rolling":
        days = [ts // DAY for ts in arrivals]
        assert all(days.count(each) <= per_day for each in set(days))


SMALL = st.integers(1, 50)
DAYS = st.sampled_from(["utc", "rolling", "both"])
RESERVES = st.floats(0.0, 0.5)
HOURS = st.floats(0.5, 24.0)


@given(per_day=SMALL, day=DAYS, reserve=RESERVES, hours=HOURS, start_s=st.floats(DAY_MARGIN_S, DAY - 60.0))
def test_a_small_budget_is_for_the_hours_in_which_somebody_looks(
    per_day: int, day: str, reserve: float, hours: float, start_s: float
) -> None:
    limits = unreserved(Limits(per_minute=1, per_day=per_day, day=day), reserve)
    assert limits.per_day is not None
    left_s = DAY + DAY_MARGIN_S - start_s
    # Of a UTC day there may be less left than somebody looks for.
    for_s = hours * HOUR if day == "rolling" else min(hours * HOUR, left_s)
    even_s = max(for_s, hours * HOUR if day == "both" else for_s) / limits.per_day
    pace_s = apart_s(Account(), limits, MIDNIGHT + start_s, hours * HOUR)
    assert pace_s >= even_s * 0.999
    if day == "rolling" or limits.per_day * UNATTENDED_S <= left_s:
        # So few that minutes are lost when nobody looks, whatever is spent.
        assert pace_s == pytest.approx(even_s)
    else:
        assert pace_s <= 2 * even_s


def test_ten_and_twenty_a_day_are_spread_over_eight_hours_whatever_the_hour() -> None:
    for hour in range(16):
        for per_day, minutes in ((10, 53.3), (20, 26.7)):
            limits = unreserved(Limits(per_minute=1, per_day=per_day), 0.1)
            pace_s = apart_s(Account(), limits, MIDNIGHT + hour * HOUR + DAY_MARGIN_S, ATTENTION_S)
            assert pace_s / 60 == pytest.approx(minutes, abs=0.1)


@settings(max_examples=60, deadline=None)
@given(per_day=SMALL, day=DAYS, reserve=RESERVES, hours=HOURS, start_s=st.floats(0, DAY))
def test_a_small_budget_never_runs_dry_within_those_hours_and_most_of_it_is_spent(
    per_day: int, day: str, reserve: float, hours: float, start_s: float
) -> None:
    limits = unreserved(Limits(per_minute=1, per_day=per_day, day=day), reserve)
    assert limits.per_day is not None
    for_s = hours * HOUR
    made = watched(limits, MIDNIGHT + start_s, for_s, attention_s=for_s)
    assert len(made) >= limits.per_day // 3
    # When the pace's wait is over no limit is in the way.
    for count, before_ts in enumerate(made[:-1], 1):
        pace_s = apart_s(account(made[:count], before_ts), limits, before_ts, for_s)
        due_ts = before_ts + max(HOLD_S, pace_s)
        just_after_midnight = due_ts % DAY < 2 * DAY_MARGIN_S or before_ts % DAY < 2 * DAY_MARGIN_S
        assert just_after_midnight or free_at(account(made[:count], due_ts), limits, due_ts) <= due_ts


@given(
    per_day=st.integers(2, 1000),
    day=DAYS,
    hours=HOURS,
    start_s=st.floats(DAY_MARGIN_S, DAY - 60.0),
    spent=st.floats(0, 1),
    ago_s=st.floats(0, DAY),
)
def test_a_larger_budget_is_never_spent_more_slowly(
    per_day: int, day: str, hours: float, start_s: float, spent: float, ago_s: float
) -> None:
    now_ts = MIDNIGHT + start_s
    made = [now_ts - ago_s * index / per_day for index in range(int(per_day * spent))][::-1]
    paces = [
        apart_s(account(made, now_ts), Limits(per_day=each, day=day), now_ts, hours * HOUR)
        for each in (per_day, per_day + 1)
    ]
    assert paces[1] <= paces[0] * 1.0001


def refusal(detail: str, ago_s: float = 60.0) -> Spend:
    ts = MIDNIGHT - ago_s
    return Spend(
        claim_id=1,
        endpoint="diagnosis",
        channel="",
        window=None,
        claimed_ts=ts,
        answered_ts=ts + 1,
        by="me",
        status=429,
        failure=FailureKind.OVER_LIMIT,
        detail=detail,
    )


def test_refusals_are_a_crowd_unless_they_end_the_day() -> None:
    assert crowd(Account(recent=(refusal("qps limit error"), refusal("")))) == 2
    assert crowd(Account(recent=(refusal("qpd limit error"),))) == 0
    assert is_day_over(refusal("QPD limit error"))


def test_the_end_of_the_day_is_midnight_or_for_a_rolling_one_soon() -> None:
    said = Account(recent=(refusal("qpd limit error"),))
    assert day_ends_ts(said, Limits(per_day=1, day="utc"), MIDNIGHT - 30) == MIDNIGHT + DAY_MARGIN_S
    assert day_ends_ts(said, Limits(per_day=1, day="both"), MIDNIGHT - 30) < MIDNIGHT + HOUR
    assert day_ends_ts(said, Limits(per_day=1, day="rolling"), MIDNIGHT - 30) < MIDNIGHT + HOUR
    assert day_ends_ts(Account(), Limits(per_day=1), MIDNIGHT) < 0
