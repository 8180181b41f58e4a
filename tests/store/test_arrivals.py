"""Arrivals: whatever was claimed when, and answered when, no limit is ever broken at the server."""

from __future__ import annotations

import heapq
import math
from collections.abc import Sequence
from itertools import count
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import many
from tests.manual_clock import ManualClock
from tests.store.worlds import Asker, empty_ledger
from tui.domain.account import TIMEOUT_S
from tui.domain.records import DAY, Limits, Spend

MIDNIGHT = 19_700 * DAY
NOON = MIDNIGHT - DAY / 2


class Try(NamedTuple):
    """A request to be made as soon as there is a slot."""

    wait_s: float  # before it is tried for
    who: int  # which scry tries
    answer_s: float  # how long until its answer
    answered: bool  # or its process dies
    share: float  # where between claim and answer it arrives
    date: bool  # whether the answer tells the time
    late_s: float  # how long before the answer it told it


def tries(*, late_s: float = TIMEOUT_S, most: int = 12) -> st.SearchStrategy[list[Try]]:
    waits = st.just(0.0) | st.floats(0, 200)
    answers = st.floats(0, TIMEOUT_S) | st.floats(0, 1)
    one = st.builds(
        Try,
        waits,
        st.integers(0, 1),
        answers,
        st.booleans(),
        st.floats(0, 1),
        st.booleans(),
        st.floats(0, late_s),
    )
    return st.lists(one, min_size=2, max_size=most)


def arrivals_of(askers: Sequence[Asker], plan: Sequence[Try], limits: Limits, true_ts: float) -> list[float]:
    """When the requests arrived, in the server's time: each is claimed as soon as the ledger grants it.

    The askers share one box; the server's time is `true_ts` when the box counts from 0.
    """
    box, found = askers[0].box, []
    going: list[tuple[float, int, Asker, int, float | None]] = []  # until when, …, the `Date` it brings
    number = count()

    def pass_to(end_s: float) -> None:
        """Until then; what is answered meanwhile is noted."""
        while going and going[0][0] <= end_s:
            answered_s, _, asker, claim_id, date_ts = heapq.heappop(going)
            box.advance(max(0.0, answered_s - box.elapsed()))
            asker.settle(claim_id, date_ts=date_ts)
        box.advance(max(0.0, end_s - box.elapsed()))

    for one in plan:
        pass_to(box.elapsed() + one.wait_s)
        asker = askers[one.who % len(askers)]
        while not isinstance(spend := asker.claim(limits), Spend):
            free_s = box.elapsed() + max(spend - asker.clock.now(), 1e-6)
            pass_to(min(free_s, going[0][0]) if going else free_s)
        claimed_s = box.elapsed()
        arrived_s = claimed_s + one.answer_s * one.share
        found.append(true_ts + arrived_s)
        if one.answered:
            answered_s = claimed_s + one.answer_s
            told_s = max(arrived_s, answered_s - one.late_s)
            date_ts = math.floor(true_ts + told_s) if one.date else None
            heapq.heappush(going, (answered_s, next(number), asker, spend.claim_id, date_ts))
    return sorted(found)


def assert_within(limits: Limits, arrivals: Sequence[float]) -> None:
    rolling = limits.per_day if limits.day != "utc" else None
    for limit, window_s in ((limits.per_second, 1), (limits.per_minute, 60), (rolling, DAY)):
        if limit is not None:
            assert all(after - before > window_s for before, after in zip(arrivals, arrivals[limit:], strict=False))
    if limits.per_day is not None and limits.day != "rolling":
        days = [arrival // DAY for arrival in arrivals]
        assert all(days.count(day) <= limits.per_day for day in days)


LIMITS = st.builds(
    Limits,
    per_second=st.none() | st.integers(1, 3),
    per_minute=st.none() | st.integers(1, 3),
    per_day=st.none() | st.integers(1, 4),
    day=st.sampled_from(["utc", "rolling", "both"]),
)


@many(150)
@given(start_s=st.floats(-400, 10), plan=tries(), limits=LIMITS)
def test_no_window_ever_holds_more_arrivals_than_allowed_wherever_between_claim_and_answer_they_came(
    start_s: float, plan: list[Try], limits: Limits
) -> None:
    connection = empty_ledger()
    box = ManualClock(MIDNIGHT + start_s)
    silent = [one._replace(date=False) for one in plan]
    arrivals = arrivals_of([Asker(connection, box)], silent, limits, MIDNIGHT + start_s)
    connection.close()
    assert_within(limits, arrivals)


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(
    skew_s=st.floats(-600, 600),
    jump_s=st.sampled_from([0.0, -3600.0, 3600.0]),
    plan=tries(),
    per_second=st.none() | st.integers(1, 3),
    per_minute=st.none() | st.integers(1, 3),
)
def test_no_second_or_minute_holds_too_many_while_two_scry_of_a_wrong_clock_learn_the_time(
    skew_s: float, jump_s: float, plan: list[Try], per_second: int | None, per_minute: int | None
) -> None:
    connection = empty_ledger()
    box = ManualClock(NOON + skew_s)
    first = Asker(connection, box)
    # Somebody sets the clock before the second starts.
    box.jump(jump_s)
    second = Asker(connection, box, by="2")
    limits = Limits(per_second, per_minute)
    arrivals = arrivals_of([first, second], plan, limits, NOON)
    connection.close()
    assert_within(limits, arrivals)


@pytest.mark.long
@settings(max_examples=150, deadline=None)
@given(start_s=st.floats(-400, 10), skew_s=st.floats(-600, 600), plan=tries(late_s=1.0), limits=LIMITS)
def test_no_day_holds_too_many_though_the_first_requests_went_by_a_wrong_clock(
    start_s: float, skew_s: float, plan: list[Try], limits: Limits
) -> None:
    connection = empty_ledger()
    box = ManualClock(MIDNIGHT + start_s + skew_s)
    askers = [Asker(connection, box), Asker(connection, box, by="2")]
    told = [one._replace(date=True) for one in plan]
    told[0] = told[0]._replace(answered=True)
    arrivals = arrivals_of(askers, told, limits, MIDNIGHT + start_s)
    connection.close()
    assert_within(limits, arrivals)
