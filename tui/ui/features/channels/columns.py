"""The columns of Channels, in lists and exports: the counts over all channels, the watched channels. Pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from rich.cells import cell_len

from tui.analysis.feeds.feed import STALE_S, age_text
from tui.analysis.project.channels import ChannelState, ChannelValues, Value
from tui.analysis.project.live import MetricView
from tui.domain.fields import FieldKind, Lacking
from tui.domain.glossary import BIG_CHANNEL_METRICS
from tui.domain.glossary.rounding import fixed
from tui.domain.records import HOUR, MINUTE, MinuteState, Window
from tui.domain.text import Lang
from tui.export.extract import Extract, ExtractTable, Setting, state_name
from tui.messages import channels as words
from tui.messages import export as export_words
from tui.messages import frame as frame_words
from tui.terminal.cells import GAP, GUTTER, Column, visible
from tui.ui.charts.spark import sparkline
from tui.ui.context import Context
from tui.ui.extracts import arranged, minute_curve, plain_table, setting_in
from tui.ui.features.channels.chart_view import ratio_at, ratio_of
from tui.ui.features.channels.query import CHANNEL_SERIES, COUNTS, ChannelData, ChannelsData
from tui.ui.features.channels.view import Statuses, short, standings, statuses_of
from tui.ui.texts.values import age_columns, change_text, number
from tui.ui.widgets.described import Described, Items, Told, fields_of, list_columns, list_row, values_of
from tui.ui.widgets.rows import Row, ShownRows

SPARK_COLUMNS = 8
UNKNOWN = Lacking("unknown")
COUNTED = (
    Described("metric", title=words.ALL, sortable=False),
    Described("metric_name", told=False),
    Described("value", FieldKind.NUMBER, may_lack=True, title=words.NOW, width=7, key="now", sortable=False),
    Described("at", FieldKind.TIME, may_lack=True),
    Described(
        "change_10m",
        FieldKind.NUMBER,
        "%",
        may_lack=True,
        title=words.DELTA,
        width=9,
        key="delta",
        sortable=False,
        priority=3,
    ),
    Described("ratio", title=words.RATIO, width=23, sortable=False, priority=1, exported=False),
    Described("hour", title=words.HOUR, width=SPARK_COLUMNS, sortable=False, priority=2, exported=False),
)
WATCHED = (
    Described("channel", title=words.WATCHED, width=16, key="name", grow=1),
    Described("online_users", FieldKind.NUMBER, may_lack=True, title=words.ONLINE, width=6, key="online"),
    Described("freeze_users", FieldKind.NUMBER, may_lack=True, title=words.FREEZE, width=6, key="freeze"),
    Described(
        "freeze_share_percent",
        FieldKind.NUMBER,
        "%",
        may_lack=True,
        title=words.SHARE,
        width=7,
        key="share",
        priority=4,
    ),
    Described("rating", FieldKind.NUMBER, may_lack=True, title=words.RATING, width=8),
    *(
        Described(key, title=title, width=SPARK_COLUMNS, sortable=False, priority=priority, exported=False)
        for key, title, priority in (
            ("online_hour", words.ONLINE_HOUR, 5),
            ("freeze_hour", words.FREEZE_HOUR, 3),
            ("rating_hour", words.RATING_HOUR, 6),
        )
    ),
    Described("newest", FieldKind.TIME, may_lack=True, title=words.AGE, width=6, key="age", align="right", priority=2),
    Described("state", title=words.STATE, width=14, priority=1, exported=False),
)


# -- the lists


def count_columns(lang: Lang) -> tuple[Column, ...]:
    """Columns of the counts over all big channels: three rows, which need no sorting."""
    titles = [words.ALL(lang), *(BIG_CHANNEL_METRICS[name].title(lang) for name in COUNTS)]
    return list_columns(COUNTED, lang, {"metric": max(map(cell_len, titles))})


def channel_columns(lang: Lang) -> tuple[Column, ...]:
    return list_columns(WATCHED, lang, {"age": age_columns(lang)})


def list_width(width: int, lang: Lang) -> int:
    """The cells of the lists beside the charts, with their margin and scrollbar: with one sparkline, with the share as
    well, with everything."""
    last = 3 if width < 160 else 4 if width < 190 else 6
    shown = [column for column in channel_columns(lang) if column.priority <= last]
    return GUTTER + sum(column.width for column in shown) + GAP * (len(shown) - 1) + 2


def count_rows(data: ChannelsData | None, context: Context) -> list[Row]:
    return [_count_row(name, data, context) for name in COUNTS]


def _count_row(name: str, data: ChannelsData | None, context: Context) -> Row:
    lang, view = context.lang, data.counts[name] if data else None
    if data is None or view is None or view.now is None:
        return Row(name, (BIG_CHANNEL_METRICS[name].title(lang), (("–", "dim"),), "", "", ""))
    newest_ts, _ = view.now
    end_ts = newest_ts // MINUTE * MINUTE + MINUTE
    low = min([0.8 * point[1] for point in view.points], default=None)
    spark = sparkline(
        view.line, Window(end_ts - HOUR, end_ts), SPARK_COLUMNS, ascii=context.ascii, low=low, gap_s=math.inf
    )
    role = "dim" if data.now_ts - newest_ts > STALE_S else "text"
    ratio = ratio_at(view, ratio_of(name, data.counts), None, context)
    return list_row(COUNTED, name, _count_told(view, lang, role, ratio, spark))


def channel_rows(data: ChannelsData | None, context: Context, now_ts: float) -> list[Row]:
    """One row a watched channel, in the order they were put; those that were added a moment ago have no values yet."""
    statuses, setting, rows = statuses_of(context), setting_in(context, now_ts=now_ts), []
    values, sparks = (data.channels, data.sparks) if data else ({}, {})
    for name in context.watched:
        items = _channel_told(name, values, statuses, context, setting, sparks)
        rows.append(list_row(WATCHED, name, items, search=name))
    return rows


# -- an item for each column


def _count_told(view: MetricView, lang: Lang, role: str = "text", ratio: str = "", spark: str = "") -> Items:
    metric, delta = view.metric, "" if view.delta is None else f"{change_text(view.delta)} %"
    if view.now is None:
        states = [state for _, state in view.states.stretches if state is not MinuteState.KNOWN]
        lacking = Lacking(state_name(states[0] if states else MinuteState.NOT_ASKED))
        told: Items = Told(lacking), lacking
    else:
        told = Told(view.now[1], ((number(view.now[1], metric, view.threshold), role),)), view.now[0]
    return (
        metric.title(lang),
        metric.name,
        *told,
        Told(UNKNOWN if view.delta is None else view.delta, ((delta, role),)),
        Told(None, ((ratio, role),)),
        Told(None, ((spark, "axis"),)),
    )


def _channel_told(
    name: str,
    channels: Mapping[str, ChannelValues],
    statuses: Statuses,
    context: Context,
    setting: Setting,
    sparks: Mapping[tuple[str, str], str] = {},
) -> Items:
    values, now_ts = channels.get(name, ChannelValues()), setting.now_ts
    found, newest_ts, share = standings(context.edition, name, values, statuses, now_ts), values.newest_ts, values.share
    role = "dim" if newest_ts is None or now_ts - newest_ts > STALE_S else "text"
    age = "" if newest_ts is None else age_text(max(0.0, now_ts - newest_ts), setting.lang)
    rank = list(ChannelState).index(found.first)
    return (
        Told(setting.names.channel(visible(name)), sort=name.casefold()),
        _value(values.users, found.users, "online_users", role),
        _value(values.freezes, found.freezes, "video_freeze_users", role),
        Told(UNKNOWN, "") if share is None else Told(share, ((f"{fixed(share, 1)} %", role),)),
        _value(values.score, found.score, "score", role),
        *(Told(None, ((sparks.get((name, each), ""), "axis"),)) for each in CHANNEL_SERIES),
        Told(UNKNOWN, "") if newest_ts is None else Told(newest_ts, ((age, "dim"),), -newest_ts),
        Told(None, ((short(found, context), "dim" if found.first is ChannelState.KNOWN else "text"),), rank),
    )


def _value(value: Value, standing: ChannelState, name: str, role: str) -> Told:
    if value.now is None:
        return Told(Lacking(standing.value), (("–", "dim"),))
    return Told(value.now[1], ((number(value.now[1], BIG_CHANNEL_METRICS[name], None), role),))


# -- the exports


def channels_export(
    data: ChannelsData,
    watched: Iterable[str],
    statuses: Statuses,
    moment_ts: int | None,
    context: Context,
    shown: ShownRows,
    setting: Setting,
) -> Extract:
    """The counts over all channels, the values of each watched one, their minutes."""
    lang = setting.lang
    rows = {
        name: values_of(WATCHED, _channel_told(name, data.channels, statuses, context, setting, {})) for name in watched
    }
    findings = [
        export_words.BIG_COUNT(
            lang,
            metric=view.metric.title(lang),
            value=number(view.now[1], view.metric, view.threshold),
            time=setting.time(view.now[0]),
        )
        for view in data.counts.values()
        if view.now is not None
    ]
    if data.silent_minutes:
        findings.append(export_words.BIG_SILENT(lang, n=data.silent_minutes))
    of_chosen = setting.names.channel(data.chosen or "")
    return Extract(
        screen="channels",
        title=frame_words.TABS["channels"](lang),
        table=arranged("channels", fields_of(WATCHED), rows, "channel", shown, setting),
        window=data.window,
        moment_ts=moment_ts,
        findings=tuple(findings),
        others=(_counts(data.counts, setting),),
        curves=(
            *(minute_curve(view, lang) for view in data.charts.values()),
            *(minute_curve(view, lang, of=of_chosen) for view in data.panel.values()),
        ),
    )


def channel_export(
    data: ChannelData, channel: str, statuses: Statuses, moment_ts: int | None, context: Context, setting: Setting
) -> Extract:
    """One channel alone, with the minutes of its series."""
    items = _channel_told(channel, {channel: data.values}, statuses, context, setting, {})
    name = setting.names.channel(visible(channel))
    return Extract(
        screen="channel",
        title=name,
        table=plain_table("channel", fields_of(WATCHED), [values_of(WATCHED, items)], "channel"),
        window=data.window,
        scope={"channel": name},
        moment_ts=moment_ts,
        others=(_counts(data.panel, setting),),
        curves=tuple(minute_curve(view, setting.lang, of=name) for view in data.panel.values()),
    )


def _counts(views: Mapping[str, MetricView], setting: Setting) -> ExtractTable:
    rows = [values_of(COUNTED, _count_told(view, setting.lang)) for view in views.values()]
    return plain_table("counts", fields_of(COUNTED), rows, "metric")
