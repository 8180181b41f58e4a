"""The list of a call's sessions: its columns, its rows, and the bar of presence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from itertools import pairwise

from tui.analysis.call import Measure, Standing, Worst
from tui.clock import Times
from tui.domain.glossary.rounding import fixed
from tui.domain.records import MINUTE, Level, Run, Runs, Window
from tui.domain.text import Lang, Phrase
from tui.messages import call as words
from tui.terminal.cells import Cell, Column
from tui.ui.context import Context
from tui.ui.features.call.query import CallData
from tui.ui.texts.values import ROLES
from tui.ui.widgets.rows import Row

BAR = "presence"
# What a call's measures are called, in the list and in a sentence.
TITLES: Mapping[Measure, Phrase] = {
    Measure.AUDIO_FREEZE: words.AUDIO_FREEZE,
    Measure.VIDEO_FREEZE: words.VIDEO_FREEZE,
    Measure.UPSTREAM: words.UPSTREAM,
    Measure.END_TO_END: words.END_TO_END,
    Measure.CPU: words.CPU,
}
_LEVEL_SIGNS = {Level.BAD: "▲", Level.WARN: "△"}
# A cell of the bar that no level says more of: there, not fetched, without points, may still come.
_PRESENT, _UNKNOWN, _HOLE, _PENDING = "━", "┄", "·", "░"
_ASCII_PRESENT = "="


def columns_in(data: CallData | None, context: Context) -> tuple[Column, ...]:
    """The last ones to go are who, when, and the five measures; the others come as there is room."""
    lang, wide = context.lang, context.lang == "zh"
    wider = 0 if data is None else times_of(data, context).wider
    several = data is not None and any(one.turns > 1 for one in data.standings)
    return (
        Column("user", words.USER(lang), 14 if several else 10),
        Column("platform", words.PLATFORM(lang), 8, priority=3),
        Column("network", words.NETWORK(lang), 7, priority=2),
        Column("device", words.DEVICE(lang), 14, grow=1, priority=6),
        Column("sdk", words.SDK(lang), 12, priority=7),
        Column("joined", words.JOINED(lang), 8 + wider, priority=4),
        Column("left", words.LEFT(lang), 8 + wider, priority=5),
        Column("speaker", words.SPEAKER(lang), 5, priority=1),
        Column(BAR, presence_title(data, context), 11 + 2 * wider, grow=3, sortable=False),
        Column("audio", words.AUDIO_FREEZE(lang), 9, align="right"),
        Column("video", words.VIDEO_FREEZE(lang), 9, align="right"),
        Column("upstream", words.UPSTREAM(lang), 8, align="right"),
        Column("end_to_end", words.END_TO_END(lang), 10 if wide else 8, align="right"),
        Column("cpu", words.CPU(lang), 6, align="right"),
    )


def times_of(data: CallData, context: Context) -> Times:
    return context.zone.over(data.axis.start_ts, data.axis.end_ts)


def presence_title(data: CallData | None, context: Context) -> str:
    if data is None:
        return ""
    text = times_of(data, context).text
    start, end = (text(ts, "%H:%M") for ts in (data.axis.start_ts, data.axis.end_ts))
    return words.SPAN(context.lang, start=start, end=end)


def user_text(one: Standing, lang: Lang) -> str:
    """`44361248`, or `44361248 2/3` of a user who came back."""
    uid = str(one.session.uid)
    return words.TURN(lang, uid=uid, turn=one.turn, turns=one.turns) if one.turns > 1 else uid


def percent(value: float) -> str:
    """A share as short as it may be: `4.2 %`, `31 %`."""
    tenths = fixed(value, 1, "")
    return f"{tenths if float(tenths) < 10 else fixed(value, 0, '')} %"


def seconds(value: float, lang: Lang) -> str:
    return words.SECONDS(lang, value=fixed(value, 1 if 0 < value < 10 else 0))


def value_text(worst: Worst, lang: Lang) -> str:
    """Seconds of a freeze, else percent."""
    return percent(worst.percent) if worst.seconds is None else seconds(worst.seconds, lang)


def measured(worst: Worst | None, lang: Lang) -> Cell:
    """A value with the sign and the colour of its level; a dash where nothing is known."""
    if worst is None:
        return ((words.NO(lang), "dim"),)
    return ((value_text(worst, lang) + _LEVEL_SIGNS.get(worst.level, " "), ROLES[worst.level]),)


class SessionRows:
    """The rows of the list, made when they are seen: a RowSource."""

    def __init__(self, data: CallData, context: Context, bar_columns: int, cursor_ts: float | None) -> None:
        self._data = data
        self._context = context
        self._times = times_of(data, context)
        self._bar_columns = bar_columns
        self._cursor_ts = cursor_ts
        self._index = {one.session.sid: index for index, one in enumerate(data.standings)}

    def __len__(self) -> int:
        return len(self._data.standings)

    def __getitem__(self, index: int, /) -> Row:
        one, context = self._data.standings[index], self._context
        session, lang, times = one.session, context.lang, self._times
        left: Cell = ((words.NO(lang), "dim"),)
        if session.leave_ts is not None:
            left = times.text(session.leave_ts, "%H:%M:%S")
        elif self._data.end_ts is None:
            left = ((words.STILL_IN(lang), "good"),)
        worst = [one.worst.get(measure) for measure in Measure]
        cells: tuple[Cell, ...] = (
            user_text(one, lang),
            session.platform,
            session.network,
            session.device_type,
            session.sdk_version,
            times.text(session.join_ts, "%H:%M:%S"),
            left,
            words.YES(lang) if session.speaker else ((words.NO(lang), "dim"),),
            presence(
                one,
                self._data.axis,
                self._bar_columns,
                self._cursor_ts,
                pending_ts=self._data.pending_ts,
                ascii_only=context.ascii,
            ),
            *(measured(each, lang) for each in worst),
        )
        sort = (
            session.uid,
            session.platform,
            session.network,
            session.device_type,
            session.sdk_version,
            session.join_ts,
            session.leave_ts,
            session.speaker,
            None,
            *(None if each is None else each.percent if each.seconds is None else each.seconds for each in worst),
        )
        return Row(session.sid, cells, sort=sort)

    def index_of(self, key: str) -> int | None:
        return self._index.get(key)


def presence(
    one: Standing, axis: Window, columns: int, cursor_ts: float | None, *, pending_ts: float, ascii_only: bool
) -> Runs:
    """When the user was there, on the call's axis, with the worst of each column's minutes; the cursor laid over it.

    What is not known of after `pending_ts` may still come.
    """
    if columns <= 0:
        return ()
    session = one.session
    leave_ts = axis.end_ts if session.leave_ts is None else session.leave_ts
    step_s = axis.seconds / columns
    edges = [axis.start_ts + column * step_s for column in range(columns + 1)]
    cells: list[Run] = []
    minutes = list(one.minutes)
    present = (_ASCII_PRESENT if ascii_only else _PRESENT, "accent")
    for start_ts, end_ts in pairwise(edges):
        # What is shorter than a column still is a cell.
        if session.join_ts < end_ts and (leave_ts > start_ts or start_ts <= session.join_ts):
            cells.append(_cell(one, minutes, start_ts, end_ts, pending_ts) or present)
        else:
            cells.append((" ", "text"))
    if cursor_ts is not None:
        column = column_of(cursor_ts, axis, columns)
        text = cells[column][0]
        cells[column] = (text if text != " " else ("|" if ascii_only else "│"), "cursor")
    return tuple(cells)


def _cell(one: Standing, minutes: Sequence[int], start_ts: float, end_ts: float, pending_ts: float) -> Run | None:
    first, last = bisect_left(minutes, start_ts - MINUTE + 1), bisect_left(minutes, end_ts)
    levels = {one.minutes[ts] for ts in minutes[first:last]}
    for level in (Level.BAD, Level.WARN):
        if level in levels:
            return _LEVEL_SIGNS[level], ROLES[level]
    if not levels and end_ts > pending_ts:
        return _PENDING, "pending"
    for windows, sign in ((one.holes, _HOLE), (one.unknown, _UNKNOWN)):
        if not levels and any(window.start_ts < end_ts and start_ts < window.end_ts for window in windows):
            return sign, "missing"
    return None


def column_of(ts: float, axis: Window, columns: int) -> int:
    return min(columns - 1, max(0, int((ts - axis.start_ts) * columns / max(1, axis.seconds))))


# -- the sum
