"""The table of routes: every name has a screen that can be imported, and every tab of the config is a name."""

from __future__ import annotations

import inspect

import pytest
from textual.screen import Screen

from tui.config.values import SCREENS as TABS
from tui.ui.base_screen import FrameScreen
from tui.ui.routes import SCREENS, find


@pytest.mark.parametrize("name", SCREENS)
def test_every_name_is_that_of_a_screen_or_of_a_function_that_takes_the_screen_on_top_and_the_route(name: str) -> None:
    found = find(name)
    if isinstance(found, type):
        assert issubclass(found, Screen)
    else:
        assert len(inspect.signature(found).parameters) == 2


@pytest.mark.parametrize("name", TABS)
def test_every_tab_has_a_screen_that_calls_itself_by_that_name(name: str) -> None:
    found = find(name)
    assert issubclass(found, FrameScreen)
    assert name == found.TAB
