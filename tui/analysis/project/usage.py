"""Usage: the lines of the Usage screen, from the known days: state, week on week, totals of seven days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec import Struct

from tui.domain.edition import Endpoint
from tui.domain.records import DAY, KnownDay, MinuteState, Window, day_of, final_ts

WEEK_DAYS = 7
WEEK_S = WEEK_DAYS * DAY

# The metrics of 数据洞察 by their names there, and the one that follows from two of them.
PER_USER = "sessionsPerUser"
USAGE_NAMES = ("userCount", "sessionCount", "channelCount", PER_USER)

Figures = Mapping[str, float]


class DayView(Struct, frozen=True):
    """One UTC day. `figures` by metric, without those that are not known; `before` those of a week earlier.

    A pending day may have figures: they are not final yet.
    """

    day_ts: int
    state: MinuteState
    figures: Figures
    before: Figures
    changed_ts: float | None = None

    @property
    def weekday(self) -> int:
        """0 is Monday."""
        return weekday_of(self.day_ts)

    def change_percent(self, name: str) -> float | None:
        """Against the same weekday of the week before; None where either is unknown or there was nothing then."""
        return percent(self.figures.get(name), self.before.get(name))


class Total(Struct, frozen=True):
    """One metric over the last seven final days, and over the seven before. None where no day is known.

    `total` is None for a ratio as well. `change_percent` compares only the days that are known in both weeks, of which
    there are `pairs`: a week with a hole in it is not a bad week.
    """

    name: str
    total: float | None
    mean: float | None
    before: float | None
    change_percent: float | None
    pairs: int


class UsageView(Struct, frozen=True):
    """`days` newest first, from yesterday to the oldest one stored of those asked for; `totals` by metric.

    `week` is the last seven days that are final, of which `held` are known.
    """

    now_ts: float
    days: tuple[DayView, ...]
    totals: Mapping[str, Total]
    week: Window
    held: int
    last_answer_ts: float | None

    @property
    def newest_ts(self) -> int | None:
        """Since when the newest day that is known is final."""
        known = (final_ts(day.day_ts) for day in self.days if day.state is MinuteState.KNOWN)
        return next(known, None)

    def day(self, key: str | None) -> DayView | None:
        """The day with this start."""
        return next((day for day in self.days if str(day.day_ts) == key), None)


def window_to_read(now_ts: float, span_days: int) -> Window:
    """The days on screen, and those that they and the totals are compared with."""
    today_ts = day_of(now_ts)
    return Window(today_ts - max(span_days + WEEK_DAYS, 2 * WEEK_DAYS + 1) * DAY, today_ts)


def usage_view(
    endpoint: Endpoint,
    known: Sequence[KnownDay],
    span_days: int,
    now_ts: float,
    last_answer_ts: float | None,
    unread: Collection[int] = (),
) -> UsageView:
    """The last `span_days` days that are over; `known` are those of `window_to_read`, `unread` those of them of which
    an answer held something, or may have, that could not be read."""
    reached_ts = endpoint.oldest_ts(now_ts)
    stored = {day.ts: day for day in known}
    figures = {day_ts: _figures(day) for day_ts, day in stored.items()}

    def state(day_ts: int) -> MinuteState:
        is_unread = day_ts in unread
        return _state(stored.get(day_ts), figures.get(day_ts, {}), day_ts, now_ts, reached_ts, is_unread=is_unread)

    final = {ts: of for ts, of in figures.items() if state(ts) is MinuteState.KNOWN}
    yesterday_ts = day_of(now_ts) - DAY
    oldest_ts = max(yesterday_ts - (span_days - 1) * DAY, min((*stored, *unread), default=yesterday_ts + DAY))
    days = tuple(
        DayView(
            day_ts,
            state(day_ts),
            figures.get(day_ts, {}),
            final.get(day_ts - WEEK_S, {}),
            stored[day_ts].changed_ts if day_ts in stored else None,
        )
        for day_ts in range(yesterday_ts, oldest_ts - 1, -DAY)
    )
    end_ts = yesterday_ts + DAY if now_ts >= final_ts(yesterday_ts) else yesterday_ts
    week = Window(end_ts - WEEK_S, end_ts)
    held = sum(day_ts in final for day_ts in range(week.start_ts, week.end_ts, DAY))
    totals = {name: _total(name, final, week) for name in USAGE_NAMES}
    return UsageView(now_ts, days, totals, week, held, last_answer_ts)


def by_weekday(days: Sequence[DayView], name: str) -> tuple[float | None, ...]:
    """The mean of each weekday, Monday first, over the days that are final; None where none is known."""
    values: list[list[float]] = [[] for _ in range(WEEK_DAYS)]
    for day in days:
        if day.state is MinuteState.KNOWN and name in day.figures:
            values[day.weekday].append(day.figures[name])
    return tuple(sum(of) / len(of) if of else None for of in values)


def weekday_of(day_ts: int) -> int:
    """0 is Monday; the first day of the epoch was a Thursday."""
    return (day_ts // DAY + 3) % WEEK_DAYS


def percent(now: float | None, before: float | None) -> float | None:
    """The change in percent of `before`."""
    return (now - before) / before * 100 if now is not None and before else None


def _figures(day: KnownDay) -> Figures:
    told = {"userCount": day.users, "sessionCount": day.sessions, "channelCount": day.channels}
    figures = {name: float(value) for name, value in told.items() if value is not None}
    if day.users and day.sessions is not None:
        figures[PER_USER] = day.sessions / day.users
    return figures


def _state(
    day: KnownDay | None, figures: Figures, day_ts: int, now_ts: float, reached_ts: float, *, is_unread: bool
) -> MinuteState:
    """`reached_ts` is the oldest instant within reach of the API."""
    if now_ts < final_ts(day_ts):
        return MinuteState.PENDING
    if is_unread and day_ts >= reached_ts:
        return MinuteState.UNREAD
    if day is not None and day.answered_ts >= final_ts(day_ts):
        return MinuteState.KNOWN if figures else MinuteState.MISSING
    if day_ts < reached_ts:
        return MinuteState.KNOWN if figures else MinuteState.LOST
    return MinuteState.PENDING if figures else MinuteState.NOT_ASKED


def _total(name: str, figures: Mapping[int, Figures], week: Window) -> Total:
    days = [figures.get(day_ts, {}) for day_ts in range(week.start_ts, week.end_ts, DAY)]
    earlier = [figures.get(day_ts - WEEK_S, {}) for day_ts in range(week.start_ts, week.end_ts, DAY)]
    pairs = [(now, then) for now, then in zip(days, earlier, strict=True) if name in now and name in then]
    change = percent(_mean(name, [now for now, _ in pairs]), _mean(name, [then for _, then in pairs]))
    values = [day[name] for day in days if name in day]
    total = sum(values) if values and name != PER_USER else None
    return Total(name, total, _mean(name, days), _mean(name, earlier), change, len(pairs))


def _mean(name: str, days: Sequence[Figures]) -> float | None:
    """Of a count its mean; of the ratio that of the sums, since a quiet day weighs less than a busy one."""
    held = [day for day in days if name in day]
    if not held:
        return None
    if name == PER_USER:
        return sum(day["sessionCount"] for day in held) / sum(day["userCount"] for day in held)
    return sum(day[name] for day in held) / len(held)
