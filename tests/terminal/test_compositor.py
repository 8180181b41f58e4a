"""The compositor: a frame of few changes renders few lines, and shows what a whole frame would."""

from __future__ import annotations

import pytest
from rich.segment import Segment
from textual._compositor import ChopsUpdate
from textual.app import App, ComposeResult
from textual.containers import Container
from textual.geometry import Region
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui.terminal.compositor import SparingCompositor


class Letters(Widget):
    """One letter in every cell; notes the lines that are rendered."""

    letter = "a"
    rendered: tuple[int, ...] = ()

    def render_line(self, y: int) -> Strip:
        self.rendered += (y,)
        return Strip([Segment(self.letter * self.size.width)])

    def render_lines(self, crop: Region) -> list[Strip]:
        self.asked = (*crop.line_range,)
        return super().render_lines(crop)

    def change(self, letter: str, *regions: Region) -> None:
        self.letter, self.rendered, self.asked = letter, (), ()
        self.refresh(*regions)


class Layers(Screen[None]):
    """Two blocks side by side; over the right half of both a third one, unless hidden."""

    CSS = """
    Layers { layers: below above; }
    #row { layout: horizontal; layer: below; }
    #left, #right { width: 10; height: 6; }
    #over { layer: above; offset: 5 2; width: 10; height: 2; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._compositor = SparingCompositor()

    def compose(self) -> ComposeResult:
        with Container(id="row"):
            yield Letters(id="left")
            yield Letters(id="right")
        yield Letters(id="over")


class Stage(App[None]):
    def on_mount(self) -> None:
        self.push_screen(Layers())


def of(app: App[None], name: str) -> Letters:
    return app.screen.query_one(f"#{name}", Letters)


def drawn(app: App[None]) -> tuple[ChopsUpdate, set[str]]:
    """The next frame and the names of the blocks that rendered a line for it."""
    for name in ("left", "right", "over"):
        of(app, name).asked = ()
    compositor = app.screen._compositor
    compositor.update_widgets({of(app, name) for name in ("left", "right", "over")})
    update = compositor.render_update()
    assert isinstance(update, ChopsUpdate)
    return update, {name for name in ("left", "right", "over") if of(app, name).asked}


def shown(update: ChopsUpdate, y: int) -> dict[int, str]:
    """Column and text of the parts of a line that were rendered."""
    return {x: strip.text for x, strip in update.chops[y].items() if strip is not None}


async def test_only_the_lines_between_the_changes_of_the_changed_block_are_rendered() -> None:
    app = Stage()
    async with app.run_test(size=(20, 6)) as pilot:
        await pilot.pause()
        left = of(app, "left")
        left.change("b", Region(1, 0, 2, 1), Region(1, 1, 1, 1))
        update, names = drawn(app)
        assert (names, left.asked, left.rendered) == ({"left"}, (0, 1), (0, 1))
        assert [shown(update, y) for y in (0, 5)] == [{0: "b" * 10}, {}]


async def test_a_block_in_front_of_a_change_stays_in_front() -> None:
    app = Stage()
    async with app.run_test(size=(20, 6)) as pilot:
        await pilot.pause()
        of(app, "over").letter = "o"
        of(app, "over").refresh()
        drawn(app)
        of(app, "left").change("b")
        update, names = drawn(app)
        assert names == {"left", "over"}
        assert shown(update, 2) == {0: "bbbbb", 5: "ooooo", 10: "ooooo"}
        assert shown(update, 0) == {0: "b" * 10}


async def test_a_change_that_a_block_in_front_hides_renders_nothing_behind_and_is_seen_once_the_block_goes() -> None:
    app = Stage()
    async with app.run_test(size=(20, 6)) as pilot:
        await pilot.pause()
        of(app, "left").change("b", Region(6, 2, 1, 1))
        assert drawn(app)[1] == {"over"}
        of(app, "over").display = False
        await pilot.pause()
        assert app.screen._compositor.render_strips()[2].text == "b" * 10 + "a" * 10


@pytest.mark.parametrize("name", ["left", "right", "over"])
async def test_a_partial_frame_shows_what_the_whole_frame_shows(name: str) -> None:
    app = Stage()
    async with app.run_test(size=(20, 6)) as pilot:
        await pilot.pause()
        of(app, name).change("c")
        update, _ = drawn(app)
        whole = [strip.text for strip in app.screen._compositor.render_strips()]
        parts = {(y, x): text for y in range(6) for x, text in shown(update, y).items()}
        assert parts
        assert all(whole[y][x : x + len(text)] == text for (y, x), text in parts.items())
