"""The questions of an incident's summary to the store: one reading of the stretch, then one for each judged call."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.calls.findings import CallFinding, findings_of
from tui.analysis.project.diagnosis import Doubtful, Summary, doubts, moment_summary, ranked, totals_of
from tui.analysis.project.incident import MetricCount, Sufferer, count_metric, sufferers_of
from tui.analysis.project.live_series import LiveSeries, metric_view
from tui.domain.edition import Edition, Yields
from tui.domain.records import (
    HOUR,
    MINUTE,
    Delivery,
    DiagnosisFilter,
    KeptAlarm,
    KeptNote,
    KeptReport,
    KnownCall,
    Threshold,
    VendorAlert,
    Window,
)
from tui.queries.judged_calls import FindingsData, FindingsQuery, judged_of, listed_calls
from tui.store.api import Snapshot, Store

# Calls of so long before the stretch are looked through for those that were still on.
CALLS_S = 6 * HOUR
# A call takes up to some hundred milliseconds: those with most diagnoses are judged first, and so many at most.
MOST_JUDGED = 40
MOST_ALARMS = MOST_ALERTS = MOST_REPORTS = 500
MOST_NOTES = 2000


class IncidentQuery(Struct, frozen=True):
    """`channel` narrows everything but the metrics, which are the project's; "": all channels."""

    edition: Edition
    window: Window
    channel: str
    now_ts: float
    thresholds: Mapping[str, Threshold]


class AffectedCall(Struct, frozen=True):
    """A call that was on, and the number of its users with diagnoses within the stretch."""

    call: KnownCall
    people: int


class IncidentData(Struct, frozen=True):
    """All that the store knows of the stretch. `doubts` are the minutes that may hold more diagnoses; `told` are the
    deliveries by alarm. `has_diagnoses`: the edition has diagnoses of Agora at all. `calls_on` counts the stored calls
    that were on; `calls_left_out` those of them that were not looked at, because enough others were judged. `unread`
    counts alarms and reports of a newer version."""

    query: IncidentQuery
    counts: tuple[MetricCount, ...]
    has_diagnoses: bool
    diagnosed: Summary
    doubts: tuple[Doubtful, ...]
    sufferers: tuple[Sufferer, ...]
    by_channel: tuple[tuple[str, int], ...]
    calls: tuple[AffectedCall, ...]
    calls_on: int
    calls_left_out: int
    judged: FindingsData
    alarms: tuple[KeptAlarm, ...]
    told: Mapping[int, Sequence[Delivery]]
    alerts: tuple[VendorAlert, ...]
    notes: tuple[KeptNote, ...]
    reports: tuple[KeptReport, ...]
    unread: int

    @property
    def is_bad(self) -> bool:
        """Whether a known minute of a metric is beyond its limit."""
        return any(one.bad for one in self.counts)

    @property
    def is_whole(self) -> bool:
        """Whether every minute of every metric with a limit is known."""
        return bool(self.counts) and not any(one.gaps for one in self.counts)

    @property
    def found(self) -> tuple[CallFinding, ...]:
        """The conclusions on trouble within the stretch."""
        window = self.query.window
        found = findings_of(self.judged.calls)
        return tuple(one for one in found if one.since_ts < window.end_ts and one.until_ts >= window.start_ts)


def whole_minutes(window: Window, now_ts: float) -> Window:
    """The minutes that the window touches and that have begun."""
    end_ts = min(window.end_ts, int(now_ts) + 1)
    start_ts = min(window.start_ts, end_ts)
    return Window(start_ts // MINUTE * MINUTE, -(-end_ts // MINUTE) * MINUTE)


async def read_incident(store: Store, query: IncidentQuery) -> IncidentData:
    """Raises StoreError."""
    data, calls = await store.read(_read, query)
    judged, seen = await judged_of(store, _findings_query(query), calls, MOST_JUDGED)
    return replace(
        data,
        judged=replace(data.judged, calls=judged, not_judged=seen - len(judged)),
        calls_left_out=len(calls) - seen,
    )


def _findings_query(query: IncidentQuery) -> FindingsQuery:
    window = Window(query.window.start_ts - CALLS_S, query.window.end_ts)
    return FindingsQuery(query.edition, window, query.channel, None, query.now_ts, query.thresholds)


def _read(snapshot: Snapshot, query: IncidentQuery) -> tuple[IncidentData, Sequence[KnownCall]]:
    """Everything but the judgements, and the calls to judge, those with most diagnoses first."""
    window, now_ts, edition = query.window, query.now_ts, query.edition
    only = DiagnosisFilter(channel=query.channel or None)
    diagnoses = snapshot.diagnoses(window, only=only)
    endpoint = next((one for one in edition.endpoints.values() if one.yields is Yields.DIAGNOSES), None)
    doubtful: tuple[Doubtful, ...] = ()
    if endpoint is not None:
        truncated = snapshot.truncated(window, endpoint.slot_s)
        coverage = snapshot.coverage(endpoint.name, "", window, endpoint.slot_s)
        doubtful = doubts(endpoint, coverage, truncated, window, now_ts)

    asked = _findings_query(query)
    begun, unlisted = listed_calls(snapshot, asked)
    calls = [call for call in begun if call.destroyed_ts is None or call.destroyed_ts >= window.start_ts]
    people: defaultdict[str, set[str]] = defaultdict(set)
    for call in calls:
        for one in diagnoses:
            if one.channel == call.channel and call.created_ts <= one.ts <= (call.destroyed_ts or window.end_ts):
                people[call.call_id].add(one.uid)
    calls.sort(key=lambda call: (-len(people[call.call_id]), -call.created_ts, call.call_id))

    alarms = tuple(one for one in snapshot.alarms(MOST_ALARMS) if _was_on(one, query))
    told: defaultdict[int, list[Delivery]] = defaultdict(list)
    for delivery in snapshot.deliveries([alarm.alarm_id for alarm in alarms]):
        told[delivery.alarm_id].append(delivery)
    data = IncidentData(
        query=query,
        counts=_counts(snapshot, query),
        has_diagnoses=endpoint is not None,
        diagnosed=moment_summary(diagnoses, at_least=any(each.doubt.value == "truncated" for each in doubtful)),
        doubts=doubtful,
        sufferers=sufferers_of(diagnoses),
        by_channel=ranked(totals_of(diagnoses).by_channel),
        calls=tuple(AffectedCall(call, len(people[call.call_id])) for call in calls if people[call.call_id]),
        calls_on=len(calls),
        calls_left_out=len(calls),
        judged=FindingsData(asked.window, query.channel, None, (), len(calls), unlisted == ()),
        alarms=tuple(sorted(alarms, key=lambda one: (one.since_ts, one.alarm_id))),
        told=dict(told),
        alerts=tuple(one for one in snapshot.alerts(window, MOST_ALERTS) if query.channel in ("", one.channel)),
        notes=tuple(one for one in reversed(snapshot.notes(window, MOST_NOTES)) if _is_about(one, query.channel)),
        reports=tuple(one for one in snapshot.reports(MOST_REPORTS) if _is_of(one, query)),
        unread=snapshot.unread_alarms() + snapshot.unread_reports(),
    )
    return data, calls


def _counts(snapshot: Snapshot, query: IncidentQuery) -> tuple[MetricCount, ...]:
    """The metrics that this edition tells and that have a limit."""
    window, series = query.window, LiveSeries(snapshot, query.edition)
    judged = [name for name in query.edition.live_metrics if name in query.thresholds]
    views = (metric_view(series, name, query.thresholds[name], window, query.now_ts) for name in judged)
    return tuple(count for view in views if (count := count_metric(view, window)) is not None)


def _was_on(alarm: KeptAlarm, query: IncidentQuery) -> bool:
    end_ts = alarm.end_ts if alarm.end_ts is not None else alarm.over_ts
    is_its = query.channel == "" or alarm.channel in ("", query.channel)
    return is_its and alarm.since_ts < query.window.end_ts and (end_ts is None or end_ts >= query.window.start_ts)


def _is_about(note: KeptNote, channel: str) -> bool:
    return channel == "" or note.scope.channel in (None, "", channel)


def _is_of(kept: KeptReport, query: IncidentQuery) -> bool:
    ts = kept.draft.ts
    return ts is not None and query.window.holds(ts) and query.channel in ("", kept.draft.channel)
