"""Bundle dialog: the stretch, the scope and the file, over the screen that they were taken from.

╭ Bundle ─────────────────────────────────────────────────────╮
│ from    2026-11-22 13:31                                    │
│ to      2026-11-22 14:31                                    │
│ of      ○ the project  ● the channel 数学-3班  ○ this call   │
│ names   ● as they are  ○ aliases                            │
│ file    /srv/incidents/scry-prod-bundle-20261122T143107Z.scry│
│ 12,345 rows, 1.2 MB: ctrl+s again writes the file       │
╰──────── ctrl+s tells the size · tab moves · esc closes ─────╯
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from msgspec import Struct
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.widgets import Input, Static

from tui.analysis.times.moments import MomentError, moment
from tui.domain.glossary.rounding import size_text
from tui.domain.names import Names
from tui.domain.records import Window
from tui.domain.text import Said
from tui.messages import bundle as words
from tui.store.errors import StoreError
from tui.store.manifest import BundleError, BundleOrder, Bundler, BundleStopped
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.features.bundle.making import Making
from tui.ui.form import Form
from tui.ui.style_sheets import sheets_for
from tui.ui.widgets.choice import Choice
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.line_field import LineField

# The longest path of a file.
MOST_PATH = 1024
TOLD_S = 0.2
AS_THEY_ARE, ALIASES = 0, 1


class BundleScope(Struct, frozen=True):
    """One part of the project that a bundle may hold, by its name on screen."""

    text: str
    channels: tuple[str, ...] = ()
    call_id: str = ""


class BundleSubject(Struct, frozen=True):
    """The bundle of the screen beneath: its stretch of time, its parts with the chosen one, the file by the project's
    name and by its alias, and the aliases."""

    window: Window
    scopes: Sequence[BundleScope]
    chosen: int
    files: tuple[Path, Path]
    aliases: Names


class BundleScreen(Form[str | None]):
    """Ends with the sentence about the written file, or with None."""

    AUTO_FOCUS = "#start"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("bundle.write", "ctrl+s", "write", priority=True),
        bind("bundle.close", "escape", "close", priority=True),
        bind("bundle.next", "tab", "app.focus_next", priority=True),
        bind("bundle.previous", "shift+tab", "app.focus_previous", priority=True),
        bind("bundle.up", "up", "app.focus_previous"),
        bind("bundle.down", "down", "app.focus_next"),
    ]

    def __init__(self, context: Context, bundler: Bundler, subject: BundleSubject) -> None:
        super().__init__(context)
        self.css_path = [*sheets_for("bundle")]
        self.context, self.subject = context, subject
        self._bundler = bundler
        self._making: Making | None = None

    # -- contents

    def compose(self) -> ComposeResult:
        lang, subject, context = self.context.lang, self.subject, self.context
        names = (words.AS_THEY_ARE(lang), words.BY_ALIASES(lang))
        hidden = ALIASES if context.redact else AS_THEY_ARE
        with Container(id="box", classes="ascii" if context.ascii else None) as box:
            for widget in (
                LineField(self.written(subject.window.start_ts), id="start"),
                LineField(self.written(subject.window.end_ts), id="end"),
                Choice([visible(each.text) for each in subject.scopes], subject.chosen, id="scope"),
                Choice(names, hidden, id="names"),
                LineField(str(subject.files[hidden]), id="file", most=MOST_PATH),
            ):
                label = Line(((words.FIELDS[widget.id or ""](lang), "dim"),), classes="label")
                yield Horizontal(label, widget, classes="row")
            yield Static(id="told", markup=False)
        box.border_title = Content(self.plain(words.TITLE(lang)))
        keys = words.DIALOG_KEYS(lang, write=self.sign("bundle.write"), close=self.sign("bundle.close"))
        box.border_subtitle = Content(self.plain(keys))

    def written(self, ts: float) -> str:
        return self.context.zone.text(ts, "%F %H:%M")

    def on_mount(self) -> None:
        self.say(words.ASKS_SIZE(self.context.lang, write=self.sign("bundle.write")))
        self.set_interval(TOLD_S, self._tell_progress)

    def say(self, text: str) -> None:
        self.query_one("#told", Static).update(visible(self.plain(text)))

    # -- the typed order

    def ordered(self) -> BundleOrder:
        """Raises MomentError; BundleError for no stretch, and no file."""
        path = Path(self.query_one("#file", Input).value.strip() or ".")
        try:
            path = path.expanduser()
        except RuntimeError:
            raise BundleError(path, Said(words.NO_HOME, {})) from None
        start_ts, end_ts = (self._moment(name) for name in ("start", "end"))
        if start_ts >= end_ts:
            raise BundleError(path, Said(words.BACKWARDS, {}))
        scope = self.subject.scopes[self.query_one("#scope", Choice).chosen or 0]
        return BundleOrder(path, start_ts, end_ts, scope.channels, scope.call_id)

    def _moment(self, name: str) -> int:
        """An end that is still to come is now."""
        typed, window = self.query_one(f"#{name}", Input).value, self.subject.window
        if typed.strip() == self.written(window.end_ts):
            return window.end_ts
        return moment(typed, self.context.clock.now(), self.context.zone)

    @property
    def names(self) -> Names:
        return self.subject.aliases if self.query_one("#names", Choice).chosen == ALIASES else Names()

    @on(Choice.Changed, "#names")
    def _renamed(self) -> None:
        """The file's name tells no more than its content, unless the user typed another one."""
        file, files = self.query_one("#file", Input), self.subject.files
        if file.value in map(str, files):
            file.value = str(files[self.query_one("#names", Choice).chosen or AS_THEY_ARE])

    @on(Input.Changed)
    @on(Choice.Changed)
    def _changed(self) -> None:
        """Another order: the prepared bundle is not of this one."""
        if self._making is not None:
            self._leave()
            self.say(words.ASKS_SIZE(self.context.lang, write=self.sign("bundle.write")))

    # -- keys

    def action_write(self) -> None:
        """First the size, then, by the second press, the file."""
        lang = self.context.lang
        if self._making is not None:
            if self._making.bundle is not None:
                self._place(self._making)
            return
        try:
            order = self.ordered()
        except MomentError as error:
            self.say(error.said(lang))
        except BundleError as error:
            self.say(error.says(lang))
        else:
            self._making = Making(self._bundler)
            self._prepare(self._making, order)

    @work(group="bundle")
    async def _prepare(self, making: Making, order: BundleOrder) -> None:
        lang, told = self.context.lang, ""
        try:
            bundle = await making.prepare(order, self.names)
        except BundleStopped:
            return
        except (BundleError, StoreError) as error:
            told = error.says(lang)
        else:
            size, again = size_text(bundle.size_bytes), self.sign("bundle.write")
            told = words.SIZE(lang, rows=bundle.rows, size=size, write=again)
        if self._making is making:
            self._making = making if making.bundle is not None else None
            self.say(told)

    def _place(self, making: Making) -> None:
        assert making.bundle is not None
        lang, bundle = self.context.lang, making.bundle
        try:
            bundle.place()
        except BundleError as error:
            self._leave()
            self.say(error.says(lang))
            return
        path = making.path.absolute()
        size = size_text(bundle.size_bytes)
        self.dismiss(words.WRITTEN(lang, name=path.name, directory=path.parent, size=size))

    def _tell_progress(self) -> None:
        if self._making is None or self._making.bundle is not None:
            return
        done, of = self._making.progress
        close = self.sign("bundle.close")
        if of:
            self.say(words.PACKING(self.context.lang, percent=100 * done // of, close=close))
        else:
            self.say(words.READING_ROWS(self.context.lang, rows=done, close=close))

    def action_close(self) -> None:
        """Stop where something is under way, else close."""
        if self._making is not None and self._making.bundle is None:
            self._leave()
            self.say(words.STOPPED(self.context.lang))
        else:
            self.dismiss(None)

    def _leave(self) -> None:
        if self._making is not None:
            self._making.leave()
            self._making = None

    def on_unmount(self) -> None:
        self._leave()
