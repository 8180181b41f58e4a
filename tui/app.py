"""The App: tabs as modes, theme, keys that work everywhere. It fetches nothing and draws nothing."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import ClassVar

from msgspec.structs import replace
from rich.console import RenderableType
from textual import on, work
from textual.app import App, SystemCommand
from textual.binding import BindingType
from textual.css.query import NoMatches
from textual.driver import Driver
from textual.screen import Screen
from textual.timer import Timer
from textual.worker import WorkerFailed

from tui.config import SCREENS
from tui.glossary import LIVE_METRICS
from tui.messages import Lang
from tui.messages import frame as words
from tui.messages import live as live_words
from tui.screens.context import Context
from tui.screens.frame import FrameScreen, frames_of, go_back_to
from tui.screens.kept import kept_wants
from tui.screens.live import LiveScreen
from tui.screens.live_text import number
from tui.screens.sheets import sheets_for
from tui.screens.tabs import tab
from tui.store import StoreError
from tui.store.topics import LOST
from tui.themes import THEMES
from tui.widgets.keys import bind

TICK_S = 1.0
AGAIN_S = 3.0
# A terminal that keeps no stack of titles is left with an empty one.
SAVE_TITLE, RESTORE_TITLE = "\x1b[22;2t", "\x1b]2;\x07\x1b[23;2t"


class ScryApp(App[None]):
    """Six tabs over one feed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(bind(f"tab.{name}", str(number), f"tab('{name}')") for number, name in enumerate(SCREENS, 1)),
        bind("tab.previous", "left_square_bracket", "next_tab(-1)"),
        bind("tab.next", "right_square_bracket", "next_tab(1)"),
        bind("help", "question_mark,f1", "keys"),
        bind("palette", "colon", "command_palette"),
        bind("refresh", "r", "refresh_feed"),
        bind("freeze", "p", "freeze"),
        bind("utc", "u", "toggle_utc"),
        bind("language", "L", "toggle_language"),
        bind("redraw", "ctrl+l", "redraw"),
        bind("suspend", "ctrl+z", "suspend_process"),
        bind("quit", "ctrl+q", "quit", priority=True),
        bind("interrupt", "ctrl+c", "interrupt"),
    ]

    def __init__(self, context: Context, driver_class: type[Driver] | None = None) -> None:
        self.context = context
        # The first tab is the app's first screen: a default one before it would be styled and drawn for nothing.
        self.DEFAULT_MODE = context.first_screen  # type: ignore[misc]
        super().__init__(driver_class, css_path=[*sheets_for(context.first_screen)])
        for theme in THEMES:
            self.register_theme(theme)
        # Set without its watcher, which would parse every style sheet a second time before the first frame.
        self.set_reactive(App.theme, context.theme or THEMES[0].name)
        self.stylesheet.set_variables(self.get_css_variables())
        self.title = "scry"
        self._leaving: str | None = None
        self._leaving_timer: Timer | None = None
        self._painted = False
        self._first_frame: AbstractContextManager[None] | None = None
        self._held: AbstractContextManager[None] | None = None
        self._is_torn = False
        self.terminal_title = ""
        for name in SCREENS:
            self.add_mode(name, self._maker(name))

    def _maker(self, name: str) -> Callable[[], Screen[None]]:
        first = name == self.context.first_screen
        return lambda: tab(name, self.context, self.context.opened_at if first else None)

    # -- life

    def _handle_exception(self, error: Exception) -> None:
        """End with the terminal restored. Textual would print the values of variables, and one may be a secret."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        if isinstance(cause, NoMatches) and not self.is_running:
            # What a screen read came when its widgets were being taken down.
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    @property
    def ascii_only(self) -> bool:
        return self.context.ascii

    @property
    def fault(self) -> BaseException | None:
        """What ended the app, if it did not end by itself."""
        return self._exception.error if isinstance(self._exception, WorkerFailed) else self._exception

    def on_load(self) -> None:
        """Nothing is drawn until everything is mounted: a frame of half the screen would only delay the whole one."""
        self._first_frame = self.batch_update()
        self._first_frame.__enter__()

    @on(FrameScreen.Ready)
    def _draw_first_frame(self) -> None:
        if self._first_frame is not None:
            self._first_frame.__exit__(None, None, None)
            self._first_frame = None

    def hold_frames(self) -> None:
        """The terminal has not taken the last frame yet: draw nothing until it has."""
        if self._held is None:
            self._held, self._is_torn = self.batch_update(), False
            self._held.__enter__()

    def release_frames(self) -> None:
        """Draw what has changed meanwhile, as it is now."""
        if self._held is None:
            return
        self._held.__exit__(None, None, None)
        self._held = None
        if self.is_running and self._is_torn:
            self.screen.refresh()
        elif self.is_running:
            for screen in self.screen_stack:
                screen.check_idle()

    def _display(self, screen: Screen[object], renderable: RenderableType | None) -> None:
        """A whole layout is drawn even while frames are held, and thrown away: then the screen must be drawn again."""
        self._is_torn |= self._held is not None and renderable is not None
        super()._display(screen, renderable)

    def on_mount(self) -> None:
        self.call_after_refresh(self._first_frame_is_out)
        # Others had the terminal: nothing of what was drawn is left.
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())
        for ending in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(ending, self.exit, None, 128 + ending)

    def refresh_css(self, animate: bool = True) -> None:
        """Textual asks for it twice before the first frame, to parse again what it parsed a moment ago."""
        if self._painted:
            super().refresh_css(animate)

    def _first_frame_is_out(self) -> None:
        """What is slow to import, and the garbage collector, come after the first frame."""
        self._painted = True
        gc.enable()
        self.run_worker(self._open_feed(), group="feed", exit_on_error=True)
        self.set_interval(TICK_S, self._each_second)

    async def _open_feed(self) -> None:
        feed = await self.context.open_feed()
        # What is here now stays: no collection need look at it again.
        gc.freeze()
        self.context.hand_over(feed)
        feed.store.subscribe(self._store_changed)
        feed.on_status(self._tick)
        self._read_ledger()
        self._look()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(feed.store.watch())
                tasks.create_task(feed.run())
        finally:
            await feed.close()

    def _store_changed(self, topics: frozenset[str]) -> None:
        if not self.is_running:
            return
        if LOST in topics and self.context.feed is not None:
            # What is known stays readable; nothing new can be kept.
            path = str(self.context.feed.store.path)
            self.context.store_lost = StoreError(path, "was removed or replaced", "start scry again to make a new one")
            self._tick()
        if "ledger" in topics:
            self._read_ledger()

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

    # -- keys

    def action_tab(self, name: str) -> None:
        """Where that tab was left; to its root from within it."""
        if name == self.current_mode:
            go_back_to(frames_of(self)[0])
        else:
            self.switch_mode(name)

    def action_next_tab(self, by: int) -> None:
        self.action_tab(SCREENS[(SCREENS.index(self.current_mode) + by) % len(SCREENS)])

    def action_keys(self) -> None:
        from tui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            unused = self.screen.UNUSED if isinstance(self.screen, FrameScreen) else frozenset()
            self.push_screen(HelpScreen(self.context, self.screen.active_bindings.values(), unused))

    def action_refresh_feed(self) -> None:
        if self.context.feed is not None:
            self.context.feed.refresh()
            self._say(words.ASKED(self.context.lang))

    def action_freeze(self) -> None:
        frames_of(self)[-1].freeze()

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
                if isinstance(screen, FrameScreen) and screen.is_mounted:
                    screen.retell()

    def action_suspend_process(self) -> None:
        """Give the terminal back, then stop the whole job, as the terminal's own ctrl+z would.

        A launcher such as `uv run` that went on waiting would keep the shell from its terminal.
        """
        if self._driver is not None and self._driver.can_suspend:
            with self.suspend():
                os.killpg(os.getpgrp(), signal.SIGSTOP)

    def action_redraw(self) -> None:
        self.refresh(layout=True)
        self.screen.refresh(layout=True)

    def action_interrupt(self) -> None:
        """A selection is copied; else the first ctrl+c says how to quit and the second one quits."""
        if selected := self.screen.get_selected_text():
            self.copy_to_clipboard(selected)
        else:
            self.action_leave("ctrl+c", words.HOW_TO_QUIT(self.context.lang))

    def action_leave(self, key: str, text: str = "") -> None:
        """Quit at the second `key` within three seconds; the first one says so."""
        if self._leaving == key:
            self.exit()
            return
        self._leaving = key
        if self._leaving_timer is not None:
            self._leaving_timer.stop()
        self._leaving_timer = self.set_timer(AGAIN_S, self._stay)
        self._say(text or words.PRESS_AGAIN(self.context.lang, key=key))

    def _stay(self) -> None:
        self._leaving = None

    def _say(self, text: str) -> None:
        frames_of(self)[-1].say(text)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Every binding in force, by its sentence; the theme's own search."""
        from tui.commands import commands

        yield from commands(self, screen, self.context.lang)

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

    def on_unmount(self) -> None:
        """An alarm that outlives the program would be a lie: the title is what it was before."""
        if self.terminal_title and self._driver is not None:
            self._driver.write(RESTORE_TITLE)
