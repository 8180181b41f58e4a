"""Help: which keys, under which heading, and which signs."""

from __future__ import annotations

import pytest

from tests.ui.staging import on_stage, samples, still, text_of, until, wait_for
from tests.worlds import manual_clock
from tui.cli.keymap import CHAINS
from tui.messages.help import SCREENS
from tui.messages.signs import SIGNS
from tui.ui.base_screen import FrameScreen
from tui.ui.features.report.screen import ReportScreen
from tui.ui.features.report.ticket import TicketScreen
from tui.ui.features.setup.screen import SetupScreen
from tui.ui.features.unread.screen import UnreadScreen
from tui.ui.help import HelpScreen


def test_every_screen_has_a_name_and_signs_of_its_own() -> None:
    # One of them stands in the place of any tab, and has the tab's name.
    screens = [
        each
        for chain in CHAINS.values()
        for each in chain
        if issubclass(each, FrameScreen) and each is not UnreadScreen
    ]
    forms = (ReportScreen, TicketScreen, SetupScreen)
    names = [*(each.HELP or each.TAB for each in screens), *(each.HELP for each in forms)]
    assert len(set(names)) == len(names)
    assert set(names) == set(SIGNS) == set(SCREENS)
    for signs in SIGNS.values():
        assert len(set(signs)) == len(signs)


async def test_it_lists_rebound_keys_and_changes_its_language_where_it_stands_as_does_what_lies_beneath() -> None:
    keymap = {"freeze": "f5,F", "help": "f2", "table.down": "down,f6", "back": "escape,f8", "tab.usage": "f9"}
    async with on_stage(manual_clock(), samples(), size=(160, 80), keymap=keymap) as (app, pilot):
        await wait_for(app, pilot, lambda text: "f5 freeze" in text and "f2 keys" in text and "f9 Usage" in text)
        await pilot.press("p", "question_mark")
        assert "frozen" not in text_of(app)
        await pilot.press("f5")
        await wait_for(app, pilot, lambda text: "■ frozen" in text)
        await pilot.press("f2")
        text = await wait_for(app, pilot, lambda text: "Keys and signs · Live" in text and "f5 F" in text)
        for says in ("↓ f6", "This screen", "Lists", "Everywhere", "1 2 3 4 f9 6", "■ frozen", "yesterday, and"):
            assert says in text
        # Signs of other screens.
        for says in ("named as the cause", "matrix"):
            assert says not in text
        await pilot.press("L")
        await wait_for(app, pilot, lambda text: "按键与符号 · 实时" in text and "所有屏幕" in text)
        await pilot.press("f8")
        await wait_for(app, pilot, lambda text: "f2 按键" in text and "This screen" not in text)
        await pilot.press("colon", *"freeze")
        await wait_for(app, pilot, lambda text: "冻结" in text)


@pytest.mark.parametrize("keys", [("w",), ("slash",), ("colon",)])
async def test_it_opens_over_nothing_but_a_screen(keys: tuple[str, ...]) -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await until(pilot, lambda: app.context.feed is not None)
        await pilot.press(*keys, "question_mark")
        await still(app, pilot)
        assert not isinstance(app.screen, HelpScreen)
