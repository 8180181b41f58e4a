"""The first run's App: the set-up screen before there is a project, and nothing else."""

from __future__ import annotations

import gc
from collections.abc import Collection
from typing import ClassVar, Literal

from textual.binding import BindingType
from textual.driver import Driver

from tui.config.draft import Draft
from tui.domain.text import Lang
from tui.messages import setup as words
from tui.ui.context import Context
from tui.ui.features.setup.screen import SetupScreen
from tui.ui.known_projects import Projects
from tui.ui.shell import Shell
from tui.ui.style_sheets import sheets
from tui.ui.widgets.keys import Keymap, KeyNames, bind, signs_of


class FirstRunApp(Shell[Context | Literal["demo"]]):
    """Ends with the project that was set up and is open, with DEMO, or with None. It is its screens' reader itself."""

    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [bind("quit", "ctrl+q", "quit", priority=True)]

    def __init__(
        self,
        projects: Projects[Context],
        known: Draft,
        taken: Collection[str] = (),
        *,
        lang: Lang,
        ascii_only: bool,
        theme: str | None,
        keymap: Keymap,
        driver_class: type[Driver] | None = None,
    ) -> None:
        super().__init__(
            sheets("frame", "setup"), theme, ascii_only=ascii_only, keymap=keymap, driver_class=driver_class
        )
        self.projects = projects
        self.known = known
        self.taken = taken
        self.lang: Lang = lang
        self.ascii_only = ascii_only
        self.keymap = keymap

    @property
    def ascii(self) -> bool:
        return self.ascii_only

    def on_mount(self) -> None:
        gc.enable()
        self.end_on_signals()
        form = SetupScreen(self, self.projects, self.known, self.taken, is_first=True)
        self.push_screen(form, lambda chosen: self.exit(chosen))

    def action_keys(self) -> None:
        from tui.ui.help import HelpScreen

        if isinstance(self.screen, SetupScreen):
            self.push_screen(HelpScreen(self, self.screen.HELP, self.screen.active_bindings.values()))

    def action_toggle_language(self) -> None:
        self.lang = "en" if self.lang == "zh" else "zh"

    def say_how_to_leave(self, binding_id: str) -> None:
        if isinstance(self.screen, SetupScreen):
            key = KeyNames(signs_of(self.keymap, type(self), SetupScreen))
            self.screen.say(words.HOW_TO_LEAVE(self.lang, key=key))
