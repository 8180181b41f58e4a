"""Exporting: from a key to the clipboard or a file; what is slow happens off the event loop.

Every copy and export of a screen is made from its extract (`FrameScreen.exported`), the picture from its drawn lines.
"""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from textual import work
from textual.app import App
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.export.delimited import to_csv
from tui.export.document import to_json
from tui.export.extract import Extract, Setting
from tui.export.files import Target, stem, write
from tui.export.hiding import Box, Known, hidden_text
from tui.export.markdown import MOST_IN_FILE, MOST_ROWS, to_markdown
from tui.export.names import DIGITS, Aliases, Names
from tui.export.picture import Lines, hidden, to_svg
from tui.export.text import SEPARATOR, identity_of, row_text
from tui.messages import export as words
from tui.store.errors import StoreError
from tui.store.sqlite.aliases import KnownNames, make_alias_key, read_alias_key, read_known_names
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context
from tui.ui.navigation import frames_below
from tui.ui.widgets.keys import KeyNames, signs_of

# What terminals take of an OSC 52 at most, in base64.
MOST_BASE64 = 74_994
# A name that is as short as a word or a figure is hidden in a picture only where the screen's extract tells of it.
TELLING, TELLING_DIGITS = 3, 5


def open_export(screen: FrameScreen) -> None:
    """The dialogue, about the screen and the row under its cursor as they are at this moment."""
    _open(screen, Drawing.of(screen), screen.export_key())


@work(group="export", exclusive=True)
async def _open(screen: FrameScreen, drawing: Drawing, key: str | None) -> None:
    from tui.ui.features.export.screen import ExportScreen

    found = await _extract(screen, key)
    if found is not None and screen.is_current:
        extract, setting = found
        target = Target(screen.context.export_dir, stem(setting.project, extract.screen, setting.now_ts))
        screen.app.push_screen(ExportScreen(screen, Exporter(screen, drawing, target, setting), extract, key))


def copy(screen: FrameScreen, what: str) -> None:
    """`what`: the "id" of the row under the cursor, the "row", or the "view"."""
    key = None if what == "view" else screen.export_key()
    _copy(screen, what, key)


@work(group="copy", exclusive=True)
async def _copy(screen: FrameScreen, what: str, key: str | None) -> None:
    found = await _extract(screen, key)
    if found is None:
        return
    extract, setting = found
    if what == "view":
        copy_text(screen, await asyncio.to_thread(to_markdown, extract, setting), lines=True)
        return
    table = extract.table
    index = table.index_of(key)
    if what == "id":
        text = identity_of(extract, index, setting)
    else:
        text = SEPARATOR.join(extract.findings) if index is None else row_text(table, index, setting)
    copy_text(screen, text)


def copy_selected(screen: FrameScreen, text: str) -> None:
    """What was selected on screen, with aliases in the place of names."""
    _copy_selected(screen, text)


@work(group="copy", exclusive=True)
async def _copy_selected(screen: FrameScreen, text: str) -> None:
    try:
        setting = await setting_of(screen.context)
        if isinstance(setting.names, Aliases):
            text = hidden_text(text, await known_names(screen, setting, setting.names), setting.names)
    except StoreError as error:
        screen.say(screen.plain(error.says(screen.context.lang)))
    else:
        copy_text(screen, text)


def copy_text(screen: FrameScreen, text: str, *, lines: bool = False) -> None:
    """To the clipboard by OSC 52; says what, since nobody reports back. `lines`: it is too long to be said."""
    context, lang = screen.context, screen.context.lang
    # Half a character, as a name from outside may end with, is none that a terminal takes.
    text = text.encode(errors="replace").decode()
    size = len(b64encode(text.encode()))
    if not text:
        said = words.NOTHING_TO_COPY(lang)
    elif size > MOST_BASE64:
        said = words.TOO_LONG(lang, key=_export_keys(screen), size=size // 1000, most=MOST_BASE64 // 1000)
    else:
        # Not the program's own, which hides names in what comes from elsewhere: here they are hidden already.
        App.copy_to_clipboard(screen.app, text)
        said = words.COPIED_VIEW(lang, n=text.count("\n")) if lines else words.COPIED(lang, text=text)
        if context.redact:
            said = words.WITH_ALIASES(lang, text=said)
        if context.hints_at_tmux:
            context.hints_at_tmux = False
            said = words.IN_TMUX(lang, text=said)
    screen.say(screen.plain(said))


def _export_keys(screen: FrameScreen) -> KeyNames:
    """The screen's keys, and behind one of them those of the dialogue."""
    from tui.ui.features.export.screen import ExportScreen

    return KeyNames(signs_of(screen.context.keymap, type(screen.app), ExportScreen))


async def _extract(screen: FrameScreen, key: str | None) -> tuple[Extract, Setting] | None:
    """The screen's extract; where there is none, why is said."""
    context, lang = screen.context, screen.context.lang
    try:
        setting = await setting_of(context) if context.feed else None
        extract = await screen.exported(setting, context.feed, key) if setting and context.feed else None
    except StoreError as error:
        screen.say(screen.plain(error.says(screen.context.lang)))
        return None
    if extract is None or setting is None:
        screen.say(words.NOT_YET(lang))
        return None
    return extract, setting


async def setting_of(context: Context) -> Setting:
    """Raises StoreError where names must be hidden, and the store that keeps their key cannot be read or written."""
    names = Names()
    if context.redact:
        store = (await context.opened()).store
        key = await store.read(read_alias_key)
        names = Aliases(await store.write(make_alias_key) if key is None else key)
    return Setting(
        context.project, context.lang, context.zone, int(context.clock.now()), names, dict(context.thresholds)
    )


class Drawing(Struct, frozen=True):
    """A screen as it was drawn at one moment, and where its widgets lie; `typed` is what stands in its fields, and its
    filter."""

    lines: Lines
    boxes: tuple[Box, ...]
    typed: tuple[str, ...]

    @classmethod
    def of(cls, screen: FrameScreen) -> Drawing:
        # Textual hands out lines of a whole screen only as the SVG that it makes of them.
        lines = [[*strip] for strip in screen._compositor.render_strips()]
        widgets = [each for each in screen.walk_children(Widget) if not each.children and each.is_on_screen]
        boxes = [
            Box(region.x, region.y, region.width, region.height, isinstance(each, Static), isinstance(each, Input))
            for each in widgets
            if (region := each.content_region)
        ]
        typed = [each.value for each in widgets if isinstance(each, Input)]
        if screen.table is not None:
            typed.append(screen.table.filter_text)
        return cls(lines, tuple(boxes), tuple(typed))


class Exporter(Struct, frozen=True):
    """Makes the formats of one screen and writes them."""

    screen: FrameScreen
    drawing: Drawing
    target: Target
    setting: Setting

    async def text(self, kind: str) -> str | None:
        """None where nothing is known any more. Raises StoreError."""
        if kind == "svg":
            return await self._picture()
        setting = self.setting
        extract = await self.screen.exported(setting, await self.screen.context.opened())
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

    async def _picture(self) -> str:
        lines, names = self.drawing.lines, self.setting.names
        if isinstance(names, Aliases):
            known = await known_names(self.screen, self.setting, names, self.drawing.typed)
            lines = await asyncio.to_thread(hidden, lines, self.drawing.boxes, known, names)
        return await asyncio.to_thread(to_svg, lines, "scry")


async def known_names(screen: FrameScreen, setting: Setting, names: Aliases, typed: Iterable[str] = ()) -> Known:
    """All names that may be drawn: those that the store holds, those of the extract, and what was typed. Raises
    StoreError."""
    feed = await screen.context.opened()
    # What it tells is known by its aliases from then on.
    await screen.exported(setting, feed)
    scopes = [frame.scope for frame in frames_below(screen)]
    shown = [("channel", name) for name in (*typed, *screen.context.watched)]
    shown += [("channel", scope.channel) for scope in scopes if scope.channel]
    shown += [("user", scope.uid) for scope in scopes if scope.uid]
    shown += [("call", scope.call_id) for scope in scopes if scope.call_id]
    stored = await feed.store.read(read_known_names)
    return await asyncio.to_thread(_known, stored, (*names.told, *shown))


def _known(stored: KnownNames, shown: Iterable[tuple[str, str]]) -> Known:
    found = {kind: {name for name in getattr(stored, kind) if _is_telling(name)} for kind in DIGITS}
    for kind, name in shown:
        found[kind].add(name)
    return Known(found)


def _is_telling(name: str) -> bool:
    return len(name) >= (TELLING_DIGITS if name.isdecimal() else TELLING)
