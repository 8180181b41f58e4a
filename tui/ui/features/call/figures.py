"""The figures of the API about a call: freeze buckets and users over time in a line, breakdowns in a list."""

from __future__ import annotations

from tui.analysis.calls.breakdown import (
    FREEZES,
    LEAST_PERCENT,
    BrokenDown,
    broken_down,
    outliers_of,
)
from tui.analysis.project.outliers import DIMENSIONS, Outliers
from tui.domain.glossary.rounding import share
from tui.domain.records import Failure, Run, Runs, Window
from tui.messages import call as words
from tui.messages import standout as standout_words
from tui.messages.failures import what_of
from tui.queries.call_data import CallData
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.features.call.view import span_text
from tui.ui.texts.call_figures import told_figures
from tui.ui.texts.standout import compared_text, lacks, value_name, verdict
from tui.ui.widgets.rows import Row
from tui.ui.widgets.table import Table

_BETWEEN: Run = (" · ", "dim")


def figures_runs(data: CallData, window: Window | None, failure: Failure | None, context: Context) -> Runs:
    """`by the API, 14:02–15:02: audio freeze 0–3 %: 19 users, 3–5 %: 1 user · users ▂▃▅ at most 23`."""
    lang = context.lang
    parts = told_figures(data.figures, window, data.axis, context)
    if not parts and failure is not None:
        reason = what_of(failure.kind, failure.detail, failure.code)(lang)
        return ((words.FIGURES_FAILED(lang, reason=reason), "warn"),)
    if not parts:
        return ((words.NO_FIGURES(lang), "dim"),)
    span = "" if window is None else span_text(window, context)
    between = [run for part in parts for run in (_BETWEEN, part)][1:]
    return (words.FIGURES_OF(lang, span=span), "dim"), *between


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
    cells = (
        standout_words.DIMENSIONS[one.dimension](lang),
        value_name(one.dimension, one.name, lang),
        users,
        rate(one.audio_percent),
        rate(one.video_percent),
    )
    sort = (DIMENSIONS.index(one.dimension), one.name, one.users, one.audio_percent, one.video_percent)
    return Row(f"{one.dimension} {one.name}", cells, sort)


def standing_out(data: CallData, window: Window | None) -> Outliers | None:
    """The comparisons of the answers in hand about that window."""
    return None if window is None else outliers_of(data.figures, window)


def outlier_text(data: CallData, window: Window | None, context: Context) -> str:
    """The sentence of the outliers, the gaps of the numbers, and while answers are missing their count."""
    lang = context.lang
    told = sum(bool(figure.dimension) and figure.window == window for figure in data.figures)
    most = len(DIMENSIONS) * len(FREEZES)
    part = standout_words.PART(lang, n=told, of=most) if told < most else ""
    found = standing_out(data, window)
    if found is None or (part and not found.found):
        return part
    titles = {metric: standout_words.FREEZES[metric](lang) for metric in FREEZES}
    said, _ = verdict(found, titles, LEAST_PERCENT, is_low_bad=False, lang=lang)
    return " · ".join(filter(None, (said, *lacks(found, lang), part)))


def value_runs(data: CallData, window: Window | None, key: str | None, context: Context) -> Runs:
    """The rates of the value under the cursor beside those of the others, and the odds of chance."""
    found = standing_out(data, window)
    if found is None:
        return ()
    parts = [
        (f"{standout_words.FREEZES[one.metric](context.lang)}: {compared_text(one, context.lang)}", "text")
        for each in found.dimensions
        for one in each.comparisons
        if f"{one.dimension} {one.name}" == key
    ]
    return tuple(run for part in parts for run in (_BETWEEN, part))[1:]
