"""The search line: a range and a channel, checked as one types, and the stretch of time that they mean."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events, on
from textual.containers import Horizontal
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input

from tui.analysis.project.channels import NAME_BYTES, Trial, try_name
from tui.analysis.times.ranges import RangeError, window_of
from tui.config.remembered import Search
from tui.domain.records import Runs, Window
from tui.messages import calls as words
from tui.ui.context import Context
from tui.ui.features.calls.view import span_text
from tui.ui.widgets.line import Line


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
