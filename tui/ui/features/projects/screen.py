"""Projects: choose another one of the config file's, or add one; over the screen it is asked from.

╭ Switch project ───────────────────────────────╮
│ class                                         │
│   Project      App ID      base URL           │
│ ▸ 课堂-prod    0123abcd…   https://api.agora.…│
│   add a project…                              │
╰────── enter opens · ↑↓ choose · esc closes ───╯
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Literal

from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, Static

from tui.domain.records import Runs
from tui.messages import projects as words
from tui.terminal.cells import Column, visible
from tui.ui.context import Context
from tui.ui.dialog import Dialog
from tui.ui.known_projects import ProjectError, ProjectLine, Projects, open_and_dismiss
from tui.ui.widgets.keys import bind
from tui.ui.widgets.matching import FIELD
from tui.ui.widgets.rows import Row, filtered
from tui.ui.widgets.table import Table

ADD: Literal["add"] = "add"
# The row's key; no profile can have it: the keys of profiles begin with a sign.
_ADD_KEY = "add"


class ProjectsScreen(Dialog[Context | Literal["add"] | None]):
    """Ends with the project that was chosen, once it is open, with ADD, or with None."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("project", "ctrl+o", "dismiss"),
        bind("choose.up", "up", "move(-1)", priority=True),
        bind("choose.down", "down", "move(1)", priority=True),
    ]

    def __init__(self, context: Context, projects: Projects[Context]) -> None:
        super().__init__(context)
        self.context: Context = context
        self.projects = projects
        self.lines: Sequence[ProjectLine] = ()

    def compose(self) -> ComposeResult:
        line = Input(compact=True)
        line.cursor_blink = False
        table = Table(ascii=self.context.ascii)
        table.can_focus = False
        yield Vertical(line, table, Static(id="told"), id="box")

    def on_mount(self) -> None:
        try:
            self.lines = self.projects.lines()
        except ProjectError as trouble:
            self._tell(trouble)
        self.retell()

    def retell(self) -> None:
        lang, line, table = self.context.lang, self.query_one(Input), self.query_one(Table)
        line.placeholder = words.PROMPT(lang)
        table.placeholder = words.NO_MATCH(lang)
        table.set_columns(
            (
                Column("name", words.NAME(lang), 18, grow=2),
                Column("profile", words.PROFILE(lang), 12, priority=1),
                Column("app_id", words.APP_ID(lang), 14, grow=1, priority=2),
                Column("url", words.BASE_URL(lang), 22, priority=3),
            )
        )
        self._show(line.value.strip())
        self.entitle(self.query_one("#box"), words.TITLE(lang), words.KEYS(lang, key=self.key))

    def rows(self, typed: str) -> list[Row]:
        """Those that match the typed text, and the way to add one."""
        add = Row(_ADD_KEY, (((words.ADD(self.context.lang), "accent"),), "", "", ""))
        return filtered([*map(self._row, self.lines), add], typed)

    def _row(self, line: ProjectLine) -> Row:
        name: Runs = ((visible(line.name), "text"),)
        if line.key == self.context.profile:
            name = ((visible(line.name), "mark"), (f"  {words.CURRENT(self.context.lang)}", "dim"))
        cells = (name, visible(line.key), visible(line.app_id), visible(line.base_url))
        # In an app id any letters are found in any order.
        return Row(f"={line.key}", cells, search=f"{line.name}{FIELD}{line.key}")

    def _show(self, typed: str) -> None:
        table, rows = self.query_one(Table), self.rows(typed)
        table.update(rows)
        if rows:
            others = [row for row in rows if row.key != f"={self.context.profile}"]
            table.move_cursor((others or rows)[0].key)

    def _tell(self, said: ProjectError | str) -> None:
        text = said if isinstance(said, str) else said.says(self.context.lang)
        self.query_one("#told", Static).update(Content(visible(text)))
        self.query_one("#told").set_class(isinstance(said, ProjectError), "bad")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value.strip())

    @on(Input.Submitted)
    def _submitted(self) -> None:
        if (key := self.query_one(Table).cursor_key) is not None:
            self._chosen(key)

    @on(Table.Selected)
    def _clicked(self, event: Table.Selected) -> None:
        self._chosen(event.key)

    def _chosen(self, row_key: str) -> None:
        if row_key == _ADD_KEY:
            self.dismiss(ADD)
        else:
            self.choose(row_key.removeprefix("="))

    def choose(self, key: str) -> None:
        """The project of that key, as if its row had been chosen."""
        if key == self.context.profile:
            self.dismiss(None)
        else:
            self._open(key)

    @work(group="open", exclusive=True)
    async def _open(self, key: str) -> None:
        """It may take a while: a command prints the secret, a store is made."""
        name = next(line.name for line in self.lines if line.key == key)
        self._tell(words.OPENING(self.context.lang, name=name))
        try:
            await open_and_dismiss(self, self.projects, key)
        except ProjectError as trouble:
            self._tell(trouble)

    def action_move(self, by: int) -> None:
        self.query_one(Table).action_move(by)
