from __future__ import annotations

import sqlite3
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.store.worlds import PROJECT, claim, minutes
from tui.records import DAY, FailureKind, Limits, Spend
from tui.store import ledger, schema
from tui.store.ledger import TIMEOUT_S, free_at
from tui.store.topics import position

MIDNIGHT = 19_700 * DAY
NOON = MIDNIGHT - DAY / 2
PER_MINUTE = Limits(per_minute=1)


def spend(claimed_ts: float, answered_ts: float | None = None) -> Spend:
    return Spend(1, "live_net", "", None, claimed_ts, answered_ts, "1")


def settle(connection: sqlite3.Connection, claim_id: int, answered_ts: float, **others: object) -> None:
    answer: dict[str, object] = {
        "status": 200,
        "failure": None,
        "detail": "",
        "set_aside": 0,
        "size_bytes": 10,
        "elapsed_ms": 1.5,
        "server_ts": None,
    }
    ledger.settle(connection, PROJECT, claim_id, answered_ts=answered_ts, **(answer | others))  # type: ignore[arg-type]


def granted(answer: Spend | float) -> Spend:
    assert isinstance(answer, Spend)
    return answer


def test_without_limits_every_request_may_leave_at_once() -> None:
    assert free_at([spend(NOON)] * 9, Limits(), NOON) == NOON


def test_a_limit_of_none_at_all_never_frees() -> None:
    assert free_at([], Limits(per_day=0), NOON) == float("inf")


def test_the_first_request_may_leave_now() -> None:
    assert free_at([], Limits(1, 1, 1), NOON) == NOON


def test_a_minutes_slot_frees_61_seconds_after_the_answer_not_after_the_claim() -> None:
    assert free_at([spend(NOON, NOON + 9)], PER_MINUTE, NOON + 20) == NOON + 70


def test_a_request_without_an_answer_holds_its_slot_from_its_time_out_on() -> None:
    assert free_at([spend(NOON)], PER_MINUTE, NOON + 20) == NOON + TIMEOUT_S + 61


def test_a_seconds_slot_frees_1050_milliseconds_after_the_nth_latest_answer() -> None:
    spends = [spend(NOON, NOON + 0.25), spend(NOON, NOON + 0.5), spend(NOON, NOON + 0.75)]
    assert free_at(spends, Limits(per_second=3), NOON + 1) == NOON + 1.3
    assert free_at(spends, Limits(per_second=4), NOON + 1) == NOON + 1


def test_an_answer_stamped_before_its_claim_frees_no_earlier_than_the_claim() -> None:
    assert free_at([spend(NOON, NOON - 3600)], PER_MINUTE, NOON) == NOON + 61


def test_a_days_budget_frees_at_midnight_utc_after_24_hours_or_at_the_later_of_both() -> None:
    spends = [spend(NOON, NOON + 1), spend(NOON + 100, NOON + 101)]

    def free(day: str) -> float:
        return free_at(spends, Limits(per_day=2, day=day), NOON + 200)

    assert free("utc") == MIDNIGHT + 1
    assert free("rolling") == NOON + 1 + DAY + 1
    assert free("both") == NOON + 1 + DAY + 1


def test_just_after_midnight_it_may_still_be_yesterday_at_the_server() -> None:
    assert free_at([spend(NOON, NOON + 1)], Limits(per_day=1, day="utc"), MIDNIGHT + 0.5) == MIDNIGHT + 1


def test_a_request_on_its_way_over_midnight_counts_in_both_days() -> None:
    over = spend(MIDNIGHT - 20, MIDNIGHT + 20)
    limits = Limits(per_day=1, day="utc")
    assert free_at([over], limits, MIDNIGHT - 10) == MIDNIGHT + DAY + 1
    assert free_at([over], limits, MIDNIGHT + 100) == MIDNIGHT + DAY + 1


def test_yesterdays_requests_do_not_count_today() -> None:
    spends = [spend(MIDNIGHT - 3600, MIDNIGHT - 3599)] * 5
    assert free_at(spends, Limits(per_day=5, day="utc"), MIDNIGHT + 60) == MIDNIGHT + 60


class Made(NamedTuple):
    """A request as it went: `answered_ts` None is a process that died."""

    claimed_ts: float
    answered_ts: float | None
    arrived_ts: float


STEPS = st.lists(
    st.tuples(
        st.floats(0, 200),  # how long after the slot was free it is used
        st.floats(0, TIMEOUT_S),  # how long until its answer
        st.booleans(),  # whether an answer came
        st.floats(0, 1),  # where between claim and answer it arrived
    ),
    min_size=2,
    max_size=14,
)
LIMITS = st.builds(
    Limits,
    per_second=st.none() | st.integers(1, 3),
    per_minute=st.none() | st.integers(1, 3),
    per_day=st.none() | st.integers(1, 4),
    day=st.sampled_from(["utc", "rolling", "both"]),
)


@settings(max_examples=150, deadline=None)
@given(start_s=st.floats(-400, 10), steps=STEPS, limits=LIMITS)
def test_no_window_ever_holds_more_arrivals_than_allowed_wherever_between_claim_and_answer_they_came(
    start_s: float, steps: list[tuple[float, float, bool, float]], limits: Limits
) -> None:
    connection = ledger_in_memory()
    now_ts = MIDNIGHT + start_s
    made: list[Made] = []
    for wait_s, answer_s, answered, share in steps:
        # The next one may leave while others are on their way.
        seen = [
            spend(one.claimed_ts, one.answered_ts if one.answered_ts and one.answered_ts <= now_ts else None)
            for one in made
        ]
        now_ts = max(now_ts, free_at(seen, limits, now_ts)) + wait_s * (wait_s > 100)
        # What the store decides from its rows is what the pure rule says of the same requests.
        for number, one in enumerate(made, 1):
            if one.answered_ts and one.answered_ts <= now_ts:
                settle(connection, number, one.answered_ts)
        assert isinstance(claim(connection, PROJECT, now_ts, limits), Spend)
        made.append(Made(now_ts, now_ts + answer_s if answered else None, now_ts + answer_s * share))
    connection.close()
    arrivals = sorted(one.arrived_ts for one in made)
    rolling = limits.per_day if limits.day != "utc" else None
    for limit, window_s in ((limits.per_second, 1), (limits.per_minute, 60), (rolling, DAY)):
        if limit is not None:
            assert all(after - before > window_s for before, after in zip(arrivals, arrivals[limit:], strict=False))
    if limits.per_day is not None and limits.day != "rolling":
        days = [arrival // DAY for arrival in arrivals]
        assert all(days.count(day) <= limits.per_day for day in days)


@settings(max_examples=60, deadline=None)
@given(
    requests=st.lists(st.tuples(st.floats(-DAY * 1.2, 0), st.none() | st.floats(0, 90)), max_size=12),
    limits=LIMITS,
)
def test_a_refused_claim_says_the_time_that_the_pure_rule_says(
    requests: list[tuple[float, float | None]], limits: Limits
) -> None:
    connection = ledger_in_memory()
    now_ts = MIDNIGHT + 1000
    for ago_s, answer_s in requests:
        one = granted(claim(connection, PROJECT, now_ts + ago_s, Limits()))
        if answer_s is not None:
            settle(connection, one.claim_id, one.claimed_ts + answer_s)
    expected = free_at(ledger.recent(connection, PROJECT, "live_net", now_ts), limits, now_ts)
    answer = claim(connection, PROJECT, now_ts, limits)
    connection.close()
    assert (answer.claimed_ts if isinstance(answer, Spend) else answer) == expected


def ledger_in_memory() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for step in schema.STEPS:
        for statement in step:
            connection.execute(statement)
    return connection


def test_a_refused_claim_says_when_and_leaves_no_trace(connection: sqlite3.Connection) -> None:
    granted(claim(connection, PROJECT, NOON, PER_MINUTE))
    before = position(connection, PROJECT)
    assert claim(connection, PROJECT, NOON + 30, PER_MINUTE) == NOON + TIMEOUT_S + 61
    assert len(ledger.log(connection, PROJECT, 10)) == 1
    assert position(connection, PROJECT) == before


def test_channels_share_their_endpoints_slots_but_endpoints_and_projects_do_not(connection: sqlite3.Connection) -> None:
    granted(claim(connection, PROJECT, NOON, PER_MINUTE, channel="a"))
    assert not isinstance(claim(connection, PROJECT, NOON, PER_MINUTE, channel="b"), Spend)
    granted(claim(connection, PROJECT, NOON, PER_MINUTE, endpoint="live_scale"))
    granted(claim(connection, PROJECT + 1, NOON, PER_MINUTE))


def test_a_settled_request_is_read_back_whole(connection: sqlite3.Connection) -> None:
    one = granted(claim(connection, PROJECT, NOON, PER_MINUTE, channel="课堂", by="host:1"))
    assert (one.answered_ts, one.window, one.by) == (None, minutes(0, 5), "host:1")
    settle(
        connection,
        one.claim_id,
        NOON + 2,
        status=429,
        failure=FailureKind.OVER_LIMIT,
        detail="qps limit error",
        set_aside=3,
        server_ts=NOON + 5,
    )
    expected = replace(
        one,
        answered_ts=NOON + 2,
        status=429,
        failure=FailureKind.OVER_LIMIT,
        detail="qps limit error",
        set_aside=3,
        size_bytes=10,
        elapsed_ms=1.5,
    )
    assert ledger.log(connection, PROJECT, 10) == (expected,)
    assert ledger.recent(connection, PROJECT, "live_net", NOON + 3) == (expected,)
    assert ledger.last_answers(connection, PROJECT) == {("live_net", "课堂"): expected}
    assert connection.execute("SELECT skew_s FROM ledger").fetchone() == (3.0,)


def test_an_answer_to_a_claim_that_was_never_made_is_a_mistake(connection: sqlite3.Connection) -> None:
    with pytest.raises(LookupError, match="no claim 7"):
        settle(connection, 7, NOON)


def test_the_last_answer_of_a_want_is_the_one_that_came_last_not_the_one_claimed_last(
    connection: sqlite3.Connection,
) -> None:
    first, second, third = (granted(claim(connection, PROJECT, NOON + n, Limits())) for n in range(3))
    settle(connection, second.claim_id, NOON + 10)
    settle(connection, first.claim_id, NOON + 20)
    settle(connection, third.claim_id, NOON + 15)
    (last,) = ledger.last_answers(connection, PROJECT).values()
    assert last.claim_id == first.claim_id


def test_recent_and_log_are_newest_first_and_recent_forgets_what_no_limit_needs(connection: sqlite3.Connection) -> None:
    moments = [NOON - DAY - 100, NOON - DAY + 100, NOON - 5, NOON]
    for moment in moments:
        one = granted(claim(connection, PROJECT, moment, Limits()))
        settle(connection, one.claim_id, moment + 1)
    assert [one.claimed_ts for one in ledger.recent(connection, PROJECT, "live_net", NOON + 1)] == moments[:0:-1]
    assert [one.claimed_ts for one in ledger.log(connection, PROJECT, 3)] == moments[:0:-1]


def test_spent_today_counts_by_endpoint_what_the_server_can_have_counted_in_its_day(
    connection: sqlite3.Connection,
) -> None:
    for moment, answered in [(-7200.0, -7199.0), (-30.0, 20.0), (100.0, 101.0), (200.0, None)]:
        one = granted(claim(connection, PROJECT, MIDNIGHT + moment, Limits()))
        if answered is not None:
            settle(connection, one.claim_id, MIDNIGHT + answered)
    granted(claim(connection, PROJECT, MIDNIGHT + 5, Limits(), endpoint="usage"))
    assert ledger.spent_today(connection, PROJECT, MIDNIGHT + 300) == {"live_net": 3, "usage": 1}
    assert ledger.spent_today(connection, PROJECT, MIDNIGHT - 300) == {"live_net": 2}


def test_the_work_of_a_claim_does_not_grow_with_the_requests_of_other_endpoints(connection: sqlite3.Connection) -> None:
    limits = Limits(per_second=3, per_minute=60, per_day=1000)

    def work(now_ts: float) -> int:
        """Instructions of SQLite's machine, in tens."""
        tens = 0

        def count() -> int:
            nonlocal tens
            tens += 1
            return 0

        connection.set_progress_handler(count, 10)
        granted(claim(connection, PROJECT, now_ts, limits))
        connection.set_progress_handler(None, 0)
        return tens

    alone = work(NOON)
    for number in range(500):
        claim(connection, PROJECT, NOON, Limits(), endpoint=f"other {number % 9}")
    assert work(NOON + 10) < 3 * alone
