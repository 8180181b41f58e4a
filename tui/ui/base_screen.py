"""FrameScreen: the base of every screen, with the lines above and below the body.

scry  课堂-prod › Live › 14:07              ● live   2 m old   ◔ 214/1000   14:32:07 +08
1 Live   2 Diagnosis   3 Calls   4 Channels   5 Usage   6 Quota   7 Alarms
… the body …
←→ moment  +- zoom  / filter  p freeze  ? keys  q quit
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, Self

from msgspec.structs import replace
from textual import on
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.events import ScreenResume
from textual.message import Message
from textual.screen import Screen
from textual.widget import Widget

from tui.domain.records import MINUTE, UNDER_WAY, Runs, Scope, Want, WantStatus, Window
from tui.terminal.cells import visible_lines
from tui.terminal.compositor import SparingCompositor
from tui.ui.context import Context
from tui.ui.filter import ListFilter
from tui.ui.footer import key_runs
from tui.ui.frame_lines import FrameLines
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Navigation, Route, navigator
from tui.ui.style_sheets import sheets_for
from tui.ui.widgets.breadcrumb import Breadcrumb
from tui.ui.widgets.keys import KeyNames, bind, signs_of
from tui.ui.widgets.styles import ASCII
from tui.ui.widgets.table import Table

if TYPE_CHECKING:
    from tui.analysis.project.report import Facts
    from tui.export.extract import Extract, Setting
    from tui.ui.context import Feed
    from tui.ui.text_page import Paragraph

# The drawing of a new screen waits so long for its first answer: then it tells that the answer is to come.
LONG_ANSWER_S = 0.05


class FrameScreen(Screen[None]):
    """Base of every screen that fills the terminal: the root of a tab, or a screen that the user drilled into.

    A subclass names its tab, composes its body and names its wants. To drill is to `open` a Route with a narrower
    scope: this screen stays beneath the new one as it is, and `esc` comes back to it. Only the uppermost screen is
    looked at: beneath it nothing need be drawn before ScreenResume.
    """

    TAB: ClassVar[str] = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - as its base declares it
    # The screen's name in the help and in the table of signs; "": the tab's.
    HELP: ClassVar[str] = ""
    # The key line: binding ids, six entries at most; two ids in one entry share the word of the first.
    FOOTER: ClassVar[tuple[str, ...]] = ("filter", "freeze", "help", "leave")
    # Bindings of widgets that do nothing on this screen: help and palette leave them out.
    UNUSED: ClassVar[frozenset[str]] = frozenset()
    # Whether the screen shows minutes of the project, up to the newest one where none is chosen.
    HAS_MINUTES: ClassVar[bool] = False
    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "escape", "back"),
        bind("leave", "q", "leave"),
        # Ahead of the list: the characters typed right after `/` must reach the filter line, not the list.
        bind("filter", "slash", "filter", priority=True),
    ]

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(classes=self._breakpoint_now())
        self._compositor: SparingCompositor = SparingCompositor()
        self.css_path = [*sheets_for(self.TAB)]
        self.context = context
        self.scope = scope or Scope()
        self.navigation = Navigation(self)
        self.list_filter = ListFilter(self)
        self._opened_frozen_ts = context.frozen_ts
        self._was_suspended = self._is_ready = False
        self.queries: list[LiveQuery[Any]] = []
        self._signs: Mapping[str, Sequence[str]] | None = None
        self.lines = FrameLines(self)

    @classmethod
    def from_route(cls, context: Context, route: Route) -> Self:
        """A new screen at the route."""
        return cls(context, route.scope)

    def _breakpoint_now(self) -> str:
        """The class that Textual would give at the first resize, and then style everything a second time."""
        return [name for columns, name in self.HORIZONTAL_BREAKPOINTS if self.app.size.width >= columns][-1]

    def compose(self) -> ComposeResult:
        navigator(self.app).hold_drawing()
        yield from self.lines.above()
        with Container(id="body"):
            yield from self.compose_body()
        yield from self.lines.below()

    # -- for subclasses

    def compose_body(self) -> Iterable[Widget]:
        raise NotImplementedError

    def turn_to(self, route: Route) -> None:
        """Show the route on this screen, which is open already."""

    def breadcrumb(self) -> tuple[str, ...]:
        """The parts of the breadcrumb after the tab's name, widest first; `step_back` gives up the last one first."""
        return ()

    def step_back(self) -> bool:
        """Close or clear one thing of the screen's own; False where nothing is open."""
        return False

    @property
    def table(self) -> Table | None:
        """The list of this screen, if it has one."""
        found = self.query(Table)
        return found.first() if found else None

    def wants(self) -> Sequence[Want]:
        """The requests that the screen needs. Call `tell_wants` when they change."""
        return ()

    def main_wants(self) -> Sequence[Want]:
        """The wants without those that the screen can be without, and tells of itself."""
        return self.wants()

    def feed_wants(self) -> Sequence[Want]:
        """The wants behind the state in the top line: those of the screen; where none of them repeats, the minutes of
        the project too: they come on every screen."""
        wants = self.main_wants()
        return wants if any(want.window is None for want in wants) else (*wants, *self.lines.alarm_wants())

    def newest_ts(self) -> float | None:
        """The time of the newest datum on screen, epoch seconds."""
        return None if self.wants() else self.context.live_newest_ts

    def answered(self) -> bool:
        """Whether the server has answered any want of this screen."""
        return not self.wants() and self.context.live_newest_ts is not None

    def link(self) -> Route:
        """The arguments of a command line that opens this view. The newest minute of now is not the newest of later."""
        moment_ts = self.scope.moment_ts
        if moment_ts is None and self.HAS_MINUTES and (newest_ts := self.newest_ts()) is not None:
            moment_ts = int(newest_ts) // MINUTE * MINUTE
        return Route(self.TAB, replace(self.scope, moment_ts=moment_ts, window=None))

    def moment_link(self) -> Route | None:
        """The view of the moment under the cursor; None where no moment is chosen, or the row under the cursor has its
        own id."""
        return None

    def note_subject(self) -> tuple[Scope, str]:
        """The part of the data that a note written here is bound to, and the metric in it, "" for none: the screen's
        scope, and of the row under the cursor its channel and its instant."""
        scope, facts = self.link().scope, self.report_facts()
        channel = scope.channel or facts.channel or None
        moment_ts = facts.ts if scope.moment_ts is None else scope.moment_ts
        return replace(scope, channel=channel, moment_ts=moment_ts), ""

    def shown_window(self) -> Window | None:
        """The stretch of time on screen; None where the screen has none."""
        return self.scope.window

    def users(self) -> Iterable[int | str]:
        """The users on screen, for the palette: curves and reports name some that neither a session nor a diagnosis in
        the store does."""
        return filter(None, (self.scope.uid, self.scope.peer_uid))

    def report_facts(self) -> Facts:
        """The facts of a report about this screen; those of its scope, where a subclass knows no more."""
        from tui.analysis.project.report import facts_of

        return facts_of(self.scope)

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        """The content of the screen as a value; None while nothing is known. With a `key` the row of that key is
        enough. Slow work runs off the event loop. Raises StoreError."""
        return None

    def export_key(self) -> str | None:
        """The key of the row under the cursor."""
        return None if self.table is None else self.table.cursor_key

    def reask(self) -> None:
        """Ask the store again: data, language, zone or thresholds changed."""
        for query in self.queries:
            query.ask_another()

    def redraw(self) -> None:
        """Draw the answers in hand again: the context's names have changed."""
        for query in self.queries:
            query.show_again()
        self.tell_frame()

    # -- the frame's own lines

    class Ready(Message):
        """All widgets of a screen are mounted, and the store has answered, or takes long: it can be drawn whole."""

    class WantsChanged(Message):
        """Another screen is looked at, or its wants changed: the collector must be told."""

    def tell_wants(self) -> None:
        self.post_message(self.WantsChanged())

    def on_mount(self) -> None:
        self.lines.tell_tabs()
        self.tick()
        for query in self.queries:
            query.start()
        if self.context.feed is None or not self.queries:
            self._tell_ready()
        else:
            self.set_timer(LONG_ANSWER_S, self._tell_ready)

    def _tell_ready(self) -> None:
        if not self._is_ready:
            self._is_ready = True
            self.post_message(self.Ready())

    def on_screen_suspend(self) -> None:
        self._was_suspended = True
        if not self.is_looked_at:
            for query in self.queries:
                query.suspend()

    @on(ScreenResume)
    def _style_once(self, event: ScreenResume) -> None:
        """Textual resumes a new screen once or twice, and would style anew each time all that mounting has styled."""
        event.refresh_styles = event.refresh_styles and self._was_suspended
        self._was_suspended = False

    def on_screen_resume(self) -> None:
        self._compositor.spoil()
        self.tell_wants()
        self.tick()
        for query in self.queries:
            query.resume()

    def _compositor_refresh(self) -> None:
        """While frames are held, Textual would draw a whole one and throw it away."""
        if self.app._batch_count:
            self.refresh()
        else:
            super()._compositor_refresh()

    def on_resize(self) -> None:
        self.tell_keys()

    def tell_keys(self) -> None:
        self.lines.tell_keys()

    def tick(self) -> None:
        """Once a second."""
        self.tell_frame()
        for query in self.queries:
            query.tick()

    def tell_frame(self) -> None:
        self.lines.tell()
        if all(query.has_answered for query in self.queries):
            self._tell_ready()

    def tell_breadcrumb(self) -> None:
        self.lines.tell_breadcrumb()

    def retell(self) -> None:
        """Language or zone changed: every text anew."""
        self.list_filter.retell()
        self.lines.tell_tabs()
        self.tell_keys()
        self.tick()
        self.reask()

    def say(self, text: str | Callable[[], str]) -> None:
        """Show a sentence in the key line for a moment; a function is called again at each tick.

        It waits for ScreenResume of a dialog that has just closed: the frame with the sentence is without the dialog.
        """
        self.call_later(self.lines.say, text)

    @on(Table.Counted)
    def _counted(self) -> None:
        """The line names the rows that pass the filter."""
        if not self.lines.key_line.is_saying:
            self.tell_keys()

    def _statuses(self, wants: Sequence[Want]) -> list[WantStatus]:
        return self.context.statuses(wants)

    def plain(self, text: str) -> str:
        """A text as this terminal can show it."""
        shown = visible_lines(text)
        return shown.translate(ASCII) if self.context.ascii else shown

    def signs(self) -> Mapping[str, Sequence[str]]:
        """Binding id → its keys as people write them. Made once: each tick of the clock asks for it."""
        if self._signs is None:
            self._signs = signs_of(self.context.keymap, type(self), type(self.app), Table)
        return self._signs

    @property
    def key(self) -> KeyNames:
        """The keys of this screen, for phrases that name keys."""
        return KeyNames(self.signs())

    def shown_keys(self) -> Runs:
        """The key line while it says nothing else."""
        table = self.table if self.is_mounted else None
        hidden = self.context.names.hidden
        return key_runs(self.FOOTER, self.signs(), table, self.context.lang, size=self.app.size, hidden=hidden)

    # -- ways to other screens, filter, freeze

    @property
    def is_looked_at(self) -> bool:
        return self.navigation.is_on_top

    def hold_cursor(self) -> None:
        """A key acts on the row under the cursor: later rows leave the cursor there."""
        table = self.focused if isinstance(self.focused, Table) else self.table
        if table is not None:
            table.choose()

    def explain(self, tell: Callable[[], Iterable[Paragraph]]) -> None:
        """Show these words about the row under the cursor."""
        from tui.ui.why import WhyScreen

        self.hold_cursor()
        self.app.push_screen(WhyScreen(self.context, tell))

    def open(self, route: Route) -> None:
        """Open the screen of that route over this one, which stays as it is."""
        self.hold_cursor()
        navigator(self.app).open(route)

    @on(Breadcrumb.Clicked, "#breadcrumb")
    def _crumb_clicked(self, event: Breadcrumb.Clicked) -> None:
        self.navigation.go_to(event.index)

    def action_back(self) -> None:
        """At the top of the trail: the slow questions to the store are given up."""
        if not self._go_back():
            for query in self.queries:
                query.give_up()
            self.tell_frame()

    async def action_leave(self) -> None:
        if not self._go_back():
            await self.run_action("app.leave('leave')")

    def _go_back(self) -> bool:
        """Give up the banner's words about this box first, then the filter; False at the top of the trail."""
        if self.context.see():
            self.tick()
            return True
        return self.list_filter.give_up() or self.navigation.go_back()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        return action != "filter" or self.list_filter.can_open

    async def action_filter(self) -> None:
        await self.list_filter.open()

    def on_filter_line_closed(self) -> None:
        self.list_filter.close()

    @property
    def frozen_ts(self) -> float | None:
        """The time that all screens show while they are frozen."""
        return self.context.frozen_ts

    @property
    def waits(self) -> bool:
        """Whether a frozen view still takes news: before its first answer; of a screen that was opened while all was
        frozen, until all that it asked for once has come."""
        if not self.answered() or self.frozen_ts is None or self._opened_frozen_ts != self.frozen_ts:
            return not self.answered()
        once = [want for want in self.wants() if want.window is not None]
        states = [status.state for status in self._statuses(once)]
        return len(states) < len(once) or any(state in UNDER_WAY for state in states)

    def freeze(self) -> None:
        """Freeze all screens, or let them go on. The clock, the ages and the collection go on in any case."""
        self.context.frozen_ts = None if self.frozen_ts is not None else self.context.clock.now()
        if self.frozen_ts is None:
            self.reask()
        self.tick()


def frames_of(app: App[Any]) -> list[FrameScreen]:
    """The screens of the tab in force, its root first, without dialogs."""
    return [screen for screen in app.screen_stack if isinstance(screen, FrameScreen)]
