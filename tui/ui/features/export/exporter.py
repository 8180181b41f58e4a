"""Exporting: from a key to the clipboard or a file; slow work happens off the event loop.

Every copy and export of a screen is made from its extract (`FrameScreen.exported`), the picture from its drawn lines.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from msgspec import Struct

from tui.domain.names import Names
from tui.export.delimited import to_csv
from tui.export.document import to_json
from tui.export.extract import Setting
from tui.export.files import Target, write
from tui.export.markdown import MOST_IN_FILE, MOST_ROWS, to_markdown
from tui.export.names import Aliases
from tui.export.picture import Lines, to_svg
from tui.ui.aliased import aliased
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context
from tui.ui.extracts import setting_in


async def setting_of(context: Context) -> Setting:
    """Raises StoreError where names must be hidden, and the store that keeps their key cannot be read or written."""
    names = Names()
    if context.redact:
        store = (await context.opened()).store
        key = await store.read(lambda snapshot: snapshot.alias_key())
        names = Aliases(await store.write(lambda changes: changes.make_alias_key()) if key is None else key)
    return setting_in(context, names)


def drawn(screen: FrameScreen, setting: Setting) -> Lines:
    """The lines of the screen as it is at this moment, by the names of the setting."""
    with aliased(screen, on_screen(setting.names)):
        # Textual hands out lines of a whole screen only as the SVG that it makes of them.
        return [[*strip] for strip in screen._compositor.render_strips()]


def on_screen(names: Names) -> Names:
    """The names for something drawn, where there is less room than in a file."""
    return names.shortened() if isinstance(names, Aliases) else names


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
