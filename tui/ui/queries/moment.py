"""What is diagnosed of one minute."""

from __future__ import annotations

import sqlite3

from tui.analysis.diagnosis import ENDPOINT, Doubt, Summary, doubt_at, doubts, moment_summary
from tui.domain.records import MINUTE, Window
from tui.store.sqlite import series
from tui.store.sqlite.diagnoses import ALL, Narrowed, read_diagnoses, read_truncated


def read_moment(
    connection: sqlite3.Connection, project_id: int, moment_ts: int, now_ts: float, only: Narrowed = ALL
) -> Summary:
    """What is known of the minute in which `moment_ts` lies."""
    start_ts = moment_ts // MINUTE * MINUTE
    minute = Window(start_ts, start_ts + MINUTE)
    truncated = read_truncated(connection, project_id, minute)
    coverage = series.read_coverage(connection, project_id, ENDPOINT.name, "", minute)
    doubt = doubt_at(doubts(coverage, truncated, minute, now_ts), start_ts)
    diagnoses = read_diagnoses(connection, project_id, minute, only=only)
    if start_ts > now_ts:
        doubt = Doubt.PENDING
    return moment_summary(diagnoses, at_least=bool(truncated), doubt=doubt)
