"""The panels of Calls: the search line; the list, with its cursor on the newest call until the user moves it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from textual import events, on
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui.analysis.project.channels import NAME_BYTES, Trial, try_name
from tui.analysis.times.ranges import RangeError, window_of
from tui.config.remembered import Search
from tui.domain.records import KnownCall, Runs, Window
from tui.messages import calls as words
from tui.ui.context import Context
from tui.ui.features.calls.columns import CallRows, call_columns, listed_keys
from tui.ui.features.calls.view import span_text
from tui.ui.widgets.line import Line
from tui.ui.widgets.table import Table


class SearchLine(Horizontal):
    """Two fields. While one has the focus, `Typed` tells their fault; `enter` is `Searched`.

    `alive`: an empty range means the calls running at a moment, and reads so.
    """

    class Typed(Message):
        """The present text of the fields: the problem in a sentence, "" where there is none."""

        def __init__(self, problem: str) -> None:
            super().__init__()
            self.problem = problem

    class Searched(Message):
        def __init__(self, search: Search) -> None:
            super().__init__()
            self.search = search

    class Left(Message):
        """The keys go elsewhere."""

    def __init__(self, context: Context, search: Search, *, alive: str = "") -> None:
        super().__init__(id="search")
        self.context = context
        self.search = search
        self.alive = alive
        self.window: Window | None = None

    def compose(self) -> Iterable[Widget]:
        yield Line(id="range-label")
        yield self._field("range", self.search.text)
        yield Line(id="channel-label")
        yield self._field("channel", self.search.channel)
        yield Line(id="means")

    def _field(self, name: str, text: str) -> Input:
        field = Input(text, id=name, compact=True, select_on_focus=False)
        field.cursor_blink = False
        return field

    def on_mount(self) -> None:
        self.retell()

    def retell(self) -> None:
        """Language or zone changed."""
        lang = self.context.lang
        self.query_one("#range-label", Line).runs = ((f" {words.RANGE(lang)} ", "dim"),)
        self.query_one("#channel-label", Line).runs = ((f"  {words.CHANNEL(lang)} ", "dim"),)
        self.range_field.placeholder = self.alive or words.FIRST(lang)
        self.channel_field.placeholder = words.ALL_CHANNELS(lang)

    def tell(self, search: Search, window: Window, *, alive: str = "") -> None:
        """Show the search."""
        self.search, self.alive, self.window = search, alive, window
        if not self.is_typed_in:
            self.range_field.value, self.channel_field.value = search.text, search.channel
            self._tell_meaning(window)
        self.retell()

    @property
    def range_field(self) -> Input:
        return self.query_one("#range", Input)

    @property
    def channel_field(self) -> Input:
        return self.query_one("#channel", Input)

    @property
    def is_typed_in(self) -> bool:
        return self.screen.focused in (self.range_field, self.channel_field)

    @property
    def typed(self) -> Search:
        return Search(self.range_field.value.strip(), self.channel_field.value.strip())

    def focus_next(self) -> bool:
        """To the range, then to the channel; False behind it."""
        # Not by `has_focus`, which a field learns of later only.
        if self.screen.focused is self.channel_field:
            return False
        field = self.channel_field if self.screen.focused is self.range_field else self.range_field
        # At once: the next keys must find the field.
        self.screen.set_focus(field)
        field.cursor_position = len(field.value)
        return True

    def problem(self) -> str:
        """The fault of the typed text; shows its window as well."""
        typed, lang, now_ts = self.typed, self.context.lang, self.context.clock.now()
        try:
            is_alive = not typed.text and bool(self.alive)
            text = typed.text or words.FIRST(lang)
            self._tell_meaning(self.window if is_alive else window_of(text, now_ts, self.context.zone))
        except RangeError as error:
            self._tell_meaning(None)
            return error.says(lang)
        match try_name(typed.channel, ()):
            case Trial.UNSEEN:
                return words.CHANNEL_UNSEEN(lang)
            case Trial.TOO_LONG:
                return words.CHANNEL_TOO_LONG(lang, bytes=len(typed.channel.encode(errors="replace")), most=NAME_BYTES)
        return ""

    def _tell_meaning(self, window: Window | None) -> None:
        context, lang = self.context, self.context.lang
        runs: Runs = ((f"  {words.WRONG(lang)}", "bad"),)
        if window is not None:
            runs = ((f"  {words.MEANS(lang, span=span_text(window, context))}", "text"),)
        self.query_one("#means", Line).runs = runs

    def leave(self) -> None:
        """Typed text without a search is forgotten."""
        self.range_field.value, self.channel_field.value = self.search.text, self.search.channel

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self.is_typed_in:
            self.post_message(self.Typed(self.problem()))

    @on(events.DescendantFocus)
    def _entered(self) -> None:
        self.post_message(self.Typed(self.problem()))

    @on(events.DescendantBlur)
    def _blurred(self) -> None:
        self.call_after_refresh(self._left)

    def _left(self) -> None:
        if not self.is_typed_in:
            self.post_message(self.Left())

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if not self.problem():
            self.post_message(self.Searched(self.typed))


# The duration of a call that is on is shown in minutes, and worked out anew this often.
COUNT_S = 10


class CallTable(Table):
    def __init__(self, context: Context, react: Callable[[], object]) -> None:
        super().__init__(
            call_columns(context.lang, dated=False, keys=listed_keys(context.edition)),
            placeholder=words.READING(context.lang),
            ascii=context.ascii,
            react=react,
        )
        self.context = context
        self.rows: CallRows | None = None
        self._counted = 0.0

    def call(self, key: str | None) -> KnownCall | None:
        return None if self.rows is None or key is None else self.rows.call(key)

    @property
    def chosen(self) -> KnownCall | None:
        """The call under the cursor."""
        return self.call(self.cursor_key)

    @property
    def in_sight(self) -> Iterable[KnownCall]:
        return filter(None, map(self.call, self.keys_in_sight))

    def show(self, rows: CallRows, now_ts: float) -> None:
        self.rows = rows
        columns = call_columns(self.context.lang, dated=rows.dated, wider=rows.wider, keys=rows.keys)
        if self.columns != columns:
            self.set_columns(columns)
        rows.now_ts, rows.names = now_ts, self.context.names
        self.update(rows)
        if len(rows) and self.sort[0] is None and not self.filter_text:
            self.lead(rows[0].key)

    def count_on(self, now_ts: float) -> None:
        """Calls that are on last longer, without news from the store."""
        counted = now_ts // COUNT_S
        if self.rows is not None and counted != self._counted:
            self._counted = counted
            self.rows.now_ts = now_ts
            self.update(self.rows)
