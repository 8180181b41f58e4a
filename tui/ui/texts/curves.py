"""One curve of a session in words: its value at a moment, its peer, where an abnormal stretch begins."""

from __future__ import annotations

from tui.analysis.calls.session import Judged, MetricCurves, Onset
from tui.domain.records import MINUTE, Direction
from tui.messages import session as words
from tui.ui.context import Context
from tui.ui.texts.values import value_text


def at_text(one: Judged, value: float | None, each: MetricCurves, context: Context, moment_ts: float | None) -> str:
    """A curve at a moment: its value, a hole, or nothing before and after it."""
    if value is not None:
        return value_text(value, each.metric, each.threshold, raw=True)
    inside = moment_ts is not None and one.spans(moment_ts)
    return (words.HOLE if inside else words.NOTHING)(context.lang)


def onset_text(onset: Onset, each: MetricCurves, context: Context) -> str:
    """Where an abnormal stretch begins: of which metric and peer, when, how bad it gets."""
    lang, metric = context.lang, each.metric
    peer = words.OF_PEER(lang, uid=context.names.user(onset.peer_uid)) if onset.peer_uid else ""
    time, value = context.instant(onset.ts), value_text(onset.value, metric, each.threshold)
    return words.ONSET(lang, metric=metric.title(lang), peer=peer, time=time, value=value)


def peer_text(one: Judged, context: Context) -> str:
    return words.OF_PEER(context.lang, uid=context.names.user(one.peer_uid)) if one.peer_uid else ""


def worst_mean(one: Judged, direction: Direction) -> tuple[int, float]:
    """(minute, mean) of the worst minute of a curve, as the call's list tells it."""
    sums: dict[int, list[float]] = {}
    for ts, value in zip(one.curve.ts, one.graded, strict=True):
        sums.setdefault(ts // MINUTE * MINUTE, []).append(value)
    means = {ts: sum(values) / len(values) for ts, values in sums.items()}
    pick = min if direction is Direction.LESS_IS_WORSE else max
    minute_ts = pick(means, key=means.__getitem__)
    return minute_ts, means[minute_ts]
