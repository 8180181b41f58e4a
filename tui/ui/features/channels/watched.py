"""Watched channels: their list, which a change shows, remembers and asks for; the dialog that adds one.

╭ Watch a big channel ──────────────────────────╮
│ big-l                                         │
│   Channel           seen in           last    │
│ ▸ big-l             as typed                  │
│   big-live-1        12 diagnoses      14:07   │
╰─────────── enter watches · ↑↓ choose · esc closes ╯
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.widgets import Input

from tui.analysis.project.channels import Trial, try_name
from tui.domain.records import SeenChannel
from tui.messages import channels as words
from tui.store.errors import StoreError
from tui.terminal.cells import Column, visible
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context
from tui.ui.dialog import Dialog
from tui.ui.remembering import Remembering
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.rows import Row, filtered
from tui.ui.widgets.table import Table

SEEN_CHANNELS = 500


class AddChannelScreen(Dialog[str | None]):
    """Ends with the name, or None."""

    AUTO_FOCUS = "Input"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("choose.up", "up", "move(-1)", priority=True),
        bind("choose.down", "down", "move(1)", priority=True),
    ]

    def __init__(self, context: Context, seen: Iterable[SeenChannel]) -> None:
        super().__init__(context)
        self.context: Context = context
        self.seen = tuple(each for each in seen if try_name(each.name, context.watched) is Trial.GOOD)

    def compose(self) -> ComposeResult:
        line = Input(compact=True)
        line.cursor_blink = False
        yield Vertical(line, Line(id="problem"), Table(ascii=self.context.ascii), id="box")

    def on_mount(self) -> None:
        self.retell()

    def retell(self) -> None:
        lang, line = self.context.lang, self.query_one(Input)
        line.placeholder = words.ADD_PROMPT(lang)
        self.query_one(Table).set_columns(
            (
                Column("name", words.CHANNEL(lang), 20, grow=1),
                Column("seen", words.ADD_SEEN(lang), 16),
                Column("last", words.ADD_LAST(lang), 11, align="right"),
            )
        )
        self.tell(line.value.strip())
        self.entitle(self.query_one("#box"), words.ADD_TITLE(lang), words.ADD_KEYS(lang, key=self.key))

    def rows(self, typed: str) -> Sequence[Row]:
        """The typed name, if it may be watched, and below it the names that match it."""
        lang, known = self.context.lang, []
        for each in self.seen:
            source = words.ADD_EVENTS(lang, count=f"{each.events:,}") if each.events else words.ADD_BEFORE(lang)
            last = self.context.when(each.newest_ts) if each.events else ""
            known.append(Row(each.name, (visible(each.name), ((source, "dim"),), ((last, "dim"),)), search=each.name))
        found = filtered(known, typed.lstrip("!！"))
        if self.trial(typed) is Trial.GOOD and all(row.key != typed for row in found):
            found.insert(0, Row(typed, (visible(typed), ((words.ADD_TYPED(lang), "accent"),), "")))
        return sorted(found, key=lambda row: row.key != typed)

    def trial(self, typed: str) -> Trial:
        return try_name(typed, self.context.watched)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self.tell(event.value.strip())

    def tell(self, typed: str) -> None:
        lang, table = self.context.lang, self.query_one(Table)
        problems = {
            Trial.TOO_LONG: words.NAME_TOO_LONG(lang, bytes=len(typed.encode(errors="replace"))),
            Trial.UNSEEN: words.NAME_UNSEEN(lang),
            Trial.WATCHED: words.NAME_WATCHED(lang),
        }
        problem = problems.get(self.trial(typed), "")
        self.query_one("#problem", Line).runs = ((problem, "bad"),) if problem else ()
        table.placeholder = words.ADD_NO_MATCH(lang) if typed else words.ADD_NONE(lang)
        rows = self.rows(typed)
        table.update(rows)
        if rows:
            # `enter` means the typed name until another row is chosen.
            table.move_cursor(rows[0].key)

    @on(Input.Submitted)
    def _submitted(self) -> None:
        """Watch the chosen row; do nothing where the typed name may not be watched."""
        if (key := self.query_one(Table).cursor_key) is not None:
            self.dismiss(key)

    @on(Table.Selected)
    def _clicked(self, event: Table.Selected) -> None:
        self.dismiss(event.key)

    def action_move(self, by: int) -> None:
        self.query_one(Table).action_move(by)


class Watched:
    """`show` draws the screen with the list as it is now."""

    def __init__(self, screen: FrameScreen, remembering: Remembering, show: Callable[[], object]) -> None:
        self._screen, self._remembering, self._show = screen, remembering, show
        self._remembered = screen.context.remembered

    @property
    def _table(self) -> Table:
        table = self._screen.table
        assert table is not None
        return table

    async def add(self) -> None:
        """Let the user choose a channel that the store knows, or type a name."""
        context = self._screen.context
        feed = context.feed
        try:
            seen = await feed.store.read(lambda snapshot: snapshot.seen_channels(SEEN_CHANNELS)) if feed else ()
        except StoreError:
            seen = ()
        name = await self._screen.app.push_screen_wait(AddChannelScreen(context, seen))
        if name is not None:
            self._remembered.watch(name)
            self._changed(words.ADDED(context.lang, name=visible(name)))
            self._table.move_cursor(name)

    def remove(self) -> None:
        screen = self._screen
        if (name := self._table.cursor_key) is not None:
            self._remembered.unwatch(name)
            self._changed(words.REMOVED(screen.context.lang, name=visible(name), key=screen.key))

    def shift(self, by: int) -> None:
        screen = self._screen
        if self._table.sort[0] is not None:
            screen.say(words.MOVE_SORTED(screen.context.lang, key=screen.key))
        elif (name := self._table.cursor_key) is not None:
            self._remembered.move(name, by)
            self._show()
            self._remembering.keep()

    def _changed(self, says: str) -> None:
        self._show()
        self._screen.say(says)
        self._remembering.keep()
        self._screen.tell_wants()
        self._screen.reask()
