"""Sending: reports of the outbox on their way to the server, each claimed once, and their outcomes.

A report leaves QUEUED in the transaction that claims its slot (outbox.py draws the whole way): it is sent at most once
for each confirmation, also when a process dies at any moment.
"""

from __future__ import annotations

import math

from msgspec.structs import replace

from tui.clock import DateReading, ServerClock
from tui.domain.account import TIMEOUT_S
from tui.domain.records import (
    MOST_QUEUED_S,
    REPORT_ENDPOINT,
    Answer,
    Failure,
    FailureKind,
    Limits,
    Receipt,
    ReportState,
    Sending,
    Spend,
    outcome_of,
)
from tui.store.rows import claims, ledger
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection
from tui.store.rows.report_rows import as_text, one_report

_NEXT = "project_id = ? AND state = 'queued' AND report IS NOT NULL ORDER BY report_id"


def due_at(connection: RowConnection, project_id: int) -> float:
    if one_report(connection, _NEXT, project_id) is not None:
        return 0.0
    # One that cannot be read is only given up.
    (due_ts,) = connection.execute(
        "SELECT min(CASE state WHEN 'queued' THEN changed_ts + ? ELSE coalesce(claimed_ts + ?, 0) END)"
        " FROM reports LEFT JOIN ledger USING (claim_id)"
        " WHERE reports.project_id = ? AND state IN ('queued', 'sending')",
        (MOST_QUEUED_S, TIMEOUT_S, project_id),
    ).fetchone()
    return math.inf if due_ts is None else float(due_ts)


def claim_next(
    connection: RowConnection, project_id: int, *, limits: Limits, clock: ServerClock, by: str
) -> Sending | float | None:
    give_up_lost(connection, project_id, clock.elapsed() + clock.learn(ledger.read_dates(connection, project_id)))
    kept = one_report(connection, _NEXT, project_id)
    if kept is None or kept.report is None:
        return None
    claim = claims.claim(connection, project_id, endpoint=REPORT_ENDPOINT, limits=limits, clock=clock, by=by)
    if not isinstance(claim, Spend):
        return claim
    connection.execute(
        "UPDATE reports SET state = 'sending', claim_id = ?, changed_ts = ?, changed_by = ? WHERE report_id = ?",
        (claim.claim_id, claim.claimed_ts, by, kept.report_id),
    )
    bump(connection, project_id, "reports")
    sending = replace(kept, state=ReportState.SENDING, changed_ts=claim.claimed_ts, by=by)
    return Sending(sending, kept.report, claim)


def settle(
    connection: RowConnection,
    project_id: int,
    sending: Sending,
    came: Answer[Receipt] | Failure,
    state: ReportState,
    *,
    clock: ServerClock,
    reading: DateReading | None,
) -> None:
    failure = came if isinstance(came, Failure) else None
    ledger.settle(connection, project_id, sending.claim.claim_id, outcome_of(came), clock=clock, reading=reading)
    connection.execute(
        "UPDATE reports SET state = ?, failure = ?, receipt = ?, changed_ts = ?"
        " WHERE project_id = ? AND claim_id = ? AND state IN ('sending', 'unknown')",
        (
            state.value,
            as_text(failure),
            None if isinstance(came, Failure) else as_text(came.value),
            clock.now(),
            project_id,
            sending.claim.claim_id,
        ),
    )
    bump(connection, project_id, "reports")


def give_up_lost(connection: RowConnection, project_id: int, now_ts: float) -> None:
    """A report on its way without any chance of an answer is UNKNOWN; one that waited too long is a draft again."""
    # The same sum as in `due_at`: a report due by one of them must be due by the other.
    lost = connection.execute(
        "UPDATE reports SET state = 'unknown', failure = ?1, changed_ts = ?2"
        " WHERE project_id = ?3 AND state = 'sending' AND NOT EXISTS (SELECT 1 FROM ledger"
        " WHERE ledger.claim_id = reports.claim_id AND answered_ts IS NULL AND claimed_ts + ?4 > ?2)",
        (as_text(Failure(FailureKind.UNANSWERED)), now_ts, project_id, TIMEOUT_S),
    )
    late = connection.execute(
        "UPDATE reports SET state = 'draft', failure = ?1, changed_ts = ?2"
        " WHERE project_id = ?3 AND state = 'queued' AND changed_ts <= ?2 - ?4",
        (as_text(Failure(FailureKind.NOT_SENT, arrived=False)), now_ts, project_id, MOST_QUEUED_S),
    )
    if lost.rowcount or late.rowcount:
        bump(connection, project_id, "reports")
