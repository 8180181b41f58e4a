"""XLA minutes: the minutes of a month in which a metric was beyond the limit of the agreement. Pure.

beyond    a value of the minute, or the row that bridges one of its slots, is beyond the limit
within    every slot of the minute is known, and none is beyond
unknown   the others, by reason: any of them may be beyond

left = allowance − beyond; less by so many of the unknown minutes as were beyond
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from msgspec import Struct

from tui.analysis.feeds.minutes import MinuteStates
from tui.analysis.project.live import bad_points
from tui.domain.glossary import Metric
from tui.domain.records import DAY, MINUTE, MinuteState, Threshold, Window

XLA_METRICS = ("joinSuccess5SecsRate", "videoFreezeRate", "audioFreezeRate")


class MinuteTally(Struct, frozen=True):
    """Minutes in number; `gaps` are the unknown ones by their reason."""

    beyond: int = 0
    within: int = 0
    gaps: Mapping[MinuteState, int] = {}

    @property
    def known(self) -> int:
        return self.beyond + self.within

    @property
    def unknown(self) -> int:
        return sum(self.gaps.values())


class XlaMetric(Struct, frozen=True):
    """One metric of the month: `limit` is the agreement's, or the screen's own where `is_agreed` is False; `allowance`
    in minutes, None where none is given. `days` by the start of each UTC day, ascending."""

    metric: Metric
    limit: float
    is_agreed: bool
    allowance: int | None
    days: Mapping[int, MinuteTally]

    @property
    def month(self) -> MinuteTally:
        gaps: Counter[MinuteState] = Counter()
        for day in self.days.values():
            gaps.update(day.gaps)
        beyond, within = (sum(getattr(day, name) for day in self.days.values()) for name in ("beyond", "within"))
        return MinuteTally(beyond, within, gaps)

    @property
    def left(self) -> tuple[int, int] | None:
        """The minutes left of the allowance, at least and at most; negative beyond it. None without an allowance."""
        if self.allowance is None:
            return None
        month = self.month
        return self.allowance - month.beyond - month.unknown, self.allowance - month.beyond


def month_of(ts: float) -> Window:
    """The month of UTC that holds `ts`."""
    first = datetime.fromtimestamp(ts, UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    after = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
    return Window(int(first.timestamp()), int(after.timestamp()))


def minutes_of(
    points: Sequence[tuple[int, float]], states: MinuteStates, threshold: Threshold | None, metric: Metric
) -> Mapping[int, MinuteState | None]:
    """Each minute of `states`: KNOWN within the limit, the state of its first unknown slot, or None: beyond `bad`.

    `points` ascend by time and may begin before the states."""
    minutes: dict[int, MinuteState | None] = {}
    for window, state in states.stretches:
        for minute_ts in range(window.start_ts // MINUTE * MINUTE, window.end_ts, MINUTE):
            if minutes.get(minute_ts, MinuteState.KNOWN) is MinuteState.KNOWN:
                minutes[minute_ts] = state
    slot_s = states.slot_s
    bad = [points[index][0] for index in bad_points(points, threshold, metric)]
    times, bad_times = [ts for ts, _ in points], {*bad}
    held = {ts // slot_s for ts in times}
    for window, state in states.stretches:
        for slot_ts in window.slots(slot_s) if state is MinuteState.KNOWN and bad else ():
            # A slot between two close rows has none of its own: the row before bridges it.
            if (
                slot_ts // slot_s not in held
                and (index := bisect_left(times, slot_ts))
                and times[index - 1] in bad_times
            ):
                bad.append(slot_ts)
    minutes.update((minute_ts, None) for ts in bad if (minute_ts := ts // MINUTE * MINUTE) in minutes)
    return minutes


def by_day(minutes: Mapping[int, MinuteState | None]) -> Mapping[int, MinuteTally]:
    """The minutes of each UTC day that has any, ascending."""
    found: dict[int, Counter[MinuteState | None]] = {}
    for minute_ts, state in minutes.items():
        found.setdefault(minute_ts // DAY * DAY, Counter())[state] += 1
    return {day_ts: tallied(found[day_ts]) for day_ts in sorted(found)}


def tallied(counts: Mapping[MinuteState | None, int]) -> MinuteTally:
    gaps: Mapping[MinuteState, int] = {
        state: n for state, n in counts.items() if state is not None and state is not MinuteState.KNOWN
    }
    return MinuteTally(counts.get(None, 0), counts.get(MinuteState.KNOWN, 0), gaps)
