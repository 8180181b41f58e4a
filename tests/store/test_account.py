"""Accounts: when a quota allows the next request, by what can have arrived."""

from __future__ import annotations

import math
import sqlite3
from array import array
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.examples import many
from tests.manual_clock import ManualClock
from tests.store.worlds import OK, PROJECT, Asker, empty_ledger
from tui.domain.account import (
    RECENT,
    TIMEOUT_S,
    Account,
    arrived_by,
    free_at,
    left_alone_until,
    unreserved,
)
from tui.domain.records import DAY, HOUR, FailureKind, Limits, Outcome
from tui.store.rows.account import read_account

MIDNIGHT = 19_700 * DAY
NOON = MIDNIGHT - DAY / 2
PER_MINUTE = Limits(per_minute=1)
NEVER_ARRIVED = Outcome(None, FailureKind.UNREACHABLE, arrived=False)


class Made(NamedTuple):
    """A request as it went: `answered_ts` None is one that nobody heard of again."""

    claimed_ts: float
    answered_ts: float | None
    arrived: bool = True


def account_of(made: Sequence[Made], now_ts: float) -> Account:
    """What a plain count of these requests says, with every arrival listed."""
    arrived = [(one.claimed_ts, arrived_by(one.claimed_ts, one.answered_ts)) for one in made if one.arrived]
    latest = sorted((by_ts for _, by_ts in arrived), reverse=True)
    # It is certainly a new day only two seconds after midnight, and no earlier than two before that a day can begin.
    day_ts = (now_ts - 2) // DAY * DAY
    today = [by_ts for claimed_ts, by_ts in arrived if by_ts >= day_ts - 2 and claimed_ts < day_ts + DAY + 2]
    within = [by_ts for by_ts in latest if by_ts >= now_ts - DAY - 2]
    return Account(
        latest=tuple(latest),
        today=len(today),
        tomorrow=sum(by_ts >= day_ts + DAY - 2 for by_ts in latest),
        rolling=len(within),
        arrivals=array("d", reversed(within)),
    )


def free(made: Sequence[Made], limits: Limits, now_ts: float) -> float:
    return free_at(account_of(made, now_ts), limits, now_ts)


def test_without_limits_every_request_may_leave_at_once() -> None:
    assert free([Made(NOON, None)] * 9, Limits(), NOON) == NOON


@pytest.mark.parametrize("limits", [Limits(per_second=0), Limits(per_minute=0), Limits(per_day=0)])
def test_a_limit_of_none_at_all_never_frees(limits: Limits) -> None:
    assert free([], limits, NOON) == math.inf


def test_the_first_request_may_leave_now() -> None:
    assert free([], Limits(1, 1, 1), NOON) == NOON


def test_a_minutes_slot_frees_61_seconds_after_the_answer_not_after_the_claim() -> None:
    assert free([Made(NOON, NOON + 9)], PER_MINUTE, NOON + 20) == NOON + 70


def test_a_request_without_an_answer_holds_its_slot_from_its_time_out_on() -> None:
    assert free([Made(NOON, None)], PER_MINUTE, NOON + 20) == NOON + TIMEOUT_S + 61


def test_a_seconds_slot_frees_1050_milliseconds_after_the_nth_latest_answer() -> None:
    made = [Made(NOON, NOON + 0.25), Made(NOON, NOON + 0.5), Made(NOON, NOON + 0.75)]
    assert free(made, Limits(per_second=3), NOON + 1) == NOON + 1.3
    assert free(made, Limits(per_second=4), NOON + 1) == NOON + 1


def test_of_a_limit_a_second_and_one_a_minute_the_tighter_counts() -> None:
    made = [Made(NOON, NOON + 1), Made(NOON + 30, NOON + 31)]
    assert free(made, Limits(per_second=1, per_minute=2), NOON + 31) == NOON + 1 + 61
    assert free(made, Limits(per_second=1, per_minute=3), NOON + 31) == NOON + 31 + 1.05


def test_an_answer_stamped_before_its_claim_frees_no_earlier_than_the_claim() -> None:
    assert free([Made(NOON, NOON - 3600)], PER_MINUTE, NOON) == NOON + 61


def test_a_days_budget_frees_at_midnight_utc_after_24_hours_or_at_the_later_of_both() -> None:
    made = [Made(NOON, NOON + 1), Made(NOON + 100, NOON + 101)]

    def free_on(day: str) -> float:
        return free(made, Limits(per_day=2, day=day), NOON + 200)

    assert free_on("utc") == MIDNIGHT + 2
    assert free_on("rolling") == NOON + 1 + DAY + 2
    assert free_on("both") == NOON + 1 + DAY + 2


def test_of_both_days_midnight_is_the_later_one_where_the_24_hours_hold_less() -> None:
    made = [Made(MIDNIGHT - DAY + 10, MIDNIGHT - DAY + 11), Made(NOON, NOON + 1)]
    assert free(made, Limits(per_day=2, day="both"), NOON + 200) == MIDNIGHT + 13
    assert free(made[1:], Limits(per_day=1, day="both"), MIDNIGHT - 1) == NOON + 1 + DAY + 2
    assert free([Made(MIDNIGHT - DAY + 1, MIDNIGHT - DAY - 1)], Limits(per_day=1, day="both"), NOON) == MIDNIGHT + 3


@pytest.mark.parametrize(("past_s", "expected_s"), [(-0.5, 2), (0.5, 2), (1.9, 2), (2, 2), (60, 60)])
def test_for_two_seconds_after_midnight_it_may_still_be_yesterday_at_the_server(
    past_s: float, expected_s: float
) -> None:
    made = [Made(NOON, NOON + 1)]
    assert free(made, Limits(per_day=1, day="utc"), MIDNIGHT + past_s) == MIDNIGHT + expected_s


@pytest.mark.parametrize(("claimed_s", "answered_s", "days"), [(-9, -2.5, 0), (-9, -1.5, 1), (-1, 1, 1), (0.5, 1, 1)])
def test_what_was_answered_within_two_seconds_of_midnight_can_have_arrived_on_either_day(
    claimed_s: float, answered_s: float, days: int
) -> None:
    made = [Made(MIDNIGHT + claimed_s, MIDNIGHT + answered_s)]
    assert free(made, Limits(per_day=1, day="utc"), MIDNIGHT + 1) == MIDNIGHT + 2 + days * DAY


def test_a_request_on_its_way_over_midnight_counts_in_both_days() -> None:
    over = Made(MIDNIGHT - 20, MIDNIGHT + 20)
    limits = Limits(per_day=1, day="utc")
    assert free([over], limits, MIDNIGHT - 10) == MIDNIGHT + DAY + 2
    assert free([over], limits, MIDNIGHT + 100) == MIDNIGHT + DAY + 2


def test_yesterdays_requests_do_not_count_today() -> None:
    made = [Made(MIDNIGHT - 3600, MIDNIGHT - 3599)] * 5
    assert free(made, Limits(per_day=5, day="utc"), MIDNIGHT + 60) == MIDNIGHT + 60


def test_requests_that_never_arrived_cost_nothing() -> None:
    made = [Made(NOON, NOON + 1, arrived=False)] * 9
    assert free(made, Limits(1, 1, 1), NOON + 1) == NOON + 1


def test_the_reserve_is_a_share_of_the_day_and_leaves_at_least_one_request() -> None:
    limits = Limits(3, 60, 1000, "utc")
    assert unreserved(limits, 0.1) == Limits(3, 60, 900, "utc")
    assert unreserved(Limits(per_day=10), 0.25).per_day == 7
    assert unreserved(Limits(per_day=1), 0.5).per_day == 1
    assert unreserved(Limits(per_day=0), 0.1).per_day == 0
    assert unreserved(PER_MINUTE, 0.1) == PER_MINUTE


LIMITS = st.builds(
    Limits,
    per_second=st.none() | st.integers(1, 3),
    per_minute=st.none() | st.integers(1, 3),
    per_day=st.none() | st.integers(1, 9),
    day=st.sampled_from(["utc", "rolling", "both"]),
)
REQUESTS = st.lists(
    st.tuples(
        st.floats(-DAY * 2.1, 0) | st.sampled_from([-DAY - 2.0, -DAY, -DAY / 2 - 2, -DAY / 2, -DAY / 2 + 2, 0.0]),
        st.none() | st.floats(0, 90) | st.sampled_from([0.0, 1.0, 2.0]),
        st.booleans(),
    ),
    max_size=12,
)


@many(150)
@given(
    requests=REQUESTS,
    past_s=st.floats(-90, 90) | st.sampled_from([-2.0, -1.0, 0.0, 1.0, 2.0, DAY / 2]),
    limits=LIMITS,
    reserve=st.floats(0, 0.5),
)
# One of three a day: the reserve leaves as little as can be.
@example(requests=[(-60.0, 1.0, True)], past_s=0.0, limits=Limits(per_day=3, day="rolling"), reserve=0.5)
def test_the_store_says_of_the_requests_it_holds_what_a_plain_count_says(
    requests: list[tuple[float, float | None, bool]], past_s: float, limits: Limits, reserve: float
) -> None:
    connection = empty_ledger()
    now_ts = MIDNIGHT + past_s
    made = []
    for ago_s, answer_s, arrived in requests:
        # A box each: their requests need not come in the order of their times.
        asker = Asker(connection, ManualClock(now_ts + ago_s))
        one = asker.granted()
        if answer_s is None or ago_s + answer_s > 0:
            made.append(Made(one.claimed_ts, None))
            continue
        asker.box.advance(answer_s)
        asker.settle(one.claim_id, OK if arrived else NEVER_ARRIVED)
        made.append(Made(one.claimed_ts, asker.clock.now(), arrived))
    asker = Asker(connection, ManualClock(now_ts))
    asker.granted(endpoint="another")
    asker.granted(project_id=PROJECT + 1)
    counted = account_of(made, now_ts)
    found = read_account(connection, PROJECT, ["live_net"], limits, now_ts)
    refusal = asker.claim(limits)
    connection.close()
    most = max(limits.per_second or 0, limits.per_minute or 0)
    assert found.latest == counted.latest[:most]
    assert (found.today, found.tomorrow, found.rolling) == (counted.today, counted.tomorrow, counted.rolling)
    assert found.arrivals in (array("d"), counted.arrivals)
    for allowed in (limits, unreserved(limits, reserve)):
        assert free_at(found, allowed, now_ts) == free_at(counted, allowed, now_ts)
    expected_ts = free_at(counted, limits, now_ts)
    assert (refusal if isinstance(refusal, float) else refusal.claimed_ts) == expected_ts


def test_the_last_requests_come_newest_first_whatever_became_of_them(connection: sqlite3.Connection) -> None:
    asker = Asker(connection, ManualClock(NOON))
    claims = [asker.granted(channel=str(number)).claim_id for number in range(RECENT + 2)]
    asker.settle(claims[-1], NEVER_ARRIVED)
    account = read_account(connection, PROJECT, ["live_net"], Limits(), NOON)
    assert [one.claim_id for one in account.recent] == claims[: -RECENT - 1 : -1]
    assert [one.arrived for one in account.recent] == [False] + [True] * (RECENT - 1)
    assert account.newest_id == claims[-1]


@pytest.mark.parametrize(
    ("answers", "until_s"),
    [
        # (which request, after how many seconds, the wait asked for; None: served)
        ([(0, 1, 3600.0)], 3601),
        ([(1, 1, None), (0, 2, 3600.0)], 3602),
        ([(1, 1, 0.0), (0, 2, 3600.0)], 3602),
        ([(0, 1, 3600.0), (1, 2, None)], -math.inf),
        ([(1, 1, 3600.0), (0, 2, None)], -math.inf),
        ([(0, 1, 3600.0), (1, 2, 0.0)], 3601),
        ([(0, 1, 3600.0), (1, 2, 60.0)], 3601),
        ([(1, 1, 60.0), (0, 2, 9e9)], 2 + HOUR),
        ([(2, 1, None), (0, 2, 600.0), (1, 3, 30.0)], 602),
        ([(0, 1, 600.0), (2, 2, None), (1, 3, 30.0)], 33),
    ],
)
def test_the_server_is_left_alone_by_its_last_answers_in_whatever_order_they_were_asked_for(
    connection: sqlite3.Connection, answers: list[tuple[int, int, float | None]], until_s: float
) -> None:
    asker = Asker(connection, ManualClock(NOON))
    claims = [asker.granted(channel=str(number)).claim_id for number in range(3)]
    for number, after_s, wait_s in answers:
        asker.box.advance(NOON + after_s - asker.clock.now())
        refused = Outcome(429, FailureKind.OVER_LIMIT, wait_s=wait_s or 0.0)
        asker.settle(claims[number], OK if wait_s is None else refused)
    account = read_account(connection, PROJECT, ["live_net"], Limits(), asker.clock.now())
    assert left_alone_until(account) == (NOON + until_s if until_s > 0 else until_s)
    assert free_at(account, Limits(), asker.clock.now()) == max(NOON + until_s, asker.clock.now())


def test_an_account_that_several_endpoints_share_holds_the_requests_of_all(connection: sqlite3.Connection) -> None:
    asker = Asker(connection, ManualClock(NOON))
    for endpoint in ("a", "b", "c"):
        asker.granted(endpoint=endpoint)
        asker.box.advance(1)
    account = read_account(connection, PROJECT, ["a", "b"], Limits(per_minute=3, per_day=3), NOON)
    assert [one.endpoint for one in account.recent] == ["b", "a"]
    assert account.latest == (NOON + 61, NOON + 60)
    assert (account.today, account.rolling, len(account.arrivals)) == (2, 2, 2)


def test_an_account_that_nobody_has_used_is_empty(connection: sqlite3.Connection) -> None:
    account = read_account(connection, PROJECT, ["live_net"], Limits(1, 1, 1), NOON)
    assert account == Account()
    assert account.newest_id == 0


@pytest.mark.parametrize("endpoints", [["live_net"], ["live_net", "a", "b"]])
def test_the_work_of_reading_an_account_does_not_grow_with_the_days_before(
    connection: sqlite3.Connection, endpoints: list[str]
) -> None:
    limits = Limits(per_second=3, per_minute=60, per_day=1000)

    def work(now_ts: float) -> int:
        """Instructions of SQLite's machine, in tens."""
        tens = 0

        def count() -> int:
            nonlocal tens
            tens += 1
            return 0

        connection.set_progress_handler(count, 10)
        read_account(connection, PROJECT, endpoints, limits, now_ts)
        connection.set_progress_handler(None, 0)
        return tens

    def spend_a_day(day: int) -> None:
        asker = Asker(connection, ManualClock(NOON + day * DAY))
        for number in range(90):
            asker.settle(asker.granted(endpoint=endpoints[number % len(endpoints)]).claim_id)
            asker.box.advance(600)

    connection.execute("BEGIN")
    spend_a_day(0)
    alone = work(NOON + DAY)
    for day in range(1, 8):
        spend_a_day(day)
    assert work(NOON + 8 * DAY) < 1.5 * alone
