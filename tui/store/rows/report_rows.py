"""Rows of reports: how one lies in its table, found, added and written anew."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, TypeVar

import msgspec
from msgspec import Struct

from tui.domain.records import Failure, KeptReport, Receipt, Report, ReportDraft, ReportState
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection

T = TypeVar("T")

# The errors of reading a row of a newer scry.
UNREADABLE = (ValueError, TypeError, RecursionError, msgspec.ValidationError)
_COLUMNS = "report_id, draft, report, state, changed_ts, changed_by, failure, receipt"


def reports_where(connection: RowConnection, where: str, *values: object) -> tuple[KeptReport, ...]:
    """`where` is a constant of ours, and may end with an order. A row of a newer scry that this one cannot read is left
    out: the newer one sends it."""
    return tuple(_read(connection, where, values))


def one_report(connection: RowConnection, where: str, *values: object) -> KeptReport | None:
    """The first one."""
    return next(_read(connection, where, values), None)


def count_unread(connection: RowConnection, project_id: int) -> int:
    (count,) = connection.execute("SELECT count(*) FROM reports WHERE project_id = ?", (project_id,)).fetchone()
    return int(count) - len(reports_where(connection, "project_id = ?", project_id))


def _read(connection: RowConnection, where: str, values: Sequence[object]) -> Iterator[KeptReport]:
    for row in connection.execute(f"SELECT {_COLUMNS} FROM reports WHERE {where}", values):  # noqa: S608 - constants
        with suppress(*UNREADABLE):
            yield _kept(*row)


def found(connection: RowConnection, project_id: int, report_id: int | None) -> KeptReport | None:
    return one_report(connection, "project_id = ? AND report_id = ?", project_id, report_id)


def add(
    connection: RowConnection,
    project_id: int,
    draft: ReportDraft,
    report: Report | None,
    state: ReportState,
    now_ts: float,
    by: str,
) -> KeptReport:
    (report_id,) = connection.execute(
        "INSERT INTO reports (project_id, draft, report, state, changed_ts, changed_by)"
        " VALUES (?, ?, ?, ?, ?, ?) RETURNING report_id",
        (project_id, as_text(draft), as_text(report), state.value, now_ts, by),
    ).fetchone()
    bump(connection, project_id, "reports")
    return KeptReport(report_id, draft, report, state, now_ts, by)


def rewrite(
    connection: RowConnection,
    project_id: int,
    report_id: int,
    draft: ReportDraft,
    report: Report | None,
    state: ReportState,
    now_ts: float,
    by: str,
) -> KeptReport:
    """The report is another one now: the old answer, and a late one to it, belong to the one before."""
    connection.execute(
        "UPDATE reports SET draft = ?, report = ?, state = ?, changed_ts = ?, changed_by = ?,"
        " claim_id = NULL, failure = NULL, receipt = NULL WHERE report_id = ?",
        (as_text(draft), as_text(report), state.value, now_ts, by, report_id),
    )
    bump(connection, project_id, "reports")
    return KeptReport(report_id, draft, report, state, now_ts, by)


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
        of_text(draft, ReportDraft),
        None if report is None else of_text(report, Report),
        ReportState(state),
        changed_ts,
        by,
        _told(failure, Failure),
        _told(receipt, Receipt),
    )


def as_text(value: Struct | None) -> str | None:
    """As JSON of ASCII letters alone: any typed text can be kept, half a character too."""
    return None if value is None else json.dumps(msgspec.to_builtins(value))


def _told(text: str | None, kind: type[T]) -> T | None:
    """The details of the state; None too where they cannot be read: the state counts."""
    with suppress(*UNREADABLE):
        return None if text is None else of_text(text, kind)
    return None


def of_text(text: str, kind: type[T]) -> T:
    """Raises one of UNREADABLE."""
    read: Any = json.loads(text)
    return msgspec.convert(read, kind)
