"""The lists of Channels, and the sentence below them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from msgspec import Struct
from rich.cells import cell_len

from tui.analysis.channels import (
    SILENT_MINUTES,
    ChannelState,
    ChannelValues,
    Value,
    standing,
)
from tui.analysis.feed import STALE_S, age_text
from tui.domain.glossary import BIG_CHANNEL_METRICS
from tui.domain.glossary.rounding import fixed
from tui.domain.records import HOUR, MINUTE, FailureKind, Runs, Want, WantStatus, Window
from tui.domain.text import Lang, Phrase
from tui.messages import channels as words
from tui.messages.failures import WHAT
from tui.terminal.cells import GAP, GUTTER, Column, visible
from tui.ui.charts.spark import sparkline
from tui.ui.context import Context
from tui.ui.features.channels.chart_view import ratio_at, ratio_of
from tui.ui.features.channels.query import CHANNEL_SERIES, COUNTS, ChannelsData, channel_wants, channels_wants
from tui.ui.texts.values import change_text, number
from tui.ui.widgets.rows import Row

SHORT: Mapping[ChannelState, Phrase] = {
    ChannelState.EMPTY: words.EMPTY,
    ChannelState.UNRATED: words.UNRATED,
    ChannelState.PENDING: words.PENDING,
    ChannelState.FETCHING: words.FETCHING,
    ChannelState.WAITING: words.WAITING_SHORT,
    ChannelState.REFUSED: words.REFUSED,
}
SAYS: Mapping[ChannelState, Phrase] = {
    ChannelState.EMPTY: words.EMPTY_SAYS,
    ChannelState.UNRATED: words.UNRATED_SAYS,
    ChannelState.PENDING: words.PENDING_SAYS,
    ChannelState.FETCHING: words.FETCHING_SAYS,
    ChannelState.WAITING: words.WAITING_SAYS,
    ChannelState.REFUSED: words.NOT_ENABLED,
}
SPARK_COLUMNS = 8
Statuses = Mapping[tuple[str, str], WantStatus]


def statuses_of(context: Context) -> Statuses:
    """(endpoint, channel) → where the want stands, attended or not."""
    known = context.feed.statuses if context.feed else {}
    return {(want.endpoint, want.channel): status for want, status in known.items() if want.window is None}


# -- the columns


def count_columns(lang: Lang) -> tuple[Column, ...]:
    """Columns of the counts over all big channels: three rows, which need no sorting."""
    widest = max(cell_len(BIG_CHANNEL_METRICS[name].title(lang)) for name in COUNTS)
    return (
        Column("metric", words.ALL(lang), max(widest, cell_len(words.ALL(lang))), sortable=False),
        Column("now", words.NOW(lang), 7, align="right", sortable=False),
        Column("delta", words.DELTA(lang), 9, align="right", sortable=False, priority=3),
        Column("ratio", words.RATIO(lang), 23, sortable=False, priority=1),
        Column("hour", words.HOUR(lang), SPARK_COLUMNS, sortable=False, priority=2),
    )


def channel_columns(lang: Lang) -> tuple[Column, ...]:
    return (
        Column("name", words.WATCHED(lang), 16, grow=1),
        Column("online", words.ONLINE(lang), 6, align="right"),
        Column("freeze", words.FREEZE(lang), 6, align="right"),
        Column("share", words.SHARE(lang), 7, align="right", priority=4),
        Column("rating", words.RATING(lang), 8, align="right"),
        Column("online_hour", words.ONLINE_HOUR(lang), SPARK_COLUMNS, sortable=False, priority=5),
        Column("freeze_hour", words.FREEZE_HOUR(lang), SPARK_COLUMNS, sortable=False, priority=3),
        Column("rating_hour", words.RATING_HOUR(lang), SPARK_COLUMNS, sortable=False, priority=6),
        Column("age", words.AGE(lang), 5, align="right", priority=2),
        Column("state", words.STATE(lang), 14, priority=1),
    )


def list_width(width: int, lang: Lang) -> int:
    """The cells of the lists beside the charts, with their margin and scrollbar: with one sparkline, with the share as
    well, with everything."""
    last = 3 if width < 160 else 4 if width < 190 else 6
    shown = [column for column in channel_columns(lang) if column.priority <= last]
    return GUTTER + sum(column.width for column in shown) + GAP * (len(shown) - 1) + 2


# -- the counts over all big channels


def count_rows(data: ChannelsData | None, context: Context) -> list[Row]:
    return [_count_row(name, data, context) for name in COUNTS]


def _count_row(name: str, data: ChannelsData | None, context: Context) -> Row:
    metric, lang = BIG_CHANNEL_METRICS[name], context.lang
    view = data.counts[name] if data else None
    if data is None or view is None or view.now is None:
        return Row(name, (metric.title(lang), (("–", "dim"),), "", "", ""))
    newest_ts, value = view.now
    end_ts = newest_ts // MINUTE * MINUTE + MINUTE
    low = min([0.8 * point[1] for point in view.points], default=None)
    spark = sparkline(
        view.line, Window(end_ts - HOUR, end_ts), SPARK_COLUMNS, ascii=context.ascii, low=low, gap_s=math.inf
    )
    delta = "" if view.delta is None else f"{change_text(view.delta)} %"
    role = "dim" if data.now_ts - newest_ts > STALE_S else "text"
    ratio = ratio_of(name, data.counts)
    return Row(
        name,
        (
            metric.title(lang),
            ((number(value, metric), role),),
            ((delta, role),),
            ((ratio_at(view, ratio, None, context), role),),
            ((spark, "axis"),),
        ),
    )


# -- the watched channels


class Standings(Struct, frozen=True):
    """How the three values of a channel stand, and when the next of them is asked for."""

    users: ChannelState
    freezes: ChannelState
    score: ChannelState
    next_ts: float | None
    status: WantStatus | None

    @property
    def first(self) -> ChannelState:
        """The standing that the row tells: that of the counts first, then that of the rating."""
        for each in (self.users, self.freezes, self.score):
            if each is not ChannelState.KNOWN:
                return each
        return ChannelState.KNOWN


def standings(name: str, values: ChannelValues, statuses: Statuses, now_ts: float) -> Standings:
    of = [statuses.get((want.endpoint, name)) for want in channel_wants(name)]
    times = [status.next_ts for status in of if status and status.next_ts is not None and status.next_ts > now_ts]
    counted = bool(values.users.points or values.freezes.points)
    three = [
        standing(value, status, now_ts, unrated=counted and value is values.score)
        for value, status in zip((values.users, values.freezes, values.score), of, strict=True)
    ]
    hindered = next((status for status, its in zip(of, three, strict=True) if its is not ChannelState.KNOWN), None)
    return Standings(three[0], three[1], three[2], next_ts=min(times, default=None), status=hindered)


def channel_rows(data: ChannelsData | None, context: Context, now_ts: float) -> list[Row]:
    """One row a watched channel, in the order they were put; those that were added a moment ago have no values yet."""
    statuses = statuses_of(context)
    return [_channel_row(name, data, statuses, context, now_ts) for name in context.watched]


def _channel_row(name: str, data: ChannelsData | None, statuses: Statuses, context: Context, now_ts: float) -> Row:
    lang = context.lang
    values = data.channels.get(name, ChannelValues()) if data else ChannelValues()
    found = standings(name, values, statuses, now_ts)
    newest_ts, share = values.newest_ts, values.share
    stale = "dim" if newest_ts is None or now_ts - newest_ts > STALE_S else "text"
    sparks = [((data.sparks.get((name, each), "") if data else "", "axis"),) for each in CHANNEL_SERIES]
    cells = (
        visible(name),
        _value(values.users, "online_users", stale),
        _value(values.freezes, "video_freeze_users", stale),
        ((f"{fixed(share, 1)} %", stale),) if share is not None else "",
        _value(values.score, "score", stale),
        *sparks,
        ((age_text(max(0.0, now_ts - newest_ts), lang), "dim"),) if newest_ts is not None else "",
        ((_short(found, context), "dim" if found.first is ChannelState.KNOWN else "text"),),
    )
    sort = (
        name.casefold(),
        *(value.now[1] if value.now else None for value in (values.users, values.freezes)),
        share,
        values.score.now[1] if values.score.now else None,
        None,
        None,
        None,
        None if newest_ts is None else -newest_ts,
        list(ChannelState).index(found.first),
    )
    return Row(name, cells, sort=sort, search=name)


def _value(value: Value, name: str, role: str) -> Runs:
    if value.now is None:
        return (("–", "dim"),)
    return ((number(value.now[1], BIG_CHANNEL_METRICS[name]), role),)


def _short(found: Standings, context: Context) -> str:
    lang, first = context.lang, found.first
    if first is ChannelState.FAILED and found.status and found.status.failure:
        return WHAT[found.status.failure.kind](lang)
    if first is ChannelState.KNOWN:
        return "" if found.next_ts is None else words.NEXT(lang, time=_time(found.next_ts, context))
    return SHORT[first](lang, time=_time(found.next_ts, context))


def _time(ts: float | None, context: Context) -> str:
    return "" if ts is None else context.instant(ts)


def about(data: ChannelsData | None, chosen: str | None, context: Context, now_ts: float) -> str:
    """A sentence about all channels, or else about the chosen one."""
    lang, statuses = context.lang, statuses_of(context)
    if any(_refused(want, statuses) for want in channels_wants(context.watched)):
        return words.NOT_ENABLED(lang)
    if data and data.silent_minutes >= SILENT_MINUTES:
        return words.SILENT(lang, minutes=data.silent_minutes)
    if chosen is None:
        return ""
    values = data.channels.get(chosen, ChannelValues()) if data else ChannelValues()
    return f"{visible(chosen)}: {says(standings(chosen, values, statuses, now_ts), context)}".removesuffix(": ")


def says(found: Standings, context: Context) -> str:
    lang, first = context.lang, found.first
    parts = []
    if first is ChannelState.FAILED and found.status and found.status.failure:
        parts.append(WHAT[found.status.failure.kind](lang))
    elif first is not ChannelState.KNOWN:
        parts.append(SAYS[first](lang, time=_time(found.next_ts, context)))
    if found.next_ts is not None and first is not ChannelState.WAITING:
        parts.append(words.NEXT_SAYS(lang, time=_time(found.next_ts, context)))
    return " · ".join(parts)


def _refused(want: Want, statuses: Statuses) -> bool:
    status = statuses.get((want.endpoint, want.channel))
    return status is not None and status.failure is not None and status.failure.kind is FailureKind.FORBIDDEN
