"""The questions that rows answer: the function behind each question; tui/store/snapshot.py defines the answers."""

from __future__ import annotations

from tui.store.rows.account import read_account
from tui.store.rows.alarms import count_unread as count_unread_alarms
from tui.store.rows.alarms import read_alarm, read_alarms, read_stands
from tui.store.rows.alerts import read_alerts
from tui.store.rows.aliases import read_alias_key
from tui.store.rows.calls import (
    find_calls,
    find_calls_near,
    find_detailed_calls,
    list_calls,
    read_call,
    read_flags,
    read_heard,
    read_sessions,
)
from tui.store.rows.channels import any_points, read_answered, read_last_stretches, read_seen_channels
from tui.store.rows.collectors import read_collectors
from tui.store.rows.connection import Rows, method
from tui.store.rows.curves import count_unread as count_unread_chunks
from tui.store.rows.curves import read_curves, read_minutes
from tui.store.rows.deliveries import read_deliveries, read_notifiers, read_silences
from tui.store.rows.diagnoses import read_diagnoses, read_newest_ts, read_totals, read_truncated
from tui.store.rows.figures import read_figures
from tui.store.rows.ledger import count_unknown, log, read_dates, read_tries, read_turns, spent_of_a_day, under_way
from tui.store.rows.listings import count_unread as count_unread_listings
from tui.store.rows.listings import read_listings
from tui.store.rows.names import read_appearances, read_named_call, read_names
from tui.store.rows.notes import read_notes
from tui.store.rows.outbox import count_unsent, read_report, read_reports
from tui.store.rows.report_rows import count_unread
from tui.store.rows.sending import due_at
from tui.store.rows.series import read_coverage, read_newest_minute_ts, read_series
from tui.store.rows.spending import read_spending
from tui.store.rows.told_curves import read_told_curves
from tui.store.rows.usage import read_last_answer, read_unread, read_usage
from tui.store.rows.verdicts import read_kept_verdict


class RowsSnapshot(Rows):
    series = method(read_series)
    last_points = method(read_last_stretches)
    has_points = method(any_points)
    newest_minute_ts = method(read_newest_minute_ts)
    coverage = method(read_coverage)
    answered = method(read_answered)

    diagnoses = method(read_diagnoses)
    diagnosis_totals = method(read_totals)
    truncated = method(read_truncated)
    newest_diagnosed_ts = method(read_newest_ts)

    alerts = method(read_alerts)

    call = method(read_call)
    calls_begun = method(list_calls)
    detailed_calls = method(find_detailed_calls)
    calls_on = method(find_calls)
    calls_near = method(find_calls_near)
    flags = method(read_flags)
    heard = method(read_heard)
    sessions = method(read_sessions)
    curves = method(read_curves)
    minutes = method(read_minutes)
    unread_chunks = method(count_unread_chunks)
    listings = method(read_listings)
    told_curves = method(read_told_curves)
    figures = method(read_figures)
    kept_verdict = method(read_kept_verdict)
    unread_listings = method(count_unread_listings)

    usage = method(read_usage)
    unread_days = method(read_unread)
    last_usage_ts = method(read_last_answer)

    account = method(read_account)
    requests = method(log)
    unknown_requests = method(count_unknown)
    under_way = method(under_way)
    spent_of_a_day = method(spent_of_a_day)
    spending = method(read_spending)
    tries = method(read_tries)
    turns = method(read_turns)
    dates = method(read_dates)

    reports = method(read_reports)
    unsent_reports = method(count_unsent)
    report = method(read_report)
    unread_reports = method(count_unread)
    report_due_ts = method(due_at)

    stands = method(read_stands)
    alarms = method(read_alarms)
    alarm = method(read_alarm)
    unread_alarms = method(count_unread_alarms)
    deliveries = method(read_deliveries)
    notifiers = method(read_notifiers)
    silences = method(read_silences)
    notes = method(read_notes)

    seen_channels = method(read_seen_channels)
    names = method(read_names)
    named_call = method(read_named_call)
    appearances = method(read_appearances)
    collectors = method(read_collectors)
    alias_key = method(read_alias_key)
