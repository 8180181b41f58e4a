"""The outbox: reports as they are written, on their way, and what became of them.

    keep_draft   ▶ DRAFT
    DRAFT        ▶ QUEUED    queue
    QUEUED       ▶ SENDING   claim_next; DRAFT where nobody sent it for long
    SENDING      ▶ SENT      settle; REFUSED; DRAFT where it never arrived; UNKNOWN where no answer came, or nobody
                             lives who could tell
    REFUSED      ▶ QUEUED    queue; DRAFT where something else was typed
    UNKNOWN      ▶ QUEUED    queue `again`: somebody was asked; SENT or REFUSED where the answer came late

A report leaves QUEUED in the transaction that claims its slot, and is never queued again but by somebody's hand: so it
is sent at most once for each time that somebody said so, whichever process dies, and when. What is SENT stays as it is.
"""

from __future__ import annotations

import json
import math
import sqlite3
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from tui.clock import DateReading, ServerClock
from tui.records import (
    MINUTE,
    Answer,
    Failure,
    FailureKind,
    KeptReport,
    Limits,
    Receipt,
    Report,
    ReportDraft,
    ReportState,
    Spend,
)
from tui.store import ledger
from tui.store.account import TIMEOUT_S
from tui.store.topics import bump

T = TypeVar("T")

ENDPOINT = "report"
# A report that has waited longer is sent only when somebody says so again: its process died long ago, and by now the
# problem may be over, or reported.
MOST_WAIT_S = 5.0 * MINUTE
# What is on its way is told as it is, and what was sent is history.
_UNDER_WAY = (ReportState.QUEUED, ReportState.SENDING)
_FIXED = (*_UNDER_WAY, ReportState.SENT)
_MAY_HAVE_ARRIVED = (ReportState.SENT, ReportState.UNKNOWN)
_DISCARDED = (ReportState.DRAFT, ReportState.REFUSED, ReportState.UNKNOWN)
_COLUMNS = "report_id, draft, report, state, changed_ts, changed_by, failure, receipt"


class MayHaveArrivedError(LookupError):
    """The server has this report, or may have it: it is sent again only where somebody was asked. See `kept`."""

    def __init__(self, kept: KeptReport) -> None:
        super().__init__(f"report {kept.report_id} is {kept.state.value}")
        self.kept = kept


class Sending(Struct, frozen=True):
    """A report that must be sent now, once, and the request that the ledger holds for it."""

    kept: KeptReport
    report: Report
    claim: Spend


def keep_draft(
    connection: sqlite3.Connection,
    project_id: int,
    draft: ReportDraft,
    *,
    report_id: int | None = None,
    now_ts: float,
    by: str,
) -> int:
    """Keep what was typed; returns its id, a new one where `report_id` is on its way, sent, or gone.

    One that is UNKNOWN stays so whatever is typed: it may have arrived, and must not be sent again without asking.
    """
    kept = _found(connection, project_id, report_id)
    if kept is None or kept.state in _FIXED:
        return _add(connection, project_id, draft, None, ReportState.DRAFT, now_ts, by)
    if draft != kept.draft:
        if kept.state is ReportState.UNKNOWN:
            connection.execute("UPDATE reports SET draft = ? WHERE report_id = ?", (_text(draft), kept.report_id))
        else:
            _rewrite(connection, kept.report_id, draft, None, ReportState.DRAFT, now_ts, by)
        bump(connection, project_id, "reports")
    return kept.report_id


def queue(
    connection: sqlite3.Connection,
    project_id: int,
    draft: ReportDraft,
    report: Report,
    *,
    report_id: int | None = None,
    again: bool = False,
    now_ts: float,
    by: str,
) -> int:
    """Have `report` sent; returns its id. One that is on its way already, or says the same, is not sent twice for it.

    Raises MayHaveArrivedError for one that is SENT or UNKNOWN, unless `again`: somebody was asked. What was SENT stays
    as it is; the other one is new.
    """
    kept = _found(connection, project_id, report_id) or _twin(connection, project_id, report)
    if kept is not None and kept.state in _UNDER_WAY:
        return kept.report_id
    if kept is not None and kept.state in _MAY_HAVE_ARRIVED and not again:
        raise MayHaveArrivedError(kept)
    if kept is None or kept.state is ReportState.SENT:
        return _add(connection, project_id, draft, report, ReportState.QUEUED, now_ts, by)
    _rewrite(connection, kept.report_id, draft, report, ReportState.QUEUED, now_ts, by)
    bump(connection, project_id, "reports")
    return kept.report_id


def discard(connection: sqlite3.Connection, project_id: int, report_id: int) -> bool:
    """Let go of one that is neither on its way nor sent; False: there is no such one."""
    deleted = connection.execute(
        "DELETE FROM reports WHERE project_id = ? AND report_id = ? AND state IN (?, ?, ?)",
        (project_id, report_id, *(state.value for state in _DISCARDED)),
    ).rowcount
    if deleted:
        bump(connection, project_id, "reports")
    return bool(deleted)


def read_reports(connection: sqlite3.Connection, project_id: int, limit: int) -> tuple[KeptReport, ...]:
    """The last `limit` reports, those that changed last first."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM reports WHERE project_id = ? ORDER BY changed_ts DESC, report_id DESC LIMIT ?",  # noqa: S608 - constant
        (project_id, limit),
    )
    return tuple(_kept(*row) for row in rows)


def read_report(connection: sqlite3.Connection, project_id: int, report_id: int) -> KeptReport | None:
    return _one(connection, "project_id = ? AND report_id = ?", project_id, report_id)


# -- sending


def due_at(connection: sqlite3.Connection, project_id: int) -> float:
    """When there is something to claim or to give up, unless something changes before: 0 at once, inf never."""
    (due_ts,) = connection.execute(
        "SELECT min(CASE state WHEN 'queued' THEN 0 ELSE ifnull(claimed_ts + ?, 0) END)"
        " FROM reports LEFT JOIN ledger USING (claim_id)"
        " WHERE reports.project_id = ? AND state IN ('queued', 'sending')",
        (TIMEOUT_S, project_id),
    ).fetchone()
    return math.inf if due_ts is None else float(due_ts)


def claim_next(
    connection: sqlite3.Connection, project_id: int, *, limits: Limits, clock: ServerClock, by: str
) -> Sending | float | None:
    """Take a slot for the oldest report that is to be sent: from here on it is SENDING, by this caller alone.

    A float is when a slot is free (epoch seconds), None: there is nothing to send. What nobody sends any more is given
    up first.
    """
    give_up_lost(connection, project_id, clock.elapsed() + clock.learn(ledger.read_dates(connection, project_id)))
    kept = _one(connection, "project_id = ? AND state = 'queued' ORDER BY report_id LIMIT 1", project_id)
    if kept is None or kept.report is None:
        return None
    claim = ledger.claim(connection, project_id, endpoint=ENDPOINT, limits=limits, clock=clock, by=by)
    if not isinstance(claim, Spend):
        return claim
    connection.execute(
        "UPDATE reports SET state = 'sending', claim_id = ?, changed_ts = ?, changed_by = ? WHERE report_id = ?",
        (claim.claim_id, claim.claimed_ts, by, kept.report_id),
    )
    bump(connection, project_id, "reports")
    sending = msgspec.structs.replace(kept, state=ReportState.SENDING, changed_ts=claim.claimed_ts, by=by)
    return Sending(sending, kept.report, claim)


def settle(
    connection: sqlite3.Connection,
    project_id: int,
    sending: Sending,
    came: Answer[Receipt] | Failure,
    state: ReportState,
    *,
    clock: ServerClock,
    reading: DateReading | None,
) -> None:
    """Note what came of it, in the ledger and of the report. One that was given up meanwhile is known again.

    Raises LookupError where the ledger does not hold the claim.
    """
    failure = came if isinstance(came, Failure) else None
    outcome = ledger.failed(came) if isinstance(came, Failure) else ledger.answered(came, 0)
    ledger.settle(connection, project_id, sending.claim.claim_id, outcome, clock=clock, reading=reading)
    connection.execute(
        "UPDATE reports SET state = ?, failure = ?, receipt = ?, changed_ts = ?"
        " WHERE project_id = ? AND claim_id = ? AND state IN ('sending', 'unknown')",
        (
            state.value,
            _text(failure),
            None if isinstance(came, Failure) else _text(came.value),
            clock.now(),
            project_id,
            sending.claim.claim_id,
        ),
    )
    bump(connection, project_id, "reports")


def give_up_lost(connection: sqlite3.Connection, project_id: int, now_ts: float) -> None:
    """What was on its way and can have no answer any more is UNKNOWN; what waited too long is a draft again."""
    # The same sum as in `due_at`: what is due by one of them must be so by the other.
    lost = connection.execute(
        "UPDATE reports SET state = 'unknown', failure = ?1, changed_ts = ?2"
        " WHERE project_id = ?3 AND state = 'sending' AND NOT EXISTS (SELECT 1 FROM ledger"
        " WHERE ledger.claim_id = reports.claim_id AND answered_ts IS NULL AND claimed_ts + ?4 > ?2)",
        (_text(Failure(FailureKind.UNANSWERED)), now_ts, project_id, TIMEOUT_S),
    )
    late = connection.execute(
        "UPDATE reports SET state = 'draft', failure = ?1, changed_ts = ?2"
        " WHERE project_id = ?3 AND state = 'queued' AND changed_ts <= ?2 - ?4",
        (_text(Failure(FailureKind.NOT_SENT, arrived=False)), now_ts, project_id, MOST_WAIT_S),
    )
    if lost.rowcount or late.rowcount:
        bump(connection, project_id, "reports")


# -- rows


def _found(connection: sqlite3.Connection, project_id: int, report_id: int | None) -> KeptReport | None:
    return None if report_id is None else read_report(connection, project_id, report_id)


def _twin(connection: sqlite3.Connection, project_id: int, report: Report) -> KeptReport | None:
    """One on its way that says the very same: a key pressed twice before the first press had an id."""
    whose = "project_id = ? AND state IN ('queued', 'sending') AND report = ? LIMIT 1"
    return _one(connection, whose, project_id, _text(report))


def _add(
    connection: sqlite3.Connection,
    project_id: int,
    draft: ReportDraft,
    report: Report | None,
    state: ReportState,
    now_ts: float,
    by: str,
) -> int:
    report_id = connection.execute(
        "INSERT INTO reports (project_id, draft, report, state, changed_ts, changed_by) VALUES (?, ?, ?, ?, ?, ?)",
        (project_id, _text(draft), _text(report), state.value, now_ts, by),
    ).lastrowid
    assert report_id is not None
    bump(connection, project_id, "reports")
    return report_id


def _rewrite(
    connection: sqlite3.Connection,
    report_id: int,
    draft: ReportDraft,
    report: Report | None,
    state: ReportState,
    now_ts: float,
    by: str,
) -> None:
    """It is another one now: what was said of it, and a late answer to it, belong to the one before."""
    connection.execute(
        "UPDATE reports SET draft = ?, report = ?, state = ?, changed_ts = ?, changed_by = ?,"
        " claim_id = NULL, failure = NULL, receipt = NULL WHERE report_id = ?",
        (_text(draft), _text(report), state.value, now_ts, by, report_id),
    )


def _one(connection: sqlite3.Connection, where: str, *values: object) -> KeptReport | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM reports WHERE {where}", values).fetchone()  # noqa: S608 - constants
    return None if row is None else _kept(*row)


def _kept(
    report_id: int,
    draft: str,
    report: str | None,
    state: str,
    changed_ts: float,
    by: str,
    failure: str | None,
    receipt: str | None,
) -> KeptReport:
    return KeptReport(
        report_id,
        _value(draft, ReportDraft),
        None if report is None else _value(report, Report),
        ReportState(state),
        changed_ts,
        by,
        None if failure is None else _value(failure, Failure),
        None if receipt is None else _value(receipt, Receipt),
    )


def _text(value: Struct | None) -> str | None:
    """As JSON of ASCII letters alone: whatever was typed can be kept, half a character too."""
    return None if value is None else json.dumps(msgspec.to_builtins(value))


def _value(text: str, kind: type[T]) -> T:
    read: Any = json.loads(text)
    return msgspec.convert(read, kind)
