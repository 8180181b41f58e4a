"""Exporting: from a key to the clipboard or a file; what is slow happens off the event loop.

Every copy and export of a screen is made from its extract (`FrameScreen.exported`), the picture from its drawn lines.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct
from textual.widget import Widget
from textual.widgets import Input, Static

from tui.domain.records import KnownNames
from tui.export.delimited import to_csv
from tui.export.document import to_json
from tui.export.extract import Setting
from tui.export.files import Target, write
from tui.export.hiding import Box, Known
from tui.export.markdown import MOST_IN_FILE, MOST_ROWS, to_markdown
from tui.export.names import DIGITS, Aliases, Names
from tui.export.picture import Lines, hidden, to_svg
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context
from tui.ui.extracts import setting_in

# A name that is as short as a word or a figure is hidden in a picture only where the screen's extract tells of it.
TELLING, TELLING_DIGITS = 3, 5


async def setting_of(context: Context) -> Setting:
    """Raises StoreError where names must be hidden, and the store that keeps their key cannot be read or written."""
    names = Names()
    if context.redact:
        store = (await context.opened()).store
        key = await store.read(lambda snapshot: snapshot.alias_key())
        names = Aliases(await store.write(lambda changes: changes.make_alias_key()) if key is None else key)
    return setting_in(context, names)


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
    scopes = [frame.scope for frame in screen.navigation.below]
    shown = [("channel", name) for name in (*typed, *screen.context.watched)]
    shown += [("channel", scope.channel) for scope in scopes if scope.channel]
    shown += [("user", scope.uid) for scope in scopes if scope.uid]
    shown += [("call", scope.call_id) for scope in scopes if scope.call_id]
    stored = await feed.store.read(lambda snapshot: snapshot.known_names())
    return await asyncio.to_thread(_known, stored, (*names.told, *shown))


def _known(stored: KnownNames, shown: Iterable[tuple[str, str]]) -> Known:
    found = {kind: {name for name in getattr(stored, kind) if _is_telling(name)} for kind in DIGITS}
    for kind, name in shown:
        found[kind].add(name)
    return Known(found)


def _is_telling(name: str) -> bool:
    return len(name) >= (TELLING_DIGITS if name.isdecimal() else TELLING)
