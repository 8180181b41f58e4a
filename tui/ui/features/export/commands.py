"""The commands of the export: from a key to the dialog, or to the clipboard.

Every copy and export of a screen is made from its extract (`extracted` of ui/noted.py), the picture from its drawn
lines.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from textual import work
from textual.screen import Screen

from tui.config.values import SCREENS
from tui.domain.names import Names
from tui.export.extract import Extract, Setting
from tui.export.files import Target, stem
from tui.export.markdown import to_markdown
from tui.export.names import Aliases
from tui.export.picture import Lines
from tui.export.text import SEPARATOR, identity_of, row_text
from tui.messages import export as words
from tui.store.errors import StoreError
from tui.ui.aliased import aliased
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context
from tui.ui.extracts import setting_in
from tui.ui.features.export.screen import Exporter, ExportScreen, copy_text
from tui.ui.links import line_of
from tui.ui.navigation import Route
from tui.ui.noted import extracted
from tui.ui.why import WhyScreen

KEYS_WAIT_S = 0.5


async def open_export(screen: FrameScreen) -> None:
    """The dialog, about the screen and the row under its cursor as they are at this moment.

    A key that is pressed meanwhile is meant for the dialog: it waits, but a slow store stops no key for long.
    """
    is_open = asyncio.Event()
    _open(screen, screen.export_key(), is_open)
    with suppress(TimeoutError):
        await asyncio.wait_for(is_open.wait(), KEYS_WAIT_S)


@work(group="export", exclusive=True)
async def _open(screen: FrameScreen, key: str | None, is_open: asyncio.Event) -> None:
    try:
        found = await _extract(screen, key)
    finally:
        is_open.set()
    if found is not None and screen.is_current:
        extract, setting, picture = found
        target = Target(screen.context.export_dir, stem(setting.project, extract.screen, setting.now_ts))
        screen.app.push_screen(ExportScreen(screen, Exporter(screen, picture, target, setting), extract, key))


def copy(screen: FrameScreen, what: str) -> None:
    """Copy the "id" of the row under the cursor, the "row", or the "view". The id of a moment is the line that opens
    it; aliases open nothing, and there the row's own words are its id."""
    if what == "id" and not screen.context.redact and (route := screen.moment_link()) is not None:
        copy_line(screen, route)
        return
    key = None if what == "view" else screen.export_key()
    _copy(screen, what, key)


@work(group="copy", exclusive=True)
async def _copy(screen: FrameScreen, what: str, key: str | None) -> None:
    found = await _extract(screen, key)
    if found is None:
        return
    extract, setting, _ = found
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
    """The command line that opens this view."""
    copy_line(screen, screen.link())


def copy_line(screen: FrameScreen, route: Route) -> None:
    """The command line that opens the route: with aliases in the place of names it would open nothing."""
    context = screen.context
    if context.redact:
        screen.say(words.NO_LINK(context.lang))
    else:
        # A view of a tab stands for itself; any other one stands over the tab in force.
        root = route.name if route.name in SCREENS else screen.navigation.below[0].TAB
        copy_text(screen, line_of(context.command, route, root))


def copy_selected(screen: FrameScreen, text: str) -> None:
    """The text that is selected, by its aliases."""
    _copy_selected(screen, screen.app.screen, text)


@work(group="copy", exclusive=True)
async def _copy_selected(screen: FrameScreen, selected: Screen[Any], text: str) -> None:
    try:
        setting = await setting_of(screen.context)
    except StoreError as error:
        screen.say(screen.plain(error.says(screen.context.lang)))
    else:
        copy_text(screen, aliased_selection(selected, text, setting) if setting.names.hidden else text)


def aliased_selection(selected: Screen[Any], text: str, setting: Setting) -> str:
    """The same places of the screen, drawn by aliases; "" of typed text, and of a screen that has but one
    drawing: any of it may be a name."""
    if text != selected.get_selected_text() or not isinstance(selected, FrameScreen | WhyScreen):
        return ""
    with aliased(selected, on_screen(setting.names)):
        return selected.get_selected_text() or ""


async def _extract(screen: FrameScreen, key: str | None) -> tuple[Extract, Setting, Lines] | None:
    """The screen's extract and its picture at this moment; where there is none, why is said."""
    context, lang = screen.context, screen.context.lang
    try:
        setting = await setting_of(context) if context.feed else None
        picture = drawn(screen, setting) if setting else []
        extract = await extracted(screen, setting, context.feed, key) if setting and context.feed else None
    except StoreError as error:
        screen.say(screen.plain(error.says(screen.context.lang)))
        return None
    if extract is None or setting is None:
        screen.say(words.NOT_YET(lang))
        return None
    return extract, setting, picture


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
