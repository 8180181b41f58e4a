"""The figures of the API about a call as text: freeze buckets of a window, and users over time."""

from __future__ import annotations

from collections.abc import Sequence

from tui.analysis.calls.figures import USERS
from tui.domain.glossary.rounding import fixed
from tui.domain.records import KeptFigure, Run, Window
from tui.messages import call as words
from tui.ui.charts.spark import sparkline
from tui.ui.context import Context

COURSE_COLUMNS = 16


def told_figures(
    figures: Sequence[KeptFigure], window: Window | None, axis: Window | None, context: Context
) -> list[Run]:
    """`audio freeze 0–3 %: 19 users, 3–5 %: 1 user` of `window`, `users ▂▃▅ at most 23` over `axis`."""
    lang, parts = context.lang, list[Run]()
    for figure in figures:
        if figure.buckets and figure.window == window:
            told = ", ".join(
                words.BUCKET(lang, low=_whole(one.low_percent), high=_whole(one.high_percent), n=one.users)
                for one in figure.buckets
            )
            parts.append((words.FREEZE_USERS[figure.metric](lang, buckets=told), "text"))
    if axis is not None and (users := _users(figures)):
        course = sparkline(users, axis, COURSE_COLUMNS, ascii=context.ascii)
        most = fixed(max(value for _, value in users), 0)
        parts.append((words.USERS_OVER_TIME(lang, course=course, most=most), "text"))
    return parts


def _whole(percent: float) -> str:
    return fixed(percent, 0, "")


def _users(figures: Sequence[KeptFigure]) -> tuple[tuple[int, float], ...]:
    points = {ts: value for figure in figures if figure.metric == USERS for ts, value in figure.points}
    return tuple(sorted(points.items()))
