"""Dates: what a header changes of the requests in the ledger."""

from __future__ import annotations

import sqlite3

import pytest

from tests.manual_clock import ManualClock
from tests.store.worlds import PROJECT, Asker
from tui.domain.account import TIMEOUT_S, free_at
from tui.domain.records import DAY, HOUR, FailureKind, Limits, Outcome
from tui.store.rows import ledger
from tui.store.rows.account import read_account

NOON = 19_700 * DAY - DAY / 2
PER_MINUTE = Limits(per_minute=1)
NEVER_ARRIVED = Outcome(None, FailureKind.UNREACHABLE, arrived=False)


@pytest.fixture
def asker(connection: sqlite3.Connection) -> Asker:
    return Asker(connection, ManualClock(NOON))


def times(asker: Asker) -> list[tuple[float, float | None]]:
    """Claimed, answered, in the order of the claims, in seconds from NOON."""
    made = reversed(ledger.log(asker.connection, PROJECT, 100))
    return [(one.claimed_ts - NOON, None if one.answered_ts is None else one.answered_ts - NOON) for one in made]


@pytest.mark.parametrize("skew_s", [-600.0, 600.0])
def test_the_first_header_tells_when_the_requests_before_it_were(connection: sqlite3.Connection, skew_s: float) -> None:
    box = ManualClock(NOON + skew_s)
    one, other = Asker(connection, box), Asker(connection, box, by="2")
    dead = one.granted(PER_MINUTE)
    lost = one.granted(endpoint="usage")
    one.settle(lost.claim_id, NEVER_ARRIVED)
    box.advance(10)
    told = other.granted(endpoint="live_scale")
    box.advance(10)
    assert other.settle(told.claim_id, date_ts=NOON + 20) == NOON + 10.5
    assert times(one) == [(0.5, None), (0.5, 0.5), (10.5, 20.5)]
    # The one that heard no header itself goes by it too, and whoever died holds the slot as long as ever.
    assert one.claim(PER_MINUTE) == NOON + 0.5 + TIMEOUT_S + 61
    assert one.clock.now() == NOON + 20.5
    one.granted(Limits(per_day=1), endpoint="usage")
    assert dead.claimed_ts == NOON + skew_s


def test_requests_of_before_the_box_was_started_again_keep_their_time(connection: sqlite3.Connection) -> None:
    before = Asker(connection, ManualClock(NOON))
    before.settle(before.granted().claim_id)
    after = Asker(connection, ManualClock(NOON + 600 + HOUR))
    after.settle(after.granted().claim_id, date_ts=NOON + 600)
    assert times(after) == [(0, 0), (600.5, 600.5)]


@pytest.mark.parametrize("apart_s", [10, 900])
def test_a_first_header_that_was_wrong_by_hours_is_forgotten_with_all_it_said(asker: Asker, apart_s: int) -> None:
    asker.settle(asker.granted().claim_id, date_ts=NOON + 5 * HOUR)
    for moment_s in (apart_s, 2 * apart_s):
        asker.box.advance(apart_s)
        asker.settle(asker.granted(endpoint="live_scale").claim_id, date_ts=NOON + moment_s)
    assert times(asker) == [(moment_s + 0.5, moment_s + 0.5) for moment_s in (0, apart_s, 2 * apart_s)]
    assert (
        free_at(read_account(asker.connection, PROJECT, ["live_net"], PER_MINUTE, NOON), PER_MINUTE, 0) == NOON + 61.5
    )


def test_two_requests_lie_as_far_apart_as_they_were_made_however_headers_are_rounded(asker: Asker) -> None:
    limits = Limits(per_second=1)
    asker.box.advance(0.99)
    asker.settle(asker.granted(limits).claim_id, date_ts=NOON)
    asker.box.advance(0.02)
    # This one says that it is later than the first one said.
    asker.settle(asker.granted(endpoint="live_scale").claim_id, date_ts=NOON + 1)
    asker.box.advance(0.5)
    wait_ts = asker.claim(limits)
    assert isinstance(wait_ts, float)
    assert wait_ts - asker.clock.now() == pytest.approx(0.53, abs=0.001)


def test_a_request_that_nobody_answers_holds_its_slot_as_long_as_ever_however_headers_are_rounded(asker: Asker) -> None:
    asker.box.advance(0.9)
    asker.settle(asker.granted(endpoint="live_scale").claim_id, date_ts=NOON)
    asker.granted(PER_MINUTE)
    asker.box.advance(100.1)
    asker.settle(asker.granted(endpoint="live_scale").claim_id, date_ts=NOON + 101)
    wait_ts = asker.claim(PER_MINUTE)
    assert isinstance(wait_ts, float)
    assert wait_ts - asker.clock.now() == pytest.approx(TIMEOUT_S + 61 - 100.1, abs=0.001)


def test_a_clock_that_is_set_between_the_starts_of_two_scry_gives_nobody_a_second_slot(asker: Asker) -> None:
    asker.granted(PER_MINUTE)
    asker.box.jump(HOUR)
    other = Asker(asker.connection, asker.box, by="2")
    other.box.advance(30)
    wait_ts = other.claim(PER_MINUTE)
    assert isinstance(wait_ts, float)
    assert wait_ts - other.clock.now() == TIMEOUT_S + 61 - 30


def test_the_last_headers_are_kept_and_no_more(asker: Asker) -> None:
    for number in range(ledger.READINGS + 3):
        asker.settle(asker.granted().claim_id, date_ts=NOON + number)
        asker.box.advance(1)
    dates = ledger.read_dates(asker.connection, PROJECT)
    assert sorted(date.server_ts - NOON for date in dates) == [*range(3, ledger.READINGS + 3)]
    assert ledger.read_dates(asker.connection, PROJECT + 1) == []
