"""The charts of Channels: a count, and on the right scale its ratio to another series."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from msgspec import Struct

from tui.analysis.project.channels import per_hundred, unjoined
from tui.analysis.project.live import MetricView
from tui.domain.glossary import BIG_CHANNEL_METRICS
from tui.domain.glossary.rounding import fixed
from tui.domain.records import MinuteState, Run, Runs, Window
from tui.domain.text import Phrase
from tui.messages import channels as words
from tui.messages import live as live_words
from tui.terminal.cells import visible
from tui.ui.charts.axes import LABEL_WIDTH
from tui.ui.charts.line_style import ASCII_SAMPLES, SAMPLES, LineStyle
from tui.ui.charts.plot import Plot, PlotLine
from tui.ui.context import Context
from tui.ui.features.channels.query import CHANNEL_SERIES
from tui.ui.texts.minutes import STATE_WORDS, span_text
from tui.ui.texts.values import number
from tui.ui.unanswered import unanswered_text
from tui.ui.widgets.chart import ChartView

# No mean rating lies outside.
WORST_SCORE, BEST_SCORE = 1.0, 5.0


class Ratio(Struct, frozen=True):
    """The points of the other series, and the phrase of the ratio."""

    wholes: tuple[tuple[int, float], ...]
    says: Phrase


def ratio_of(name: str, views: Mapping[str, MetricView]) -> Ratio | None:
    """Slow joiners are a part of those that tried to join. Users with frozen video joined at any time: no count of all
    channels gives their number."""
    if name != "slow_joining_users":
        return None
    return Ratio(views["joining_trial_users"].points, words.OF_ATTEMPTS)


def ratio_at(view: MetricView, ratio: Ratio | None, moment_ts: int | None, context: Context) -> str:
    """The ratio of that minute; without a moment that of the newest minute with both values."""
    if ratio is None:
        return ""
    known = dict(per_hundred(view.points, ratio.wholes, view.states.slot_s))
    value = known.get(max(known, default=0) if moment_ts is None else moment_ts)
    return "" if value is None else ratio.says(context.lang, value=fixed(value, 1))


def chart_view(
    view: MetricView | None,
    name: str,
    ratio: Ratio | None,
    window: Window | None,
    context: Context,
    *,
    now_ts: float,
    moment_ts: int | None,
    chosen: bool = False,
    of: str = "",
    channel: str = "",
    noted: Sequence[float] = (),
    empty: str = "",
) -> ChartView:
    """One series with its ratio on the right; `of` is the channel's name where the chart stands among others'.
    `channel` is its name in requests ("": all channels)."""
    lang, metric = context.lang, BIG_CHANNEL_METRICS[name]
    endpoints = [endpoint for endpoint, one in context.edition.endpoints.items() if name in one.series]
    heading = metric.title(lang) if name != "score" else words.RATING_TITLE(lang, title=metric.title(lang))
    title: list[Run] = [(visible(of) + "  ", "accent")] if of else []
    title.append((heading, "strong" if chosen else "text"))
    if view is None or window is None:
        return ChartView(tuple(title), empty=unanswered_text(context, *endpoints, channel=channel))
    title.append((f"  {live_words.ZOOM[window.seconds](lang)}", "dim"))
    if not view.points:
        why = words.NO_DATA(lang) if view.answered else unanswered_text(context, *endpoints, channel=channel)
        return ChartView(tuple(title), empty=empty or why)
    return ChartView(
        tuple(title),
        readout(view, context, moment_ts),
        foot(view, ratio, context, moment_ts),
        plot(view, ratio, window, context, now_ts, noted),
    )


def panel_views(
    panel: Mapping[str, MetricView],
    window: Window | None,
    context: Context,
    *,
    now_ts: float,
    moment_ts: int | None,
    channel: str,
    of: str = "",
    noted: Sequence[float] = (),
) -> list[ChartView]:
    """The charts of one channel, by CHANNEL_SERIES: freeze users in percent of the online users too."""
    users = panel["online_users"].points if "online_users" in panel else ()
    ratios = {"video_freeze_users": Ratio(users, words.OF_ONLINE)}
    return [
        chart_view(
            panel.get(name),
            name,
            ratios.get(name),
            window,
            context,
            now_ts=now_ts,
            moment_ts=moment_ts,
            of=of,
            channel=channel,
            noted=noted,
            empty=words.UNRATED_SAYS(context.lang) if name == "score" and users and panel[name].answered else "",
        )
        for name in CHANNEL_SERIES
    ]


def readout(view: MetricView, context: Context, moment_ts: int | None) -> Runs:
    """The moment under the cursor, or the newest: its value or its state."""
    if moment_ts is None:
        if view.now is None:
            return ()
        ts, value = view.now
        state: Run = (f"  {number(value, view.metric, view.threshold)}", "text")
    else:
        ts = moment_ts
        its, known = view.at(moment_ts)
        if known is None:
            unrated = view.metric.name == "score" and its is MinuteState.MISSING
            phrase = words.UNRATED if unrated else STATE_WORDS[its]
            state = (f"  {phrase(context.lang)}", "pending")
        else:
            state = (f"  {number(known, view.metric, view.threshold)}", "text")
    return (context.when(ts), "dim" if moment_ts is None else "strong"), state


def foot(view: MetricView, ratio: Ratio | None, context: Context, moment_ts: int | None) -> Runs:
    """The ratio at the moment, and the minutes without a value, by their state."""
    lang = context.lang
    parts: list[Run] = []
    if ratio is not None and per_hundred(view.points, ratio.wholes, view.states.slot_s):
        at = ratio_at(view, ratio, moment_ts, context) or ratio.says(lang, value="–")
        sample = (ASCII_SAMPLES if context.ascii else SAMPLES)[LineStyle.DASHED]
        parts.append((words.RIGHT(lang, sample=sample, says=at), "curve2"))
    missing = words.UNRATED_MINUTES_FOOT if view.metric.name == "score" else live_words.MISSING_FOOT
    for state, phrase in (
        (MinuteState.PENDING, live_words.PENDING_FOOT),
        (MinuteState.MISSING, missing),
        (MinuteState.UNREAD, live_words.UNREAD_FOOT),
        (MinuteState.LOST, live_words.LOST_FOOT),
        (MinuteState.NOT_ASKED, live_words.NOT_ASKED_FOOT),
    ):
        if slots := view.states.count(state):
            parts.append((phrase(lang, span=span_text(slots * view.states.slot_s, lang)), "pending"))
    return tuple(run for part in parts for run in (part, ("  ", "text")))[:-1]


def plot(
    view: MetricView,
    ratio: Ratio | None,
    window: Window,
    context: Context,
    now_ts: float,
    noted: Sequence[float] = (),
) -> Plot:
    """`noted` are the moments of notes."""
    lines = []
    points = per_hundred(view.points, ratio.wholes, view.states.slot_s) if ratio else ()
    if points:
        lines.append(PlotLine(unjoined(points, view.states.slot_s), "curve2", right=True, style=LineStyle.DASHED))
    lines.append(PlotLine(view.line, "curve1"))
    rating = view.metric.name == "score"
    return Plot(
        window=window,
        lines=tuple(lines),
        pending_from_ts=view.pending_from(now_ts),
        missing=view.missing,
        lost=view.lost,
        decimals=view.metric.decimals,
        right_decimals=1,
        label_width=LABEL_WIDTH,
        ascii=context.ascii,
        low=WORST_SCORE if rating else None,
        high=BEST_SCORE if rating else None,
        gap_s=math.inf,
        offset_at=context.zone.offset_s,
        noted=tuple(noted),
    )
