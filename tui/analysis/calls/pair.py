"""The pair: the curves of a sender and a receiver side by side, and which sessions they come from."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tui.analysis.calls.session import MetricCurves, metrics_of
from tui.analysis.cause.flow import MEDIA
from tui.domain.records import Curve, Scope, Session, Threshold
from tui.domain.records.curve_metrics import CurveMetric as Metric

# Of each medium, video first: the sender's metric, and the receiver's metric about that sender.
SENT, RECEIVED = tuple(one.sent for one in MEDIA.values()), tuple(one.received for one in MEDIA.values())
# The low stream of a video, and the losses of a browser, are curves of their own.
LOW_SENT, LOW_RECEIVED = (Metric.LOW_SEND_BITRATE,), (Metric.LOW_RECEIVE_BITRATE,)
UPSTREAM = (*(one.upstream for one in MEDIA.values()), *(one.web_upstream for one in MEDIA.values()))
END_TO_END = (*(one.end_to_end for one in MEDIA.values()), Metric.WEB_VIDEO_DOWN_LOSS)
FREEZE = tuple(one.freeze for one in MEDIA.values())
SEND_RATE, RECEIVE_RATE = Metric.VIDEO_SEND_RATE, Metric.VIDEO_RECEIVE_RATE
LOW_SEND_RATE, LOW_RECEIVE_RATE = Metric.LOW_SEND_RATE, Metric.LOW_RECEIVE_RATE
ABOUT_PEER = frozenset((*RECEIVED, *LOW_RECEIVED, *END_TO_END, *FREEZE, RECEIVE_RATE, LOW_RECEIVE_RATE))

Metrics = Mapping[int, MetricCurves]


class Pair(Struct, frozen=True):
    """The curves of both: each one's own, and the receiver's curves about the sender."""

    sender: Metrics
    receiver: Metrics
    about: Metrics


def pair_of(
    sent: Iterable[Curve], received: Iterable[Curve], sender_uid: int, thresholds: Mapping[str, Threshold]
) -> Pair:
    """From all curves of both users, of any session.

    The receiver's curves about no particular peer stand in where no curve is about the sender alone.
    """
    received = tuple(received)
    about = [curve for curve in received if curve.peer_uid == sender_uid and curve.mid in ABOUT_PEER]
    told = {curve.mid for curve in about}
    about += [curve for curve in received if not curve.peer_uid and curve.mid in ABOUT_PEER - told]
    return Pair(
        sender=metrics_of(whole(curve for curve in sent if not curve.peer_uid), thresholds),
        receiver=metrics_of(
            whole(curve for curve in received if not curve.peer_uid and curve.mid not in ABOUT_PEER), thresholds
        ),
        about=metrics_of(whole(about), thresholds),
    )


def whole(curves: Iterable[Curve]) -> tuple[Curve, ...]:
    """One curve of each metric and peer: a user that returned has one for each session."""
    parts: dict[tuple[int, int], list[Curve]] = {}
    for curve in curves:
        if curve.ts:
            parts.setdefault((curve.mid, curve.peer_uid), []).append(curve)
    joined = []
    for (mid, peer_uid), its in parts.items():
        if len(its) == 1:
            joined += its
            continue
        points = sorted({ts: value for curve in its for ts, value in zip(curve.ts, curve.values, strict=True)}.items())
        stamps, values = array("q", [ts for ts, _ in points]), array("d", [value for _, value in points])
        joined.append(Curve(its[0].sid, mid, peer_uid, stamps, values))
    return tuple(joined)


def sessions_of(sessions: Iterable[Session], uid: int) -> tuple[Session, ...]:
    """A user's sessions in the order of joining."""
    return tuple(sorted((one for one in sessions if one.uid == uid), key=lambda one: (one.join_ts, one.sid)))


def on_at(sessions: Iterable[Session], ts: float) -> Session | None:
    """That of a user's sessions which was on at an instant."""
    return next((one for one in sessions if one.join_ts <= ts and (one.leave_ts is None or ts <= one.leave_ts)), None)


def session_named(sessions: Sequence[Session], scope: Scope, moment_ts: int | None) -> Session | None:
    """The session that a scope names: by its id, else the user's at the moment, else the user's last."""
    if (named := next((one for one in sessions if one.sid == scope.sid), None)) is not None:
        return named
    theirs = [one for one in sessions if str(one.uid) == scope.uid]
    at = None if moment_ts is None else on_at(theirs, moment_ts)
    return at or max(theirs, key=lambda one: one.join_ts, default=None)
