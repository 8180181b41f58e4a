"""The list of a call's sessions: its columns, its rows, and the bar of presence."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from copy import copy
from itertools import pairwise

from msgspec.structs import replace

from tui.analysis.calls.standing import Measure, Standing, Worst
from tui.clock import Times
from tui.domain.fields import ExtractCell, FieldKind, Lacking, Limited
from tui.domain.glossary.levels import limits_of
from tui.domain.glossary.rounding import share
from tui.domain.names import Names
from tui.domain.records import MINUTE, Level, Run, Runs, Window
from tui.domain.text import Lang, Phrase
from tui.export.extract import Setting
from tui.messages import call as words
from tui.queries.call_data import CallData
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.extracts import setting_in
from tui.ui.texts.values import LEVEL_SIGNS, ROLES, measured, network_text
from tui.ui.widgets.described import Described, Items, Told, list_columns, list_row
from tui.ui.widgets.rows import Row

BAR = "presence"
# The freeze rates of the API itself, of an edition that tells them; they stand behind the bar.
_RATES = ("audio_rate", "video_rate")
# The names of a call's measures, in the list and in a sentence.
TITLES: Mapping[Measure, Phrase] = {
    Measure.AUDIO_FREEZE: words.AUDIO_FREEZE,
    Measure.VIDEO_FREEZE: words.VIDEO_FREEZE,
    Measure.UPSTREAM: words.UPSTREAM,
    Measure.END_TO_END: words.END_TO_END,
    Measure.CPU: words.CPU,
}
# A cell of the bar that no level says more of: there, not fetched, without points, may still come.
_PRESENT, _UNKNOWN, _HOLE, _PENDING = "━", "┄", "·", "░"
_ASCII_PRESENT = "="


COLUMNS = (
    Described("uid", title=words.USER, width=10, key="user"),
    Described("sid"),
    Described("turn", FieldKind.NUMBER, told=False),
    Described("turns", FieldKind.NUMBER, told=False),
    Described("platform", title=words.PLATFORM, width=8, priority=3),
    Described("network", title=words.NETWORK, width=7, priority=2),
    Described("device", title=words.DEVICE, width=14, grow=1, priority=6),
    Described("sdk", title=words.SDK, width=12, priority=7),
    Described("joined", FieldKind.TIME, title=words.JOINED, priority=4),
    Described("left", FieldKind.TIME, may_lack=True, title=words.LEFT, priority=5),
    Described("speaker", FieldKind.FLAG, title=words.SPEAKER, width=5, priority=1),
    Described(BAR, title=Phrase("", ""), grow=3, sortable=False, exported=False),
    Described(
        "api_audio_freeze_percent",
        FieldKind.NUMBER,
        "%",
        may_lack=True,
        title=words.AUDIO_RATE,
        width=9,
        key="audio_rate",
    ),
    Described(
        "api_video_freeze_percent",
        FieldKind.NUMBER,
        "%",
        may_lack=True,
        title=words.VIDEO_RATE,
        width=9,
        key="video_rate",
    ),
    Described(
        "audio_freeze_percent", FieldKind.NUMBER, "%", may_lack=True, title=words.AUDIO_FREEZE, width=9, key="audio"
    ),
    Described(
        "video_freeze_percent", FieldKind.NUMBER, "%", may_lack=True, title=words.VIDEO_FREEZE, width=9, key="video"
    ),
    Described(
        "upstream_loss_percent", FieldKind.NUMBER, "%", may_lack=True, title=words.UPSTREAM, width=8, key="upstream"
    ),
    Described(
        "end_to_end_loss_percent", FieldKind.NUMBER, "%", may_lack=True, title=words.END_TO_END, key="end_to_end"
    ),
    Described("cpu_percent", FieldKind.NUMBER, "%", may_lack=True, title=words.CPU, width=6, key="cpu"),
    Described("audio_freeze_s", FieldKind.NUMBER, "s", may_lack=True),
    Described("video_freeze_s", FieldKind.NUMBER, "s", may_lack=True),
    Described("score", FieldKind.NUMBER, may_lack=True),
    Described("working"),
)


def columns_in(data: CallData | None, context: Context) -> tuple[Column, ...]:
    """The last columns to go are user, presence, and the five measures; the others come as there is room."""
    lang, wider = context.lang, 0 if data is None else times_of(data, context).wider
    several = data is not None and any(one.turns > 1 for one in data.standings)
    widths = {"joined": 8 + wider, "left": 8 + wider, BAR: 11 + 2 * wider, "end_to_end": 10 if lang == "zh" else 8}
    columns = list_columns(COLUMNS, lang, {**widths, "user": 14 if several else 10})
    title = presence_title(data, context)
    columns = tuple(column for column in columns if context.edition.asks_by_session or column.key not in _RATES)
    return tuple(replace(column, title=title) if column.key == BAR else column for column in columns)


def times_of(data: CallData, context: Context) -> Times:
    return context.zone.over(data.axis.start_ts, data.axis.end_ts)


def presence_title(data: CallData | None, context: Context) -> str:
    if data is None:
        return ""
    text = times_of(data, context).text
    start, end = (text(ts, "%H:%M") for ts in (data.axis.start_ts, data.axis.end_ts))
    return words.SPAN(context.lang, start=start, end=end)


def user_text(one: Standing, lang: Lang, names: Names) -> str:
    """`44361248`, or `44361248 2/3` of a user that returned."""
    uid = names.user(one.session.uid)
    return words.TURN(lang, uid=uid, turn=one.turn, turns=one.turns) if one.turns > 1 else uid


def session_told(
    one: Standing, data: CallData, times: Times, setting: Setting, bar: Runs = (), working: str = ""
) -> Items:
    """An item for each column. `working` is of exports alone, `bar` of the list."""
    session, names, lang = one.session, setting.names, setting.lang
    left = Told(Lacking("unknown"), ((words.NO(lang), "dim"),))
    if session.leave_ts is not None:
        left = Told(session.leave_ts, times.text(session.leave_ts, "%H:%M:%S"))
    elif data.end_ts is None:
        left = Told(Lacking("still_on"), ((words.STILL_IN(lang), "good"),))
    return (
        Told(names.user(session.uid), user_text(one, lang, names), session.uid),
        names.session(session.sid),
        one.turn,
        one.turns,
        session.platform,
        Told(session.network, network_text(session.network, lang)),
        session.device_type,
        session.sdk_version,
        Told(session.join_ts, times.text(session.join_ts, "%H:%M:%S")),
        left,
        Told(session.speaker, words.YES(lang) if session.speaker else ((words.NO(lang), "dim"),)),
        Told(None, bar),
        *(_rate_told(rate, lang) for rate in (session.audio_freeze_percent, session.video_freeze_percent)),
        *(_measure_told(one.worst.get(measure), lang) for measure in Measure),
        *(_seconds(one.worst.get(measure)) for measure in (Measure.AUDIO_FREEZE, Measure.VIDEO_FREEZE)),
        one.score if one.minutes else Lacking("unknown"),
        working,
    )


def _rate_told(percent: float | None, lang: Lang) -> Told:
    """The user's freeze rate by the API."""
    if percent is None:
        return Told(Lacking("unknown"), ((words.NO(lang), "dim"),))
    return Told(percent, words.RATE_OF_API(lang, percent=share(percent)))


def _measure_told(worst: Worst | None, lang: Lang) -> Told:
    if worst is None:
        return Told(Lacking("unknown"), measured(worst))
    return Told(Limited(worst.percent, limits_of(worst.threshold)), measured(worst), worst.percent)


def _seconds(worst: Worst | None) -> ExtractCell:
    return Lacking("unknown") if worst is None or worst.seconds is None else worst.seconds


_BAR_AT = [column.name for column in COLUMNS if column.title is not None].index(BAR)


class SessionRows:
    """The rows of the list, made when they are seen: a RowSource. Another moment changes the bars alone."""

    def __init__(self, data: CallData, context: Context, bar_columns: int, cursor_ts: float | None) -> None:
        self._data = data
        self._context = context
        self._times = times_of(data, context)
        self._setting = setting_in(context)
        self._bar_columns = bar_columns
        self._cursor_ts = cursor_ts
        self._index = {one.session.sid: index for index, one in enumerate(data.standings)}
        # Without the cursor, and with it.
        self._plain: dict[int, tuple[Row, Runs]] = {}
        self._made: dict[int, Row] = {}

    def at(self, cursor_ts: float | None) -> SessionRows:
        """The same rows with the cursor at another instant."""
        other = copy(self)
        other._cursor_ts, other._made = cursor_ts, {}
        return other

    def __len__(self) -> int:
        return len(self._data.standings)

    def __getitem__(self, index: int, /) -> Row:
        row = self._made.get(index)
        if row is None:
            plain, bar = self._plain.get(index) or self._plain.setdefault(index, self._without_cursor(index))
            bar = under_cursor(bar, self._cursor_ts, self._data.axis, ascii_only=self._context.ascii)
            row = replace(plain, cells=(*plain.cells[:_BAR_AT], bar, *plain.cells[_BAR_AT + 1 :]))
            self._made[index] = row
        return row

    def _without_cursor(self, index: int) -> tuple[Row, Runs]:
        """The row and its bar."""
        one, data, context = self._data.standings[index], self._data, self._context
        bar = presence(one, data.axis, self._bar_columns, None, pending_ts=data.pending_ts, ascii_only=context.ascii)
        row = list_row(COLUMNS, one.session.sid, session_told(one, data, self._times, self._setting, bar))
        if not context.edition.asks_by_session:
            at = slice(_BAR_AT + 1, _BAR_AT + 1 + len(_RATES))
            cells, values = list(row.cells), list(row.sort or ())
            del cells[at], values[at]
            row = replace(row, cells=tuple(cells), sort=tuple(values))
        return row, bar

    def index_of(self, key: str) -> int | None:
        return self._index.get(key)


def presence(
    one: Standing, axis: Window, columns: int, cursor_ts: float | None, *, pending_ts: float, ascii_only: bool
) -> Runs:
    """The user's presence on the call's axis, with the worst of each column's minutes; the cursor laid over it.

    Unknown parts after `pending_ts` may still come.
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
        # A stretch shorter than a column still is a cell.
        if session.join_ts < end_ts and (leave_ts > start_ts or start_ts <= session.join_ts):
            cells.append(_cell(one, minutes, start_ts, end_ts, pending_ts) or present)
        else:
            cells.append((" ", "text"))
    return under_cursor(tuple(cells), cursor_ts, axis, ascii_only=ascii_only)


def under_cursor(bar: Runs, cursor_ts: float | None, axis: Window, *, ascii_only: bool) -> Runs:
    """A bar of one run a cell, with the cursor laid over it."""
    if cursor_ts is None or not bar:
        return bar
    column = column_of(cursor_ts, axis, len(bar))
    text = bar[column][0]
    cell = (text if text != " " else ("|" if ascii_only else "│"), "cursor")
    return (*bar[:column], cell, *bar[column + 1 :])


def _cell(one: Standing, minutes: Sequence[int], start_ts: float, end_ts: float, pending_ts: float) -> Run | None:
    first, last = bisect_left(minutes, start_ts - MINUTE + 1), bisect_left(minutes, end_ts)
    levels = {one.minutes[ts] for ts in minutes[first:last]}
    for level in (Level.BAD, Level.WARN):
        if level in levels:
            return LEVEL_SIGNS[level], ROLES[level]
    if not levels and end_ts > pending_ts:
        return _PENDING, "pending"
    for windows, sign in ((one.holes, _HOLE), (one.unknown, _UNKNOWN)):
        if not levels and any(window.start_ts < end_ts and start_ts < window.end_ts for window in windows):
            return sign, "missing"
    return None


def column_of(ts: float, axis: Window, columns: int) -> int:
    return min(columns - 1, max(0, int((ts - axis.start_ts) * columns / max(1, axis.seconds))))


# -- the sum
