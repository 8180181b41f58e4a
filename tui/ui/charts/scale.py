"""Scale: fits a chart's data to its cells: columns of time, buckets of points, ranges, ticks.

Pure arithmetic over epoch seconds and values; nothing here draws. Values that are no finite number never pass.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from math import ceil, floor, isfinite, log10
from operator import itemgetter, sub
from typing import TYPE_CHECKING

from msgspec import Struct

from tui.clock import change_ts, offset_label
from tui.domain.records import DAY, HOUR, MINUTE, Points, Window
from tui.ui.charts.even import even_ticks

# An unbroken piece of a curve: (ts, value), ascending.
UnbrokenPoints = list[tuple[float, float]]
# Instant → the seconds to add to UTC for the wall clock.

# Largest distance of neighbours in a minute series without a missing minute (field-notes: `ts` off the minute).
MINUTE_GAP_S = 90.0
# Larger magnitudes are no measurement: ranges end here, so that differences and quotients stay finite and exact.
LARGEST = 1e15

_FLOAT_MAX = 1.7e308
_TIME_STEPS_S = (
    *(5, 10, 15, 30),
    *(n * MINUTE for n in (1, 2, 5, 10, 15, 30)),
    *(n * HOUR for n in (1, 2, 3, 6, 12)),
    DAY,
)

if TYPE_CHECKING:
    from tui.analysis.times.moments import OffsetAt
_TIME_LABEL_GAP = 4
_LEAST_GAP = 2
_PERCENT = "%"
# Least range of percentages: a narrower one would show the usual noise as news.
_PERCENT_SPAN = 4.0
_SHARE_OF_VALUE = 0.05
_MARGIN = 0.05
_NEAR_ENOUGH = 1.5


class TimeScale(Struct, frozen=True):
    """A window laid over a plot area of `columns` cells: column 0.0 is its start, column `columns` its end."""

    window: Window
    columns: int

    @property
    def column_s(self) -> float:
        return self.window.seconds / self.columns if self.columns else 0.0

    def column(self, ts: float) -> float:
        seconds = self.window.seconds
        return (ts - self.window.start_ts) * self.columns / seconds if seconds else 0.0

    def ts(self, column: float) -> float:
        return self.window.start_ts + column * self.column_s


def bucket(points: Points, window: Window, columns: int, gap_s: float = MINUTE_GAP_S) -> list[UnbrokenPoints]:
    """The points of the window as unbroken stretches, each column reduced to its least and greatest value.

    Both keep their own time and their order, so a spike of one minute survives any width. A stretch ends between
    neighbours more than `gap_s` apart, and at a value of None, NaN or infinity. A break shorter than half a column is
    ignored: a braille dot is that wide. At most two points a column come out, and two for each break.
    """
    if columns < 1 or not points:
        return []
    scale = TimeScale(window, columns)
    dot_s = scale.column_s / 2
    return [
        _thinned(*unbroken, scale)
        for piece in _finite_pieces(points, dot_s)
        for unbroken in _unbroken(*piece, window, max(gap_s, dot_s))
    ]


def bucket_curve(
    ts: Sequence[int], values: Sequence[float], window: Window, columns: int, gap_s: float
) -> list[UnbrokenPoints]:
    """As `bucket`, for a curve with times and values in two arrays: ascending times, finite values."""
    if columns < 1 or not ts:
        return []
    scale = TimeScale(window, columns)
    return [_thinned(*unbroken, scale) for unbroken in _unbroken(ts, values, window, max(gap_s, scale.column_s / 2))]


def _finite_pieces(points: Points, dot_s: float) -> Iterator[tuple[list[float], list[float]]]:
    """Ascending times with their values, cut at values that are no finite number."""
    ts = [p[0] for p in points]
    values = [p[1] for p in points]
    # Whole-list operations cost a tenth of a loop over the points; a sum shows whether any value is odd.
    if _sum_is_finite(ts) and _sum_is_finite(values) and ts == sorted(ts):
        yield ts, values
        return
    ts, values = [], []
    interrupted = False
    for at, value in sorted((p for p in points if _is_finite(p[0])), key=itemgetter(0)):
        if not _is_finite(value):
            interrupted = True
            continue
        if interrupted and ts and at - ts[-1] > dot_s:
            yield ts, values
            ts, values = [], []
        ts.append(at)
        values.append(value)
        interrupted = False
    if ts:
        yield ts, values


def _sum_is_finite(numbers: list[float]) -> bool:
    try:
        return isfinite(sum(numbers))
    except (TypeError, OverflowError):
        return False


def _is_finite(number: object) -> bool:
    return isinstance(number, int | float) and -_FLOAT_MAX <= number <= _FLOAT_MAX


def _unbroken(
    ts: Sequence[float], values: Sequence[float], window: Window, gap_s: float
) -> Iterator[tuple[Sequence[float], Sequence[float]]]:
    """The part inside the window, cut wherever neighbours are more than `gap_s` apart."""
    first, last = bisect_left(ts, window.start_ts), bisect_left(ts, window.end_ts)
    if first == last:
        return
    ts, values = ts[first:last], values[first:last]
    distances = list(map(sub, ts[1:], ts))
    if max(distances, default=0.0) <= gap_s:
        yield ts, values
        return
    breaks = [i for i, distance in enumerate(distances, 1) if distance > gap_s]
    for start, end in pairwise((0, *breaks, len(ts))):
        yield ts[start:end], values[start:end]


def _thinned(ts: Sequence[float], values: Sequence[float], scale: TimeScale) -> UnbrokenPoints:
    """The least and the greatest value of each column, in their order of time."""
    start, end = 0, len(ts)
    column = max(0, floor(scale.column(ts[0])))
    if end <= 2 * max(1.0, scale.column(ts[-1]) - column):
        return list(zip(ts, values, strict=True))
    thinned: UnbrokenPoints = []
    while start < end:
        stop = bisect_left(ts, scale.ts(column + 1), start)
        column += 1
        if stop == start:
            continue
        inside = values[start:stop]
        low = inside.index(min(inside)) + start
        high = inside.index(max(inside)) + start
        for i in sorted({low, high}):
            thinned.append((ts[i], values[i]))
        start = stop
    return thinned


def value_range(
    stretches: Iterable[UnbrokenPoints], thresholds: Iterable[float] = (), unit: str = "", decimals: int = 1
) -> tuple[float, float]:
    """The (low, high) range for a chart of these stretches: round numbers, low < high, for any input.

    A threshold is in the range if the data crosses it or comes within 1.5 of the data's span. Curves may lie on the
    natural ends, zero and 100 %, and on no other end. A span is never narrower than noise: 4 points for percentages, 5
    % of the value for other units, two units of the last of `decimals` for all.
    """
    values = [v for stretch in stretches for _, v in stretch]
    marks = [t for t in thresholds if _is_finite(t)]
    low, high = (_bounded(min(values)), _bounded(max(values))) if values else (min(marks, default=0.0),) * 2
    percent = unit == _PERCENT
    least = _PERCENT_SPAN if percent else _SHARE_OF_VALUE * max(abs(low), abs(high))
    least = max(least, 2 / 10.0**decimals)
    reach = _NEAR_ENOUGH * max(high - low, least)
    near = [_bounded(t) for t in marks if low - reach <= t <= high + reach]
    floor_value = 0.0 if low >= 0 else -LARGEST * 2
    ceiling = 100.0 if percent and high <= 100 else LARGEST * 2
    low, high = min(low, *near, low), max(high, *near, high)
    if high - low < least:
        middle = min(max((low + high) / 2, floor_value + least / 2), ceiling - least / 2)
        low, high = middle - least / 2, middle + least / 2
    span = high - low
    low, high = low - _MARGIN * span, high + _MARGIN * span
    # A range near a natural end includes it: the axis is calmer, and easier to read.
    low = floor_value if low - floor_value < span / 2 else low
    high = ceiling if ceiling - high < span / 2 else high
    step = max(_nice_step((high - low) / 8), 1 / 10.0**decimals)
    return max(floor(low / step) * step, floor_value), min(ceil(high / step) * step, ceiling)


def _bounded(value: float) -> float:
    return min(max(value, -LARGEST), LARGEST)


def _nice_step(at_least: float) -> float:
    """The least of 1, 2, 5 times a power of ten not below `at_least`."""
    power = floor(log10(at_least))
    # Powers below one are quotients: 3 * 0.1 is not 0.3, 3 / 10 is.
    unit = 10.0**power if power >= 0 else 1 / 10.0**-power
    return next(n * unit for n in (1, 2, 5, 10) if n * unit >= at_least * (1 - 1e-9))


def value_ticks(low: float, high: float, rows: int, decimals: int = 1) -> tuple[float, ...]:
    """Round values from low to high, at least a row apart on an axis of `rows`, no finer than `decimals`."""
    if rows < 2 or not low < high:
        return (low,)
    if even := even_ticks(low, high, rows, decimals):
        return even
    per_row = (high - low) / (rows - 1)
    step = max(_nice_step(per_row * max(1.5, rows / 8)), 1 / 10.0**decimals)
    first, last = ceil(low / step - 1e-9), floor(high / step + 1e-9)
    if last - first < 1:
        return (low, high)
    return tuple(n * step for n in range(first, last + 1))


def time_label(ts: int, step_s: int, offset_at: OffsetAt) -> str:
    """An instant on the wall clock: 13:47; 13:47:30 for ticks less than a minute apart; 11-22 at the beginning of a day
    for ticks an hour or more apart."""
    wall = _wall(ts, offset_at)
    if step_s < MINUTE:
        return f"{wall:%H:%M:%S}"
    if step_s >= HOUR and _day_begins(ts, offset_at):
        return f"{wall:%m-%d}"
    return f"{wall:%H:%M}"


def time_ticks(window: Window, columns: int, offset_at: OffsetAt) -> tuple[tuple[int, str], ...]:
    """(first column, label) of each tick, the label centred on its instant; labels never touch each other.

    Steps are even in real time, and whole on the wall clock of the window's middle (`offset_at` gives its distance from
    UTC); ticks a day or more apart stand at the beginnings of days. If the offset changes in the window, each time of
    day has its offset in the label.
    """
    if columns < 1 or not window.seconds:
        return ()
    scale = TimeScale(window, columns)
    changes = change_ts(offset_at, window.start_ts, window.end_ts) is not None

    def label(ts: int, step_s: int) -> str:
        text = time_label(ts, step_s, offset_at)
        return f"{text} {offset_label(offset_at(ts))}" if changes and ":" in text else text

    def widest(step_s: int) -> int:
        if step_s >= DAY:
            return len("11-22")
        return max(len(label(ts, step_s)) for ts in (window.start_ts + 1, window.end_ts - 1))

    def least_s(step_s: int) -> float:
        # At the edges a label may move inwards, as long as it covers its instant.
        return scale.column_s * (widest(step_s) + max(_TIME_LABEL_GAP, widest(step_s) // 2 + _LEAST_GAP))

    fitting = next((s for s in _TIME_STEPS_S if s >= least_s(s)), ceil(least_s(DAY) / DAY) * DAY)
    # A window without any such tick takes those of a finer step with enough room.
    for step in (fitting, *(s for s in reversed(_TIME_STEPS_S) if s < fitting and widest(s) <= columns)):
        ticks: list[tuple[int, str]] = []
        free = 0
        for ts in _days_in(window, step // DAY, offset_at) if step >= DAY else _steps_in(window, step, offset_at):
            text = label(ts, step)
            column = min(floor(scale.column(ts)), columns - 1)
            first = max(min(column - len(text) // 2, columns - len(text)), 0)
            if first >= free and first + len(text) <= columns:
                ticks.append((first, text))
                free = first + len(text) + _LEAST_GAP
        if ticks:
            return tuple(ticks)
    return ()


def _steps_in(window: Window, step_s: int, offset_at: OffsetAt) -> range:
    offset_s = offset_at(window.start_ts + window.seconds // 2)
    return range(-(-(window.start_ts + offset_s) // step_s) * step_s - offset_s, window.end_ts + 1, step_s)


def _days_in(window: Window, days: int, offset_at: OffsetAt) -> Iterator[int]:
    """The first second of every `days`-th day."""
    first_day = (window.start_ts + offset_at(window.start_ts)) // DAY
    for day in range(-(-first_day // days) * days, (window.end_ts + offset_at(window.end_ts)) // DAY + 1, days):
        # Between the earliest and latest possible beginnings, by the offsets on both sides.
        offsets = offset_at(day * DAY - DAY), offset_at(day * DAY + DAY)
        early_ts, late_ts = day * DAY - max(offsets), day * DAY - min(offsets)
        changed_ts = change_ts(offset_at, early_ts - 1, late_ts)
        for ts in (early_ts, changed_ts, late_ts):
            if ts is not None and window.start_ts <= ts <= window.end_ts and _day_begins(ts, offset_at):
                yield ts
                break


def _day_begins(ts: int, offset_at: OffsetAt) -> bool:
    """Whether a day begins here: midnight, or the first second after a clock change over midnight."""
    return (ts + offset_at(ts)) // DAY > (ts - 1 + offset_at(ts - 1)) // DAY


def _wall(ts: int, offset_at: OffsetAt) -> datetime:
    return datetime.fromtimestamp(ts + offset_at(ts), UTC)
