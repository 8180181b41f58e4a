"""The state of a bitrate in a slot: flowing, 0, a hole; the metrics of each medium."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum

from msgspec import Struct

from tui.analysis.cause.verdict import Medium
from tui.analysis.curves.tracks import CurveSlots, Tracks
from tui.domain.records import MINUTE
from tui.domain.records.curve_metrics import CurveMetric as Metric

# A sample that is missing is no stop: nothing for this long is one.
HOLE_S = 25


class MediumMetrics(Struct, frozen=True):
    """The metrics of one medium. `web_upstream` and `web_downstream` stand in where a browser tells no loss of the
    other definition; None: there is no such metric."""

    sent: Metric
    received: Metric
    freeze: Metric
    upstream: Metric
    end_to_end: Metric
    web_upstream: Metric
    web_downstream: Metric | None = None


PROCESSOR = (Metric.APP_CPU, Metric.SYSTEM_CPU, Metric.TASK_DELAY)
ROUTER, CAPTURE = Metric.ROUTER_RTT, Metric.VIDEO_CAPTURE_RATE
MEDIA: Mapping[Medium, MediumMetrics] = {
    Medium.VIDEO: MediumMetrics(
        Metric.VIDEO_SEND_BITRATE,
        Metric.VIDEO_RECEIVE_BITRATE,
        Metric.VIDEO_FREEZE,
        Metric.VIDEO_UPSTREAM_LOSS,
        Metric.VIDEO_END_TO_END_LOSS,
        Metric.WEB_VIDEO_UP_LOSS,
        Metric.WEB_VIDEO_DOWN_LOSS,
    ),
    Medium.AUDIO: MediumMetrics(
        Metric.AUDIO_SEND_BITRATE,
        Metric.AUDIO_RECEIVE_BITRATE,
        Metric.AUDIO_FREEZE,
        Metric.AUDIO_UPSTREAM_LOSS,
        Metric.AUDIO_END_TO_END_LOSS,
        Metric.WEB_AUDIO_UP_LOSS,
    ),
}


def told_loss(tracks: Tracks, uid: int, native: Metric, web: Metric | None, peer_uid: int = 0) -> Metric:
    """The loss that a user tells, about a peer or of its own: that of a browser only where there is no other."""
    if web is None or tracks.minutes(uid, native, tracks.about(uid, native, peer_uid)):
        return native
    return web if tracks.minutes(uid, web, tracks.about(uid, web, peer_uid)) else native


class State(Enum):
    """The state of a bitrate curve in a slot. PARTLY: flowing and 0 in one slot. HOLE: points are due and absent.
    UNKNOWN: no curve, or no answer."""

    FLOWS = "flows"
    PARTLY = "partly"
    ZERO = "zero"
    HOLE = "hole"
    UNKNOWN = "unknown"


def is_partly(points: float, usual: float) -> bool:
    """Whether a minute has so few of its usual points that the rest of it is a hole."""
    return points * 4 < usual


def states(
    tracks: Tracks, uid: int, curve: CurveSlots, slots: Iterable[int], *, exists: bool = True
) -> dict[int, State]:
    """The state of a curve of `uid` in each slot, ascending. A short gap between two points is no state; a minute with
    a few of its points is one with a hole. `exists`: at any time, also outside of these slots, the curve has points."""
    found: dict[int, State] = {}
    gap: list[int] = []
    ordered = sorted(slots)
    usual = max((row[0] for row in curve.values()), default=0.0)

    def close() -> None:
        is_hole = len(gap) * tracks.slot_s >= HOLE_S
        for slot in gap:
            found[slot] = State.HOLE if is_hole and exists and tracks.is_told(uid, slot) else State.UNKNOWN
        gap.clear()

    last = None
    for slot in ordered:
        if last is not None and slot != last + 1:
            close()
        last = slot
        row = curve.get(slot)
        if row is None or (tracks.slot_s >= MINUTE and is_partly(row[0], usual)):
            gap.append(slot)
            continue
        close()
        is_whole = row[0] * 2 >= usual or tracks.slot_s < MINUTE
        found[slot] = State.ZERO if row[3] <= 0 else State.FLOWS if row[2] > 0 and is_whole else State.PARTLY
    close()
    return found


def runs_of(slots: Iterable[int], least: int) -> list[int]:
    """The slots that stand in unbroken runs of so many at least."""
    found: list[int] = []
    run: list[int] = []
    for slot in sorted(slots):
        if run and slot != run[-1] + 1:
            found += run if len(run) >= least else []
            run = []
        run.append(slot)
    return found + (run if len(run) >= least else [])


def runs(slots: Iterable[int], gap: int = 0) -> list[list[int]]:
    """Neighbouring slots together; so many that are missing between two do not part them."""
    found: list[list[int]] = []
    for slot in sorted(slots):
        if found and slot - found[-1][-1] <= gap + 1:
            found[-1].append(slot)
        else:
            found.append([slot])
    return found


assert MINUTE > HOLE_S  # a minute without points is a hole
