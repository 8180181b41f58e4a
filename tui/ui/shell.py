"""The shell of both apps: theme, leaving, errors without secrets, redrawing, suspending."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, ClassVar, TypeVar

from rich.console import RenderableType
from rich.control import Control
from textual import events, on
from textual._ansi_sequences import SYNC_END, SYNC_START
from textual._compositor import ChopsUpdate, LayoutUpdate
from textual._context import active_message_pump
from textual.actions import ActionParseResult
from textual.app import App, ScreenError
from textual.css.query import NoMatches
from textual.dom import DOMNode
from textual.driver import Driver
from textual.errors import NoWidget
from textual.geometry import Offset
from textual.message import Message
from textual.screen import Screen
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.timer import Timer
from textual.worker import WorkerFailed, get_current_worker

from tui.terminal.screen_diff import ScreenDiff, Update
from tui.ui.themes import THEMES
from tui.ui.widgets.double_press import DoublePress
from tui.ui.widgets.keys import Keymap

T = TypeVar("T")

_log = logging.getLogger(__name__)

# Of a sequence: no more than a clock's tick, of which nobody sees a half.
FEW_LETTERS = 32
# How long a key may be on its way through the widgets, milliseconds as a rule: on a box that is busy each step may
# take tenths of a second, and a widget that takes no key any more must not keep all others back for ever.
PASSING_S = 5.0


class AsciiScrollBar(ScrollBarRender):
    """Without the blocks that a part of a cell is drawn with."""

    VERTICAL_BARS: ClassVar[list[str]] = [" "] * len(ScrollBarRender.VERTICAL_BARS)
    HORIZONTAL_BARS: ClassVar[list[str]] = [" "] * len(ScrollBarRender.HORIZONTAL_BARS)


class Passed(Message):
    """Comes back to the app behind the keys that went to a widget before it."""


class Shell(App[T]):
    def __init__(
        self,
        sheets: Sequence[Path],
        theme: str | None,
        *,
        ascii_only: bool,
        keymap: Keymap,
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(driver_class, css_path=[*sheets])
        for each in THEMES:
            self.register_theme(each)
        # Set without its watcher, which would parse every style sheet a second time before the first frame.
        self.set_reactive(App.theme, theme or THEMES[0].name)
        self.stylesheet.set_variables(self.get_css_variables())
        self.title = "scry"
        self._held: AbstractContextManager[None] | None = None
        self._is_torn = False
        self.on_terminal = ScreenDiff()
        self._leaving = DoublePress()
        # Whether a key may be on its way to a widget; the events that wait until it has acted.
        self._is_one_before = False
        self._held_back: list[events.Key | events.Paste] = []
        self._holding: Timer | None = None
        ScrollBar.renderer = AsciiScrollBar if ascii_only else ScrollBarRender
        if keymap:
            self.set_keymap(keymap)

    def _handle_exception(self, error: Exception) -> None:
        """End with the terminal restored. Textual would print the values of variables, and one may be a secret."""
        cause = error.error if isinstance(error, WorkerFailed) else error
        is_ending = self._exit or not self.is_running
        if isinstance(cause, NoMatches | ScreenError) and (is_ending or self._is_of_what_is_gone(error)):
            # A reading came when the screen's widgets were being taken down; or it was to be shown when none of its
            # widgets could be put up any more.
            return
        self._return_code = 1
        if self._exception is None:
            self._exception = error
            self._exception_event.set()
        self._close_messages_no_wait()

    def _is_of_what_is_gone(self, error: Exception) -> bool:
        """Whether this happens on a screen that is in no stack any more; it may be taken down while it is built."""
        node = get_current_worker().node if isinstance(error, WorkerFailed) else active_message_pump.get(self)
        above = node.ancestors_with_self if isinstance(node, DOMNode) else []
        screen = next((each for each in above if isinstance(each, Screen)), None)
        return screen is not None and not any(screen in stack for stack in self._screen_stacks.values())

    def fail_by_loop(self, _: asyncio.AbstractEventLoop, about: dict[str, Any]) -> None:
        """An unawaited task or a callback has failed: asyncio would write the error over the screen and go on."""
        error = about.get("exception")
        is_ours = isinstance(about.get("future") or about.get("task"), asyncio.Task) or "handle" in about
        if isinstance(error, Exception) and is_ours:
            self._handle_exception(error)
        else:
            # A connection that broke off, or a result that came when nobody wanted it any more.
            _log.warning("%s: %r", about.get("message"), error)

    def fail_from_thread(self, error: Exception) -> None:
        """A thread of this process has failed; called in that thread."""
        loop = self._loop
        if loop is not None and not loop.is_closed():
            loop.call_soon_threadsafe(self._handle_exception, error)
        else:
            self._handle_exception(error)

    @property
    def fault(self) -> BaseException | None:
        """The error that ended the app, if any."""
        return self._exception.error if isinstance(self._exception, WorkerFailed) else self._exception

    # -- a terminal that is slow, or that others had

    def hold_frames(self) -> None:
        """The terminal has not taken the last frame yet: draw nothing until it has."""
        if self._held is None:
            self._held, self._is_torn = self.batch_update(), False
            self._held.__enter__()

    def release_frames(self) -> None:
        """Draw the changes of the meantime at once."""
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
        driver = self._driver
        if not isinstance(renderable, LayoutUpdate | ChopsUpdate) or driver is None or driver.is_headless:
            super()._display(screen, renderable)
        elif self._running and not self._closed and not self._batch_count:
            try:
                self._send(renderable, driver)
            except Exception as error:
                self._handle_exception(error)

    def _send(self, update: Update, driver: Driver) -> None:
        """Send the cells that the terminal does not show yet; more than a few as one frame where it can."""
        sequence = self.on_terminal.sequence(update, self.console)
        if not sequence:
            return
        if self.cursor_position != Offset():
            # Unseen, but an input method shows the typed text here.
            sequence += Control.move_to(*self.screen.outer_size.clamp_offset(self.cursor_position)).segment.text
        if self._sync_available and len(sequence) > FEW_LETTERS:
            sequence = SYNC_START + sequence + SYNC_END
        # At once: each write may become a packet of its own.
        driver.write(sequence)
        driver.flush()

    def on_resize(self) -> None:
        """Runs before Textual's own handler: after a resize the terminal's content is unknown."""
        self.on_terminal.forget()

    def end_on_signals(self) -> None:
        # Others had the terminal: none of the drawing is left.
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())
        for ending in (signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(ending, self.exit, None, 128 + ending)

    # -- leaving

    async def on_event(self, event: events.Event) -> None:
        """Before Textual's own: once the app is ending nothing that is pressed reaches a screen; and keys act in the
        order in which they were pressed."""
        if isinstance(event, events.MouseEvent) and not event.is_forwarded and self._is_beside(event):
            if not isinstance(event, events.MouseUp):
                return
            # A drag ends at the nearest cell; it clicks nothing.
            self._mouse_down_widget = None
            nearest = self.screen.size.clamp_offset(event.offset)
            event = event._apply_offset(nearest.x - event.x, nearest.y - event.y)
        if not isinstance(event, events.InputEvent | events.Paste) or (not self._exit and not self._waits(event)):
            await super().on_event(event)

    def _is_beside(self, event: events.MouseEvent) -> bool:
        """Whether nothing lies there: a terminal that shrank reports late. Textual would take the focus away, and no
        list would get a key any more. The widget that caught the mouse gets the event anywhere."""
        if self._exit or self.mouse_captured is not None:
            return False
        try:
            self.screen.get_widget_at(event.x, event.y)
        except NoWidget:
            return True
        return False

    def _waits(self, event: events.InputEvent | events.Paste) -> bool:
        """A key that a screen takes before its widgets do would overtake those that are still on their way to them:
        `qq/` would filter, and `ctrl+s` send a report without the last letters."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            return False
        if isinstance(event, events.Key):
            ahead = [
                binding.id
                for _, bindings in self.screen._binding_chain
                for binding in bindings.key_to_bindings.get(event.key, ())
                if binding.priority
            ]
            if "quit" in ahead:
                return False
            is_behind = bool(ahead) and not self._held_back and self._is_one_before
            # A widget being taken down brings nothing back, and acts on nothing.
            if is_behind and (self.focused or self.screen).post_message(Passed()):
                self._holding = self.set_timer(PASSING_S, self._let_go)
                self._held_back.append(event)
                return True
        if self._held_back:
            self._held_back.append(event)
            return True
        self._is_one_before = True
        return False

    @on(Passed)
    async def _let_go(self) -> None:
        """The earlier keys have acted: now the held key acts, then the keys pressed after it."""
        if not self._held_back:
            return
        if self._holding is not None:
            # Else it would end the next hold early.
            self._holding.stop()
        first, *rest = self._held_back
        self._held_back, self._is_one_before = [], False
        for each in (first, *rest):
            await self.on_event(each)

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Keys behind the key that ended the app do nothing."""
        return self._exit or await super().run_action(action, default_namespace, namespaces)

    def say_how_to_leave(self, binding_id: str) -> None:
        """That key was pressed once."""
        raise NotImplementedError

    async def action_interrupt(self) -> None:
        """A selection is copied; else the first ctrl+c says how to leave and the second one leaves."""
        if selected := self.screen.get_selected_text():
            self.copy_to_clipboard(selected)
        else:
            await self.action_leave("interrupt")

    async def leave_by(self, binding_id: str) -> None:
        """Quit, by that key; an app that would lose something asks first."""
        self.exit()

    async def action_leave(self, binding_id: str) -> None:
        """Quit at the second press of that key within a few seconds; the first one says so."""
        if self._leaving.pressed(binding_id):
            await self.leave_by(binding_id)
        else:
            self.say_how_to_leave(binding_id)

    # -- the terminal

    def action_suspend_process(self) -> None:
        """Give the terminal back, then stop the whole job, as the terminal's own ctrl+z would.

        A launcher such as `uv run` that went on waiting would keep the shell from its terminal.
        """
        if self._driver is not None and self._driver.can_suspend:
            with self.suspend():
                os.killpg(os.getpgrp(), signal.SIGSTOP)

    def action_redraw(self) -> None:
        self.on_terminal.forget()
        self.refresh(layout=True)
        self.screen.refresh(layout=True)
