"""The tabs of the app, as modes: each makes its screen on first visit and keeps its own way in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager

from textual import on
from textual.driver import Driver
from textual.screen import Screen

from tui.config.values import SCREENS
from tui.domain.records import Scope
from tui.ui.base_screen import FrameScreen, frames_of
from tui.ui.context import Context
from tui.ui.links import is_drilled
from tui.ui.navigation import Route, go_back_to
from tui.ui.routes import find, follow, screen_at
from tui.ui.shell import Shell
from tui.ui.style_sheets import sheets_for

# The first second belongs to the first frames and to the feed.
REST_S = 1.0


class TabbedApp(Shell[None]):
    """Shows the tabs of the project that `context` is of."""

    def __init__(self, context: Context, driver_class: type[Driver] | None = None) -> None:
        self.context = context
        # The first tab is the app's first screen: a default one before it would be styled and drawn for nothing.
        self.DEFAULT_MODE = context.first_screen  # type: ignore[misc]
        super().__init__(
            sheets_for(context.first_screen),
            context.theme,
            ascii_only=context.ascii,
            keymap=context.keymap,
            driver_class=driver_class,
        )
        self._first_frame: AbstractContextManager[None] | None = None
        self._add_tabs()

    def _add_tabs(self) -> None:
        for name in SCREENS:
            self.add_mode(name, self._maker(name))

    def _maker(self, name: str) -> Callable[[], Screen[None]]:
        first, opened_at = name == self.context.first_screen, self.context.opened_at
        scope = opened_at if first and not is_drilled(opened_at) else Scope()

        def made() -> Screen[None]:
            screen = screen_at(Route(name, scope), self.context)
            # Its widgets are styled as they are mounted. Textual would take it for a screen of an older theme, and
            # parse every sheet and style every widget again: twice at the first visit, once more at the second.
            screen._css_update_count = self._css_update_count
            return screen

        return made

    def on_load(self) -> None:
        self.hold_drawing()

    def hold_drawing(self) -> None:
        """Nothing is drawn until the new screen is whole: a frame of half the screen would only delay the whole one."""
        if self._first_frame is None:
            self._first_frame = self.batch_update()
            self._first_frame.__enter__()

    @on(FrameScreen.Ready)
    def _draw_first_frame(self) -> None:
        if self._first_frame is not None:
            self._first_frame.__exit__(None, None, None)
            self._first_frame = None
            if self.is_running:
                self.screen.refresh()

    def delay_update(self, delay: float = 0.0) -> None:
        """The screens hold their own first frame. Textual would draw nothing for 50 ms at each change of tabs."""

    async def prepare_tabs(self) -> None:
        """Import the other tabs and read their sheets, a little at a time, so that nobody's first visit waits for it.
        Textual would parse every sheet again at that visit, those of its own widgets included."""
        await asyncio.sleep(REST_S)
        for name in SCREENS:
            await asyncio.to_thread(find, name)
        for path in sheets_for(""):
            if not self.stylesheet.has_source(str(path)):
                # The rules of each sheet begin with its screen: no widget that is there looks different by them.
                self.stylesheet.read(path)
                self.stylesheet.parse()
                await asyncio.sleep(0)

    async def begin_tabs_anew(self) -> None:
        """For another project. All of it is done before anything is waited for: no key and no timer finds an app
        without a tab."""
        shown = self.current_mode
        self.hold_drawing()
        for screen in [screen for stack in self._screen_stacks.values() for screen in stack]:
            self.workers.cancel_node(screen)
        # The tab that is shown cannot be taken away: in between, none is.
        self.add_mode("none", Screen)
        waits: list[Awaitable[None]] = [self.switch_mode("none")]
        waits += [self.remove_mode(name) for name in SCREENS]
        self._add_tabs()
        waits += [self.switch_mode(shown), self.remove_mode("none")]
        for each in waits:
            await each

    def open(self, route: Route) -> None:
        """Open the screen of that route over the one on top."""
        follow(route, frames_of(self)[-1])

    async def open_tab(self, route: Route) -> None:
        """Show the root of that tab, turned to the route."""
        if self.current_mode != route.name:
            await self.switch_mode(route.name)
        root = frames_of(self)[0]
        go_back_to(root)
        root.turn_to(route)

    def action_tab(self, name: str) -> None:
        """Where that tab was left; to its root from within it. A key that was typed ahead of a dialog takes no tab
        away from beneath it."""
        if self.screen is not frames_of(self)[-1]:
            return
        if name == self.current_mode:
            go_back_to(frames_of(self)[0])
        else:
            self.switch_mode(name)

    def action_next_tab(self, by: int) -> None:
        self.action_tab(SCREENS[(SCREENS.index(self.current_mode) + by) % len(SCREENS)])
