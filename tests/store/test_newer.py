"""Two versions on one store: what the newer one wrote never ends the older one, is left out and counted."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.manual_clock import ManualClock
from tests.store.newer import (
    CALL_ID,
    CAUSES,
    CHANNEL,
    UNKNOWN_REQUESTS,
    UNREAD_CHUNKS,
    UNREAD_LISTINGS,
    UNREAD_REPORTS,
    curves,
    plant,
)
from tests.store.worlds import PROJECT, T0, empty_ledger
from tui.agora.editions.reference_2020 import EDITION
from tui.clock import ServerClock
from tui.domain.records import DAY, HOUR, MOST_QUEUED_S, DiagnosisFilter, Limits, Part, ReportState, Want, Window
from tui.store.rows import (
    account,
    aliases,
    calls,
    diagnoses,
    ledger,
    listings,
    outbox,
    report_rows,
    sending,
    spending,
)
from tui.store.rows.curves import count_unread, pack, put_session, read_curves, read_minutes
from tui.store.rows.listings import read_listings
from tui.store.rows.names import read_names

NOW = float(T0)
LIMITS = EDITION.limits
LAST_HOUR = Window(T0 - HOUR, T0)


@pytest.fixture
def shared() -> Iterator[sqlite3.Connection]:
    with closing(empty_ledger()) as connection:
        plant(connection, PROJECT, NOW)
        yield connection


def test_a_request_that_this_version_does_not_know_is_left_out_of_the_log_and_counted(
    shared: sqlite3.Connection,
) -> None:
    assert ledger.log(shared, PROJECT, 100, LIMITS) == ()
    assert ledger.count_unknown(shared, PROJECT, LIMITS, NOW - DAY) == UNKNOWN_REQUESTS
    assert ledger.count_unknown(shared, PROJECT, LIMITS, NOW) == 0
    # What it does know of them: of its own endpoints each cost a request.
    assert ledger.spent_of_a_day(shared, PROJECT, LIMITS, NOW) == {"live_scale": 1, "call_details": 1, "diagnosis": 1}
    assert set(ledger.read_turns(shared, PROJECT)) <= {("call_sessions", "")}
    assert {spend.endpoint for spend in ledger.under_way(shared, PROJECT, NOW)} <= {"call_sessions"}
    found = spending.read_spending(shared, PROJECT, NOW)
    assert (found["live_scale"].rolling, found["live_scale"].last) == ({"newer:1": 1}, None)
    for name, limits in LIMITS.items():
        one = account.read_account(shared, PROJECT, (name,), limits, NOW)
        assert (one.rolling, one.recent) == (1 if name in ("live_scale", "call_details", "diagnosis") else 0, ())


def test_a_walk_goes_by_the_requests_and_listings_that_can_be_read_the_others_are_counted(
    shared: sqlite3.Connection,
) -> None:
    want = Want("call_details", call_id="", part=Part.USERS, window=LAST_HOUR)
    assert ledger.read_tries(shared, PROJECT, want, NOW - DAY, 100) == ()
    assert read_listings(shared, PROJECT, "call_lists", LAST_HOUR) == ()
    assert listings.count_unread(shared, PROJECT, LIMITS, NOW - DAY) == UNREAD_LISTINGS
    assert listings.count_unread(shared, PROJECT, LIMITS, NOW + 1) == 0
    assert read_listings(shared, PROJECT, "call_details", LAST_HOUR, call_id=CALL_ID, part=Part.ALL_METRICS) == ()


def test_a_report_that_cannot_be_read_is_left_out_and_counted_and_neither_sent_nor_waited_for(
    shared: sqlite3.Connection,
) -> None:
    kept = outbox.read_reports(shared, PROJECT, 100)
    assert report_rows.count_unread(shared, PROJECT) == UNREAD_REPORTS
    # Where only what the server said cannot be read, the state is what counts.
    states = [ReportState.REFUSED, ReportState.UNKNOWN, ReportState.SENT, ReportState.DRAFT]
    assert sorted(one.state.value for one in kept) == sorted(state.value for state in states)
    assert outbox.read_reports(shared, PROJECT, 1) == kept[:1]
    clock = ServerClock(ManualClock(NOW))
    # The one that is on its way without a request is given up at once, and then nothing is due before the queued one.
    assert sending.claim_next(shared, PROJECT, limits=Limits(), clock=clock, by="me") is None
    assert sending.due_at(shared, PROJECT) == NOW + MOST_QUEUED_S
    sending.give_up_lost(shared, PROJECT, NOW + MOST_QUEUED_S)
    assert sending.due_at(shared, PROJECT) == math.inf
    assert report_rows.count_unread(shared, PROJECT) == UNREAD_REPORTS


def test_a_diagnosis_stays_whatever_is_noted_of_its_causes(shared: sqlite3.Connection) -> None:
    found = diagnoses.read_diagnoses(shared, PROJECT, LAST_HOUR)
    assert [len(one.causes) for one in sorted(found, key=lambda one: one.uid)] == [1] + [0] * (len(CAUSES) - 1)
    totals = diagnoses.read_totals(shared, PROJECT, LAST_HOUR)
    assert (totals.events, totals.by_experience, totals.by_factor) == (len(CAUSES), {99: len(CAUSES)}, {3: 1})
    for only in (DiagnosisFilter(factor_id=3), DiagnosisFilter(factor_id=3, host_uid="7")):
        assert diagnoses.read_totals(shared, PROJECT, LAST_HOUR, only).events == 1
    assert read_names(shared, PROJECT, 100).channels[0] in (CHANNEL, "class-1")
    assert calls.read_sessions(shared, PROJECT, CALL_ID)[0].platform == "Glasses"


def test_names_are_hidden_by_a_key_of_another_form_as_well(shared: sqlite3.Connection) -> None:
    key = aliases.read_alias_key(shared, PROJECT)
    assert key == aliases.make_alias_key(shared, PROJECT)
    assert key is not None
    assert len(key) == aliases.KEY_BYTES


def test_a_chunk_in_a_form_that_this_version_does_not_know_is_left_out_counted_and_never_written_over(
    shared: sqlite3.Connection,
) -> None:
    (curve,) = read_curves(shared, PROJECT, CALL_ID, "S1")
    assert len(curve.ts) == 10
    assert count_unread(shared, PROJECT, CALL_ID) == count_unread(shared, PROJECT, CALL_ID, "S1") == UNREAD_CHUNKS
    assert count_unread(shared, PROJECT, CALL_ID, "S2") == 0
    assert {one.peer_uid for one in read_minutes(shared, PROJECT, CALL_ID)} == {7}
    rows = "SELECT start_ts, rollup, points FROM chunks ORDER BY start_ts"
    before = shared.execute(rows).fetchall()
    for start_ts, *_ in before:
        (answer,) = pack(curves(start_ts), Window(start_ts, start_ts + 60)).sessions
        put_session(shared, (PROJECT, CALL_ID, "S1"), answer, NOW + 1)
    assert count_unread(shared, PROJECT, CALL_ID) == UNREAD_CHUNKS
    assert shared.execute(rows).fetchall()[:UNREAD_CHUNKS] == before[:UNREAD_CHUNKS]
