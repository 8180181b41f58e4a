"""The App: one feed, the keys that work everywhere, from one project to another. It fetches and draws nothing."""

from __future__ import annotations

import asyncio
import gc
from contextlib import suppress
from typing import ClassVar

from msgspec.structs import replace
from textual import on, work
from textual.binding import BindingType
from textual.driver import Driver
from textual.timer import Timer
from textual.worker import Worker, WorkerCancelled

from tui.config import SCREENS
from tui.glossary import LIVE_METRICS
from tui.messages import Lang
from tui.messages import frame as words
from tui.messages import live as live_words
from tui.messages import projects as project_words
from tui.messages import store as store_words
from tui.screens.context import Context
from tui.screens.dialogue import Dialogue
from tui.screens.form import Form
from tui.screens.frame import FrameScreen, frames_of
from tui.screens.kept import kept_wants
from tui.screens.live import LiveScreen
from tui.screens.live_text import number
from tui.screens.reporting import OpenReport, Reporting, SawReports
from tui.store import StoreError
from tui.store.topics import LOST
from tui.tabbed import TabbedApp
from tui.widgets.keys import bind

TICK_S = 1.0
AGAIN_S = 3.0
# A terminal that keeps no stack of titles is left with an empty one.
SAVE_TITLE, RESTORE_TITLE = "\x1b[22;2t", "\x1b]2;\x07\x1b[23;2t"


class ScryApp(TabbedApp):
    """Six tabs over one feed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(bind(f"tab.{name}", str(number), f"tab('{name}')") for number, name in enumerate(SCREENS, 1)),
        bind("tab.previous", "left_square_bracket", "next_tab(-1)"),
        bind("tab.next", "right_square_bracket", "next_tab(1)"),
        bind("help", "question_mark,f1", "keys"),
        bind("palette", "ctrl+p,colon", "command_palette"),
        bind("refresh", "r", "refresh_feed"),
        bind("report", "R", "report"),
        bind("reports", "ctrl+r", "reports"),
        bind("freeze", "p", "freeze"),
        bind("export", "e", "export"),
        bind("copy.id", "y", "copy('id')"),
        bind("copy.row", "Y", "copy('row')"),
        bind("copy.view", "ctrl+y", "copy('view')"),
        bind("utc", "u", "toggle_utc"),
        bind("language", "L", "toggle_language"),
        bind("project", "ctrl+o", "switch_project"),
        bind("redraw", "ctrl+l", "redraw"),
        bind("suspend", "ctrl+z", "suspend_process"),
        bind("quit", "ctrl+q", "quit", priority=True),
        bind("interrupt", "ctrl+c", "interrupt"),
    ]

    def __init__(self, context: Context, driver_class: type[Driver] | None = None) -> None:
        super().__init__(context, driver_class)
        self._leaving: str | None = None
        self._leaving_timer: Timer | None = None
        self._painted = False
        self._feed_worker: Worker[None] | None = None
        self.terminal_title = ""
        self.reporting = Reporting(self, context)

    # -- life

    @property
    def ascii_only(self) -> bool:
        return self.context.ascii

    def on_mount(self) -> None:
        self.call_after_refresh(self._first_frame_is_out)
        self.end_on_signals()

    def refresh_css(self, animate: bool = True) -> None:
        """Textual asks for it twice before the first frame, to parse again what it parsed a moment ago."""
        if self._painted:
            super().refresh_css(animate)

    def _first_frame_is_out(self) -> None:
        """What is slow to import, and the garbage collector, come after the first frame."""
        self._painted = True
        gc.enable()
        self._feed_worker = self.run_worker(self._open_feed(is_first=True), group="feed", exit_on_error=True)
        self.set_interval(TICK_S, self._each_second)

    async def _open_feed(self, *, is_first: bool = False) -> None:
        feed = await self.context.open_feed()
        if is_first:
            # What is here now stays: no collection need look at it again.
            gc.freeze()
        self.context.hand_over(feed)
        unsubscribe = feed.store.subscribe(self._store_changed)
        feed.on_status(self._tick)
        self._read_ledger()
        self._read_reports()
        self._look()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(feed.store.watch())
                tasks.create_task(feed.run())
        finally:
            unsubscribe()
            await feed.close()

    def _store_changed(self, topics: frozenset[str]) -> None:
        if not self.is_running:
            return
        if LOST in topics and self.context.feed is not None:
            # What is known stays readable; nothing new can be kept.
            path = str(self.context.feed.store.path)
            self.context.store_lost = StoreError(path, store_words.LOST, store_words.MAKE_NEW)
            self._tick()
        if "ledger" in topics:
            self._read_ledger()
        if "reports" in topics:
            self._read_reports()

    @on(FrameScreen.Looks)
    def _look(self) -> None:
        """Tell the collector what is looked at, and what is wanted though nobody looks: of what lies beneath just as
        much as loses nothing, and what is kept whatever is looked at."""
        if self.context.feed is None or not self.is_running:
            return
        *beneath, top = frames_of(self)
        unattended = [replace(want, attended=False) for screen in beneath for want in screen.wants() if not want.window]
        wants = (*unattended, *kept_wants(self.context), *top.wants())
        # The last one said of the same thing counts.
        self.context.feed.submit({want.subject: want for want in wants}.values())

    def _each_second(self) -> None:
        if "ledger" in self.context.read_troubles:
            self._read_ledger()
        self._tick()

    def _tick(self) -> None:
        # The collector may still tell of a change while the screens are being taken down.
        if not self.is_running:
            return
        top = frames_of(self)[-1]
        if top.is_mounted:
            top.tick()

    @work(group="ledger", exclusive=True)
    async def _read_ledger(self) -> None:
        """What is spent of each quota, and how much of the last answers was set aside."""
        feed = await self.context.opened()
        from tui.store import ledger
        from tui.store.newest import read_newest_ts

        try:
            spent = await feed.store.read(ledger.spent_of_a_day, feed.limits, self.context.clock.now())
            turns = await feed.store.read(ledger.read_turns)
            self.context.live_newest_ts = await feed.store.read(read_newest_ts, tuple(LIVE_METRICS))
        except StoreError as error:
            self.context.read_troubles["ledger"] = error
            self._tick()
            return
        self.context.read_troubles.pop("ledger", None)
        self.context.set_aside = {endpoint: turn.last.set_aside for (endpoint, _), turn in turns.items()}
        days = {name: limits.per_day for name, limits in feed.limits.items() if limits.per_day}
        self.context.spent = {name: (spent[name], per_day) for name, per_day in days.items() if spent.get(name)}
        self._tick()

    # -- another project

    @work(group="project", exclusive=True)
    async def action_switch_project(self) -> None:
        if self.context.projects is None:
            self._say(project_words.DEMO_HAS_ONE(self.context.lang))
            return
        from tui.screens.projects import choose_project

        chosen = await choose_project(self, self.context, self.context.projects)
        if chosen is not None:
            await self._enter(chosen)

    async def _enter(self, context: Context) -> None:
        """Begin with the other project on the same tab, once the old one has ended. Language, zone and looks stay."""
        before, ending = self.context, self._feed_worker
        context.lang, context.zone, context.ascii = before.lang, before.zone, before.ascii
        context.first_screen = self.current_mode
        for group in ("ledger", "reports"):
            self.workers.cancel_group(self, group)
        self.context, self.reporting = context, Reporting(self, context)
        await self.begin_tabs_anew()
        if before.feed is not None:
            await before.feed.finish()
        if ending is not None:
            ending.cancel()
            with suppress(WorkerCancelled):
                await ending.wait()
        await asyncio.to_thread(before.leave)
        # What was the other project's may go.
        gc.unfreeze()
        if self.terminal_title:
            self._tell_title(LiveScreen.Alarm(()))
        self._feed_worker = self.run_worker(self._open_feed(), group="feed", exit_on_error=True)
        self._say(project_words.OPENED(context.lang, name=context.project))

    # -- reports

    @work(group="reports")
    async def _read_reports(self) -> None:
        await self.reporting.read()

    @on(OpenReport)
    def _open_report(self, event: OpenReport) -> None:
        self.reporting.open(event.kept)

    @on(SawReports)
    def _saw_reports(self, event: SawReports) -> None:
        self.reporting.saw(event.kept)
        self._read_reports()

    def action_report(self) -> None:
        self.reporting.write()

    def action_reports(self) -> None:
        self.reporting.list_all()

    async def action_quit(self) -> None:
        """What is being written is kept first; the second time it is lost where it cannot be."""
        if await self.reporting.may_quit():
            self.exit()

    # -- keys

    def action_keys(self) -> None:
        from tui.screens.help import HelpScreen

        shown = self.screen
        if isinstance(shown, FrameScreen):
            name, unused = shown.HELP or shown.TAB, shown.UNUSED
        else:
            # A form; the other dialogues say on their border what they know.
            name, unused = getattr(shown, "HELP", ""), frozenset()
        if name:
            self.push_screen(HelpScreen(self.context, name, shown.active_bindings.values(), unused))

    def action_refresh_feed(self) -> None:
        if self.context.feed is not None:
            self.context.feed.refresh()
            self._say(words.ASKED(self.context.lang))

    def action_freeze(self) -> None:
        frames_of(self)[-1].freeze()

    def action_export(self) -> None:
        from tui.screens.exporting import open_export

        open_export(frames_of(self)[-1])

    def action_copy(self, what: str) -> None:
        from tui.screens.exporting import copy

        copy(frames_of(self)[-1], what)

    def action_toggle_utc(self) -> None:
        self.context.zone = type(self.context.zone)(utc=not self.context.zone.utc)
        self._retell()

    def action_toggle_language(self) -> None:
        other: Lang = "en" if self.context.lang == "zh" else "zh"
        self.context.lang = other
        self.context.remembered.keep_lang(other)
        self._retell()

    def watch_theme(self, theme: str) -> None:
        """One chosen on screen is remembered; the first one was not chosen there."""
        if self._painted:
            self.context.remembered.keep_theme(theme)

    def _retell(self) -> None:
        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, FrameScreen | Dialogue) and screen.is_mounted:
                    screen.retell()

    async def action_interrupt(self) -> None:
        """A selection is copied; else the first ctrl+c says how to quit and the second one quits."""
        if selected := self.screen.get_selected_text():
            self.copy_to_clipboard(selected)
        else:
            await self.action_leave("interrupt")

    def copy_to_clipboard(self, text: str) -> None:
        """What was selected on screen: Textual's own keys copy by this, too."""
        if self.context.redact:
            from tui.screens.exporting import copy_selected

            copy_selected(frames_of(self)[-1], text)
        else:
            super().copy_to_clipboard(text)

    async def action_leave(self, binding_id: str) -> None:
        """Quit at the second press of that key within three seconds; the first one says so."""
        if self._leaving == binding_id:
            if await self.reporting.may_quit(binding_id):
                self.exit()
            return
        self._leaving = binding_id
        if self._leaving_timer is not None:
            self._leaving_timer.stop()
        self._leaving_timer = self.set_timer(AGAIN_S, self._stay)
        phrase = words.HOW_TO_QUIT if binding_id == "interrupt" else words.PRESS_AGAIN
        signs = frames_of(self)[-1].signs()
        self._say(phrase(self.context.lang, key=signs[binding_id][0], quit=signs["quit"][0]))

    def _stay(self) -> None:
        self._leaving = None

    def _say(self, text: str) -> None:
        (self.screen if isinstance(self.screen, Form) else frames_of(self)[-1]).say(text)

    def action_command_palette(self) -> None:
        from tui.commands.palette import palette

        if self.screen is frames_of(self)[-1]:
            self.push_screen(palette(self.context))

    def action_change_theme(self) -> None:
        from tui.commands.palette import themes

        self.push_screen(themes(self.context))

    # -- the terminal's title

    @on(LiveScreen.Alarm)
    def _tell_title(self, alarm: LiveScreen.Alarm) -> None:
        """What is bad, since when, for who looks at the list of windows only."""
        context = self.context
        if not context.title:
            return
        says = ", ".join(
            live_words.TITLE_BAD(
                context.lang,
                metric=view.metric.title(context.lang),
                value=number(view.now[1], view.metric),
                time=context.when(view.since.first_ts),
            )
            for view in alarm.bad
            if view.now and view.since
        )
        title = f"scry {context.project}" + (f" · {says}" if says else "")
        if title != self.terminal_title and self._driver is not None:
            if not self.terminal_title:
                self._driver.write(SAVE_TITLE)
            self.terminal_title = title
            self._driver.write(f"\x1b]2;{title}\x07")

    # -- the end

    async def on_exit_app(self) -> None:
        """Before Textual's own: a report that is leaving has a moment to leave."""
        if self.context.feed is not None:
            await self.context.feed.finish()

    def on_unmount(self) -> None:
        """An alarm that outlives the program would be a lie: the title is what it was before."""
        if self.terminal_title and self._driver is not None:
            self._driver.write(RESTORE_TITLE)
