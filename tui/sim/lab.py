"""Lab: applies a scene's known faults (`labs`) to the curves of a call."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tui.sim.noise import unit
from tui.sim.people import Session
from tui.sim.scenes import LabEffect, Metric

Curve = tuple[int, int, str]  # mid, peer uid, points as JSON


def changed(
    curves: Iterable[Curve],
    effects: Sequence[LabEffect],
    metrics: Mapping[int, Metric],
    created_ts: int,
    session: Session,
) -> Iterator[Curve]:
    """The curves of a session under these effects; a curve without any point is left out.

    `created_ts` is the start of the call. Each point is read and written anew: this is for calls of a few users.
    """
    told: set[int] = set()
    for mid, peer_uid, points in curves:
        meant = [
            one
            for one in effects
            if (not one.mids or mid in one.mids)
            and (not one.uids or session.uid in one.uids)
            and (not one.peers or peer_uid in one.peers)
        ]
        if any(one.together for one in meant):
            if mid in told:
                continue
            told.add(mid)
            told_peer_uid = 0
        else:
            told_peer_uid = peer_uid
        if meant and points:
            points = _after(points, meant, metrics[mid], created_ts, f"{session.sid}:{mid}:{peer_uid}")
        if points:
            yield mid, told_peer_uid, points


def _after(points: str, effects: Sequence[LabEffect], metric: Metric, created_ts: int, key: str) -> str:
    """The points of a curve, each under every effect on it in turn."""
    pairs = [point.partition(",") for point in points[1:-1].split("],[")]
    stamps = [int(stamp) for stamp, _, _ in pairs]
    texts: list[str | None] = [text for _, _, text in pairs]
    for number, effect in enumerate(effects):
        start, end = (bisect_left(stamps, created_ts + since_s) for since_s in effect.between)
        for index in range(start, end):
            since_s = stamps[index] - created_ts - effect.between[0]
            if effect.every_s and since_s % effect.every_s >= effect.for_s:
                continue
            point = f"{key}:{number}:{stamps[index]}"
            if effect.share >= 1.0 or unit(point) < effect.share:
                texts[index] = _text(effect, texts[index], metric, f"{point}:value")
    return ",".join([f"[{ts},{text}]" for ts, text in zip(stamps, texts, strict=True) if text is not None])


def _text(effect: LabEffect, text: str | None, metric: Metric, key: str) -> str | None:
    """A value after an effect; None: no point."""
    if effect.absent or text is None:
        return None
    span = effect.value or effect.add
    if span is None:
        return text
    low, high = span
    value = low if low == high else low + (high - low) * unit(key)
    if effect.add is not None:
        value += float(text)
    return f"{min(metric.top, value):.{metric.decimals}f}"
