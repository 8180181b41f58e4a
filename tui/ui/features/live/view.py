"""The view of Live: views of the charts, and the words about the chosen metric. Pure but for the context's zone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from tui.analysis.project.coarser import CoarserLine
from tui.analysis.project.history import Past
from tui.analysis.project.live import MetricView
from tui.domain.glossary import Metric
from tui.domain.glossary.rounding import exact
from tui.domain.records import DAY, MINUTE, Direction, MinuteState, Run, Runs, Threshold, Window
from tui.domain.text import Lang
from tui.messages import live as words
from tui.terminal.cells import plain
from tui.ui.charts.axes import LABEL_WIDTH
from tui.ui.charts.line_style import LineStyle
from tui.ui.charts.plot import Plot, PlotLine, Rule
from tui.ui.context import Context
from tui.ui.features.live.products import (
    alone_at,
    alone_runs,
    coarser_at,
    coarser_name,
    coarser_runs,
    coarser_style,
    lacking_text,
    product_runs,
)
from tui.ui.texts.minutes import STATE_WORDS, span_text, state_text
from tui.ui.texts.values import ROLES, limit_text, number
from tui.ui.unanswered import unanswered_text
from tui.ui.widgets.chart import ChartView

if TYPE_CHECKING:
    from tui.ui.features.live.query import LiveData

# Between two things on one line.
BESIDE = Content(" · ")
# How a day of the past is drawn, by how many days ago it was.
LINE_STYLES = {1: LineStyle.DASHED, 7: LineStyle.DOTTED}


def chart_view(
    name: str,
    over: str | None,
    data: LiveData | None,
    context: Context,
    moment_ts: int | None,
    *,
    chosen: bool,
    label_width: int = 0,
) -> ChartView:
    """One metric's chart; `over` is the metric pinned over it. Charts with labels of one width share their columns."""
    metric = context.edition.live_metrics[name]
    lang = context.lang
    view = data.charts.get(name) if data else None
    title: list[Run] = [(metric.title(lang), "strong" if chosen else "text")]
    if metric.unit:
        title.append((f" {metric.unit}", "dim"))
    if data is None or view is None:
        return ChartView(tuple(title), empty=unanswered_text(context, metric.endpoint))
    title.append((f"  {words.ZOOM[data.window.seconds](lang)}", "dim"))
    title += product_runs(metric, data.product, context)
    pinned = data.charts.get(over) if over else None
    # One comparison at a time: with another metric, or with the past.
    pasts = () if over else data.pasts.get(name, ())
    coarser = () if over else data.coarser.get(name, ())
    is_drawn = bool(view.points or coarser)
    return ChartView(
        tuple(title),
        (*readout(view, context, moment_ts), *coarser_at(coarser, view, moment_ts, context)) if is_drawn else (),
        (*foot(view, pinned, context, moment_ts), *coarser_runs(coarser, context)),
        plot(view, pinned, pasts, data.window, context, data.now_ts, label_width, data.noted, coarser)
        if is_drawn
        else None,
        empty="" if is_drawn else empty_says(view, context),
    )


def empty_says(view: MetricView, context: Context) -> str:
    """Why there is no curve."""
    if lacking := lacking_text(view.metric, view, context):
        return plain(lacking)
    if view.states.count(MinuteState.UNREAD):
        return words.NONE_READ(context.lang)
    return words.NO_DATA(context.lang) if view.answered else unanswered_text(context, view.metric.endpoint)


def readout(view: MetricView, context: Context, moment_ts: int | None) -> Runs:
    """The moment under the cursor (the newest where there is none) and its value or its state."""
    if moment_ts is None and view.now is not None:
        ts, value = view.now
        role = ROLES[view.level]
        said = f"  {number(value, view.metric, view.threshold)}"
        return ((context.when(ts), "dim"), (said, role), *alone_at(view, ts, context))
    if moment_ts is None:
        return ()
    state, known = view.at(moment_ts)
    when: Run = (context.when(moment_ts), "strong")
    if known is None:
        return (when, (f"  {STATE_WORDS[state](context.lang)}", "pending"))
    said = f"  {number(known, view.metric, view.threshold)}"
    return (
        when,
        (said, ROLES[view.level_of(known)]),
        *alone_at(view, moment_ts + MINUTE - view.states.slot_s, context),
    )


def foot(view: MetricView, pinned: MetricView | None, context: Context, moment_ts: int | None) -> Runs:
    """The meaning of the signs in the chart with their minutes. Words that the list has too come last: a narrow chart
    has no room for them."""
    lang = context.lang
    runs: list[Run] = []
    if pinned is not None:
        at = pinned.now if moment_ts is None else (moment_ts, pinned.at(moment_ts)[1])
        value = "" if at is None or at[1] is None else number(at[1], pinned.metric, pinned.threshold)
        runs.append((words.OVERLAY_FOOT(lang, title=pinned.metric.title(lang), value=value), "curve2"))
    for state, phrase in (
        (MinuteState.PENDING, words.PENDING_FOOT),
        (MinuteState.MISSING, words.MISSING_FOOT),
        (MinuteState.UNREAD, words.UNREAD_FOOT),
        (MinuteState.LOST, words.LOST_FOOT),
        (MinuteState.NOT_ASKED, words.NOT_ASKED_FOOT),
    ):
        if slots := view.states.count(state):
            runs.append((phrase(lang, span=span_text(slots * view.states.slot_s, lang)), "pending"))
    runs += alone_runs(view, context)
    if pinned is None:
        runs += state_text(view, context, 0.0)
    spaced: list[Run] = []
    for run in runs:
        spaced += [("   ", "text"), run] if spaced else [run]
    return tuple(spaced)


def about(
    view: MetricView,
    pasts: Sequence[Past],
    context: Context,
    moment_ts: int | None,
    *,
    whole: bool,
    product: str = "",
) -> Content:
    """The chosen metric in four lines: its limits, its extremes on screen, its values on earlier days at the chosen
    minute, or at the newest one. `whole`: its title and meaning too, one thing a line.
    `product` says how the products are joined."""
    lang, metric = context.lang, view.metric
    lines = [Content.styled(metric.title(lang), "bold"), Content(metric.explain(lang))] if whole else []
    if view.threshold is not None:
        phrase = words.LIMITS_ABOVE if metric.direction is Direction.MORE_IS_WORSE else words.LIMITS_BELOW
        limits = [limit_text(limit, metric.unit) for limit in (view.threshold.warn, view.threshold.bad)]
        lines.append(Content.styled(phrase(lang, warn=limits[0], bad=limits[1]), "dim"))
    if product:
        lines.append(Content.styled(product, "dim"))
    if view.points:
        low, high = view.extremes()
        extremes = [
            Content(words.HIGHEST(lang, value=number(high[1], metric, view.threshold), time=context.when(high[0]))),
            Content(words.LOWEST(lang, value=number(low[1], metric, view.threshold), time=context.when(low[0]))),
        ]
        lines += [Content(""), *extremes] if whole else [BESIDE.join(extremes)]
        if bad := len(view.bad_minutes()):
            known = len({ts // MINUTE for ts, _ in view.points})
            lines.append(Content.styled(words.BAD_MINUTES(lang, count=bad, of=known), "bold $error"))
    earlier = _earlier(view, pasts, context, moment_ts)
    lines += earlier if whole or not earlier else [BESIDE.join(earlier)]
    return Content("\n").join(lines)


def _earlier(view: MetricView, pasts: Sequence[Past], context: Context, moment_ts: int | None) -> list[Content]:
    """The values of earlier days at the chosen minute, or at the newest one."""
    minute_ts = moment_ts if moment_ts is not None or view.now is None else view.now[0] // MINUTE * MINUTE
    lines = []
    for past in pasts:
        value = None if minute_ts is None else past.at(minute_ts)
        if minute_ts is not None and value is not None:
            # Where the clocks were changed since it was another time of the day.
            time = context.shown(minute_ts - past.days * DAY)
            said = words.PAST_AT[past.days](context.lang, value=number(value, view.metric, view.threshold), time=time)
            lines.append(Content(said))
    return lines


def plot(
    view: MetricView,
    pinned: MetricView | None,
    pasts: Sequence[Past],
    window: Window,
    context: Context,
    now_ts: float,
    label_width: int = 0,
    noted: tuple[float, ...] = (),
    coarser: Sequence[CoarserLine] = (),
) -> Plot:
    """`noted` are the moments of notes, marked on the time axis; `coarser` are the hours and days that fill it."""
    lines = [
        PlotLine(past.line, "history", words.PAST[past.days](context.lang), style=LINE_STYLES[past.days])
        for past in pasts
    ]
    lines += [
        PlotLine(one.line, "history", coarser_name(one, context.lang), style=coarser_style(one)) for one in coarser
    ]
    if pinned is not None:
        # Rates of one kind share a scale, or the eye would compare heights that mean nothing; others have their own.
        apart = view.metric.unit != "%" or pinned.metric.direction is not view.metric.direction
        lines.append(PlotLine(pinned.line, "curve2", pinned.metric.title(context.lang), right=apart))
    lines.append(PlotLine(view.line, "curve1", view.metric.title(context.lang)))
    return Plot(
        window=window,
        lines=tuple(lines),
        rules=rules(view.metric, view.threshold, context.lang),
        pending_from_ts=view.pending_from(now_ts),
        missing=view.missing,
        lost=view.lost,
        unit=view.metric.unit,
        decimals=view.metric.decimals,
        right_unit=pinned.metric.unit if pinned else "",
        right_decimals=pinned.metric.decimals if pinned else 1,
        ascii=context.ascii,
        gap_s=math.inf,
        label_width=max(LABEL_WIDTH, label_width),
        offset_at=context.zone.offset_s,
        noted=noted,
    )


def rules(metric: Metric, threshold: Threshold | None, lang: Lang) -> tuple[Rule, ...]:
    if threshold is None:
        return ()
    more = metric.direction is Direction.MORE_IS_WORSE
    phrase = words.RULE_ABOVE if more else words.RULE_BELOW
    return (Rule(threshold.bad, "threshold", phrase(lang, value=exact(threshold.bad)), 1 if more else -1),)
