"""The App: one feed, the keys that work everywhere, from one project to another. It fetches and draws nothing."""

from __future__ import annotations

import gc
from typing import ClassVar

from textual import on, work
from textual.binding import BindingType
from textual.driver import Driver

from tui.config.values import SCREENS
from tui.domain.records import Scope
from tui.domain.text import Lang
from tui.messages import frame as words
from tui.messages import projects as project_words
from tui.monitor.alarm import Alarm
from tui.ui.banner import by_hand_text
from tui.ui.base_screen import FrameScreen, frames_of
from tui.ui.bell import rings
from tui.ui.context import Context
from tui.ui.features.report.query import OpenReport, SawReports
from tui.ui.known_projects import ProjectError, Projects
from tui.ui.links import is_drilled, route_of
from tui.ui.navigation import Route
from tui.ui.project_session import ProjectSession
from tui.ui.reporting import Reporting
from tui.ui.routes import find
from tui.ui.tabs import TabbedApp
from tui.ui.title import TerminalTitle
from tui.ui.widgets.double_press import DoublePress
from tui.ui.widgets.keys import bind


class ScryApp(TabbedApp):
    """Seven tabs over one feed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(bind(f"tab.{name}", str(number), f"tab('{name}')") for number, name in enumerate(SCREENS, 1)),
        bind("tab.previous", "left_square_bracket", "next_tab(-1)"),
        bind("tab.next", "right_square_bracket", "next_tab(1)"),
        bind("help", "question_mark,f1", "keys"),
        bind("palette", "ctrl+p,colon", "command_palette"),
        bind("refresh", "r", "refresh_feed"),
        bind("report", "R", "report"),
        bind("reports", "ctrl+r", "reports"),
        bind("note", "A", "note"),
        bind("notes", "ctrl+n", "notes"),
        bind("bundle", "B", "bundle"),
        bind("incident", "I", "incident"),
        bind("freeze", "p", "freeze"),
        bind("export", "e", "export"),
        bind("copy.id", "y", "copy('id')"),
        bind("copy.row", "Y", "copy('row')"),
        bind("copy.view", "ctrl+y", "copy('view')"),
        bind("copy.link", "C", "copy_link"),
        bind("utc", "u", "toggle_utc"),
        bind("language", "L", "ask_language"),
        bind("project", "ctrl+o", "switch_project"),
        bind("redraw", "ctrl+l", "redraw"),
        bind("suspend", "ctrl+z", "suspend_process"),
        bind("quit", "ctrl+q", "quit", priority=True),
        bind("interrupt", "ctrl+c", "interrupt"),
    ]

    def __init__(self, context: Context, driver_class: type[Driver] | None = None) -> None:
        super().__init__(context, driver_class)
        self._painted = False
        self._is_choosing = False
        self._speaking = DoublePress()
        self.project_session = ProjectSession(self, self._read_reports, self._tell_alarm)
        self.reporting = Reporting(self, context)
        self.terminal_title = TerminalTitle(self._write)
        self.alarm = Alarm()

    # -- life

    @property
    def ascii_only(self) -> bool:
        return self.context.ascii

    def on_mount(self) -> None:
        self.call_after_refresh(self._first_frame_is_out)
        self.end_on_signals()

    def refresh_css(self, animate: bool = True) -> None:
        """Textual asks for it twice before the first frame, to parse the same sheets again."""
        if self._painted:
            super().refresh_css(animate)

    def _first_frame_is_out(self) -> None:
        """Slow imports and the garbage collector come after the first frame."""
        self._painted = True
        gc.enable()
        self.project_session.begin()
        self.run_worker(self.prepare_tabs(), group="tabs")
        if is_drilled(self.context.opened_at):
            self.open(route_of(self.context.opened_at))

    @on(FrameScreen.WantsChanged)
    def _look(self) -> None:
        self.project_session.look()

    async def on_exit_app(self) -> None:
        """Before Textual's own."""
        await self.project_session.finish()

    def on_unmount(self) -> None:
        self.terminal_title.restore()

    # -- another project

    def action_switch_project(self) -> None:
        if self.context.projects is None:
            self._say(project_words.DEMO_HAS_ONE(self.context.lang))
        elif not self._is_choosing:
            self._is_choosing = True
            self._choose_project(self.context.projects)

    @work(group="project")
    async def _choose_project(self, projects: Projects[Context]) -> None:
        from tui.ui.features.projects.screen import ADD

        try:
            chosen = await self.push_screen_wait(find("projects")(self.context, projects))
            if chosen == ADD:
                chosen = await self._add_project(projects)
        finally:
            self._is_choosing = False
        if not isinstance(chosen, Context):
            return
        self.workers.cancel_group(self, "reports")
        self.reporting = Reporting(self, chosen)
        await self.project_session.enter(chosen)
        if chosen is self.context:
            self.alarm = Alarm()
            self._tell_title()
            self._say(project_words.OPENED(chosen.lang, name=chosen.project))

    async def _add_project(self, projects: Projects[Context]) -> object:
        """The project that was set up, once it is open; anything else where none was."""
        from tui.config.draft import Draft, free_name

        try:
            taken = [line.key for line in projects.lines()]
        except ProjectError:
            # Saving will name the fault of the file.
            taken = []
        draft = Draft(profile=free_name(taken))
        return await self.push_screen_wait(find("setup")(self.context, projects, draft, taken, is_first=False))

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
        frames_of(self)[-1].hold_cursor()
        self.reporting.write()

    def action_reports(self) -> None:
        self.reporting.list_all()

    # -- notes

    @work(group="note")
    async def action_note(self) -> None:
        """A note to the part of the data on screen."""
        from tui.messages import notes as note_words
        from tui.ui.features.notes.form import NoteScreen, new_note

        top = frames_of(self)[-1]
        if self.screen is not top:
            return
        top.hold_cursor()
        scope, metric = top.note_subject()
        if await self.push_screen_wait(NoteScreen(self.context, new_note(self.context, scope, metric))) is not None:
            replay, listed = self.context.replay, top.signs()["notes"][0]
            file = None if replay is None else replay.notes_file
            phrase = note_words.SAVED if file is None else note_words.SAVED_IN
            top.say(top.plain(phrase(self.context.lang, list=listed, file=file)))

    def action_notes(self) -> None:
        top = frames_of(self)[-1]
        if self.screen is top and not isinstance(top, find("notes")):
            self.open(Route("notes"))

    def action_bundle(self) -> None:
        """The stretch of time on screen into one file."""
        from tui.ui.features.bundle.commands import open_bundle

        top = frames_of(self)[-1]
        if self.screen is top:
            top.hold_cursor()
            open_bundle(top)

    # -- the summary of an incident

    def action_incident(self) -> None:
        """Around the moment under the cursor, of the channel that the screen is narrowed to."""
        top = frames_of(self)[-1]
        if self.screen is top and not isinstance(top, find("incident")):
            top.hold_cursor()
            moment_ts = top.note_subject()[0].moment_ts
            self.open(Route("incident", Scope(moment_ts=moment_ts, channel=top.link().scope.channel)))

    async def action_quit(self) -> None:
        """Keep the open report first. At the second press the app ends even if the report cannot be kept."""
        await self.leave_by("quit")

    async def leave_by(self, binding_id: str) -> None:
        if await self.reporting.may_quit(binding_id):
            self.exit()

    # -- keys

    def action_keys(self) -> None:
        from tui.ui.help import HelpScreen

        shown = self.screen
        if isinstance(shown, FrameScreen):
            name, unused = shown.HELP or shown.TAB, shown.UNUSED
        else:
            # A form; the border of every other dialog names its keys.
            name, unused = getattr(shown, "HELP", ""), frozenset()
        if name:
            tabs = [self.context.tab_title(each) for each in SCREENS]
            self.push_screen(HelpScreen(self.context, name, shown.active_bindings.values(), unused, tabs))

    def action_refresh_feed(self) -> None:
        if self.context.feed is not None:
            self.context.feed.refresh()
            top = frames_of(self)[-1]
            top.say(lambda: by_hand_text(top.context, top.context.statuses(top.wants())))

    def action_freeze(self) -> None:
        frames_of(self)[-1].freeze()

    async def action_export(self) -> None:
        from tui.ui.features.export.commands import open_export

        frames_of(self)[-1].hold_cursor()
        await open_export(frames_of(self)[-1])

    def action_copy(self, what: str) -> None:
        from tui.ui.features.export.commands import copy

        frames_of(self)[-1].hold_cursor()
        copy(frames_of(self)[-1], what)

    def action_copy_link(self) -> None:
        from tui.ui.features.export.commands import copy_link

        frames_of(self)[-1].hold_cursor()
        copy_link(frames_of(self)[-1])

    def action_toggle_utc(self) -> None:
        self.context.zone = type(self.context.zone)(utc=not self.context.zone.utc)
        self._retell()

    def action_ask_language(self) -> None:
        """At the second press: the key stands beside the one that moves the moment."""
        if self._speaking.pressed("language"):
            self.action_toggle_language()
        else:
            key = frames_of(self)[-1].signs()["language"][0]
            self._say(words.LANGUAGE_AGAIN(self.context.lang, key=key))

    def action_toggle_language(self) -> None:
        other: Lang = "en" if self.context.lang == "zh" else "zh"
        self.context.lang = other
        self.context.remembered.keep_lang(other)
        self._retell()
        self._tell_unkept()

    def watch_theme(self, theme: str) -> None:
        """Remember a theme that the user chose on screen; the first theme comes from the settings."""
        if self._painted:
            self.context.remembered.keep_theme(theme)
            self._tell_unkept()

    @work(group="unkept")
    async def _tell_unkept(self) -> None:
        """Tell that the choice could not be written: it would be gone at the next start."""
        if trouble := await self.context.remembered.kept():
            from tui.terminal.cells import visible

            self._say(visible(trouble.says(self.context.lang)))

    def _retell(self) -> None:
        from tui.ui.dialog import Dialog

        if self.terminal_title.text:
            self._tell_title()
        for stack in self._screen_stacks.values():
            for screen in stack:
                if isinstance(screen, FrameScreen | Dialog) and screen.is_mounted:
                    screen.retell()

    def copy_to_clipboard(self, text: str) -> None:
        """Copy the selected text; Textual's own keys call this too."""
        if self.context.redact:
            from tui.ui.features.export.commands import copy_selected

            copy_selected(frames_of(self)[-1], text)
        else:
            super().copy_to_clipboard(text)

    def say_how_to_leave(self, binding_id: str) -> None:
        phrase = words.HOW_TO_QUIT if binding_id == "interrupt" else words.PRESS_AGAIN
        signs = frames_of(self)[-1].signs()
        self._say(phrase(self.context.lang, key=signs[binding_id][0], quit=signs["quit"][0]))

    def _say(self, text: str) -> None:
        from tui.ui.form import Form

        (self.screen if isinstance(self.screen, Form) else frames_of(self)[-1]).say(text)

    def action_command_palette(self) -> None:
        from tui.ui.palette.palette import palette

        if self.screen is frames_of(self)[-1]:
            frames_of(self)[-1].hold_cursor()
            self.push_screen(palette(self.context))

    def action_change_theme(self) -> None:
        from tui.ui.palette.palette import themes

        self.push_screen(themes(self.context))

    # -- the alarm

    def _tell_alarm(self, alarm: Alarm) -> None:
        """For users that look elsewhere: a new alarm once by the bell, all in the terminal's title for as long as they
        last and nobody has acknowledged them."""
        self.alarm = alarm
        for _ in range(rings(self.context, alarm)):
            self.bell()
        self._tell_title()

    def _tell_title(self) -> None:
        self.terminal_title.tell(self.context, self.alarm)

    def _write(self, text: str) -> None:
        if self._driver is not None:
            self._driver.write(text)
