"""Note: the dialog of one note, new or the author's own, over the screen that it is about.

╭ Write a note ──────────────────────────╮
│ about 14:07 · 数学-3班                  │
│ restarted the relay                    │
│ 19 of 2000 characters                  │
╰────────── ctrl+s saves · esc closes ───╯
"""

from __future__ import annotations

import secrets
from typing import ClassVar

from msgspec.structs import replace
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widgets import Static, TextArea

from tui.domain.records import MOST_NOTE, KeptNote, Scope
from tui.messages import notes as words
from tui.store.errors import StoreError
from tui.terminal.cells import visible
from tui.ui.context import Context
from tui.ui.form import Form
from tui.ui.style_sheets import sheets_for
from tui.ui.texts.notes import about_text
from tui.ui.widgets.keys import bind


def new_note(context: Context, scope: Scope, metric: str) -> KeptNote:
    """An empty one of this user, of now."""
    now_ts = context.clock.now()
    return KeptNote(secrets.token_hex(8), now_ts, now_ts, context.author, "", scope, metric)


class NoteScreen(Form[KeptNote | None]):
    """Ends with the note as it was saved, or with None."""

    BINDINGS: ClassVar[list[BindingType]] = [
        bind("note.save", "ctrl+s", "save", priority=True),
        bind("note.close", "escape", "close", priority=True),
    ]

    def __init__(self, context: Context, note: KeptNote) -> None:
        super().__init__(context)
        self.css_path = [*sheets_for("notes")]
        self.context, self.note = context, note
        self._gives_up = False

    def compose(self) -> ComposeResult:
        lang, context = self.context.lang, self.context
        about = about_text(self.note, lang, context.names)
        with Container(id="box", classes="ascii" if context.ascii else None) as box:
            yield Static(Content(self.plain(words.ABOUT(lang, what=f"{context.instant(self.note.ts)} · {about}"))))
            area = TextArea(self.note.text, compact=True, highlight_cursor_line=False)
            area.cursor_blink = False
            yield area
            yield Static(id="told", markup=False)
        title = words.EDIT_TITLE if self.note.text else words.TITLE
        box.border_title = Content(self.plain(title(lang)))
        keys = words.FORM_KEYS(lang, save=self.sign("note.save"), close=self.sign("note.close"))
        box.border_subtitle = Content(self.plain(keys))

    def on_mount(self) -> None:
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()
        self._tell_length()

    @property
    def typed(self) -> str:
        """Control characters made visible; lines stay lines."""
        return "\n".join(map(visible, self.query_one(TextArea).text.splitlines())).strip()

    @on(TextArea.Changed)
    def _tell_length(self) -> None:
        self._gives_up = False
        count = len(self.typed)
        phrase = words.TOO_LONG if count > MOST_NOTE else words.LEFT
        self.say(phrase(self.context.lang, count=count, most=MOST_NOTE))

    def say(self, text: str) -> None:
        self.query_one("#told", Static).update(self.plain(text))

    # -- keys

    def action_save(self) -> None:
        lang, typed = self.context.lang, self.typed
        if not typed:
            self.say(words.EMPTY(lang))
        elif len(typed) > MOST_NOTE:
            self._tell_length()
        elif self.context.feed is None:
            self.say(words.NOT_OPEN(lang))
        else:
            changed_ts = max(self.context.clock.now(), self.note.changed_ts + 0.001 if self.note.text else 0.0)
            self._save(replace(self.note, text=typed, changed_ts=changed_ts))

    @work(group="note", exclusive=True)
    async def _save(self, note: KeptNote) -> None:
        feed = await self.context.opened()
        try:
            await feed.store.write_to_disk(lambda changes: changes.put_note(note))
        except StoreError as error:
            self.say(error.says(self.context.lang))
        else:
            self.dismiss(note)

    def action_close(self) -> None:
        """At once where nothing was typed, else at the second press."""
        if self._gives_up or self.typed == self.note.text:
            self.dismiss(None)
        else:
            self._gives_up = True
            self.say(words.CLOSE_AGAIN(self.context.lang, close=self.sign("note.close")))
