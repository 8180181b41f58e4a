"""A visit of a tab: its modules and sheets are there before, no sheet is parsed for it, no screen is styled again."""

from __future__ import annotations

import sys

import pytest
from textual.app import App
from textual.css.stylesheet import Stylesheet
from textual.dom import DOMNode

from tests.ui.staging import on_stage, samples, until
from tests.worlds import manual_clock
from tui.config.values import SCREENS
from tui.ui import tabs
from tui.ui.routes import SCREENS as MODULES
from tui.ui.style_sheets import STYLES


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tabs, "REST_S", 0.0)


async def test_behind_the_first_frame_come_the_modules_and_the_sheets_of_the_other_tabs() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await until(pilot, lambda: all(app.stylesheet.has_source(str(path)) for path in STYLES.glob("*.tcss")))
        assert {f"tui.ui.features.{MODULES[name][0]}" for name in SCREENS} <= sys.modules.keys()


async def test_no_visit_parses_a_sheet_or_styles_all_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await until(pilot, lambda: all(app.stylesheet.has_source(str(path)) for path in STYLES.glob("*.tcss")))
        done: list[str] = []
        for owner, name in ((Stylesheet, "reparse"), (App, "refresh_css")):
            monkeypatch.setattr(owner, name, lambda *_, name=name, **__: done.append(name))
        for name in (*SCREENS[1:], *SCREENS):
            app.action_tab(name)
            await until(pilot, lambda name=name: app.current_mode == name and app.screen.is_mounted)  # type: ignore[misc]
            await pilot.pause()
        assert done == []


async def test_a_first_visit_styles_by_mounting_and_a_later_one_styles_the_screen_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await until(pilot, lambda: all(app.stylesheet.has_source(str(path)) for path in STYLES.glob("*.tcss")))
        styled: list[object] = []
        update = App.update_styles

        def counted(self: App[object], node: DOMNode, animate: bool = True) -> None:
            styled.append(node)
            update(self, node, animate)

        monkeypatch.setattr(App, "update_styles", counted)
        for name, times in (("usage", 0), ("live", 1), ("usage", 1)):
            styled.clear()
            app.action_tab(name)
            await until(pilot, lambda name=name: app.current_mode == name and app.screen.is_mounted)  # type: ignore[misc]
            await pilot.pause()
            assert styled.count(app.screen) == times


async def test_a_tab_that_was_visited_under_another_theme_takes_the_new_one() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        backgrounds = []
        for theme in ("textual-dark", "textual-light"):
            app.action_tab("live")
            app.theme = theme
            await pilot.pause()
            app.action_tab("usage")
            await until(pilot, lambda: app.current_mode == "usage" and app.screen.is_mounted)
            await pilot.pause()
            backgrounds.append(app.screen.query_one("#days").background_colors[1])
        assert backgrounds[0] != backgrounds[1]


async def test_a_tab_that_is_visited_before_its_sheet_was_read_looks_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    for rest_s in (0.0, 3600.0):
        monkeypatch.setattr(tabs, "REST_S", rest_s)
        async with on_stage(manual_clock(), samples()) as (app, pilot):
            if not rest_s:
                await until(pilot, lambda: all(app.stylesheet.has_source(str(path)) for path in STYLES.glob("*.tcss")))
            app.action_tab("usage")
            await until(pilot, lambda: app.current_mode == "usage" and app.screen.is_mounted)
            await pilot.pause()
            body = app.screen.query_one("#body").walk_children(with_self=True)
            looks.append([(widget.id, widget.styles.base.css) for widget in body])
    assert len(looks[0]) > 5
    assert looks[0] == looks[1]
