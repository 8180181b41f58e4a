"""Insights: days or hours of usage (today's edition), each metric with its own state: one request tells one of them."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.analysis.project.usage import WEEK_DAYS, WEEK_S, Total, percent
from tui.domain.edition import Endpoint
from tui.domain.records import DAY, Coverage, MinuteState, Window

PEAKS = frozenset({"peakConcurrentUsers", "peakConcurrentChannels"})
# The vendor computes day T anew on day T+2: the figures of an answer after that day are final.
FINAL_S = 3 * DAY


class Figure(Struct, frozen=True):
    """One metric of one slot. `value` is None unless KNOWN; `is_final`: the answer came after the recount."""

    state: MinuteState
    value: float | None = None
    is_final: bool = False


class InsightSlot(Struct, frozen=True):
    """A day or an hour from `ts` on; `before` has the values of a week earlier."""

    ts: int
    figures: Mapping[str, Figure]
    before: Mapping[str, float]

    def value(self, name: str) -> float | None:
        return self.figures[name].value

    def change_percent(self, name: str) -> float | None:
        return percent(self.value(name), self.before.get(name))


class InsightView(Struct, frozen=True):
    """`slots` newest first; `totals` of the last seven days that can be there against the seven before, {} by hours;
    `newest_ts` is since when the newest slot with a value can be asked for."""

    now_ts: float
    step_s: int
    names: tuple[str, ...]
    slots: tuple[InsightSlot, ...]
    totals: Mapping[str, Total]
    newest_ts: float | None

    def slot(self, key: str | None) -> InsightSlot | None:
        return next((one for one in self.slots if str(one.ts) == key), None)


def window_of(now_ts: float, step_s: int, spans: int) -> Window:
    """The slots on screen that are over, and those that they and the totals are compared with."""
    end_ts = int(now_ts // step_s) * step_s
    slots_s = spans * step_s + WEEK_S
    return Window(end_ts - max(slots_s, (2 * WEEK_DAYS + 1) * DAY if step_s == DAY else 0), end_ts)


def insight_view(
    endpoint: Endpoint,
    step_s: int,
    spans: int,
    points: Mapping[str, Mapping[int, float]],
    coverages: Mapping[str, Coverage],
    now_ts: float,
) -> InsightView:
    """The last `spans` slots that are over, as far back as any answer or the API reaches. `points` and `coverages` by
    metric, over `window_of`; the points by the start of their slot."""
    names = tuple(points)
    window = window_of(now_ts, step_s, spans)

    def figures(ts: int) -> dict[str, Figure]:
        return {name: _figure(endpoint, step_s, ts, points[name].get(ts), coverages[name], now_ts) for name in names}

    known = {ts: figures(ts) for ts in range(window.start_ts, window.end_ts, step_s)}
    values = {ts: {name: each.value for name, each in of.items() if each.value is not None} for ts, of in known.items()}
    covered = [ts for of in coverages.values() for ts in (*of.answered_ts, *of.unread)]
    oldest_ts = max(window.end_ts - spans * step_s, min([int(endpoint.oldest_ts(now_ts)) + step_s, *covered]))
    slots = tuple(
        InsightSlot(ts, known[ts], values.get(ts - WEEK_S, {}))
        for ts in range(window.end_ts - step_s, oldest_ts - 1, -step_s)
        if ts in known
    )
    told = [slot.ts for slot in slots if values[slot.ts]]
    newest_ts = told[0] + step_s + endpoint.longest_delay_s if told else None
    end_ts = int((now_ts - endpoint.longest_delay_s) // DAY) * DAY
    totals = {name: _total(name, values, end_ts) for name in names} if step_s == DAY else {}
    return InsightView(now_ts, step_s, names, slots, totals, newest_ts)


def _figure(endpoint: Endpoint, step_s: int, ts: int, value: float | None, coverage: Coverage, now_ts: float) -> Figure:
    ready_ts = ts + step_s + endpoint.longest_delay_s
    answered_ts = coverage.answered_ts.get(ts)
    if ts in coverage.unread:
        return Figure(MinuteState.UNREAD)
    if answered_ts is not None and answered_ts >= ready_ts:
        if value is None:
            return Figure(MinuteState.MISSING)
        return Figure(MinuteState.KNOWN, value, is_final=answered_ts >= ts + FINAL_S)
    if now_ts < ready_ts:
        return Figure(MinuteState.PENDING)
    return Figure(MinuteState.NOT_ASKED if ts > endpoint.oldest_ts(now_ts) else MinuteState.LOST)


def _total(name: str, values: Mapping[int, Mapping[str, float]], end_ts: int) -> Total:
    """Seven days up to `end_ts` against the seven before: the mean of those known; of all seven the sum, of a peak the
    highest."""
    days = [values.get(ts, {}).get(name) for ts in range(end_ts - WEEK_S, end_ts, DAY)]
    before = [values.get(ts - WEEK_S, {}).get(name) for ts in range(end_ts - WEEK_S, end_ts, DAY)]
    known = [value for value in days if value is not None]
    earlier = [value for value in before if value is not None]
    pairs = [(now, then) for now, then in zip(days, before, strict=True) if now is not None and then is not None]
    change = percent(sum(now for now, _ in pairs), sum(then for _, then in pairs)) if pairs else None
    return Total(
        name,
        (max if name in PEAKS else sum)(known) if len(known) == WEEK_DAYS else None,
        sum(known) / len(known) if known else None,
        sum(earlier) / len(earlier) if earlier else None,
        change,
        len(pairs),
    )
