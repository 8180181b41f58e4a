"""The session screen's question to the store, and the plots of its curves: worked out in a thread, off the loop."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.calls.named import CallVerdict
from tui.analysis.calls.session import SHARE_OF_MINUTE, MetricCurves, metrics_of, whole_of
from tui.analysis.calls.told import told_windows
from tui.analysis.project.diagnosis import concerns
from tui.analysis.times.spans import without
from tui.domain.edition import Edition, Endpoint
from tui.domain.glossary import level
from tui.domain.records import (
    Call,
    Diagnosis,
    DiagnosisFilter,
    KeptVerdict,
    Level,
    Listing,
    Points,
    Runs,
    Session,
    Threshold,
    Window,
)
from tui.queries.call_verdict import CallEvidence, call_verdict, read_evidence
from tui.queries.curve_answers import curve_answers
from tui.queries.noted import noted_moments
from tui.store.api import Snapshot
from tui.ui.charts.axes import LABEL_WIDTH
from tui.ui.charts.curves import PlotStyle, rules_of, thinned
from tui.ui.charts.plot import Plot, PlotLine
from tui.ui.charts.spark import spark_runs

# The colours of the peers; the last curve role is that of the metric pinned over a chart.
COLOURS = tuple(f"curve{number}" for number in range(1, 8))
PINNED = "curve8"
COURSE_COLUMNS = 10


class SessionQuery(Struct, frozen=True):
    edition: Edition
    call_id: str
    sid: str
    now_ts: float
    thresholds: Mapping[str, Threshold]


class SessionData(Struct, frozen=True):
    """One reading. `whole` is the session from its join to the last knowable second.

    `call_verdict` names the causes in the call. `untold` are its stretches without an answer about the curves; they may
    still come from `pending_ts` on; `diagnosed` are the diagnoses of this user, and those that name it as the cause.
    `unread_chunks` is the number of pieces of its curves of a newer scry, in an unknown form. `told` has the answers by
    session, of an edition with requests by session. `unkept` is the verdict where the store does not keep it,
    `evidence` all that it was judged by.
    """

    now_ts: float
    call: Call
    session: Session
    sessions: tuple[Session, ...]
    whole: Window
    metrics: Mapping[int, MetricCurves]
    call_verdict: CallVerdict
    diagnosed: tuple[Diagnosis, ...]
    untold: tuple[Window, ...]
    pending_ts: int | None
    unread_chunks: int = 0
    told: Mapping[str, Sequence[Listing]] = {}
    noted: tuple[float, ...] = ()
    unkept: KeptVerdict | None = None
    evidence: CallEvidence | None = None


def read_session(snapshot: Snapshot, query: SessionQuery) -> SessionData | None:
    """The store's answer to this screen; None where it knows no such session. Runs off the event loop."""
    call = snapshot.call(query.call_id)
    sessions = snapshot.sessions(query.call_id)
    session = next((one for one in sessions if one.sid == query.sid), None)
    if call is None or session is None:
        return None
    metrics = metrics_of(snapshot.curves(query.call_id, query.sid), query.thresholds)
    details = query.edition.call_details
    whole = whole_of(details, session, call, query.now_ts, metrics.values())
    diagnosed = snapshot.diagnoses(whole, only=DiagnosisFilter(channel=call.channel))
    now_ts = query.now_ts
    answers = curve_answers(snapshot, details, call.call_id)
    listings = answers.of(session, whole)
    untold = without(whole, told_of(details, session, listings, metrics.values()))
    # The part younger than the delay was requested, and is requested again.
    # A window of a call that is on ends up to one delay before now, and of it one delay is not told.
    pending_s = 3 * details.longest_delay_s
    pending_ts = untold[-1].start_ts if untold and untold[-1].start_ts >= now_ts - pending_s else None
    evidence = read_evidence(snapshot, details, call, sessions, query.thresholds, now_ts)
    judged, unkept = call_verdict(snapshot, call.call_id, evidence)
    return SessionData(
        now_ts=now_ts,
        call=call,
        session=session,
        sessions=sessions,
        whole=whole,
        metrics=metrics,
        call_verdict=judged,
        diagnosed=tuple(one for one in reversed(diagnosed) if concerns(one, session.uid)),
        untold=untold if pending_ts is None else untold[:-1],
        unread_chunks=snapshot.unread_chunks(query.call_id, query.sid),
        pending_ts=pending_ts,
        told=answers.by_session or {},
        noted=noted_moments(snapshot, whole, call),
        unkept=unkept,
        evidence=evidence,
    )


def told_of(
    details: Endpoint, session: Session, listings: Iterable[Listing], metrics: Iterable[MetricCurves]
) -> list[Window]:
    """The stretches of which the curves are told: by answers that cannot have left the session out, and by those that
    held some of its points."""
    told = [*told_windows(session, listings, details.longest_delay_s)]
    stamps = [one.curve.ts for each in metrics for one in each.curves]
    for one in listings:
        end_ts = min(one.window.end_ts, int(one.answered_ts) - details.longest_delay_s)
        window = Window(one.window.start_ts, max(one.window.start_ts, end_ts))
        if any(bisect_left(ts, window.start_ts) < bisect_left(ts, window.end_ts) for ts in stamps):
            told.append(window)
    return told


class DrawnMetric(Struct, frozen=True):
    """One metric over the window: its plot, the peers of its curves with their roles, worst first; the points of its
    worst curve as drawn, and its course in one line."""

    plot: Plot
    roles: Mapping[int, str]
    points: Points
    course: Runs


def shape(
    metrics: Mapping[int, MetricCurves],
    window: Window,
    columns: int,
    looks: PlotStyle,
    *,
    marks: Sequence[float] = (),
    noted: Sequence[float] = (),
    pending_ts: int | None = None,
) -> Mapping[int, DrawnMetric]:
    """Every metric's plot for charts of so many columns, of no more points than these show: a chart that is drawn
    again, on the loop, must not look at thousands."""
    peers = sorted({one.peer_uid for each in metrics.values() for one in each.curves})
    favourite = {peer_uid: COLOURS[index % len(COLOURS)] for index, peer_uid in enumerate(peers)}
    drawn = {}
    for mid_id, each in metrics.items():
        shown = each.curves[: len(COLOURS)]
        roles = coloured([one.peer_uid for one in shown], favourite)
        lines = [(one, thinned(one, window, columns)) for one in shown]
        plot = Plot(
            window=window,
            # The worst lies on top.
            lines=tuple(PlotLine(points, roles[one.peer_uid]) for one, points in reversed(lines) if points),
            rules=rules_of(each, looks),
            pending_from_ts=pending_ts,
            marks=tuple(marks),
            noted=tuple(noted),
            unit=each.metric.unit[:1] if each.metric.unit.startswith("%") else each.metric.unit,
            decimals=1 if each.metric.unit in ("%", SHARE_OF_MINUTE, "") else 0,
            ascii=looks.ascii,
            gap_s=math.inf,
            label_width=LABEL_WIDTH,
            offset_at=looks.offset_at,
        )
        course = spark_runs(
            lines[0][1], window, COURSE_COLUMNS, partial(_is_bad, each), ascii=looks.ascii, gap_s=math.inf
        )
        drawn[mid_id] = DrawnMetric(plot, roles, lines[0][1], course)
    return drawn


def _is_bad(each: MetricCurves, value: float) -> bool:
    return level(value, each.threshold, each.metric.direction) is Level.BAD


def coloured(peers: Iterable[int], favourite: Mapping[int, str]) -> dict[int, str]:
    """Each peer's own colour, so that it is the same in all charts; the next one free where somebody has it already."""
    roles: dict[int, str] = {}
    for peer_uid in peers:
        free = [role for role in COLOURS if role not in roles.values()]
        wanted = favourite[peer_uid]
        roles[peer_uid] = wanted if wanted in free else free[0]
    return roles


def with_pinned(drawn: DrawnMetric, pinned: DrawnMetric) -> Plot:
    """The plot with the worst curve of another metric over it, on the same scale only where the unit is the same."""
    unit = pinned.plot.unit
    line = PlotLine(pinned.points, PINNED, right=drawn.plot.unit != unit or not unit)
    base = drawn.plot
    lines = (*base.lines, line) if pinned.points else base.lines
    return replace(base, lines=lines, right_unit=unit, right_decimals=pinned.plot.decimals)
