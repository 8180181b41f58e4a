"""Export dialog: the format, the name of the file; or one cell of the row, to the clipboard.

╭ Export ─────────────────────────────────────────────────╮
│ into /srv/incidents                                     │
│ ▸ 1 CSV       scry-prod-calls-20261122T075610Z.csv      │
│   2 JSON      scry-prod-calls-20261122T075610Z.json     │
│   …                                                     │
│ or copy one of this row                                 │
│   call id     00052b73b25c5356bd435242                  │
╰──────── 1–5 or enter · ↑↓ choose · esc closes ──────────╯
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from msgspec import Struct
from rich.cells import cell_len
from textual import on, work
from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from tui.export.delimited import to_csv
from tui.export.document import to_json
from tui.export.extract import Extract, Setting
from tui.export.files import Target, WriteError, WriteTrouble, write
from tui.export.markdown import MOST_IN_FILE, MOST_ROWS, to_markdown
from tui.export.picture import Lines, to_svg
from tui.export.text import cell_text, title_of
from tui.messages import export as words
from tui.store.errors import StoreError
from tui.terminal.cells import Column, visible
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context
from tui.ui.dialog import Dialog
from tui.ui.noted import extracted
from tui.ui.widgets.keys import KeyNames, bind, signs_of
from tui.ui.widgets.rows import Row
from tui.ui.widgets.table import HEADER_ROWS, Table

# Each thing to choose, by the binding that chooses it.
KINDS = {kind: "copy.view" if kind == "copy" else f"export.{kind}" for kind in words.CHOICES}
# Around the list: the border, the margins, the directory, the fault, a line of the screen on either side.
OTHER_LINES = 10


class Exporter(Struct, frozen=True):
    """Makes the formats of one screen and writes them."""

    screen: FrameScreen
    picture: Lines
    target: Target
    setting: Setting

    async def text(self, kind: str) -> str | None:
        """None where nothing is known any more. Raises StoreError."""
        if kind == "svg":
            return await asyncio.to_thread(to_svg, self.picture, "scry")
        setting = self.setting
        extract = await extracted(self.screen, setting, await self.screen.context.opened())
        if extract is None:
            return None
        if kind == "csv":
            return await asyncio.to_thread(to_csv, extract.table)
        if kind == "json":
            return await asyncio.to_thread(to_json, extract, setting)
        most = MOST_ROWS if kind == "copy" else MOST_IN_FILE
        return await asyncio.to_thread(to_markdown, extract, setting, most=most)

    async def write(self, kind: str, *, overwrite: bool) -> Path | None:
        """The file that was written, None where there was nothing to write. Raises StoreError, WriteError."""
        text = await self.text(kind)
        if text is None:
            return None
        path = self.target.path(kind)
        await asyncio.to_thread(write, path, text, overwrite=overwrite)
        return path


class ExportScreen(Dialog[None]):
    """Over the screen that it exports; stays until something was written or copied."""

    AUTO_FOCUS = "Table"
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("export", "e", "dismiss"),
        *(
            bind(binding_id, f"{number},ctrl+y" if kind == "copy" else str(number), f"choose('{kind}')")
            for number, (kind, binding_id) in enumerate(KINDS.items(), 1)
        ),
    ]

    # The file that was there already: chosen once more, it is overwritten.
    asked = ""

    def __init__(self, screen: FrameScreen, exporter: Exporter, extract: Extract, key: str | None) -> None:
        """`key` is that of the row with the cells to copy: the cursor below may move on."""
        super().__init__(screen.context)
        self.context: Context = screen.context
        self.frame = screen
        self.exporter = exporter
        self.cells = tuple(cells_of(extract, key, exporter.setting))

    def compose(self) -> ComposeResult:
        lang = self.context.lang
        choices, cells = [*self.choices()], self.cells
        widest = max(cell_len(str(row.cells[0])) for row in (*choices, *cells) if not row.heading)
        columns = (
            Column("what", "", widest, sortable=False),
            Column("file", "", 44, grow=1, sortable=False),
            Column("about", "", 30, sortable=False, priority=1),
        )
        table = Table(columns, [*choices, *cells], ascii=self.context.ascii)
        table.styles.height = len(choices) + len(cells) + HEADER_ROWS
        box = Vertical(
            Static(Content(visible(words.INTO(lang, directory=self.directory))), id="into"),
            table,
            Static(id="trouble"),
            id="box",
        )
        self.entitle(box, (words.TITLE_ALIASED if self.context.redact else words.TITLE)(lang), self._keys())
        yield box

    def on_resize(self) -> None:
        """The list scrolls where it has not all the room."""
        self.query_one(Table).styles.max_height = max(HEADER_ROWS + 1, self.app.size.height - OTHER_LINES)

    def _keys(self) -> str:
        """`1–5 or enter · …`, with the keys in force."""
        numbers = [self.key[each] for each in KINDS.values()]
        told = f"{numbers[0]}–{numbers[-1]}" if numbers == [*"12345"] else "/".join(numbers)
        return words.KEYS(self.context.lang, numbers=told, key=self.key)

    @property
    def directory(self) -> str:
        return str(self.exporter.target.directory.absolute())

    def choices(self) -> Iterable[Row]:
        lang, target = self.context.lang, self.exporter.target
        for kind, binding_id in KINDS.items():
            about = words.ABOUT[kind](lang)
            name = target.path(kind).name if kind != "copy" else about
            cells = (
                f"{self.key[binding_id]} {words.CHOICES[kind](lang)}",
                name,
                "" if kind == "copy" else ((about, "dim"),),
            )
            yield Row(kind, cells)

    # -- keys

    @on(Table.Selected)
    def _selected(self, event: Table.Selected) -> None:
        kind, _, place = event.key.partition(":")
        if not place:
            self.action_choose(kind)
            return
        row = next(row for row in self.cells if row.key == event.key)
        self.dismiss()
        copy_text(self.frame, row.search)

    def action_choose(self, kind: str) -> None:
        self.export(kind)

    @work(group="export", exclusive=True)
    async def export(self, kind: str) -> None:
        lang, said = self.context.lang, ""
        self.tell(words.WRITING(lang))
        try:
            if kind == "copy":
                text = await self.exporter.text(kind)
            else:
                path = await self.exporter.write(kind, overwrite=self.asked == kind)
                said = (
                    words.NOT_YET(lang)
                    if path is None
                    else words.WRITTEN(lang, name=path.name, directory=self.directory)
                )
        except WriteError as error:
            name = self.exporter.target.path(kind).name
            self.asked = kind if error.trouble is WriteTrouble.EXISTS else ""
            trouble = words.TROUBLES[error.trouble.value]
            self.tell(trouble(lang, name=name, directory=self.directory, detail=error.detail))
            return
        except StoreError as error:
            self.tell(error.says(lang))
            return
        self.dismiss()
        if kind == "copy":
            copy_text(self.frame, text or "", lines=True)
        else:
            aliased = words.WITH_ALIASES(lang, text=said) if self.context.redact else said
            self.frame.say(visible(self.frame.plain(aliased)))

    def tell(self, text: str) -> None:
        self.query_one("#trouble", Static).update(Content(visible(self.frame.plain(text))))


def cells_of(extract: Extract, key: str | None, setting: Setting) -> Iterable[Row]:
    """The cells of a row, one a line: each is searched for, and copied, as it is."""
    table = extract.table
    index = table.index_of(key)
    if index is None:
        return
    yield Row("heading", (words.COPY_CELL(setting.lang),), heading=True)
    for place, field in enumerate(table.fields):
        if field.told and (text := cell_text(table, index, place, setting)):
            yield Row(f"cell:{place}", (title_of(field, setting.lang), text, ""), search=text)


# The most that terminals take of an OSC 52, in base64.
MOST_BASE64 = 74_994


def copy_text(screen: FrameScreen, text: str, *, lines: bool = False) -> bool:
    """To the clipboard by OSC 52; names the text, since no terminal confirms it. `lines`: the text is too long for the
    key line. False: it was not sent to the terminal."""
    context, lang = screen.context, screen.context.lang
    # Half a character, as a name from outside may end with, is none that a terminal takes.
    text = text.encode(errors="replace").decode()
    size = len(b64encode(text.encode()))
    is_sent = bool(text) and size <= MOST_BASE64
    if not text:
        said = words.NOTHING_TO_COPY(lang)
    elif not is_sent:
        said = words.TOO_LONG(lang, key=_export_keys(screen), size=size // 1000, most=MOST_BASE64 // 1000)
    else:
        # Not the program's own copy, which hides names of other places: here they are hidden already.
        App.copy_to_clipboard(screen.app, text)
        said = words.COPIED_VIEW(lang, n=text.count("\n")) if lines else words.COPIED(lang, text=text)
        if context.redact:
            said = words.WITH_ALIASES(lang, text=said)
        if context.hints_at_tmux:
            context.hints_at_tmux = False
            said = words.IN_TMUX(lang, text=said)
    screen.say(screen.plain(said))
    return is_sent


def _export_keys(screen: FrameScreen) -> KeyNames:
    """The screen's keys, and behind one of them those of the dialog."""
    return KeyNames(signs_of(screen.context.keymap, type(screen.app), ExportScreen))
