"""Live's list: its columns, and its rows for now or for the minute under the cursor.

With a moment chosen the whole row is that minute's: the value, the change up to it, the hour before it, since when it
was bad then; the head of the value's column says which minute that is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec.structs import replace
from rich.cells import cell_len

from tui.analysis.feeds.feed import age_text
from tui.analysis.project.live import MetricView
from tui.domain.fields import FieldKind
from tui.domain.glossary import GROUPS, Metric
from tui.domain.records import DAY, MINUTE, Direction, Level, MinuteState, Window
from tui.messages import live as words
from tui.terminal.cells import GAP, GUTTER, Cell, Column
from tui.ui.charts.spark import spark_runs
from tui.ui.context import Context
from tui.ui.features.live.products import alone_at, lacking_text
from tui.ui.features.live.query import LiveData, MomentData
from tui.ui.texts.minutes import STATE_WORDS, state_text
from tui.ui.texts.values import ROLES, SIGNS, age_columns, change_text, number
from tui.ui.widgets.described import Described, list_columns
from tui.ui.widgets.rows import Row

SPARK_COLUMNS = 8
COLUMNS = (
    Described("metric", title=words.METRIC),
    Described("metric_name", told=False),
    Described("group", told=False),
    Described("unit", told=False),
    Described("value", FieldKind.NUMBER, unit_of="unit", may_lack=True, title=words.NOW, key="now"),
    Described("at", FieldKind.TIME, may_lack=True),
    Described("age", title=words.AGE, width=5, align="right", exported=False),
    Described(
        "change_10m",
        FieldKind.NUMBER,
        unit_of="change_unit",
        may_lack=True,
        title=words.DELTA,
        width=9,
        key="delta",
        priority=1,
    ),
    Described("change_unit", told=False),
    Described("product", told=False),
    Described("product_alone", told=False),
    Described("spark", title=words.LAST_HOUR, width=SPARK_COLUMNS, sortable=False, priority=3, exported=False),
    Described("level", coded=True, title=words.STATE, key="state", grow=1, priority=2),
    Described("bad_since", FieldKind.TIME),
    Described("bad_since_or_earlier", FieldKind.FLAG, told=False),
    Described("was_bad_from", FieldKind.TIME),
    Described("was_bad_until", FieldKind.TIME),
    Described("warn_limit", FieldKind.NUMBER, unit_of="unit", told=False),
    Described("bad_limit", FieldKind.NUMBER, unit_of="unit", told=False),
)
# The place of the age in a row.
AGE = 2
# Of an edition whose metrics are asked for one by one, by product.
BY_METRIC = frozenset({"age", "product", "product_alone"})


def live_columns(context: Context, at: MomentData | None) -> tuple[Column, ...]:
    """The columns with their titles; the first one is as wide as its widest metric, which differs by language."""
    lang = context.lang
    widest = max(cell_len(metric.title(lang)) for metric in context.edition.live_metrics.values())
    now = words.NOW(lang) if at is None else context.shown(at.moment_ts)
    # A state tells since when it is so.
    now_ts = context.clock.now()
    state = 15 + context.zone.over(now_ts - DAY, now_ts).wider
    columns = list_columns(
        columns_of(by_metric=context.edition.asks_by_metric),
        lang,
        {"metric": widest, "now": max(7, cell_len(now)), "age": age_columns(lang), "state": state},
    )
    return tuple(replace(column, title=now) if column.key == "now" else column for column in columns)


def columns_of(*, by_metric: bool) -> tuple[Described, ...]:
    """`by_metric`: a request buys one metric of one product."""
    return COLUMNS if by_metric else tuple(one for one in COLUMNS if one.name not in BY_METRIC)


def list_width(columns: Sequence[Column]) -> int:
    """The cells that the list needs beside the chart: columns, gaps, gutter, margin and scrollbar."""
    return GUTTER + sum(column.width for column in columns) + GAP * (len(columns) - 1) + 2


def live_rows(data: LiveData | None, at: MomentData | None, context: Context, *, headings: bool) -> list[Row]:
    """The rows for now, or, `at` given, for that minute."""
    if data is None or at is None:
        return rows(data, context, headings=headings, spark_columns=SPARK_COLUMNS)
    states = {name: view.at(at.moment_ts)[0] for name, view in at.metrics.items()}
    known = {
        # An unknown minute has no value, even after known minutes.
        name: view if states[name] is MinuteState.KNOWN else replace(view, now=None)
        for name, view in at.metrics.items()
    }
    then = replace(data, now_ts=at.moment_ts + MINUTE, metrics=known)
    return [
        row if states.get(row.key, MinuteState.KNOWN) is MinuteState.KNOWN else _unknown(row, states[row.key], context)
        for row in rows(then, context, headings=headings, spark_columns=SPARK_COLUMNS)
    ]


def _unknown(row: Row, state: MinuteState, context: Context) -> Row:
    cells = list(row.cells)
    cells[-1] = ((STATE_WORDS[state](context.lang), "pending"),)
    return replace(row, cells=tuple(cells))


def rows(data: LiveData | None, context: Context, *, headings: bool, spark_columns: int) -> list[Row]:
    """The list: the metrics of the edition, under the headings of their groups where there is room."""
    listed: list[Row] = []
    group = ""
    for name, metric in context.edition.live_metrics.items():
        if headings and metric.group != group:
            listed.append(Row(f"heading:{metric.group}", (GROUPS[metric.group](context.lang),), heading=True))
        group = metric.group
        view = data.metrics[name] if data else None
        listed.append(metric_row(metric, view, context, spark_columns, data.now_ts if data else 0.0))
    return listed


def metric_row(metric: Metric, view: MetricView | None, context: Context, spark_columns: int, now_ts: float) -> Row:
    lang = context.lang
    title = metric.title(lang)
    if view is None or view.now is None:
        return _row(metric, context, (title, (("–", "dim"),), "", "", "", lacking_text(metric, view, context)), None)
    newest_ts, value = view.now
    sign = SIGNS.get((view.level, metric.direction), "")
    role = ROLES[view.level]
    hour = Window(int(newest_ts) // MINUTE * MINUTE + MINUTE - 3600, int(newest_ts) // MINUTE * MINUTE + MINUTE)
    low, high = spark_range(view)
    spark = spark_runs(
        view.line,
        hour,
        spark_columns,
        lambda value: view.level_of(value) is Level.BAD,
        ascii=context.ascii,
        low=low,
        high=high,
        gap_s=math.inf,
    )
    cells = (
        title,
        ((number(value, metric, view.threshold), role),),
        ((age_text(now_ts - newest_ts, lang), "dim"),),
        ((_delta(view), "text"), (f" {sign or ' '}", role)),
        spark,
        (*state_text(view, context, now_ts), *alone_at(view, newest_ts, context)),
    )
    severity = (Level.NEUTRAL, Level.GOOD, Level.WARN, Level.BAD).index(view.level)
    return _row(metric, context, cells, (title, value, now_ts - newest_ts, view.delta or 0.0, 0, -severity))


def _row(metric: Metric, context: Context, cells: tuple[Cell, ...], sort: tuple[str | float, ...] | None) -> Row:
    """Only metrics that are asked for one by one have a column for their ages."""
    known = sort or (metric.title(context.lang), 0.0, math.inf, 0.0, 0, 0)
    if not context.edition.asks_by_metric:
        cells, known = (*cells[:AGE], *cells[AGE + 1 :]), (*known[:AGE], *known[AGE + 1 :])
    return Row(metric.name, cells, sort=known)


def spark_range(view: MetricView) -> tuple[float, float]:
    """The scale of the sparkline: the range of the values, and so wide that the noise of a healthy metric stays flat.

    A calm hour lies in the middle, or at the bottom where that is zero: it is no brick.
    """
    values = [value for _, value in view.points] or [0.0]
    low, high = min(values), max(values)
    if view.threshold is not None and view.metric.direction is Direction.MORE_IS_WORSE:
        return 0.0, max(high, view.threshold.bad * 2)
    least = 0.2 * high if view.threshold is None else 2 * (100 - view.threshold.bad)
    spare = max(0.0, least - (high - low)) / 2
    return low - spare, high + spare


def _delta(view: MetricView) -> str:
    if view.delta is None:
        return ""
    text = change_text(view.delta)
    return text if view.metric.unit == "%" else f"{text} %"
