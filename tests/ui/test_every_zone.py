"""Every change of the clocks from 2024 to 2028: ticks, typed times, ranges, what is shown and read back, usage days.

What is expected is found by looking at each minute around the change.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import available_timezones

import pytest

from tests.manual_clock import ManualClock
from tests.worlds import make_context
from tests.zones import zone
from tui.analysis.times.moments import MomentError, moment
from tui.analysis.times.ranges import window_of, written
from tui.clock import ServerClock, Zone
from tui.domain.records import DAY, HOUR, MINUTE, Window
from tui.ui.charts.scale import TimeScale, time_ticks
from tui.ui.context import Context, Feed
from tui.ui.features.usage.view import local_day

BEGIN_TS, END_TS = 1_704_067_200, 1_861_920_000  # 2024-01-01, 2029-01-01
# One of each kind: by how much, at which time of the day.
KINDS = (
    *("Africa/Cairo", "Africa/Casablanca", "Africa/Ceuta", "America/Asuncion", "America/Detroit", "America/Godthab"),
    *("America/Havana", "America/Miquelon", "America/Santiago", "America/St_Johns", "Antarctica/Troll", "Asia/Almaty"),
    *("Asia/Beirut", "Asia/Famagusta", "Asia/Gaza", "Atlantic/Azores", "Atlantic/Canary", "Australia/Adelaide"),
    *("Australia/Lord_Howe", "Australia/Sydney", "Europe/Berlin", "Europe/Chisinau", "Pacific/Chatham"),
    *("Pacific/Easter", "Pacific/Norfolk", "Asia/Kathmandu", "UTC"),
)


async def no_feed() -> Feed:
    raise NotImplementedError


def context_at(now_ts: int, here: Zone) -> Context:
    context = make_context(ServerClock(ManualClock(now_ts)), no_feed)
    context.zone = here
    return context


def offset_s(ts: int) -> int:
    return time.localtime(ts).tm_gmtoff


def changes(*, every: bool) -> Iterator[int]:
    """The first second of each other offset; `every` one, or one of each kind."""
    seen = set()
    for day_ts in range(BEGIN_TS, END_TS, DAY):
        if offset_s(day_ts) == offset_s(day_ts + DAY):
            continue
        for ts in range(day_ts, day_ts + DAY, MINUTE):
            before_s, after_s = offset_s(ts), offset_s(ts + MINUTE)
            if before_s == after_s:
                continue
            kind = before_s, after_s, (ts + before_s) % DAY
            if every or kind not in seen:
                seen.add(kind)
                yield ts + MINUTE


class Around(NamedTuple):
    """A change of the clocks, and the date and the time of the day that they show at each minute around it."""

    zone: Zone
    change_ts: int
    minutes: Mapping[int, tuple[str, str]]


def around(here: Zone, change_ts: int) -> Around:
    minutes = range(change_ts - 2 * DAY - 4 * HOUR, change_ts + 2 * DAY, MINUTE)
    return Around(here, change_ts, {ts: (here.text(ts, "%F"), here.text(ts)) for ts in minutes})


def try_ticks(at: Around) -> None:
    here, plain = at.zone, offset_s(at.change_ts - 1) == offset_s(at.change_ts)
    for seconds, columns in ((HOUR, 45), (HOUR, 110), (3 * HOUR, 70), (DAY, 70), (DAY, 200), (3 * DAY, 60)):
        start_ts = (at.change_ts - seconds // 2) // MINUTE * MINUTE + 7 * MINUTE
        window = Window(start_ts, start_ts + seconds)
        shown: dict[str, list[int]] = {}
        begun = at.minutes[start_ts - MINUTE][0]
        for ts in range(start_ts, window.end_ts + 1, MINUTE):
            day, text = at.minutes[ts]
            shown.setdefault(text if plain else f"{text} {here.label(ts)}", []).append(ts)
            if begun < day:
                shown.setdefault(day[5:], []).append(ts)
                begun = day
        ticks = time_ticks(window, columns, here.offset_s)
        instants = []
        for first, label in ticks:
            column = {ts: TimeScale(window, columns).column(ts) for ts in shown[label]}
            instants += [ts for ts in column if first <= min(column[ts], columns - 1) < first + len(label)]
        assert len(instants) == len(ticks) >= (2 if columns > 60 else 1), ticks
        gaps = {after - before for before, after in pairwise(instants)}
        is_days = all(":" not in label for _, label in ticks)
        assert len(gaps) <= 1 or (is_days and max(gaps) - min(gaps) <= 2 * HOUR), ticks
        assert is_days or instants[0] - start_ts < max(gaps, default=HOUR), ticks


def try_typed(at: Around, now_ts: int) -> None:
    here, change_ts = at.zone, at.change_ts
    past = {ts: shown for ts, shown in at.minutes.items() if ts <= now_ts}
    latest = {text: ts for ts, (_, text) in past.items()}
    dated = {shown: ts for ts, shown in past.items()}
    for ts in range(change_ts - 2 * HOUR, min(change_ts + 3 * HOUR, now_ts), 5 * MINUTE):
        day, text = at.minutes[ts]
        assert moment(text, now_ts, here) == latest[text]
        assert moment(f"{day} {text}", now_ts, here) == dated[day, text]
        assert moment(f"{day} {text} {here.label(ts)}", now_ts, here) == ts
    # What the clocks leave out.
    before_s, after_s = offset_s(change_ts - 1), offset_s(change_ts)
    for shown_ts in range(change_ts + before_s, change_ts + after_s, 10 * MINUTE):
        text = time.strftime("%F %H:%M", time.gmtime(shown_ts))
        for typed in (text, text[5:]):
            with pytest.raises(MomentError) as told:
                moment(typed, now_ts, here)
            for neighbour_ts in (change_ts - 1, change_ts):
                assert here.full(neighbour_ts) in str(told.value)


def try_shown(at: Around, now_ts: int) -> None:
    """Whatever is shown is read back as the same minute."""
    here, change_ts = at.zone, at.change_ts
    context = context_at(now_ts, here)
    times = range(change_ts - 26 * HOUR, min(now_ts, change_ts + 3 * HOUR), 25 * MINUTE)
    for ts in times:
        assert moment(context.when(ts), now_ts, here) == ts
        assert moment(context.instant(ts), now_ts, here) == ts
    for start_ts, end_ts in ((start, end) for start in times[::12] for end in times[::5] if start < end):
        start, end = context.ends(start_ts, end_ts)
        if offset_s(start_ts) != offset_s(end_ts):
            assert here.label(start_ts) in start.split()
            assert here.label(end_ts) in end.split()
        assert window_of(written(Window(start_ts, end_ts), here), now_ts, here) == Window(start_ts, end_ts)
        text = f"{here.full(start_ts, '%m-%d %H:%M')}..{here.full(end_ts, '%m-%d %H:%M')}"
        assert window_of(text, now_ts, here) == Window(start_ts, end_ts)


def try_days(at: Around, now_ts: int) -> None:
    here, change_ts = at.zone, at.change_ts
    today, yesterday = window_of("today", now_ts, here), window_of("yesterday", now_ts, here)
    for window, ts in ((today, now_ts), (yesterday, today.start_ts - 1)):
        date = here.text(ts, "%F")
        assert window.start_ts == next(each for each, (day, _) in at.minutes.items() if day == date)
        assert window_of(date, now_ts, here) == window
    assert yesterday.end_ts == today.start_ts
    day_ts = change_ts // DAY * DAY
    start, end = local_day(day_ts, here)
    assert moment(start, now_ts + 2 * DAY, here) == day_ts
    assert moment(end, now_ts + 2 * DAY, here) == day_ts + DAY
    if offset_s(day_ts) != offset_s(day_ts + DAY):
        assert (start.split()[2], end.split()[2]) == (here.label(day_ts), here.label(day_ts + DAY))


def try_zone(name: str, *, every: bool = False) -> None:
    with zone(name) as here:
        for change_ts in [*changes(every=every)] or [1_792_888_200]:
            at = around(here, change_ts)
            try_ticks(at)
            for later_s in (25 * MINUTE, 65 * MINUTE, 27 * HOUR):
                try_typed(at, change_ts + later_s)
                try_shown(at, change_ts + later_s)
            try_days(at, change_ts + 67 * MINUTE)
            try_days(at, change_ts + 27 * HOUR + 7 * MINUTE)


@pytest.mark.parametrize("name", KINDS)
def test_times_are_true_over_a_change_of_the_clocks_of_each_kind(name: str) -> None:
    try_zone(name)


@pytest.mark.nightly
@pytest.mark.parametrize("name", sorted(available_timezones() - {"localtime"}))
def test_times_are_true_over_each_change_of_the_clocks_of_every_zone(name: str) -> None:
    try_zone(name, every=True)
