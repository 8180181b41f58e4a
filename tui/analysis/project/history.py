"""History: the same stretch of time on earlier days, moved onto this one so that both can be compared."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from operator import sub

from msgspec import Struct

from tui.analysis.feeds.minutes import GAP_SLOTS
from tui.analysis.project.live import newest_before
from tui.domain.records import DAY, MINUTE, Points, Window

# Yesterday and the same day of last week.
DAYS_BACK = (1, 7)
# A longer stretch of time would hold its own yesterday.
LONGEST_S = DAY


class Past(Struct, frozen=True):
    """A metric `days` ago: the points with their times moved by so many days, ascending, not empty.

    `line` is the points as they are drawn: broken where a minute between them is not known.
    """

    days: int
    points: tuple[tuple[int, float], ...]
    line: Points

    def at(self, minute_ts: int) -> float | None:
        """The value of a minute, None where it is not known."""
        point = newest_before(self.points, minute_ts + MINUTE)
        return None if point is None or point[0] < minute_ts else point[1]


def windows_back(window: Window) -> tuple[tuple[int, Window], ...]:
    """(days, the stretch of time so many days before `window`) of each that is worth comparing."""
    if window.seconds > LONGEST_S:
        return ()
    return tuple((days, Window(window.start_ts - days * DAY, window.end_ts - days * DAY)) for days in DAYS_BACK)


def moved(days: int, points: Sequence[tuple[int, float]], slot_s: int = MINUTE) -> Past | None:
    """The points of so many days ago as a Past; None where there are none."""
    if not points:
        return None
    seconds = days * DAY
    here = tuple([(ts + seconds, value) for ts, value in points])
    return Past(days, here, _broken(here, slot_s))


def _broken(points: Sequence[tuple[int, float]], slot_s: int) -> Points:
    times = [ts for ts, _ in points]
    # Whole-list operations first: most days have no break at all.
    wide = [index for index, distance in enumerate(map(sub, times[1:], times), 1) if distance > GAP_SLOTS * slot_s]
    breaks = [index for index in wide if times[index] // slot_s - times[index - 1] // slot_s > 1]
    line: list[tuple[float, float]] = []
    for first, end in pairwise((0, *breaks, len(points))):
        line += points[first:end]
        if end < len(points):
            line.append(((times[end - 1] + times[end]) / 2, math.nan))
    return tuple(line)
