"""The frame around every screen: top line, tabs, key line, the filter line, and the steps back.

scry  课堂-prod › Live › 14:07              ● live   2 m old   ◔ 214/1000   14:32:07 +08
1 Live   2 Diagnosis   3 Calls   4 Channels   5 Usage   6 Quota
… the body …
←→ moment  +- zoom  / filter  p freeze  ? keys  q quit
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.config import SCREENS
from tui.messages import frame as words
from tui.messages.failures import ADVICE, WHAT
from tui.messages.keys import KEYS
from tui.records import Run, Runs, Scope, Want, WantStatus
from tui.screens.context import Context
from tui.triage.feed import FeedView, age_text, feed_view, notices
from tui.widgets.keys import bind, signs_of
from tui.widgets.line import Line
from tui.widgets.roles import ASCII
from tui.widgets.table import Table

NEEDS_WIDTH, NEEDS_HEIGHT = 80, 24
FOOTER_KEYS = 6
SAY_S = 4.0
# Between two requests of an endpoint lies a minute; who waits longer waits for the day's quota, and is told.
LONG_WAIT_S = 120


class FrameScreen(Screen[None]):
    """Base of the six tabs. A subclass names itself, composes its body and says what it looks at."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - as its base declares it
    TAB: ClassVar[str] = ""
    # What the key line shows: binding ids, six entries at most; two ids in one entry share the first one's word.
    FOOTER: ClassVar[tuple[str, ...]] = ("filter", "freeze", "help", "leave")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("back", "escape", "back"),
        bind("leave", "q", "leave"),
        # Ahead of the list, because what is typed right behind it must find the filter line, not the list.
        bind("filter", "slash", "filter", priority=True),
    ]
    # Bindings of the widgets on this screen that do nothing here, and are kept out of help and palette.
    UNUSED: ClassVar[frozenset[str]] = frozenset()
    AUTO_FOCUS = "Table"

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(classes=self._breakpoint_now())
        self.context = context
        self.scope = scope or Scope()
        self.frozen_ts: float | None = None
        self._noticed = ""
        self._said: Timer | None = None

    def _breakpoint_now(self) -> str:
        """The class that Textual would give at the first resize, and then style everything a second time."""
        return [name for columns, name in self.HORIZONTAL_BREAKPOINTS if self.app.size.width >= columns][-1]

    def compose(self) -> ComposeResult:
        with Horizontal(id="top"):
            yield Line(self._crumb(), id="crumb")
            yield Line(id="feed")
            yield Line(id="age")
            yield Line(id="quota")
            yield Line(self._clock(), id="clock")
            yield Line(self._zone(), id="zone")
        yield Line(self._tabs(), id="tabs")
        with Container(id="body"):
            yield from self.compose_body()
        yield Static(id="notice", markup=False)
        yield Line(self._keys(), id="keys")

    # -- what a subclass gives

    def compose_body(self) -> Iterable[Widget]:
        raise NotImplementedError

    def wants(self) -> Sequence[Want]:
        """What this screen looks at."""
        return ()

    def newest_ts(self) -> float | None:
        """The time of the newest datum on screen."""
        return None

    def answered(self) -> bool:
        """Whether the server has said anything of what this screen looks at."""
        return False

    def crumbs(self) -> tuple[str, ...]:
        """The parts of the breadcrumb behind the tab's name."""
        return ()

    def reask(self) -> None:
        """Ask the store again: data, language, zone or thresholds changed."""

    def step_back(self) -> bool:
        """Close or clear one thing of the screen's own; False where nothing is open."""
        return False

    # -- the frame's own lines

    class Ready(Message):
        """All widgets of a screen are mounted and laid out: it can be drawn whole."""

    def on_mount(self) -> None:
        self.tick()
        self.post_message(self.Ready())

    def on_resize(self) -> None:
        self._tell_keys()

    def _tell_keys(self) -> None:
        self.query_one("#keys", Line).runs = self._keys()

    def tick(self) -> None:
        """Once a second: the clock, the age and the state of the feed. Each repaints only if its text changed."""
        self.query_one("#clock", Line).runs = self._clock()
        feed = self._feed()
        self.query_one("#feed", Line).runs = self._feed_runs(feed)
        self.query_one("#age", Line).runs = self._age_runs(feed)
        self.query_one("#quota", Line).runs = self._quota_runs()
        self.query_one("#crumb", Line).runs = self._crumb()
        self.query_one("#zone", Line).runs = self._zone()
        self._tell_notice()

    def retell(self) -> None:
        """Language or zone changed: every text anew."""
        self.query_one("#tabs", Line).runs = self._tabs()
        self._tell_keys()
        self.tick()
        self.reask()

    def say(self, text: str) -> None:
        """Show a sentence in the key line for a moment: a toast would repaint a corner of the screen for each word."""
        self.query_one("#keys", Line).runs = ((text, "strong"),)
        if self._said is not None:
            self._said.stop()
        self._said = self.set_timer(SAY_S, self._tell_keys)

    def _statuses(self) -> list[WantStatus]:
        feed = self.context.feed
        if feed is None:
            return []
        known = {(want.endpoint, want.channel): status for want, status in feed.statuses.items()}
        asked = [(want.endpoint, want.channel) for want in self.wants()]
        return [known[key] for key in asked if key in known]

    def _tell_notice(self) -> None:
        """What went wrong and what to do, in words, beside the old data."""
        context, lang = self.context, self.context.lang
        told = []
        if trouble := context.store_trouble:
            told.append(words.NOTICE_STORE(lang, error=trouble))
        now_ts = context.clock.now()
        waits = [status.next_ts for status in self._statuses() if status.next_ts is not None and not status.failure]
        if waits and min(waits) > now_ts + LONG_WAIT_S:
            told.append(words.WAITING_QUOTA(lang, time=context.zone.text(min(waits), "%H:%M:%S")))
        for notice in notices(self._statuses()):
            what, advice = WHAT[notice.failure.kind](lang), ADVICE[notice.failure.kind](lang)
            phrase = words.NOTICE_STOPPED if notice.next_ts is None else words.NOTICE_RETRY
            time = "" if notice.next_ts is None else context.zone.text(notice.next_ts, "%H:%M:%S")
            told.append(phrase(lang, what=what, advice=advice, time=time))
        set_aside = sum(self.context.set_aside.get(want.endpoint, 0) for want in self.wants())
        if set_aside:
            told.append(words.NOTICE_SET_ASIDE(lang, count=set_aside))
        text = "\n".join(told)
        if text != self._noticed:
            self._noticed = text
            line = self.query_one("#notice", Static)
            line.update(Content(self.plain(text)))
            line.set_class(bool(text), "told")

    def plain(self, text: str) -> str:
        """A text as this terminal can show it."""
        return text.translate(ASCII) if self.context.ascii else text

    def _feed(self) -> FeedView:
        context = self.context
        return feed_view(
            statuses=self._statuses(),
            newest_ts=self.newest_ts(),
            answered=self.answered(),
            frozen=self.frozen_ts is not None,
            now_ts=context.clock.now(),
        )

    def _feed_runs(self, feed: FeedView) -> Runs:
        context, lang = self.context, self.context.lang
        runs: list[Run] = []
        if context.demo_speed is not None:
            runs += [(words.DEMO(lang, speed=f"{context.demo_speed:g}"), "accent"), ("  ", "text")]
        if context.store_trouble:
            runs.append((words.STORE_FAILED(lang), "bad"))
        elif self.wants():
            runs.append((feed.text(lang), feed.role))
        return tuple(runs)

    def _age_runs(self, feed: FeedView) -> Runs:
        if feed.age_s is None or feed.phrase is words.STALE:
            return ()
        return ((words.AGE(self.context.lang, age=age_text(feed.age_s, self.context.lang)), "dim"),)

    def _quota_runs(self) -> Runs:
        spent = self.context.tightest_quota
        if spent is None:
            return ()
        used, limit = spent
        sign = "○◔◑◕●"[min(4, used * 5 // max(1, limit))]
        today = f" {words.TODAY(self.context.lang)}" if self.size.width >= 120 else ""
        role = "bad" if used >= limit else "warn" if used > limit * 0.9 else "dim"
        return ((f"{sign} {used}/{limit}{today}", role),)

    def _clock(self) -> Runs:
        return ((self.context.zone.text(self.context.clock.now(), "%H:%M:%S"), "strong"),)

    def _zone(self) -> Runs:
        return ((self.context.zone.label(self.context.clock.now()), "dim"),)

    def _crumb(self) -> Runs:
        lang = self.context.lang
        runs: list[Run] = [("scry", "accent"), ("  ", "text"), (self.context.project, "strong")]
        for part in (words.TABS[self.TAB](lang), *self.crumbs()):
            runs += [(" › ", "dim"), (part, "text")]
        return tuple(runs)

    def _tabs(self) -> Runs:
        runs: list[Run] = []
        for number, name in enumerate(SCREENS, 1):
            active = name == self.TAB
            runs += [
                (f"{number} ", "accent" if active else "dim"),
                (words.TABS[name](self.context.lang), "mark" if active else "dim"),
                ("   ", "text"),
            ]
        return tuple(runs)

    def _keys(self) -> Runs:
        lang = self.context.lang
        width, height = self.app.size
        if width < NEEDS_WIDTH or height < NEEDS_HEIGHT:
            return ((words.TOO_SMALL(lang, width=width, height=height), "warn"),)
        signs = signs_of(type(self), type(self.app), Table)
        runs: list[Run] = []
        if self.is_mounted and self.table is not None and self.table.filter_text:
            shown, total = self.table.count
            runs += [
                (f"/{self.table.filter_text}", "mark"),
                (f" {words.OF(lang, shown=shown, total=total)}   ", "text"),
            ]
        for ids in self.FOOTER[:FOOTER_KEYS]:
            # Two keys that belong together (← →) are one entry, under the first one's word.
            keys = "".join(signs[each][0] for each in ids.split() if each in signs)
            if keys:
                runs += [(keys, "accent"), (f" {KEYS[ids.split()[0]].label(lang)}   ", "dim")]
        return tuple(runs)

    @on(Line.Clicked, "#tabs")
    async def _tab_clicked(self, event: Line.Clicked) -> None:
        left = 1
        for name in SCREENS:
            right = left + 2 + cell_len(words.TABS[name](self.context.lang)) + 3
            if left <= event.x < right:
                await self.run_action(f"app.tab('{name}')")
            left = right

    # -- steps back, filter, freeze

    def action_back(self) -> None:
        self._step_back()

    async def action_leave(self) -> None:
        if not self._step_back():
            await self.run_action("app.leave('q')")

    def _step_back(self) -> bool:
        table = self.table
        if table is not None and (self.query("#filter") or table.filter_text):
            table.set_filter("")
            self._close_filter()
            return True
        return self.step_back()

    @property
    def table(self) -> Table | None:
        """The list of this screen, if it has one."""
        found = self.query(Table)
        return found.first() if found else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Within an input `/` is a letter like any other."""
        return not (action == "filter" and isinstance(self.focused, Input))

    async def action_filter(self) -> None:
        """Open the filter line in the place of the key line."""
        table = self.table
        if table is None or self.query("#filter"):
            return
        line = Input(table.filter_text, words.FILTER_PROMPT(self.context.lang), id="filter", compact=True)
        # A blinking cursor is a repaint twice a second for as long as it stands there.
        line.cursor_blink = False
        line.select_on_focus = False
        self.query_one("#keys").display = False
        await self.mount(line, before="#keys")
        self.set_focus(line)

    @on(Input.Changed, "#filter")
    def _filter_typed(self, event: Input.Changed) -> None:
        if self.table is not None:
            self.table.placeholder = words.NO_MATCH(self.context.lang)
            self.table.set_filter(event.value)

    @on(Input.Submitted, "#filter")
    def _close_filter(self) -> None:
        """The key line again; it tells of a filter that stays."""
        self.set_focus(self.table)
        self.query("#filter").remove()
        self.query_one("#keys").display = True
        self._tell_keys()

    def freeze(self) -> None:
        """Stand still, or go on; the clock and the age count on, and so does collection."""
        self.frozen_ts = None if self.frozen_ts is not None else self.context.clock.now()
        if self.frozen_ts is None:
            self.reask()
        self.tick()
