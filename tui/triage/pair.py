"""The pair: a sender and a receiver side by side, checked in the order of the vendor's manual, each with its working.

a  did the sender stop sending     b  the sender's network      c  did the receiver stop receiving
d  the receiver's network          e  the processors of both
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from operator import itemgetter

from msgspec import Struct

from tui.glossary import level
from tui.records import MINUTE, Curve, Direction, Level, Session, Threshold, Window
from tui.triage.session import MetricCurves, metrics_of

# What a check looks at around the cursor, to either side.
AROUND_S = 30
# So much younger than its newest points a moment may be, and still mean them.
YOUNGER_S = 6 * MINUTE
# Of each medium, video first: what the sender measures, and what the receiver measures about that sender.
SENT, RECEIVED = (20006, 20003), (20009, 20004)
UPSTREAM, END_TO_END = (20017, 20015), (20018, 20016)
FREEZE = (20011, 20005)
CAPTURE, SEND_RATE, RECEIVE_RATE = 20007, 20008, 20010
RTT = 20022
BUSY = (20001, 20002, 20021)
ABOUT_PEER = frozenset((*RECEIVED, *END_TO_END, *FREEZE, RECEIVE_RATE))

Metrics = Mapping[int, MetricCurves]


class Side(Enum):
    SENDER = "sender"
    RECEIVER = "receiver"


class Check(Enum):
    """The manual's checks, in its order."""

    SENDING = "a"
    SENDER_NETWORK = "b"
    RECEIVING = "c"
    RECEIVER_NETWORK = "d"
    PROCESSORS = "e"


class Verdict(Enum):
    """FOLLOWS: abnormal, but what an earlier check found explains it. OPEN: abnormal, and no curve tells whether
    something earlier explains it. UNKNOWN: no curve tells anything."""

    FAULT = "fault"
    NEAR = "near"
    FOLLOWS = "follows"
    OPEN = "open"
    CLEAN = "clean"
    UNKNOWN = "unknown"


class Reading(Struct, frozen=True):
    """The worst that one curve says in the stretch of time that is checked. `stopped`: nothing came, where it did at
    other times."""

    side: Side
    mid: int
    ts: int
    value: float
    level: Level
    stopped: bool = False


class Finding(Struct, frozen=True):
    """One check; the worst reading first. `lost_between` is, for the receiver's network, how much more of the stream
    was lost on the whole way than on the sender's part of it, in points of percent, by the means of both; `lost_mid` is
    the metric that tells it."""

    check: Check
    verdict: Verdict
    readings: tuple[Reading, ...]
    lost_between: float | None = None
    lost_mid: int = 0


class Pair(Struct, frozen=True):
    """The curves of both: each one's own, and what the receiver measures about the sender."""

    sender: Metrics
    receiver: Metrics
    about: Metrics


class Findings(Struct, frozen=True):
    """`suffered` is how the receiver's picture and sound froze meanwhile; `is_silent`: the sender sends nothing at
    all."""

    window: Window
    checks: tuple[Finding, ...]
    suffered: tuple[Reading, ...]
    is_silent: bool = False

    @property
    def span(self) -> Window:
        """From the first second that was looked at to the last one, as it is said."""
        return Window(self.window.start_ts, max(self.window.start_ts, self.window.end_ts - 1))

    @property
    def unknown(self) -> tuple[Check, ...]:
        """The checks of which no curve tells anything: without them nobody is cleared."""
        return tuple(one.check for one in self.checks if one.verdict is Verdict.UNKNOWN)

    @property
    def faults(self) -> tuple[Finding, ...]:
        """The checks that found a fault, in their order: the cause is the first."""
        return tuple(one for one in self.checks if one.verdict is Verdict.FAULT)

    @property
    def cause(self) -> Finding | None:
        return next(iter(self.faults), None)


def pair_of(
    sent: Iterable[Curve], received: Iterable[Curve], sender_uid: int, thresholds: Mapping[str, Threshold]
) -> Pair:
    """From all curves of both users, whatever sessions they come from.

    What the receiver measures about nobody in particular stands for the sender where nothing is about it alone.
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
    """One curve of each metric and peer: a user who came back has one for each of the sessions."""
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


def checked_at(pair: Pair, moment_ts: int) -> int:
    """Around which instant the checks look: the moment; where that is younger than the newest points, the last half
    minute they tell of, since what is diagnosed comes earlier than what was measured."""
    sides = (pair.sender, pair.receiver, pair.about)
    ends = [one.curve.ts[-1] for side in sides for each in side.values() for one in each.curves]
    last_ts = max(ends, default=-YOUNGER_S)
    return last_ts - AROUND_S if last_ts < moment_ts + AROUND_S <= last_ts + YOUNGER_S else moment_ts


def around(ts: int, now_ts: float) -> Window:
    """What the checks look at around an instant: nothing that is still to come."""
    return Window(ts - AROUND_S, max(ts - AROUND_S, min(ts + AROUND_S, int(now_ts)) + 1))


def findings(pair: Pair, window: Window) -> Findings:
    """What each check finds in the window."""
    sent = _flows(pair.sender, SENT, Side.SENDER, window)
    capture = _worst(pair.sender, (CAPTURE,), Side.SENDER, window)
    upstream = _worst(pair.sender, UPSTREAM, Side.SENDER, window)
    received = _flows(pair.about, RECEIVED, Side.RECEIVER, window)
    end_to_end = _worst(pair.about, END_TO_END, Side.RECEIVER, window)
    sender_rtt, receiver_rtt = (
        _worst(metrics, (RTT,), side, window)
        for metrics, side in ((pair.sender, Side.SENDER), (pair.receiver, Side.RECEIVER))
    )
    busy = [*_worst(pair.sender, BUSY, Side.SENDER, window), *_worst(pair.receiver, BUSY, Side.RECEIVER, window)]
    between = [
        (*more, down)
        for up, down in zip(UPSTREAM, END_TO_END, strict=True)
        if (more := _lost_between(pair, up, down, window))
    ]
    lost_between, _, lost_mid = max(between, key=itemgetter(0), default=(None, False, 0))
    stopped_sending = {RECEIVED[SENT.index(reading.mid)] for reading in sent if reading.stopped}
    receivers_own = any(is_more for _, is_more, _ in between)
    checks = (
        _finding(Check.SENDING, [*sent, *capture]),
        _finding(Check.SENDER_NETWORK, [*upstream, *sender_rtt]),
        _finding(
            Check.RECEIVING, received, not_own=[reading for reading in received if reading.mid in stopped_sending]
        ),
        _finding(
            Check.RECEIVER_NETWORK,
            [*end_to_end, *receiver_rtt],
            not_own=() if receivers_own else end_to_end,
            then=Verdict.FOLLOWS if between else Verdict.OPEN,
            lost_between=lost_between,
            lost_mid=lost_mid,
        ),
        _finding(Check.PROCESSORS, busy),
    )
    suffered = tuple(_worst(pair.about, FREEZE, Side.RECEIVER, window))
    return Findings(window, checks, suffered, is_silent=_is_silent(pair))


def _is_silent(pair: Pair) -> bool:
    """Whether the sender has curves, and neither one that something was sent, nor anybody's that it came."""
    told = [one for each in pair.about.values() for one in each.curves if one.peer_uid]
    sent = [one for mid in SENT if mid in pair.sender for one in pair.sender[mid].curves if any(one.curve.values)]
    return bool(pair.sender) and not told and not sent


_SEVERITY = (Level.NEUTRAL, Level.GOOD, Level.WARN, Level.BAD)


def _finding(
    check: Check,
    readings: Sequence[Reading],
    *,
    not_own: Sequence[Reading] = (),
    then: Verdict = Verdict.FOLLOWS,
    lost_between: float | None = None,
    lost_mid: int = 0,
) -> Finding:
    """`not_own` are readings that are no fault of whom this check is about; where they are abnormal, `then` is said."""
    ranked = tuple(sorted(readings, key=lambda reading: -_SEVERITY.index(reading.level)))
    own = [reading.level for reading in ranked if reading not in not_own]
    if not ranked:
        verdict = Verdict.UNKNOWN
    elif Level.BAD in own:
        verdict = Verdict.FAULT
    elif any(reading.level is Level.BAD for reading in not_own):
        verdict = then
    else:
        verdict = Verdict.NEAR if Level.WARN in own else Verdict.CLEAN
    return Finding(check, verdict, ranked, lost_between, lost_mid)


def _slice(metric: MetricCurves, window: Window) -> tuple[int, int]:
    """The points of its first curve that lie in the window."""
    ts = metric.curves[0].curve.ts
    return bisect_left(ts, window.start_ts), bisect_left(ts, window.end_ts)


def _worst(metrics: Metrics, mids: Iterable[int], side: Side, window: Window) -> list[Reading]:
    """Of each metric that has points in the window the worst one."""
    found = []
    for mid in mids:
        metric = metrics.get(mid)
        first, last = _slice(metric, window) if metric else (0, 0)
        if metric is None or first == last:
            continue
        curve = metric.curves[0].curve
        worst = min if metric.metric.direction is Direction.LESS_IS_WORSE else max
        index = worst(range(first, last), key=curve.values.__getitem__)
        grade = level(worst(metric.curves[0].graded[first:last]), metric.threshold, metric.metric.direction)
        found.append(Reading(side, mid, curve.ts[index], curve.values[index], grade))
    return found


def _flows(metrics: Metrics, mids: Iterable[int], side: Side, window: Window) -> list[Reading]:
    """Of each bitrate the least; one that is 0 here and more at other times has stopped. What never flows is left
    out: nobody sends it."""
    found = []
    for mid in mids:
        metric = metrics.get(mid)
        first, last = _slice(metric, window) if metric else (0, 0)
        if metric is None or first == last or not any(metric.curves[0].curve.values):
            continue
        curve = metric.curves[0].curve
        index = min(range(first, last), key=curve.values.__getitem__)
        value = curve.values[index]
        found.append(Reading(side, mid, curve.ts[index], value, Level.GOOD if value else Level.BAD, stopped=not value))
    return found


def _lost_between(pair: Pair, up: int, down: int, window: Window) -> tuple[float, bool] | None:
    """How many points more were lost end to end than upstream, and whether that alone is beyond the limit."""
    upstream, end_to_end = pair.sender.get(up), pair.about.get(down)
    if upstream is None or end_to_end is None:
        return None
    means = []
    for metric in (end_to_end, upstream):
        first, last = _slice(metric, window)
        if first == last:
            return None
        means.append(sum(metric.curves[0].curve.values[first:last]) / (last - first))
    more = means[0] - means[1]
    return more, end_to_end.threshold is not None and more > end_to_end.threshold.bad


def sessions_of(sessions: Iterable[Session], uid: int) -> tuple[Session, ...]:
    """A user's sessions in the order of joining."""
    return tuple(sorted((one for one in sessions if one.uid == uid), key=lambda one: (one.join_ts, one.sid)))


def on_at(sessions: Iterable[Session], ts: float) -> Session | None:
    """That of a user's sessions which was on at an instant."""
    return next((one for one in sessions if one.join_ts <= ts and (one.leave_ts is None or ts <= one.leave_ts)), None)
