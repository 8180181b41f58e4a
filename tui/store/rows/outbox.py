"""The outbox: reports while they are written, until they are handed over; sending.py has their further way.

    keep_draft   ▶ DRAFT
    DRAFT        ▶ QUEUED    queue
    QUEUED       ▶ SENDING   claim_next; DRAFT where nobody sent it for long
    SENDING      ▶ SENT      settle; REFUSED; DRAFT where it never arrived; UNKNOWN where no answer came, or the
                             sending process ended
    REFUSED      ▶ QUEUED    queue; DRAFT where the user typed another text
    UNKNOWN      ▶ QUEUED    queue, where the user was `asked`; SENT or REFUSED where the answer came late
    DRAFT        ▶ COPIED    keep_draft of a ticket that left so; SAVED; DRAFT again where the user typed another text

A SENT report stays as it is. A report with the same text as another that has arrived, or may have, is not queued
without asking either: a form that was closed and opened again writes the same report anew.
"""

from __future__ import annotations

from itertools import islice

from msgspec.structs import replace

from tui.domain.records import KeptReport, Report, ReportDraft, ReportState
from tui.store.errors import MayHaveArrivedError
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection
from tui.store.rows.report_rows import add, as_text, found, one_report, reports_where, rewrite

# The server certainly has none of these.
_NOT_THERE = (ReportState.DRAFT, ReportState.REFUSED)
_DISCARDED = (*_NOT_THERE, ReportState.UNKNOWN, ReportState.COPIED, ReportState.SAVED)


def keep_draft(
    connection: RowConnection,
    project_id: int,
    draft: ReportDraft,
    *,
    report_id: int | None = None,
    state: ReportState = ReportState.DRAFT,
    now_ts: float,
    by: str,
) -> KeptReport:
    kept = found(connection, project_id, report_id)
    if kept is None or kept.is_locked:
        return add(connection, project_id, draft, None, state, now_ts, by)
    if draft == kept.draft and state is ReportState.DRAFT:
        return kept
    if kept.state is not ReportState.UNKNOWN:
        return rewrite(connection, project_id, kept.report_id, draft, None, state, now_ts, by)
    connection.execute("UPDATE reports SET draft = ? WHERE report_id = ?", (as_text(draft), kept.report_id))
    bump(connection, project_id, "reports")
    return replace(kept, draft=draft)


def queue(
    connection: RowConnection,
    project_id: int,
    draft: ReportDraft,
    report: Report,
    *,
    report_id: int | None = None,
    asked: ReportState | None = None,
    now_ts: float,
    by: str,
) -> KeptReport:
    kept = found(connection, project_id, report_id)
    same = _twin(connection, project_id, report) if kept is None or kept.state in _NOT_THERE else kept
    if same is not None and same.is_on_its_way:
        return same
    if same is not None and same.state is not asked:
        raise MayHaveArrivedError(same)
    kept = kept or same
    if kept is None or kept.state is ReportState.SENT:
        return add(connection, project_id, draft, report, ReportState.QUEUED, now_ts, by)
    return rewrite(connection, project_id, kept.report_id, draft, report, ReportState.QUEUED, now_ts, by)


def discard(connection: RowConnection, project_id: int, report_id: int) -> bool:
    deleted = connection.execute(
        "DELETE FROM reports WHERE project_id = ? AND report_id = ? AND state IN (?, ?, ?, ?, ?)",
        (project_id, report_id, *(state.value for state in _DISCARDED)),
    ).rowcount
    if deleted:
        bump(connection, project_id, "reports")
    return bool(deleted)


def read_reports(connection: RowConnection, project_id: int, limit: int) -> tuple[KeptReport, ...]:
    where = "project_id = ? ORDER BY changed_ts DESC, report_id DESC"
    return tuple(islice(reports_where(connection, where, project_id), limit))


def count_unsent(connection: RowConnection, project_id: int) -> int:
    where = "project_id = ? AND state IN ('draft', 'refused', 'unknown')"
    return sum(one.is_unsent for one in reports_where(connection, where, project_id))


def read_report(connection: RowConnection, project_id: int, report_id: int) -> KeptReport | None:
    return found(connection, project_id, report_id)


def _twin(connection: RowConnection, project_id: int, report: Report) -> KeptReport | None:
    """One that says the very same and is on its way, has arrived, or may have: the first of those, the newest."""
    where = (
        "project_id = ? AND state IN ('queued', 'sending', 'sent', 'unknown') AND report = ?"
        " ORDER BY state IN ('queued', 'sending') DESC, changed_ts DESC, report_id DESC"
    )
    return one_report(connection, where, project_id, as_text(report))
