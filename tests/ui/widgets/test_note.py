"""A note repaints itself; only one whose height follows its text has the screen laid out anew, and only for that."""

from __future__ import annotations

from random import Random

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.geometry import Region
from textual.pilot import Pilot
from textual.visual import Visual

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


async def test_only_the_lines_that_differ_are_painted(monkeypatch: pytest.MonkeyPatch) -> None:
    app = app_of("Note { height: 5; }")
    async with app.run_test(size=(20, 10)) as pilot:
        note = app.query_one(Note)
        painted: list[int] = []
        refresh = note.refresh

        def noted(*regions: Region, **options: bool) -> Note:
            painted.extend(region.y for region in regions)
            assert regions or not options.get("repaint", True)
            return refresh(*regions, **options)

        monkeypatch.setattr(note, "refresh", noted)
        for lines, changed in (
            (("a", "b", "c"), [0, 1, 2]),
            (("a", "x", "c"), [1]),
            (("a", "x"), [2]),
            (("a", "x", "c", "d"), [2, 3]),
        ):
            painted.clear()
            note.tell(Content("\n".join(lines)))
            await pilot.pause()
            assert painted == changed
            shown = [strip.text.strip() for strip in app.screen._compositor.render_strips()]
            assert shown[:5] == [*lines, *[""] * (5 - len(lines))]


async def test_a_text_of_other_colours_is_another_text() -> None:
    app = app_of("Note { height: 2; }")
    async with app.run_test(size=(20, 10)) as pilot:
        note = app.query_one(Note)
        styles = []
        for style in ("red", "green"):
            note.tell(Content.styled("a line", style))
            await pilot.pause()
            styles.append(next(iter(app.screen._compositor.render_strips()[0])).style)
        assert styles[0] != styles[1]


async def test_one_that_is_told_before_it_has_a_size_shows_its_text_when_it_has_one() -> None:
    app = app_of("Note { height: auto; display: none; }")
    async with app.run_test(size=(20, 10)) as pilot:
        app.query_one(Note).tell(Content(TWO))
        await pilot.pause()
        app.query_one(Note).display = True
        await pilot.pause()
        assert app.query_one(Note).size.height == 4
        assert "a line that is far" in app.screen._compositor.render_strips()[0].text


async def test_what_is_kept_of_the_text_before_looks_as_if_all_had_been_drawn_anew() -> None:
    random = Random(1)
    words = ("a", "long-word-of-more-than-twelve-cells", "中文字", "b c", "", "1,234")
    app = app_of("Note { height: 1fr; }")
    async with app.run_test(size=(12, 30)) as pilot:
        note = app.query_one(Note)
        lines: list[Content] = []
        for turn in range(60):
            for _ in range(random.randrange(3)):
                lines.insert(
                    random.randint(0, len(lines)), Content.styled(random.choice(words), random.choice(["", "red"]))
                )
            if lines:
                lines[random.randrange(len(lines))] = Content(random.choice(words))
            if len(lines) > 8:
                del lines[: random.randrange(8)]
            if turn == 40:
                note.styles.width = 9
                await pilot.pause()
            text = Content("\n").join(lines)
            note.tell(text)
            assert note._strips() == Visual.to_strips(note, text, note.size.width, note.size.height, note.visual_style)
