"""A note repaints itself; only one whose height follows its text has the screen laid out anew, and only for that."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot

from tui.ui.widgets.note import Note

ONE, TWO = "a line", "a line that is far too long for the twenty cells there are"


def app_of(css: str) -> App[None]:
    class Styled(NoteApp):
        CSS = css

    return Styled()


class NoteApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Note(id="note")


async def tell(app: App[None], pilot: Pilot[None], text: str) -> int:
    """How many layouts that took."""
    await pilot.pause()
    taken: list[int] = []
    layout = app.screen._refresh_layout

    def counted(*args: object, **kwargs: object) -> None:
        taken.append(1)
        layout(*args, **kwargs)  # type: ignore[arg-type]

    app.screen._refresh_layout = counted  # type: ignore[method-assign]
    app.query_one(Note).tell(Content(text))
    await pilot.pause()
    app.screen._refresh_layout = layout  # type: ignore[method-assign]
    shown = "".join(strip.text for strip in app.screen._compositor.render_strips())
    assert text.split()[0] in shown
    return len(taken)


@pytest.mark.parametrize("css", ["Note { height: 3; }", "Note { height: 1fr; }"])
async def test_one_of_a_set_height_moves_nothing(css: str) -> None:
    app = app_of(css)
    async with app.run_test(size=(20, 10)) as pilot:
        assert [await tell(app, pilot, text) for text in (ONE, TWO, ONE)] == [0, 0, 0]


async def test_one_as_high_as_its_text_moves_its_neighbours_where_that_height_changes() -> None:
    app = app_of("Note { height: auto; }")
    async with app.run_test(size=(20, 10)) as pilot:
        assert await tell(app, pilot, TWO) >= 1
        assert await tell(app, pilot, ONE) >= 1
        assert await tell(app, pilot, "one word") == 0
        assert await tell(app, pilot, TWO) >= 1
        assert app.query_one(Note).size.height == 4
        assert await tell(app, pilot, TWO) == 0
