"""The ledger: what is granted, and what is noted."""

from __future__ import annotations

import sqlite3

import pytest
from msgspec.structs import replace

from tests.manual_clock import ManualClock
from tests.store.worlds import ANY, PROJECT, Asker, minutes
from tui.domain.account import TIMEOUT_S, free_at, unreserved
from tui.domain.records import DAY, HOUR, REFUSALS, FailureKind, LastAttempt, Limits, Outcome, Spend, Want
from tui.store.rows import ledger
from tui.store.rows.account import read_account
from tui.store.rows.changed import position

MIDNIGHT = 19_700 * DAY
NOON = MIDNIGHT - DAY / 2
PER_MINUTE = Limits(per_minute=1)
FAILED = Outcome(503, FailureKind.SERVER_ERROR)
NEVER_ARRIVED = Outcome(None, FailureKind.UNREACHABLE, arrived=False)


@pytest.fixture
def asker(connection: sqlite3.Connection) -> Asker:
    return Asker(connection, ManualClock(NOON))


# -- what is granted


def test_a_claim_is_refused_until_the_time_that_its_account_says(asker: Asker) -> None:
    one = asker.granted()
    asker.at(NOON + 5).settle(one.claim_id)
    for limits in (PER_MINUTE, Limits(per_day=1, day="utc"), Limits(per_day=1, day="rolling")):
        account = read_account(asker.connection, PROJECT, ["live_net"], limits, asker.clock.now())
        free_ts = free_at(account, limits, asker.clock.now())
        assert free_ts > asker.clock.now()
        assert asker.claim(limits) == free_ts
    asker.at(NOON + 5 + 60.5)
    assert asker.claim(PER_MINUTE) == NOON + 5 + 61
    asker.at(NOON + 5 + 61).granted(PER_MINUTE)


def test_a_refused_claim_leaves_no_trace(asker: Asker) -> None:
    asker.granted(PER_MINUTE)
    before = position(asker.connection, PROJECT)
    assert asker.at(NOON + 30).claim(PER_MINUTE) == NOON + TIMEOUT_S + 61
    assert len(ledger.log(asker.connection, PROJECT, 10)) == 1
    assert position(asker.connection, PROJECT) == before


def test_channels_share_their_endpoints_slots_but_endpoints_and_projects_do_not(asker: Asker) -> None:
    asker.granted(PER_MINUTE, channel="a")
    assert not isinstance(asker.claim(PER_MINUTE, channel="b"), Spend)
    asker.granted(PER_MINUTE, endpoint="live_scale")
    asker.granted(PER_MINUTE, project_id=PROJECT + 1)


def test_endpoints_that_share_a_quota_share_its_slots(asker: Asker) -> None:
    bucket = ("big_users", "big_score")
    asker.granted(PER_MINUTE, endpoint="big_users", shared_with=bucket)
    assert asker.claim(PER_MINUTE, endpoint="big_score", shared_with=bucket) == NOON + TIMEOUT_S + 61
    asker.granted(PER_MINUTE, endpoint="live_net", shared_with=("live_net",))
    # Where each has its own, the other's requests say nothing.
    asker.granted(PER_MINUTE, endpoint="big_score")


def test_a_request_that_never_arrived_gives_its_slot_back(asker: Asker) -> None:
    one = asker.granted(Limits(1, 1, 1))
    asker.settle(one.claim_id, NEVER_ARRIVED)
    asker.granted(Limits(1, 1, 1))
    (_, first) = ledger.log(asker.connection, PROJECT, 10)
    assert (first.arrived, first.failure) == (False, FailureKind.UNREACHABLE)


def test_who_leaves_the_reserve_alone_is_refused_where_who_asks_by_hand_is_not(asker: Asker) -> None:
    limits = Limits(per_day=10)
    spare = unreserved(limits, 0.2)
    for _ in range(8):
        asker.granted(spare)
    assert not isinstance(asker.claim(spare), Spend)
    asker.granted(limits)
    asker.granted(limits)
    assert not isinstance(asker.claim(limits), Spend)


def test_a_claim_made_on_a_view_that_is_no_longer_true_gets_no_slot(asker: Asker) -> None:
    other = Asker(asker.connection, asker.box, by="2")

    def look() -> int:
        return read_account(asker.connection, PROJECT, ["live_net"], ANY, NOON).newest_id

    seen_id = look()
    other.granted(endpoint="live_scale")
    assert isinstance(asker.claim(seen_id=seen_id), Spend)
    assert other.claim(seen_id=seen_id) == NOON
    assert isinstance(other.claim(seen_id=look()), Spend)


def test_a_view_of_a_shared_quota_is_outdated_by_a_claim_of_any_of_its_endpoints(asker: Asker) -> None:
    one = asker.granted(endpoint="a", shared_with=("a", "b"))
    asker.granted(endpoint="b", shared_with=("a", "b"))
    assert not isinstance(asker.claim(endpoint="a", shared_with=("a", "b"), seen_id=one.claim_id), Spend)


# -- what is noted


def test_a_settled_request_is_read_back_whole(asker: Asker) -> None:
    asker.by = "host:1"
    one = asker.granted(PER_MINUTE, channel="课堂")
    assert (one.answered_ts, one.window, one.by, one.claimed_ts) == (None, minutes(0, 5), "host:1", NOON)
    outcome = Outcome(429, FailureKind.OVER_LIMIT, "qps limit error", 3, 10, 1.5, rows=7)
    assert asker.at(NOON + 2).settle(one.claim_id, outcome) == NOON
    expected = replace(
        one,
        answered_ts=NOON + 2,
        status=429,
        failure=FailureKind.OVER_LIMIT,
        detail="qps limit error",
        set_aside=3,
        size_bytes=10,
        elapsed_ms=1.5,
        rows=7,
    )
    assert ledger.log(asker.connection, PROJECT, 10) == (expected,)
    assert read_account(asker.connection, PROJECT, ["live_net"], PER_MINUTE, NOON + 3).recent == (expected,)
    assert ledger.read_turns(asker.connection, PROJECT) == {("live_net", "课堂", ""): LastAttempt(expected, 1)}


def test_an_answer_to_a_claim_that_was_never_made_is_a_mistake(asker: Asker) -> None:
    with pytest.raises(LookupError, match="no claim 7"):
        asker.settle(7)


def test_the_turn_of_a_want_is_the_one_answered_last_not_the_one_claimed_last(asker: Asker) -> None:
    first, second, third = (asker.granted().claim_id for _ in range(3))
    for wait_s, claim_id in ((10, second), (5, third), (5, first)):
        asker.box.advance(wait_s)
        asker.settle(claim_id)
    (turn,) = ledger.read_turns(asker.connection, PROJECT).values()
    assert turn.last.claim_id == first


def test_failures_are_counted_in_a_row_and_by_channel(asker: Asker) -> None:
    def turn(outcome: Outcome, channel: str = "a") -> LastAttempt:
        asker.settle(asker.granted(channel=channel).claim_id, outcome)
        asker.box.advance(1)
        return ledger.read_turns(asker.connection, PROJECT)["live_net", channel, ""]

    assert [turn(outcome).failures for outcome in (FAILED, NEVER_ARRIVED, FAILED)] == [1, 2, 3]
    assert turn(FAILED, "b").failures == 1
    assert turn(Outcome(200)).failures == 0
    assert turn(FAILED).failures == 1
    assert turn(Outcome(200), "b").last.channel == "b"


@pytest.mark.parametrize("kind", sorted(REFUSALS, key=str))
def test_a_refusal_is_no_answer_to_what_is_wanted_whoever_asked(asker: Asker, kind: FailureKind) -> None:
    want = Want("live_net", window=minutes(0, 5))
    answered = asker.granted().claim_id
    asker.settle(answered)
    refused = asker.at(NOON + 70).granted().claim_id
    asker.settle(refused, Outcome(401, kind))

    def told() -> tuple[list[int], list[int]]:
        turns = ledger.read_turns(asker.connection, PROJECT).values()
        tries = ledger.read_tries(asker.connection, PROJECT, want, NOON - 10, 10)
        return [turn.last.claim_id for turn in turns], [one.claim_id for one in tries]

    assert told() == ([answered], [answered])
    assert ledger.log(asker.connection, PROJECT, 1)[0].failure is kind
    # As an older scry on the store notes it.
    asker.connection.execute("UPDATE last_answers SET claim_id = ?", (refused,))
    assert told() == ([], [answered])


def test_a_box_that_was_put_back_in_time_by_a_header_does_not_forget_who_failed_last(asker: Asker) -> None:
    """The second answer comes at an earlier time than the first had been thought to come at."""
    asker.settle(asker.granted().claim_id, FAILED)
    asker.box.advance(5)
    asker.settle(asker.granted().claim_id, FAILED, date_ts=NOON - 600)
    (turn,) = ledger.read_turns(asker.connection, PROJECT).values()
    assert turn.failures == 2


@pytest.mark.parametrize("wrong_s", [-2 * HOUR, 2 * HOUR, 5 * HOUR])
def test_a_long_answer_that_was_seen_by_a_wrong_clock_is_waited_for_no_longer_than_any_other(
    asker: Asker, wrong_s: float
) -> None:
    """Its process said that it is still coming, and died; then a header tells what time it is."""
    asker.box.jump(wrong_s)
    asker = Asker(asker.connection, asker.box)
    long = asker.granted(endpoint="call_details")
    asker.box.advance(30)
    ledger.see(asker.connection, PROJECT, long.claim_id, asker.clock)
    asker.box.advance(10)
    asker.settle(asker.granted(endpoint="live_scale").claim_id, date_ts=NOON)
    (seen,) = (one for one in ledger.log(asker.connection, PROJECT, 10) if one.claim_id == long.claim_id)
    assert seen.claimed_ts == pytest.approx(NOON - 40, abs=1)
    assert seen.seen_ts == pytest.approx(NOON - 10, abs=1)
    assert [one.claim_id for one in ledger.under_way(asker.connection, PROJECT, NOON + 48)] == [long.claim_id]
    assert ledger.under_way(asker.connection, PROJECT, NOON + 52) == ()


def test_what_a_wrong_clock_said_before_the_box_was_started_again_hides_no_answer_of_now(
    connection: sqlite3.Connection,
) -> None:
    before, after = Asker(connection, ManualClock(NOON + HOUR)), Asker(connection, ManualClock(NOON))
    before.settle(before.granted().claim_id)
    after.settle(after.granted().claim_id, FAILED)
    (turn,) = ledger.read_turns(connection, PROJECT).values()
    assert (turn.last.claimed_ts, turn.failures) == (NOON, 1)


def test_the_log_is_newest_first_and_of_one_project(asker: Asker) -> None:
    claims = []
    for number in range(4):
        claims.append(asker.granted(endpoint=f"e{number}").claim_id)
        asker.box.advance(10)
    asker.granted(project_id=PROJECT + 1)
    assert [one.claim_id for one in ledger.log(asker.connection, PROJECT, 3)] == claims[:0:-1]


def test_under_way_is_what_may_still_be_answered_newest_first(asker: Asker) -> None:
    dead = asker.granted().claim_id
    asker.at(NOON + 30)
    answered, other, newest = asker.granted(), asker.granted(endpoint="usage"), asker.granted()
    asker.granted(project_id=PROJECT + 1)
    asker.settle(answered.claim_id, FAILED)

    def under_way(now_ts: float) -> list[int]:
        return [one.claim_id for one in ledger.under_way(asker.connection, PROJECT, now_ts)]

    assert under_way(NOON + 59) == [newest.claim_id, other.claim_id, dead]
    assert under_way(NOON + 60) == [newest.claim_id, other.claim_id]
    assert under_way(NOON + 90) == []


def test_a_day_is_counted_by_endpoint_and_by_the_tighter_of_its_kinds(asker: Asker) -> None:
    def spent(now_ts: float, day: str = "utc") -> dict[str, int]:
        limits = dict.fromkeys(("live_net", "usage"), Limits(per_day=9, day=day))
        return ledger.spent_of_a_day(asker.connection, PROJECT, limits, now_ts)

    for claimed_s, answered_s in [(-7200, -7199), (-30, 20), (100, 101), (200, None)]:
        one = asker.at(MIDNIGHT + claimed_s).granted()
        if answered_s is not None:
            asker.at(MIDNIGHT + answered_s).settle(one.claim_id)
        if claimed_s == -30:
            assert spent(MIDNIGHT + 1) == {"live_net": 2}
    never = asker.granted()
    asker.settle(never.claim_id, NEVER_ARRIVED)
    asker.granted(endpoint="usage")
    asker.granted(project_id=PROJECT + 1)
    assert spent(MIDNIGHT + 300) == {"live_net": 3, "usage": 1}
    assert spent(MIDNIGHT + 300, "both") == spent(MIDNIGHT + 300, "rolling") == {"live_net": 4, "usage": 1}


@pytest.mark.long
def test_the_work_of_a_claim_does_not_grow_with_the_requests_of_other_endpoints(asker: Asker) -> None:
    limits = Limits(per_second=3, per_minute=60, per_day=1000)

    def work() -> int:
        """Instructions of SQLite's machine, in tens."""
        tens = 0

        def tick() -> int:
            nonlocal tens
            tens += 1
            return 0

        asker.connection.set_progress_handler(tick, 10)
        asker.granted(limits)
        asker.connection.set_progress_handler(None, 0)
        return tens

    def others(number: int) -> None:
        for n in range(number):
            asker.granted(endpoint=f"other {n % 9}")

    # The last requests of all are looked at once more at each claim, in case the time is another; never more of them.
    others(ledger.RETOLD)
    alone = work()
    others(2000)
    assert work() < 1.1 * alone
