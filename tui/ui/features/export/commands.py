"""The commands of the export: from a key to the dialog, or to the clipboard."""

from __future__ import annotations

import asyncio

from textual import work

from tui.export.extract import Extract, Setting
from tui.export.files import Target, stem
from tui.export.hiding import hidden_text
from tui.export.markdown import to_markdown
from tui.export.names import Aliases
from tui.export.text import SEPARATOR, identity_of, row_text
from tui.messages import export as words
from tui.store.errors import StoreError
from tui.ui.base_screen import FrameScreen
from tui.ui.features.export.exporter import Drawing, Exporter, known_names, setting_of
from tui.ui.features.export.screen import ExportScreen, copy_text
from tui.ui.links import line_of


def open_export(screen: FrameScreen) -> None:
    """The dialog, about the screen and the row under its cursor as they are at this moment."""
    _open(screen, Drawing.of(screen), screen.export_key())


@work(group="export", exclusive=True)
async def _open(screen: FrameScreen, drawing: Drawing, key: str | None) -> None:
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


def copy_link(screen: FrameScreen) -> None:
    """The command line that opens this view: with aliases in the place of names it would open nothing."""
    context = screen.context
    if context.redact:
        screen.say(words.NO_LINK(context.lang))
    else:
        copy_text(screen, line_of(context.command, screen.link(), screen.navigation.below[0].TAB))


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
