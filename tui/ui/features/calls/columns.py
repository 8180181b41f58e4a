"""The list of calls: its columns, and its rows, made when they are seen."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from tui.analysis.calls.known import is_fresh, lasted_s
from tui.analysis.feeds.feed import age_text
from tui.clock import Zone
from tui.domain.glossary import experience
from tui.domain.records import MINUTE, DiagnosisCounts, KnownCall, Runs
from tui.domain.text import Lang
from tui.domain.typed import folded
from tui.messages import calls as words
from tui.messages import frame as frame_words
from tui.terminal.cells import Column
from tui.ui.features.calls.query import CallsData
from tui.ui.widgets.rows import Row


class Looks(Struct, frozen=True):
    """How rows are written."""

    lang: Lang
    utc: bool
    ascii: bool

    @property
    def at_least(self) -> str:
        return ">=" if self.ascii else "≥"


def call_columns(lang: Lang, *, dated: bool, wider: int = 0) -> tuple[Column, ...]:
    return (
        Column("start", words.START(lang), len("11-22 07:52:31" if dated else "07:52:31") + wider),
        Column("duration", words.DURATION(lang), 8, align="right"),
        Column("channel", words.CHANNEL(lang), 13, grow=2),
        Column("state", words.STATE(lang), 10),
        Column("users", words.USERS(lang), 8, align="right", priority=1),
        Column("flags", words.FLAGS(lang), 13, grow=5),
        Column("call_id", words.CALL_ID(lang), 24, priority=2),
    )


def is_dated(data: CallsData, zone: Zone) -> bool:
    """Whether the starts need dates: they do not all lie in today."""
    return zone.text(data.query.window.start_ts, "%F") != zone.text(data.query.now_ts, "%F")


class CallRows:
    """The calls of one reading, as an `Indexed` source; `now_ts` moves what counts, and no row with it."""

    def __init__(self, data: CallsData, looks: Looks) -> None:
        """Takes its time where there are many: off the event loop."""
        self.data = data
        self.looks = looks
        self.now_ts = data.query.now_ts
        zone = Zone(utc=looks.utc)
        self.dated = is_dated(data, zone)
        self._times = zone.over(data.query.window.start_ts, data.query.window.end_ts)
        self.wider = self._times.wider
        self._form = "%m-%d %H:%M" if self.dated else "%H:%M"
        self._minutes: dict[int, str] = {}
        self._zone = zone
        self._cuts = [window.end_ts for window in data.truncated]
        self._index = {call.call_id: index for index, call in enumerate(data.calls)}
        self._values: dict[int, Sequence[Any]] = {}
        self.texts: Sequence[str] = [self._text(call) for call in data.calls]

    def __len__(self) -> int:
        return len(self.data.calls)

    def __getitem__(self, index: int, /) -> Row:
        call = self.data.calls[index]
        flags, lang = self.data.flags.get(call.call_id), self.looks.lang
        cells = (
            self.start(call),
            self._duration(call),
            call.channel or words.NO_NAME(lang),
            self._state(call),
            self._people(call, flags),
            experiences(flags, lang) if flags else "",
            ((call.call_id, "dim"),),
        )
        return Row(call.call_id, cells)

    def index_of(self, key: str) -> int | None:
        return self._index.get(key)

    def call(self, key: str | None) -> KnownCall | None:
        """The call of that row."""
        index = self._index.get(key) if key is not None else None
        return None if index is None else self.data.calls[index]

    def sort_values(self, column: int) -> Sequence[Any]:
        if column not in self._values:
            self._values[column] = [*map(self._sorting[column], self.data.calls)]
        return self._values[column]

    @property
    def _sorting(self) -> tuple[Callable[[KnownCall], Any], ...]:
        """By the order of the columns."""
        flags, lang = self.data.flags, self.looks.lang

        def people(call: KnownCall) -> int | None:
            its = flags.get(call.call_id)
            return its.people if its else None

        def worst(call: KnownCall) -> tuple[str, int] | None:
            its = flags.get(call.call_id)
            return (experience(its.experiences[0][0])(lang), its.experiences[0][1]) if its else None

        return (
            lambda call: call.created_ts,
            lambda call: (lasted_s(call, self.now_ts) or (None,))[0],
            lambda call: call.channel.casefold(),
            lambda call: call.finished,
            people,
            worst,
            lambda call: call.call_id,
        )

    # -- cells

    def start(self, call: KnownCall) -> str:
        """`07:52:31`. The zone is asked once for each minute: it is what takes the time."""
        minute, second = divmod(call.created_ts, MINUTE)
        text = self._minutes.get(minute)
        if text is None:
            text = self._minutes[minute] = self._times.text(minute * MINUTE, f"{self._form}:{{:02d}}")
        return text.format(second)

    def _text(self, call: KnownCall) -> str:
        lang, flags = self.looks.lang, self.data.flags.get(call.call_id)
        state = words.FINISHED(lang) if call.finished else words.ONGOING(lang)
        told = experiences(flags, lang) if flags else ""
        return folded(f"{self.start(call)}  {call.channel}  {state}  {told}  {call.call_id}")

    def _duration(self, call: KnownCall) -> Runs:
        """Of what is over to the second; of what is on in minutes, since nobody is helped by a list that flickers."""
        lasted = lasted_s(call, self.now_ts)
        if lasted is None:
            return ((words.NO_NAME(self.looks.lang), "dim"),)
        seconds, at_least = lasted
        if call.finished:
            return ((duration_text(seconds), "text"),)
        # The age's own words begin with minutes at a hundred seconds.
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

    def _people(self, call: KnownCall, flags: DiagnosisCounts | None) -> Runs:
        if flags is None:
            return ()
        at = bisect_left(self._cuts, call.created_ts + 1)
        end_ts = self.now_ts if call.destroyed_ts is None else call.destroyed_ts
        is_cut = at < len(self._cuts) and self.data.truncated[at].start_ts <= end_ts
        return ((f"{self.looks.at_least} {flags.people:,}" if is_cut else f"{flags.people:,}", "bad"),)


def experiences(flags: DiagnosisCounts, lang: Lang) -> str:
    """`video freeze 7 · slow join 2`."""
    return " · ".join(f"{experience(exp_id)(lang)} {count}" for exp_id, count in flags.experiences)


def duration_text(seconds: int) -> str:
    """`12:31`, `1:02:31`."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
