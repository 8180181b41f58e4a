"""The calls: their columns; the rows of the list, made when they are seen; the export. Pure but for the zone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.calls.known import is_fresh, lasted_s
from tui.analysis.feeds.feed import age_text
from tui.clock import Zone
from tui.domain.edition import Edition, Yields
from tui.domain.fields import ExtractCell as Value
from tui.domain.fields import FieldKind, Lacking, Listed, Scalar
from tui.domain.glossary import experience, level
from tui.domain.names import Names
from tui.domain.records import MINUTE, DiagnosisCounts, Direction, KnownCall, Level, Runs, Threshold
from tui.domain.text import Lang
from tui.domain.typed import folded
from tui.export.extract import Extract, Setting
from tui.messages import calls as words
from tui.messages import export as export_words
from tui.messages import frame as frame_words
from tui.terminal.cells import Cell, Column
from tui.ui.context import Context
from tui.ui.extracts import at_least, shown_table
from tui.ui.features.calls.query import CallsData
from tui.ui.texts.values import ROLES, share_text
from tui.ui.widgets.described import Described, fields_of, list_columns
from tui.ui.widgets.matching import FIELD
from tui.ui.widgets.rows import Row, ShownRows


class Looks(Struct, frozen=True):
    """How rows are written; the limits judge the freeze rates of whole calls."""

    lang: Lang
    utc: bool
    ascii: bool
    video_limit: Threshold | None = None
    audio_limit: Threshold | None = None

    @property
    def at_least(self) -> str:
        return ">=" if self.ascii else "≥"


def looks_of(context: Context) -> Looks:
    video, audio = (context.thresholds.get(name) for name in ("videoFreezeRate", "audioFreezeRate"))
    return Looks(context.lang, context.zone.utc, context.ascii, video, audio)


def is_beyond(call: KnownCall, looks: Looks) -> bool:
    """Whether a freeze rate of the call is beyond its limit."""
    rates = (call.audio_freeze_percent, looks.audio_limit), (call.video_freeze_percent, looks.video_limit)
    levels = (level(rate, limit, Direction.MORE_IS_WORSE) for rate, limit in rates if rate is not None)
    return Level.BAD in levels


# In this order stand the values of an export (`_values`); a column without a title has no cell.
COLUMNS = (
    Described("start", FieldKind.TIME, title=words.START),
    Described("end", FieldKind.TIME, may_lack=True),
    Described(
        "duration_s",
        FieldKind.NUMBER,
        "s",
        may_lack=True,
        may_be_more=True,
        title=words.DURATION,
        width=8,
        key="duration",
    ),
    Described("channel", title=words.CHANNEL, width=13, grow=2),
    Described("finished", FieldKind.FLAG, title=words.STATE, width=11, key="state"),
    Described(
        "people_diagnosed",
        FieldKind.NUMBER,
        may_lack=True,
        may_be_more=True,
        title=words.USERS,
        width=8,
        key="users",
        priority=1,
    ),
    Described("experiences", FieldKind.LIST, title=words.FLAGS, width=13, key="flags", grow=5),
    Described("call_id", title=words.CALL_ID, width=24, priority=2),
    Described("heard", FieldKind.TIME, told=False),
    Described("peak_users", FieldKind.NUMBER, may_lack=True, title=words.IN_CALL, width=9, key="in_call", priority=3),
    Described("all_users", FieldKind.NUMBER, may_lack=True),
    Described(
        "audio_freeze_percent",
        FieldKind.NUMBER,
        "%",
        may_lack=True,
        title=words.AUDIO_FREEZE,
        width=9,
        key="audio",
        priority=4,
    ),
    Described(
        "video_freeze_percent",
        FieldKind.NUMBER,
        "%",
        may_lack=True,
        title=words.VIDEO_FREEZE,
        width=9,
        key="video",
        priority=4,
    ),
)
# The columns of the list in their order, by the edition's data: a column that its API cannot fill is shown where there
# is room for a dash.
_USUAL = ("start", "duration", "channel", "state", "users", "flags", "in_call", "audio", "video", "call_id")
_WITHOUT_DIAGNOSES = tuple(key for key in _USUAL if key not in ("users", "flags"))
_NARROW_CHANNEL, _WHOLE_STATE = 10, 12
_NEW_FIRST = {"in_call": 0, "audio": 0, "video": 0}
# From here on dashes take no room from the diagnoses.
_ROOM_FOR_DASHES = 180


def listed_keys(edition: Edition) -> tuple[str, ...]:
    return _USUAL if edition.has(Yields.DIAGNOSES) else _WITHOUT_DIAGNOSES


def call_columns(lang: Lang, *, dated: bool, wider: int = 0, keys: Sequence[str] = _USUAL) -> tuple[Column, ...]:
    width = {"start": len("11-22 07:52:31" if dated else "07:52:31") + wider}
    columns = {column.key: column for column in list_columns(COLUMNS, lang, width)}
    if "flags" in keys:
        dashes = {key: replace(columns[key], from_width=_ROOM_FOR_DASHES) for key in _NEW_FIRST}
        return tuple(dashes.get(key, columns[key]) for key in keys)
    # All of them have room in 80 columns, but for the call's id.
    columns["channel"] = replace(columns["channel"], width=_NARROW_CHANNEL)
    columns["state"] = replace(columns["state"], width=_WHOLE_STATE)
    return tuple(replace(columns[key], priority=_NEW_FIRST.get(key, columns[key].priority)) for key in keys)


def is_dated(data: CallsData, zone: Zone) -> bool:
    """Whether the starts need dates: they do not all lie in today."""
    return zone.text(data.query.window.start_ts, "%F") != zone.text(data.query.now_ts, "%F")


class CallRows:
    """The calls of one reading, as an `Indexed` source; `now_ts` moves durations and states, and no row with them."""

    def __init__(self, data: CallsData, looks: Looks, before: CallRows | None = None) -> None:
        """Takes its time where there are many: off the event loop. `before` are the rows of the reading before: a call
        without news keeps its text."""
        self.data = data
        self.looks = looks
        self.now_ts = data.query.now_ts
        self.keys = listed_keys(data.query.edition)
        self.names = Names()
        zone = Zone(utc=looks.utc)
        self.dated = is_dated(data, zone)
        self._times = zone.over(data.query.window.start_ts, data.query.window.end_ts)
        self.wider = self._times.wider
        self._written_as = (looks, self.dated, self.wider, data.query.window)
        self._form = "%m-%d %H:%M" if self.dated else "%H:%M"
        self._minutes: dict[int, str] = {}
        self._zone = zone
        self.by_id = {call.call_id: call for call in data.calls}
        self._index = dict(zip(self.by_id, range(len(data.calls)), strict=True))
        self._values: dict[int, Sequence[Any]] = {}
        self._texts = self._written(before)
        self.texts: Sequence[str] = [*self._texts.values()]

    def __len__(self) -> int:
        return len(self.data.calls)

    def __getitem__(self, index: int, /) -> Row:
        call = self.data.calls[index]
        flags, lang = self.data.flags.get(call.call_id), self.looks.lang
        cells: Mapping[str, Cell] = {
            "start": self.start(call),
            "duration": self._duration(call),
            "channel": self.names.channel(call.channel) or words.NO_NAME(lang),
            "state": self._state(call),
            "in_call": self._in_call(call),
            "audio": self._rate(call.audio_freeze_percent, self.looks.audio_limit),
            "video": self._rate(call.video_freeze_percent, self.looks.video_limit),
            "users": self._people(call, flags),
            "flags": experiences(flags, lang) if flags else "",
            "call_id": ((self.names.call(call.call_id), "dim"),),
        }
        return Row(call.call_id, tuple(cells[key] for key in self.keys))

    def index_of(self, key: str) -> int | None:
        return self._index.get(key)

    def call(self, key: str | None) -> KnownCall | None:
        """The call of that row."""
        return self.by_id.get(key) if key is not None else None

    def sort_values(self, column: int) -> Sequence[Any]:
        if column not in self._values:
            self._values[column] = [*map(self._sorting[self.keys[column]], self.data.calls)]
        return self._values[column]

    @property
    def _sorting(self) -> Mapping[str, Callable[[KnownCall], Any]]:
        """By the key of the column."""
        flags, lang = self.data.flags, self.looks.lang

        def people(call: KnownCall) -> int | None:
            its = flags.get(call.call_id)
            return its.people if its else None

        def worst(call: KnownCall) -> tuple[str, int] | None:
            its = flags.get(call.call_id)
            return (experience(its.experiences[0][0])(lang), its.experiences[0][1]) if its else None

        return {
            "start": lambda call: call.created_ts,
            "duration": lambda call: (lasted_s(call, self.now_ts) or (None,))[0],
            "channel": lambda call: call.channel.casefold(),
            "state": lambda call: call.finished,
            "in_call": lambda call: call.all_users if call.peak_users is None else call.peak_users,
            "audio": lambda call: call.audio_freeze_percent,
            "video": lambda call: call.video_freeze_percent,
            "users": people,
            "flags": worst,
            "call_id": lambda call: call.call_id,
        }

    @property
    def worst_column(self) -> str | None:
        """The column of freezes with the highest rate of all calls; None where the API told none."""
        found = {
            key: max((rate for rate in self.sort_values(self.keys.index(key)) if rate is not None), default=None)
            for key in ("audio", "video")
        }
        told = {key: rate for key, rate in found.items() if rate is not None}
        return max(told, key=lambda key: told[key], default=None)

    # -- cells

    def start(self, call: KnownCall) -> str:
        """`07:52:31`. The zone is asked once for each minute: that costs the time."""
        minute, second = divmod(call.created_ts, MINUTE)
        text = self._minutes.get(minute)
        if text is None:
            text = self._minutes[minute] = self._times.text(minute * MINUTE, f"{self._form}:{{:02d}}")
        return text.format(second)

    def _written(self, before: CallRows | None) -> Mapping[str, str]:
        """The texts by the calls' ids."""
        if before is None or before._written_as != self._written_as:
            return {call.call_id: self._text(call) for call in self.data.calls}
        texts, calls, flags = before._texts, before.by_id, before.data.flags
        now = self.data.flags
        return {
            call_id: texts[call_id]
            if calls.get(call_id) is call and flags.get(call_id) == now.get(call_id)
            else self._text(call)
            for call_id, call in self.by_id.items()
        }

    def _text(self, call: KnownCall) -> str:
        lang, flags = self.looks.lang, self.data.flags.get(call.call_id)
        state = words.FINISHED(lang) if call.finished else words.ONGOING(lang)
        told = experiences(flags, lang) if flags else ""
        return folded(FIELD.join((self.start(call), call.channel, state, told, call.call_id)))

    def _duration(self, call: KnownCall) -> Runs:
        """Of an ended call to the second; of a running one in minutes, since a list that flickers helps nobody."""
        lasted = lasted_s(call, self.now_ts)
        if lasted is None:
            return ((words.NO_NAME(self.looks.lang), "dim"),)
        seconds, at_least = lasted
        if call.finished:
            return ((duration_text(seconds), "text"),)
        # The age's own words begin with minutes at two minutes.
        is_minute = MINUTE <= seconds < 2 * MINUTE
        age = frame_words.MINUTES(self.looks.lang, n=1) if is_minute else age_text(seconds, self.looks.lang)
        if at_least:
            return ((words.AT_LEAST(self.looks.lang, at_least=self.looks.at_least, age=age), "dim"),)
        return ((age, "accent"),)

    def _state(self, call: KnownCall) -> Runs:
        lang = self.looks.lang
        if call.finished:
            return ((words.FINISHED(lang), "dim"),)
        if is_fresh(call, self.now_ts):
            return ((words.ONGOING(lang), "accent"),)
        today = self._zone.text(call.answered_ts, "%F") == self._zone.text(self.now_ts, "%F")
        heard = self._zone.beside(call.answered_ts, self.now_ts, form="%H:%M" if today else "%m-%d")
        return ((words.ONGOING_AT(lang, time=heard), "dim"),)

    def _in_call(self, call: KnownCall) -> Runs:
        """The peak, and the users in all."""
        lang, unknown = self.looks.lang, words.NO_NAME(self.looks.lang)
        if call.peak_users is None and call.all_users is None:
            return ((unknown, "dim"),)
        peak, every = (unknown if count is None else f"{count:,}" for count in (call.peak_users, call.all_users))
        return ((words.PEAK_OF_ALL(lang, peak=peak, all=every), "text"),)

    def _rate(self, percent: float | None, limit: Threshold | None) -> Runs:
        if percent is None:
            return ((words.NO_NAME(self.looks.lang), "dim"),)
        return ((share_text(percent, limit), ROLES[level(percent, limit, Direction.MORE_IS_WORSE)]),)

    def _people(self, call: KnownCall, flags: DiagnosisCounts | None) -> Runs:
        if flags is None:
            return ()
        is_cut = _is_cut(call, self.data, self.now_ts)
        return ((f"{self.looks.at_least} {flags.people:,}" if is_cut else f"{flags.people:,}", "bad"),)


def _is_cut(call: KnownCall, data: CallsData, now_ts: float) -> bool:
    """Whether the API may have named only some of the diagnoses while it lasted."""
    end_ts = now_ts if call.destroyed_ts is None else call.destroyed_ts
    at = bisect_left(data.truncated, call.created_ts + 1, key=lambda window: window.end_ts)
    return at < len(data.truncated) and data.truncated[at].start_ts <= end_ts


def experiences(flags: DiagnosisCounts, lang: Lang) -> str:
    """`video freeze 7 · slow join 2`."""
    return " · ".join(f"{experience(exp_id)(lang)} {count}" for exp_id, count in flags.experiences)


def duration_text(seconds: int) -> str:
    """`12:31`, `1:02:31`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


# -- the export


def calls_export(data: CallsData, now_ts: float, shown: ShownRows, setting: Setting, key: str | None) -> Extract:
    """Takes its time where there are many. `key` of one call: that call alone."""
    query, calls = data.query, data.calls
    if key is None:
        # The list's rows are the calls, in the same order: none of them need be made.
        chosen: Iterable[KnownCall] = (calls[index] for index in shown.order)
    else:
        chosen = (call for call in calls if call.call_id == key)
    rows = ((call.call_id, _values(call, data, now_ts, setting)) for call in chosen)
    return Extract(
        screen="calls",
        title=frame_words.TABS["calls"](setting.lang),
        table=shown_table("calls", fields_of(COLUMNS), rows, "call_id", shown, setting, total=len(calls)),
        window=query.window,
        scope={"channel": setting.names.channel(query.channel)} if query.channel else {},
        moment_ts=query.alive_ts,
        findings=tuple(_findings(data, shown, setting)),
    )


def _values(call: KnownCall, data: CallsData, now_ts: float, setting: Setting) -> tuple[Value, ...]:
    flags, lasted = data.flags.get(call.call_id), lasted_s(call, now_ts)
    cut = _is_cut(call, data, now_ts)
    end: Value = call.destroyed_ts
    if end is None:
        end = Lacking("unknown" if call.finished else "still_on")
    return (
        call.created_ts,
        end,
        Lacking("unknown") if lasted is None else at_least(lasted[0], lasted[1] or not call.finished),
        setting.names.channel(call.channel),
        call.finished,
        at_least(flags.people, cut) if flags else Lacking("none_known"),
        _experiences(flags, setting),
        setting.names.call(call.call_id),
        call.answered_ts,
        *(
            Lacking("unknown") if told is None else told
            for told in (call.peak_users, call.all_users, call.audio_freeze_percent, call.video_freeze_percent)
        ),
    )


def _experiences(flags: DiagnosisCounts | None, setting: Setting) -> Listed:
    if flags is None:
        return Listed((), "")
    lang = setting.lang
    items: list[Mapping[str, Scalar]] = [
        {"experience_id": exp_id, "experience": experience(exp_id)(lang), "people": people}
        for exp_id, people in flags.experiences
    ]
    return Listed(tuple(items), experiences(flags, lang))


def _findings(data: CallsData, shown: ShownRows, setting: Setting) -> Iterable[str]:
    lang, told = setting.lang, data.told
    bad = sum(data.calls[index].call_id in data.flags for index in shown.order)
    phrase = export_words.CALLS_SHOWN if shown.filter_text else export_words.CALLS
    yield phrase(lang, n=f"{len(shown.order):,}", of=f"{len(data.calls):,}", bad=f"{bad:,}")
    if data.query.alive_ts is not None:
        yield export_words.ALIVE_AT(lang, time=setting.time(data.query.alive_ts))
    if told is not None and told.open:
        yield export_words.CALLS_OPEN(lang, n=f"{sum(window.seconds for window in told.open):,}")
    for ts in told.crowded if told is not None else ():
        yield export_words.CALLS_CROWDED(lang, time=setting.time(ts), cap=data.query.edition.call_lists.cap or 0)
