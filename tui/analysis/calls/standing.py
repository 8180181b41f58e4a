"""The call: the curves of each user session by the minute, against the thresholds, and the order of the sessions.

Worst first: by the sufferers of the user, by the verdicts on the call's pairs (named.py); then by a sum of all values
beyond their warning limits, each as a multiple of its bad limit. The measure that names a user as the cause counts once
for each sufferer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum
from itertools import compress, repeat
from operator import itemgetter, truediv
from typing import NamedTuple

from msgspec import Struct

from tui.analysis.calls.named import NOBODY, CallVerdict, Causer
from tui.analysis.calls.told import told_windows, without_points
from tui.analysis.cause.verdict import Reason
from tui.domain.glossary import mid
from tui.domain.glossary.levels import level, limits_of
from tui.domain.glossary.rounding import fixed, share
from tui.domain.records import MINUTE, Direction, Level, Listing, MinuteCurve, Session, Threshold, Window
from tui.domain.records.curve_metrics import CurveMetric as Metric

UPSTREAM = (Metric.AUDIO_UPSTREAM_LOSS, Metric.VIDEO_UPSTREAM_LOSS)
END_TO_END = (Metric.AUDIO_END_TO_END_LOSS, Metric.VIDEO_END_TO_END_LOSS)
CPU = (Metric.APP_CPU, Metric.SYSTEM_CPU)
AUDIO_FREEZE, VIDEO_FREEZE = Metric.AUDIO_FREEZE, Metric.VIDEO_FREEZE
# Freeze times have no limits of their own: the limits of the project's freeze rate judge the frozen share of the time.
RATES: Mapping[int, str] = {AUDIO_FREEZE: "audioFreezeRate", VIDEO_FREEZE: "videoFreezeRate"}
# A sum with a greater part says nothing more, and cannot be read.
MOST_TIMES = 100.0
# No user's platform: the platform of recorders and transcoders on a server.
SERVER = "Linux"

Thresholds = Mapping[str, Threshold]


class Measure(Enum):
    """The judged measures of a session, in the order of the columns."""

    AUDIO_FREEZE = "audio freeze"
    VIDEO_FREEZE = "video freeze"
    UPSTREAM = "upstream loss"
    END_TO_END = "end-to-end loss"
    CPU = "cpu"


class Worst(Struct, frozen=True):
    """The worst minute of some curves: its mean in percent; for a freeze the share of the time that the worst peer was
    seen, with the minute of that peer that froze longest, and `seconds` frozen over all peers. `minute` is the value of
    the minute at `ts`, for a freeze how much of it was frozen, in percent. `ratio` is how many times its bad limit the
    written percentage is, so that a sum adds up as it is written."""

    mid: int
    peer_uid: int
    ts: int
    percent: float
    level: Level
    ratio: float
    minute: float
    threshold: Threshold | None = None
    seconds: float | None = None


class ScorePart(NamedTuple):
    """The part of one measure in the sum: its worst value, counted `times`."""

    measure: Measure
    worst: Worst
    times: int

    @property
    def points(self) -> float:
        """Rounded to the tenth that is written."""
        return float(fixed(self.worst.ratio * self.times, 1, ""))


class Standing(Struct, frozen=True):
    """One session and its known data; a measure without a curve is in no `worst`.

    `named_user` says why the user is named, `minutes` holds the worst level of each minute with points, `holes` the
    requested stretches of its presence without points, `unknown` the stretches that no answer is sure to cover. `turn`
    of `turns`: a user that returned has several sessions.
    """

    session: Session
    worst: Mapping[Measure, Worst]
    named_user: Causer | None
    minutes: Mapping[int, Level]
    holes: tuple[Window, ...] = ()
    unknown: tuple[Window, ...] = ()
    turn: int = 1
    turns: int = 1

    @property
    def parts(self) -> tuple[ScorePart, ...]:
        """The parts of the score, the greatest first: the values beyond a limit."""
        return tuple(part for part in self.all_parts if part.worst.level in (Level.WARN, Level.BAD))

    @property
    def all_parts(self) -> tuple[ScorePart, ...]:
        """The values that have a limit, the greatest part first."""
        named = _NAMED.get(self.named_user.reason) if self.named_user else None
        times = len(self.named_user.sufferers) if self.named_user else 1
        parts = [
            ScorePart(measure, worst, times if measure is named else 1)
            for measure, worst in self.worst.items()
            if worst.level is not Level.NEUTRAL
        ]
        return tuple(sorted(parts, key=lambda part: -part.points))

    @property
    def score(self) -> float:
        return sum_of(self.parts)

    @property
    def causes(self) -> int:
        """How many users suffer by its user."""
        return len(self.named_user.sufferers) if self.named_user else 0


def sum_of(parts: Iterable[ScorePart]) -> float:
    """The sum of the written points."""
    return float(fixed(sum(part.points for part in parts), 1, ""))


# By which measure somebody is named.
_NAMED = {
    Reason.UPLINK: Measure.UPSTREAM,
    Reason.SENDER_PROCESSOR: Measure.CPU,
    Reason.RECEIVER_PROCESSOR: Measure.CPU,
    Reason.DOWNLINK: Measure.END_TO_END,
}


def threshold_of(mid_id: int, thresholds: Thresholds) -> Threshold | None:
    return thresholds.get(RATES.get(mid_id) or str(mid_id))


def needed_mids(thresholds: Thresholds) -> frozenset[int]:
    """The curves that are judged by anything at all."""
    return frozenset((*RATES, *(int(name) for name in thresholds if name.isdecimal())))


# A mean of equal values may lie above them by the rounding of their sum.
_ROUNDING = 1e-9


def by_minute(curve: MinuteCurve) -> list[tuple[int, float]]:
    """(minute, value) of each minute that has points: the mean; of a freeze, how much of the minute was frozen, in
    percent."""
    minutes = range(curve.first_ts, curve.first_ts + MINUTE * len(curve.counts), MINUTE)
    parts = repeat(10 * MINUTE) if curve.mid in RATES else [count or 1 for count in curve.counts]
    return list(compress(zip(minutes, map(truediv, curve.sums, parts), strict=True), curve.counts))


def ceiling(curve: MinuteCurve) -> float:
    """No minute of the curve has a value above it: a quick answer for the many curves that are good throughout."""
    if curve.mid in RATES:
        return max(curve.sums, default=0.0) / (10 * MINUTE)
    highest = max(curve.highs, default=0.0)
    return highest + _ROUNDING * abs(highest)


def times_bad(value: float, threshold: Threshold | None, direction: Direction) -> float:
    """A value as a multiple of its bad limit; 0 without a limit, `MOST_TIMES` at most: a limit of 0 is one, and a value
    beyond it counts for more than any value beyond another limit."""
    if threshold is None or direction is Direction.NEITHER:
        return 0.0
    over, under = (threshold.bad, value) if direction is Direction.LESS_IS_WORSE else (value, threshold.bad)
    if under <= 0:
        return MOST_TIMES if over > 0 else 0.0
    return min(MOST_TIMES, over / under)


def own_or_all(curves: Sequence[MinuteCurve]) -> Sequence[MinuteCurve]:
    """The curves about peers where there are any: one about nobody in particular sums them up once more."""
    return [curve for curve in curves if curve.peer_uid] or curves


def frozen(curves: Sequence[MinuteCurve], thresholds: Thresholds, *, most_s: float) -> Worst | None:
    """The frozen time of the streams that a session received, over all its peers; None without a curve.

    The peer with the most freezes decides: among many good pictures the bad one is no less bad. `most_s` is the
    duration of the session in seconds: its first and last minute are not whole.
    """
    frozen_ms = 0.0
    worst: tuple[float, MinuteCurve] | None = None
    for curve in own_or_all(curves):
        seen_s = min(most_s, MINUTE * (len(curve.counts) - curve.counts.count(0)))
        total_ms = sum(curve.sums)
        frozen_ms += total_ms
        if seen_s > 0 and (worst is None or total_ms / seen_s > worst[0]):
            worst = total_ms / seen_s, curve
    if worst is None:
        return None
    percent, curve = worst[0] / 10, worst[1]
    ts, minute = max(by_minute(curve), key=itemgetter(1))
    limit = threshold_of(curve.mid, thresholds)
    grade = level(percent, limit, Direction.MORE_IS_WORSE)
    ratio = times_bad(_written(percent, limit), limit, Direction.MORE_IS_WORSE)
    return Worst(curve.mid, curve.peer_uid, ts, percent, grade, ratio, minute, limit, frozen_ms / 1000)


def worst_minute(curves: Iterable[MinuteCurve], thresholds: Thresholds) -> Worst | None:
    """The minute that is most times its bad limit, or where there is no limit the greatest."""
    found: tuple[float, float, int, MinuteCurve] | None = None
    for curve in curves:
        limit, direction = threshold_of(curve.mid, thresholds), mid(curve.mid).direction
        less = direction is Direction.LESS_IS_WORSE
        if found is not None and not less:
            highest = ceiling(curve)
            if (times_bad(highest, limit, direction), highest) < found[:2]:
                continue
        points = by_minute(curve)
        if not points:
            continue
        ts, value = (min if less else max)(points, key=itemgetter(1))
        candidate = (times_bad(value, limit, direction), value, ts, curve)
        if found is None or candidate[:2] > found[:2]:
            found = candidate
    if found is None:
        return None
    _, value, ts, curve = found
    limit, direction = threshold_of(curve.mid, thresholds), mid(curve.mid).direction
    ratio = times_bad(_written(value, limit), limit, direction)
    return Worst(curve.mid, curve.peer_uid, ts, value, level(value, limit, direction), ratio, value, limit)


def _written(percent: float, limit: Threshold | None) -> float:
    """The percentage as it is written."""
    return float(share(percent, limits_of(limit)))


_MIDS = {Measure.UPSTREAM: UPSTREAM, Measure.END_TO_END: END_TO_END, Measure.CPU: CPU}


def standings(
    sessions: Sequence[Session],
    curves: Iterable[MinuteCurve],
    thresholds: Thresholds,
    listings: Sequence[Listing],
    call_verdict: CallVerdict = NOBODY,
    *,
    now_ts: float,
    delay_s: float,
    by_session: Mapping[str, Sequence[Listing]] | None = None,
) -> tuple[Standing, ...]:
    """Every session, worst first to the last: by score, sum of all values, freeze rate of the API, join.

    The sessions of one user stand together, in the place of the worst.

    `listings` come from the answers with curves, or, where requests name sessions, those `by_session`; `call_verdict`
    names the causes, `now_ts` ends a running session.
    """
    of_session: dict[str, dict[int, list[MinuteCurve]]] = defaultdict(lambda: defaultdict(list))
    known = {session.sid for session in sessions}
    for curve in curves:
        if curve.sid in known:
            of_session[curve.sid][curve.mid].append(curve)
    stays: dict[int, list[Session]] = defaultdict(list)
    for session in sorted(sessions, key=lambda one: (one.join_ts, one.sid)):
        stays[session.uid].append(session)
    found = [
        _standing(
            session,
            of_session.get(session.sid, {}),
            thresholds,
            told_windows(session, listings if by_session is None else by_session.get(session.sid, ()), delay_s),
            now_ts=now_ts,
            named_user=call_verdict.of(session.uid),
            turn=stays[session.uid].index(session) + 1,
            turns=len(stays[session.uid]),
        )
        for session in sessions
    ]
    worst: dict[int, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
    for one in found:
        worst[one.session.uid] = max(worst[one.session.uid], (one.score, sum_of(one.all_parts)))

    def place(one: Standing) -> tuple[float, ...]:
        uid = one.session.uid
        its = worst[uid]
        rates = [rate for stay in stays[uid] for rate in (stay.audio_freeze_percent, stay.video_freeze_percent)]
        freeze = max((rate for rate in rates if rate is not None), default=0.0)
        first_ts, own = stays[uid][0].join_ts, (-one.score, -sum_of(one.all_parts), one.turn)
        return -one.causes, -its[0], -its[1], -freeze, first_ts, uid, *own

    return tuple(sorted(found, key=place))


def _standing(
    session: Session,
    curves: Mapping[int, Sequence[MinuteCurve]],
    thresholds: Thresholds,
    told: Sequence[Window],
    *,
    now_ts: float,
    named_user: Causer | None,
    turn: int,
    turns: int,
) -> Standing:
    end_ts = max(session.join_ts, int(now_ts) if session.leave_ts is None else session.leave_ts)
    worst: dict[Measure, Worst | None] = {
        Measure.AUDIO_FREEZE: frozen(curves.get(AUDIO_FREEZE, ()), thresholds, most_s=end_ts - session.join_ts),
        Measure.VIDEO_FREEZE: frozen(curves.get(VIDEO_FREEZE, ()), thresholds, most_s=end_ts - session.join_ts),
    }
    for measure, mids in _MIDS.items():
        worst[measure] = worst_minute((curve for each in mids for curve in curves.get(each, ())), thresholds)
    minutes = _levels((curve for its in curves.values() for curve in its), thresholds)
    holes, unknown = without_points(Window(session.join_ts, end_ts), minutes, told)
    known = {measure: worst[measure] for measure in Measure if worst[measure] is not None}
    return Standing(session, known, named_user, minutes, holes, unknown, turn, turns)  # type: ignore[arg-type]


def _levels(curves: Iterable[MinuteCurve], thresholds: Thresholds) -> dict[int, Level]:
    """The worst level of each minute with points, over the judged columns."""
    judged = {*RATES, *UPSTREAM, *END_TO_END, *CPU}
    known: set[int] = set()
    warned: set[int] = set()
    bad: set[int] = set()
    told_together: set[tuple[int, bytes]] = set()
    for curve in curves:
        # The metrics of one report have their points in the same minutes.
        if (counted := (curve.first_ts, curve.counts.tobytes())) not in told_together:
            told_together.add(counted)
            minutes = range(curve.first_ts, curve.first_ts + MINUTE * len(curve.counts), MINUTE)
            known.update(compress(minutes, curve.counts))
        limit = threshold_of(curve.mid, thresholds) if curve.mid in judged else None
        if limit is not None and ceiling(curve) > limit.warn:
            points = by_minute(curve)
            over = [point for point in points if point[1] > limit.warn]
            warned.update([ts for ts, _ in over])
            bad.update([ts for ts, value in over if value > limit.bad])
    return {ts: Level.BAD if ts in bad else Level.WARN if ts in warned else Level.GOOD for ts in sorted(known)}
