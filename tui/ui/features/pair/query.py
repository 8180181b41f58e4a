"""The question of the pair view to the store: all curves of both users, and the pairs of the call with curves."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

from tui.analysis.calls.matrix import MIDS, MatrixKind, matrix
from tui.analysis.calls.pair import (
    END_TO_END,
    FREEZE,
    LOW_RECEIVE_RATE,
    LOW_RECEIVED,
    LOW_SEND_RATE,
    LOW_SENT,
    RECEIVE_RATE,
    RECEIVED,
    SEND_RATE,
    SENT,
    UPSTREAM,
    Pair,
    pair_of,
    sessions_of,
)
from tui.analysis.calls.session import MetricCurves, whole_of
from tui.analysis.calls.standing import Worst
from tui.analysis.cause.engine import FINE_WINDOW_S, moment_verdict, pair_verdict, window_verdict
from tui.analysis.cause.flow import CAPTURE, PROCESSOR, ROUTER
from tui.analysis.cause.verdict import Check, Side, Verdict
from tui.analysis.curves.tracks import Tracks
from tui.analysis.project.diagnosis import concerns
from tui.domain.edition import Edition
from tui.domain.records import Call, Curve, Diagnosis, DiagnosisFilter, Listing, Session, Threshold, Window
from tui.domain.text import Phrase
from tui.messages import pair as words
from tui.queries.call_verdict import read_evidence
from tui.queries.curve_answers import curve_answers
from tui.queries.noted import noted_moments
from tui.store.api import Snapshot
from tui.ui.charts.axes import LABEL_WIDTH
from tui.ui.charts.curves import PlotStyle, rules_of, thinned
from tui.ui.charts.plot import Plot, PlotLine

# The most curves of one chart: video, audio, the low stream.
ROLES = ("curve1", "curve2", "curve3")


class PairQuery(Struct, frozen=True):
    """`sid` is the session with the period on screen; it is one of the two users'."""

    edition: Edition
    call_id: str
    sid: str
    peer_uid: int
    now_ts: float
    thresholds: Mapping[str, Threshold]


class PairData(Struct, frozen=True):
    """One reading; `curves` are those of all sessions of a user, by uid; `tracks` the whole call, to be judged;
    `told` has the answers by session, of an edition with requests by session."""

    call: Call
    session: Session
    sessions: tuple[Session, ...]
    whole: Window
    curves: Mapping[int, tuple[Curve, ...]]
    tracks: Tracks
    diagnosed: tuple[Diagnosis, ...]
    told: Mapping[str, Sequence[Listing]] = {}
    noted: tuple[float, ...] = ()


class Panel(Struct, frozen=True):
    """One chart: its check, its side, its subject, its metrics, and their source: the sender's own, the receiver's own,
    or the receiver's about the sender."""

    check: Check | None
    side: Side
    title: Phrase
    mids: tuple[int, ...]

    def metrics(self, pair: Pair) -> list[MetricCurves]:
        own = pair.sender if self.side is Side.SENDER else {**pair.receiver, **pair.about}
        return [own[mid] for mid in self.mids if mid in own]


_LEFT, _RIGHT = Side.SENDER, Side.RECEIVER
# The suffering, at the right of the checks; then sender and receiver, row by row.
SUFFERED = Panel(None, _RIGHT, words.FREEZE, FREEZE)
ROWS = (
    (
        Panel(Check.SENDING, _LEFT, words.BITRATE_SENT, (*SENT, *LOW_SENT)),
        Panel(Check.RECEIVING, _RIGHT, words.BITRATE_RECEIVED, (*RECEIVED, *LOW_RECEIVED)),
    ),
    (
        Panel(Check.SENDING, _LEFT, words.FRAMES_SENT, (CAPTURE, SEND_RATE, LOW_SEND_RATE)),
        Panel(Check.RECEIVING, _RIGHT, words.FRAMES_RECEIVED, (RECEIVE_RATE, LOW_RECEIVE_RATE)),
    ),
    (
        Panel(Check.SENDER_NETWORK, _LEFT, words.LOSS_UPSTREAM, UPSTREAM),
        Panel(Check.RECEIVER_NETWORK, _RIGHT, words.LOSS_END_TO_END, END_TO_END),
    ),
    (
        Panel(Check.SENDER_NETWORK, _LEFT, words.RTT, (ROUTER,)),
        Panel(Check.RECEIVER_NETWORK, _RIGHT, words.RTT, (ROUTER,)),
    ),
    (
        Panel(Check.PROCESSORS, _LEFT, words.CPU, PROCESSOR[:2]),
        Panel(Check.PROCESSORS, _RIGHT, words.CPU, PROCESSOR[:2]),
    ),
)
PANELS = (SUFFERED, *(panel for row in ROWS for panel in row))


def read_pair(snapshot: Snapshot, query: PairQuery) -> PairData | None:
    """None where the store knows no such session. Runs off the event loop."""
    call = snapshot.call(query.call_id)
    sessions = snapshot.sessions(query.call_id)
    session = next((one for one in sessions if one.sid == query.sid), None)
    if call is None or session is None:
        return None

    def curves_of(uid: int) -> tuple[Curve, ...]:
        return tuple(curve for one in sessions_of(sessions, uid) for curve in snapshot.curves(query.call_id, one.sid))

    uids = {session.uid, query.peer_uid}
    details = query.edition.call_details
    whole = whole_of(details, session, call, query.now_ts)
    diagnosed = snapshot.diagnoses(whole, only=DiagnosisFilter(channel=call.channel))
    return PairData(
        call=call,
        session=session,
        sessions=sessions,
        whole=whole,
        curves={uid: curves_of(uid) for uid in uids},
        tracks=read_evidence(snapshot, details, call, sessions, query.thresholds, query.now_ts).tracks,
        diagnosed=tuple(one for one in reversed(diagnosed) if any(concerns(one, uid) for uid in uids)),
        told=curve_answers(snapshot, details, query.call_id).by_session or {},
        noted=noted_moments(snapshot, whole, call),
    )


def verdict_at(
    data: PairData, sender_uid: int, receiver_uid: int, moment_ts: int | None, window: Window, now_ts: float
) -> Verdict:
    """The verdict around a moment, or over the shown period: over all of it, by the minute as the call judges it."""
    if moment_ts is not None:
        return moment_verdict(data.tracks, data.curves, sender_uid, receiver_uid, moment_ts, now_ts)
    if window == data.whole:
        return pair_verdict(data.tracks, sender_uid, receiver_uid)
    if window.seconds <= FINE_WINDOW_S:
        return window_verdict(data.tracks, data.curves, sender_uid, receiver_uid, window)
    return pair_verdict(data.tracks, sender_uid, receiver_uid, window)


def curves_of_pair(data: PairData, sender_uid: int, receiver_uid: int, thresholds: Mapping[str, Threshold]) -> Pair:
    return pair_of(data.curves.get(sender_uid, ()), data.curves.get(receiver_uid, ()), sender_uid, thresholds)


def shape_pair(
    pair: Pair,
    window: Window,
    columns: int,
    looks: PlotStyle,
    *,
    marks: Sequence[float] = (),
    noted: Sequence[float] = (),
) -> Mapping[Panel, Plot]:
    """A plot for each panel that has curves; runs in a thread."""
    drawn = {}
    for panel in PANELS:
        metrics = panel.metrics(pair)
        lines = [
            PlotLine(points, role)
            for each, role in zip(metrics, ROLES, strict=False)
            if (points := thinned(each.curves[0], window, columns))
        ]
        if lines:
            unit = metrics[0].metric.unit
            drawn[panel] = Plot(
                window=window,
                lines=tuple(reversed(lines)),
                rules=rules_of(metrics[0], looks),
                marks=tuple(marks),
                noted=tuple(noted),
                unit=unit,
                decimals=1 if unit == "%" else 0,
                ascii=looks.ascii,
                gap_s=math.inf,
                label_width=LABEL_WIDTH,
                offset_at=looks.offset_at,
            )
    return drawn


class PairChoice(Struct, frozen=True):
    """A pair of users of which curves tell: the worst minute of loss, and the freezes."""

    sender_uid: int
    receiver_uid: int
    loss: Worst | None
    video: Worst | None
    audio: Worst | None

    @property
    def key(self) -> str:
        return f"{self.sender_uid}|{self.receiver_uid}"


def read_candidates(
    snapshot: Snapshot, call_id: str, uid: int, thresholds: Mapping[str, Threshold]
) -> tuple[PairChoice, ...]:
    """The pairs of that user with others, whichever of them sends, worst first."""
    sessions = snapshot.sessions(call_id)
    mids = frozenset(mid for its in MIDS.values() for mid in its)
    minutes = snapshot.minutes(call_id, mids)
    matrices = {kind: matrix(kind, sessions, minutes, thresholds) for kind in MatrixKind}
    keys = {key for each in matrices.values() for key in each.pairs if uid in key and 0 not in key}

    def worst(kind: MatrixKind, key: tuple[int, int]) -> Worst | None:
        pair = matrices[kind].pairs.get(key)
        return None if pair is None else pair.worst

    found = [
        PairChoice(*key, worst(MatrixKind.LOSS, key), worst(MatrixKind.VIDEO, key), worst(MatrixKind.AUDIO, key))
        for key in keys
    ]
    return tuple(
        sorted(
            found,
            key=lambda one: (
                -_ratio(one.video) - _ratio(one.audio),
                -_ratio(one.loss),
                one.sender_uid,
                one.receiver_uid,
            ),
        )
    )


def _ratio(worst: Worst | None) -> float:
    return 0.0 if worst is None else worst.ratio
