"""The session in words: its list, its charts, and the explanation of a metric."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace
from rich.cells import cell_len

from tui.analysis.calls.session import SHARE_OF_MINUTE, MetricCurves, not_reported
from tui.clock import Times
from tui.domain.glossary import GROUPS, level, mid
from tui.domain.glossary.levels import threshold_key
from tui.domain.glossary.mid_advice import mid_advice
from tui.domain.glossary.rounding import figure
from tui.domain.percentages import metric_of
from tui.domain.records import Direction, Level, Run, Runs, Session
from tui.messages import live as live_words
from tui.messages import session as words
from tui.terminal.cells import GAP, GUTTER, Column
from tui.ui.charts.plot import Plot
from tui.ui.context import Context
from tui.ui.features.session.query import COLOURS, COURSE_COLUMNS, PINNED, DrawnMetric, SessionData
from tui.ui.text_page import Paragraph, advice
from tui.ui.texts.curves import at_text, peer_text, worst_mean
from tui.ui.texts.values import ROLES, limit_text, share_text, sign_of, value_text
from tui.ui.widgets.chart import ChartView
from tui.ui.widgets.rows import Row

# -- the list
# How many of the abnormal stretches are listed.
LISTED = 6


def times_of(data: SessionData, context: Context) -> Times:
    return context.zone.over(data.whole.start_ts, data.whole.end_ts)


def session_columns(context: Context, moment_ts: float | None, data: SessionData | None = None) -> tuple[Column, ...]:
    lang, wider = context.lang, 0 if data is None else times_of(data, context).wider
    widest = max(cell_len(mid(mid_id).title(lang)) for mid_id in context.edition.mids)
    return (
        Column("metric", words.METRIC(lang), widest, priority=0, sortable=False),
        Column("now", now_title(context, moment_ts), 12, align="right", priority=0, sortable=False),
        Column("worst", words.WORST(lang), 12, align="right", priority=1, sortable=False),
        Column("when", words.WHEN(lang), 8 + wider, priority=2, sortable=False),
        Column("course", words.COURSE(lang), COURSE_COLUMNS, priority=3, sortable=False),
    )


def now_title(context: Context, moment_ts: float | None) -> str:
    return words.LAST(context.lang) if moment_ts is None else context.shown(moment_ts, "%H:%M:%S")


def list_width(columns: Sequence[Column], *, least: int) -> int:
    """The cells that those columns need that are of priority `least` at most."""
    widths = [column.width for column in columns if column.priority <= least]
    return GUTTER + sum(widths) + GAP * (len(widths) - 1) + 2


def session_rows(
    data: SessionData, drawn: Mapping[int, DrawnMetric], context: Context, moment_ts: float | None
) -> list[Row]:
    listed: list[Row] = []
    times = times_of(data, context)
    group = ""
    for mid_id, each in data.metrics.items():
        if each.metric.group != group:
            group = each.metric.group
            listed.append(Row(f"heading:{group}", (GROUPS[group](context.lang),), heading=True))
        listed.append(metric_row(each, drawn.get(mid_id), context, moment_ts, times))
    return listed


def metric_row(
    each: MetricCurves, drawn: DrawnMetric | None, context: Context, moment_ts: float | None, times: Times
) -> Row:
    metric, worst = each.metric, each.worst
    cells = (
        metric.title(context.lang),
        now_cell(each, moment_ts),
        "" if worst is None else graded_runs(worst[2], each),
        "" if worst is None else ((times.text(worst[1], "%H:%M:%S"), "dim"),),
        "" if drawn is None else drawn.course,
    )
    return Row(str(metric.mid), cells)


def at_moment(rows: Iterable[Row], data: SessionData, moment_ts: float | None) -> list[Row]:
    """The rows with the values of another moment. A metric that a newer reading lacks keeps its row until then."""
    return [
        row
        if row.heading or (each := data.metrics.get(int(row.key))) is None
        else replace(row, cells=(row.cells[0], now_cell(each, moment_ts), *row.cells[2:]))
        for row in rows
    ]


def now_cell(each: MetricCurves, moment_ts: float | None) -> Runs:
    return now_runs([(value, grade) for _, value, grade in each.at(moment_ts) if value is not None], each)


def now_runs(known: Sequence[tuple[float, Level]], each: MetricCurves) -> Runs:
    """The worst of several values; where neither more nor less is worse, from the least to the greatest."""
    metric = each.metric
    if not known:
        return ((words.NOTHING.en, "dim"),)
    if metric.direction is Direction.NEITHER:
        low, high = min(known)[0], max(known)[0]
        text = value_text(high, metric, each.threshold)
        return ((text if low == high else words.RANGE.en.format(low=figure(low), high=text), "text"),)
    return graded_runs((min if metric.direction is Direction.LESS_IS_WORSE else max)(value for value, _ in known), each)


def graded_runs(value: float, each: MetricCurves) -> Runs:
    """A value with the sign and the colour of its own level."""
    grade = level(value, each.threshold, each.metric.direction)
    text = value_text(value, each.metric, each.threshold)
    return ((f"{text} {sign_of(grade, each.metric)}".rstrip(), ROLES[grade]),)


def unreported_text(data: SessionData | None, context: Context) -> str:
    """One line of the metrics that have no curve; nothing while none has."""
    if data is None or not data.metrics:
        return ""
    lang = context.lang
    names = words.SEPARATOR(lang).join(
        metric.title(lang) for metric in not_reported(data.metrics, context.edition.mids)
    )
    return words.NOT_REPORTED(lang, names=names) if names else ""


# -- a chart


def chart_view(
    each: MetricCurves,
    drawn: DrawnMetric | None,
    plot: Plot | None,
    context: Context,
    moment_ts: float | None,
    *,
    chosen: bool,
    width: int,
    pinned: tuple[MetricCurves, float | None] | None = None,
    head: str = "",
) -> ChartView:
    """One metric's chart. `plot` is the drawn one, or that with the pinned metric over it; `head` stands before the
    title."""
    lang, metric = context.lang, each.metric
    title: list[Run] = [(f"{head} ", "accent")] if head else []
    title.append((metric.title(lang), "strong" if chosen else "text"))
    if metric.unit:
        title.append((f" {metric.unit}", "dim"))
    if drawn is None or plot is None or not plot.lines:
        return ChartView(tuple(title), foot=foot(each, context, pinned), empty=words.NOT_IN_VIEW(lang))
    room = width - sum(cell_len(text) for text, _ in title) - 2
    return ChartView(
        tuple(title), readout(each, drawn.roles, context, moment_ts, room), foot(each, context, pinned), plot
    )


def readout(each: MetricCurves, roles: Mapping[int, str], context: Context, moment_ts: float | None, room: int) -> Runs:
    """Every curve's value at the moment, named by its peer in its own colour, worst first, as many as there is room
    for; the others are counted."""
    lang = context.lang
    runs: list[Run] = []
    for told, (one, value, grade) in enumerate(each.at(moment_ts)):
        name = f"{context.names.user(one.peer_uid)} " if one.peer_uid else ""
        text = at_text(one, value, each, context, moment_ts)
        sign = sign_of(grade, each.metric)
        piece: list[Run] = [("  ", "text")] if runs else []
        piece += [(name, roles[one.peer_uid])] if name and one.peer_uid in roles else [(name, "dim")] if name else []
        piece.append((text + sign, "pending" if value is None else ROLES[grade]))
        others = words.OTHERS(lang, count=len(each.curves) - told - 1)
        left = room - cell_len(f"  {others}") if told + 1 < len(each.curves) else room
        if runs and sum(cell_len(part) for part, _ in (*runs, *piece)) > left:
            runs.append((f"  {words.OTHERS(lang, count=len(each.curves) - told)}", "dim"))
            break
        runs += piece
    return tuple(runs)


def foot(each: MetricCurves, context: Context, pinned: tuple[MetricCurves, float | None] | None = None) -> Runs:
    """The pinned metric; the worst curve and moment; the number of bad spells; the curves not drawn."""
    lang, parts = context.lang, list[Run]()
    if pinned is not None:
        over, value = pinned
        text = value_text(value, over.metric, over.threshold)
        parts.append((live_words.OVERLAY_FOOT(lang, title=over.metric.title(lang), value=text), PINNED))
    worst = each.worst
    stretches = sum(len(one.bad) for one in each.curves)
    is_share = each.metric.unit == SHARE_OF_MINUTE
    percent = share_text(worst[2], each.threshold) if worst is not None and is_share else ""
    if stretches:
        text = words.BAD_SPELLS(lang, count=stretches)
        parts.append((text + (words.FROZEN_SHARE(lang, percent=percent) if is_share else ""), "bad"))
    if worst is not None:
        one, ts, value = worst
        time = context.instant(ts)
        if not is_share:
            text = words.WORST_AT(lang, value=value_text(value, each.metric, each.threshold), time=time)
        else:
            text = (words.AT_WORST if stretches else words.FROZEN_WORST)(lang, percent=percent, time=time)
        # A single peer is named in the read-out already.
        parts.append((text + (peer_text(one, context) if len(each.curves) > 1 else ""), "dim"))
    hidden = len(each.curves) - len(COLOURS)
    if hidden > 0:
        parts.append((words.MORE_CURVES(lang, count=hidden), "dim"))
    return tuple(run for part in parts for run in (("   ", "text"), part))[1:]


def why_metric(each: MetricCurves, session: Session, context: Context) -> tuple[Paragraph, ...]:
    lang, metric = context.lang, each.metric
    known = metric_of(metric.mid)
    return (
        Paragraph(metric.title(lang), 1),
        *([] if known is None else [Paragraph(words.SCALE_UNKNOWN(lang), 3)]),
        *advice(mid_advice(metric.mid if known is None else known), context.names.user(session.uid), lang),
        Paragraph(limits_text(each, context), 3),
        *worst_told(each, context),
        *stretches(each, context),
    )


def worst_told(each: MetricCurves, context: Context) -> tuple[Paragraph, ...]:
    """The worst value of each kind that a screen shows: a sample here, the mean of a minute in the call's list."""
    if each.worst is None:
        return ()
    one, ts, value = each.worst
    is_share = each.metric.unit == SHARE_OF_MINUTE
    lines = [(words.WHAT_SHARE if is_share else words.WHAT_SAMPLE)(context.lang)]
    if not is_share:
        minute_ts, mean = worst_mean(one, each.metric.direction)
        written = value_text(mean, each.metric, each.threshold)
        lines.append(words.WORST_MEAN(context.lang, value=written, time=context.instant(minute_ts)))
        written = value_text(value, each.metric, each.threshold)
        lines.append(words.WORST_AT(context.lang, value=written, time=context.instant(ts)))
    return tuple(Paragraph(line, 3) for line in lines)


def limits_text(each: MetricCurves, context: Context) -> str:
    lang, metric, limit = context.lang, each.metric, each.threshold
    if metric.direction is Direction.NEITHER:
        return words.NEITHER(lang)
    if limit is None:
        return words.NO_LIMIT(lang, mid=threshold_key(metric.mid))
    phrase = words.LIMITS_BELOW if metric.direction is Direction.LESS_IS_WORSE else words.LIMITS_ABOVE
    return phrase(lang, warn=limit_text(limit.warn, metric.unit), bad=limit_text(limit.bad, metric.unit))


def stretches(each: MetricCurves, context: Context) -> tuple[Paragraph, ...]:
    """The abnormal stretches of all its curves, the longest first."""
    lang = context.lang
    found = sorted(
        ((one, bad) for one in each.curves for bad in one.bad), key=lambda pair: pair[1].first_ts - pair[1].last_ts
    )
    if not found:
        return ()
    listed = [
        Paragraph(
            words.STRETCH(
                lang,
                first=context.instant(bad.first_ts),
                last=context.instant(bad.last_ts),
                value=value_text(bad.worst, each.metric, each.threshold),
                time=context.instant(bad.worst_ts),
                peer=peer_text(one, context),
            ),
            3,
        )
        for one, bad in found[:LISTED]
    ]
    if len(found) > LISTED:
        listed.append(Paragraph(words.MORE_STRETCHES(lang, count=len(found) - LISTED), 3))
    return Paragraph(words.STRETCHES(lang), 2), *listed
