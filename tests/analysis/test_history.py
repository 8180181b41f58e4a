"""Earlier days, moved onto this one."""

import math

from tui.analysis.project.history import moved, windows_back
from tui.domain.records import DAY, HOUR, Window

T = 1_795_330_680 // 60 * 60


def test_yesterday_and_last_week_are_looked_at_for_a_day_at_most() -> None:
    day = Window(T, T + DAY)
    assert windows_back(day) == ((1, Window(T - DAY, T)), (7, Window(T - 7 * DAY, T - 6 * DAY)))
    assert windows_back(Window(T, T + DAY + 60)) == ()


def test_a_minute_of_an_earlier_day_is_read_at_the_same_minute_of_this_one() -> None:
    past = moved(7, [(T - 7 * DAY + 23, 2.0), (T - 7 * DAY + 90, 3.0)])
    assert past is not None
    assert past.points == ((T + 23, 2.0), (T + 90, 3.0))
    assert [past.at(T + 60 * n) for n in (-1, 0, 1, 2)] == [None, 2.0, 3.0, None]


def test_a_day_of_which_nothing_is_known_is_none() -> None:
    assert moved(1, []) is None


def test_the_line_of_an_earlier_day_breaks_where_a_minute_of_it_is_not_known() -> None:
    points = [(T + 1, 1.0), (T + 119, 2.0), (T + 3 * 60, 3.0), (T + HOUR, 4.0)]
    past = moved(1, points)
    assert past is not None
    breaks = [ts - DAY for ts, value in past.line if math.isnan(value)]
    assert len(breaks) == 1
    assert T + 3 * 60 < breaks[0] < T + HOUR
