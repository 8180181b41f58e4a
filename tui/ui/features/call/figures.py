"""The figures of the API about a call: freeze buckets and users over time in a line, breakdowns in a list."""

from __future__ import annotations

from collections.abc import Sequence

from tui.analysis.calls.breakdown import (
    DIMENSIONS,
    FREEZES,
    LEAST_PERCENT,
    LEAST_USERS,
    BrokenDown,
    broken_down,
    outlier,
)
from tui.analysis.calls.figures import USERS
from tui.domain.glossary.rounding import fixed, share
from tui.domain.records import Failure, KeptFigure, Run, Runs, Window
from tui.messages import call as words
from tui.messages.failures import what_of
from tui.terminal.cells import Column
from tui.ui.charts.spark import sparkline
from tui.ui.context import Context
from tui.ui.features.call.view import span_text
from tui.ui.queries.call_data import CallData
from tui.ui.widgets.rows import Row
from tui.ui.widgets.table import Table

COURSE_COLUMNS = 16
_BETWEEN: Run = (" · ", "dim")


def figures_runs(data: CallData, window: Window | None, failure: Failure | None, context: Context) -> Runs:
    """`by the API, 14:02–15:02: audio freeze 0–3 %: 19 users, 3–5 %: 1 user · users ▂▃▅ at most 23`."""
    lang, parts = context.lang, list[Run]()
    for figure in data.figures:
        if figure.buckets and figure.window == window:
            told = ", ".join(
                words.BUCKET(lang, low=_whole(one.low_percent), high=_whole(one.high_percent), n=one.users)
                for one in figure.buckets
            )
            parts.append((words.FREEZE_USERS[figure.metric](lang, buckets=told), "text"))
    if users := _users(data.figures):
        course = sparkline(users, data.axis, COURSE_COLUMNS, ascii=context.ascii)
        most = fixed(max(value for _, value in users), 0)
        parts.append((words.USERS_OVER_TIME(lang, course=course, most=most), "text"))
    if not parts and failure is not None:
        reason = what_of(failure.kind, failure.detail, failure.code)(lang)
        return ((words.FIGURES_FAILED(lang, reason=reason), "warn"),)
    if not parts:
        return ((words.NO_FIGURES(lang), "dim"),)
    span = "" if window is None else span_text(window, context)
    between = [run for part in parts for run in (_BETWEEN, part)][1:]
    return (words.FIGURES_OF(lang, span=span), "dim"), *between


def _whole(percent: float) -> str:
    return fixed(percent, 0, "")


def _users(figures: Sequence[KeptFigure]) -> tuple[tuple[int, float], ...]:
    points = {ts: value for figure in figures if figure.metric == USERS for ts, value in figure.points}
    return tuple(sorted(points.items()))


class CallBreakdown(Table):
    """The freeze rates by each dimension."""

    def __init__(self, context: Context, *, id: str) -> None:  # noqa: A002
        super().__init__(_columns(context), ascii=context.ascii, id=id)
        self.context = context

    def tell(self, data: CallData, window: Window | None) -> None:
        columns = _columns(self.context)
        if self.columns != columns:
            self.set_columns(columns)
        self.placeholder = words.ASKING_BREAKDOWN(self.context.lang)
        rows = () if window is None else broken_down(data.figures, window)
        self.update([_row(one, self.context) for one in rows])


def _columns(context: Context) -> tuple[Column, ...]:
    lang = context.lang
    return (
        Column("by", words.DIMENSION(lang), 8),
        Column("value", words.DIMENSION_VALUE(lang), 20, grow=1),
        Column("users", words.DIMENSION_USERS(lang), 7, align="right"),
        Column("audio", words.AUDIO_FREEZE(lang), 9, align="right"),
        Column("video", words.VIDEO_FREEZE(lang), 9, align="right"),
    )


def _row(one: BrokenDown, context: Context) -> Row:
    lang = context.lang

    def rate(percent: float | None) -> Runs:
        if percent is None:
            return ((words.NO(lang), "dim"),)
        return ((words.RATE_OF_API(lang, percent=share(percent)), "text"),)

    users = words.NO(lang) if one.users is None else f"{one.users:,}"
    cells = (words.DIMENSIONS[one.dimension](lang), one.name, users, rate(one.audio_percent), rate(one.video_percent))
    sort = (DIMENSIONS.index(one.dimension), one.name, one.users, one.audio_percent, one.video_percent)
    return Row(f"{one.dimension} {one.name}", cells, sort)


def outlier_runs(data: CallData, window: Window | None, context: Context) -> Runs:
    """The value that stands out, or that none does; while not all is answered, how much is."""
    lang = context.lang
    told = [figure for figure in data.figures if figure.dimension and figure.window == window]
    most = len(DIMENSIONS) * len(FREEZES)
    part: Runs = ()
    if len(told) < most:
        part = ((words.BREAKDOWN_PART(lang, n=len(told), of=most), "pending"),)
    found = None if window is None else outlier(told, window)
    if found is None:
        none = words.NONE_STANDS_OUT(lang, least=share(LEAST_PERCENT), users=LEAST_USERS)
        return part or ((none, "dim"),)
    said = words.STANDS_OUT[found.metric](
        lang,
        dimension=words.DIMENSIONS[found.dimension](lang),
        name=found.name,
        percent=share(found.percent),
        n=found.users,
        rest=share(found.others_percent),
        others=found.others_users,
    )
    return ((said, "warn"), *((_BETWEEN, *part) if part else ()))
