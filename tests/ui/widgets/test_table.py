"""How the table behaves on a screen: what stays selected, what is said, what is written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from textual.app import ComposeResult
from textual.containers import Container
from textual.events import MouseScrollDown
from textual.pilot import Pilot

from tests.ui.widgets.table_app import COLUMNS, InkApp, TableApp, row, rows
from tui.terminal.cells import Column
from tui.ui.widgets.rows import Row
from tui.ui.widgets.styles import RoleStyles
from tui.ui.widgets.table import Table

SIZE = (80, 12)
BODY = SIZE[1] - 1


async def settle(pilot: Pilot[None]) -> None:
    """Until what was asked for is on screen: messages, layout, repaint, and what these ask for in turn."""
    for node in (pilot.app, pilot.app.query_one(Table), pilot.app.screen) * 3:
        done = asyncio.Event()
        node.call_after_refresh(done.set)
        await done.wait()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """As `pilot.press`, which takes 40 ms a key to be sure that nothing moves any more."""
    for key in keys:
        pilot.app.simulate_key(key)
    await settle(pilot)


def users(app: TableApp) -> list[str]:
    """The first column of the lines below the header."""
    return [line[:12].rstrip() for line in app.screen_lines()[1:]]


def grouped() -> list[Row]:
    return [
        Row("h1", ("First",), heading=True),
        *rows(3),
        Row("h2", ("Second",), heading=True),
        Row("last", ("last", "", "")),
    ]


class Lazy:
    """A hundred thousand rows that do not exist until they are asked for."""

    def __init__(self) -> None:
        self.asked: set[int] = set()

    def __len__(self) -> int:
        return 100_000

    def __getitem__(self, index: int, /) -> Row:
        self.asked.add(index)
        return row(index)

    def index_of(self, key: str) -> int | None:
        return int(key[1:])


# -- the cursor


async def test_the_first_row_that_can_be_selected_is_and_a_heading_cannot() -> None:
    app = TableApp(grouped())
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert app.table.cursor_key == "k0"
        assert app.screen_lines()[1] == "  First"
        assert app.screen_lines()[2].startswith("▸ user 0      丢包 loss   ")
        await press(pilot, "up")
        assert app.table.cursor_key == "k0"
        await press(pilot, "down", "j", "down")
        assert app.table.cursor_key == "last"
        await press(pilot, "k")
        assert app.table.cursor_key == "k2"


@pytest.mark.parametrize(
    ("keys", "selected"),
    [
        (["G"], 99),
        (["end"], 99),
        (["end", "g"], 0),
        (["end", "home"], 0),
        (["pagedown"], BODY),
        (["pagedown", "pageup"], 0),
        (["ctrl+d"], BODY // 2),
        (["ctrl+d", "ctrl+u"], 0),
        (["j", "j", "k"], 1),
    ],
)
async def test_the_keys_of_the_contract_move_the_cursor_and_it_stays_in_sight(keys: list[str], selected: int) -> None:
    app = TableApp(rows(100))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, *keys)
        await settle(pilot)
        assert app.table.cursor_key == f"k{selected}"
        assert any(line.startswith(f"▸ user {selected} ") for line in app.screen_lines())


async def test_keys_the_table_has_no_use_for_reach_the_screen() -> None:
    pressed: list[str] = []

    class App(TableApp):
        BINDINGS = [("left", "note('left')"), ("right", "note('right')")]  # noqa: RUF012

        def action_note(self, key: str) -> None:
            pressed.append(key)

    async with App(rows(3)).run_test(size=SIZE) as pilot:
        await press(pilot, "left", "right")
    assert pressed == ["left", "right"]


async def test_every_binding_has_an_id_and_a_sentence_and_none_crowds_the_footer() -> None:
    bindings = [each for found in TableApp().table._bindings.key_to_bindings.values() for each in found]
    assert all(each.id and each.id.startswith("table.") and each.tooltip and not each.show for each in bindings)


async def test_the_selection_follows_its_row_when_others_come_before_it() -> None:
    app = TableApp(rows(20))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", "j", "j")
        app.table.update([row(100), row(101), *rows(20)])
        await settle(pilot)
        assert app.table.cursor_key == "k3"
        assert app.screen_lines()[6].startswith("▸ user 3 ")


@pytest.mark.parametrize("act", ["enter", "space", "j", "click"])
async def test_a_cursor_that_is_led_to_the_newest_row_stays_on_the_row_that_the_user_acts_on(act: str) -> None:
    app = TableApp(rows(3))
    async with app.run_test(size=SIZE) as pilot:
        app.table.lead("k0")
        app.table.update([row(9), *rows(3)])
        app.table.lead("k9")
        await settle(pilot)
        assert app.table.cursor_key == "k9"
        if act == "click":
            await pilot.click(app.table, offset=(5, 1))
        else:
            await press(pilot, act)
        app.table.cursor_moved()
        chosen = app.table.cursor_key
        app.table.update([row(10), row(9), *rows(3)])
        app.table.lead("k10")
        await settle(pilot)
        assert chosen == ("k0" if act == "j" else "k9")
        assert app.table.cursor_key == chosen


async def test_a_list_without_rows_has_no_row_to_act_on_and_its_cursor_is_led_on() -> None:
    app = TableApp([])
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "enter", "space")
        app.table.choose()
        app.table.update(rows(3))
        app.table.lead("k2")
        await settle(pilot)
        assert app.table.cursor_key == "k2"


@pytest.mark.parametrize("change", ["sort", "filter", "resize", "columns"])
async def test_the_selection_survives(change: str) -> None:
    app = TableApp(rows(100))
    async with app.run_test(size=SIZE) as pilot:
        app.table.move_cursor("k47")
        match change:
            case "sort":
                app.table.set_sort("loss", reverse=True)
            case "filter":
                app.table.set_filter("7")
            case "resize":
                await pilot.resize_terminal(60, 6)
            case _:
                app.table.set_columns(COLUMNS[:1])
        await settle(pilot)
        assert app.table.cursor_key == "k47"
        assert any(line.startswith("▸ user 47") for line in app.screen_lines())


async def test_where_the_selected_row_is_gone_its_neighbour_is_selected_wherever_that_stands_now() -> None:
    app = TableApp(rows(9))
    async with app.run_test(size=SIZE) as pilot:
        app.table.move_cursor("k4")
        await settle(pilot)
        app.table.update([row(50), row(51), row(52), *(each for each in rows(9) if each.key != "k4")])
        assert app.table.cursor_key == "k5"
        await settle(pilot)
        app.table.update([row(3)])
        assert app.table.cursor_key == "k3"


async def test_a_table_that_was_empty_for_a_moment_selects_the_same_row_again() -> None:
    app = TableApp(rows(9))
    async with app.run_test(size=SIZE) as pilot:
        app.table.move_cursor("k4")
        app.table.update(())
        await settle(pilot)
        assert app.table.cursor_key is None
        app.table.update(rows(9))
        await settle(pilot)
        assert app.table.cursor_key == "k4"
    assert app.heard[-3:] == [("highlighted", "k4"), ("highlighted", None), ("highlighted", "k4")]


async def test_keys_in_an_empty_table_do_nothing() -> None:
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", "k", "G", "g", "pagedown", "enter", "space", "s", "S", "s")
    assert [name for name, _ in app.heard if name != "sorted"] == []


async def test_a_table_of_headings_alone_has_no_selection() -> None:
    app = TableApp([Row("h", ("Nothing below",), heading=True)])
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", "enter")
    assert app.heard == []


# -- where it is scrolled to


async def test_a_list_at_its_top_stays_there_when_rows_come_before_the_first() -> None:
    app = TableApp(rows(50))
    async with app.run_test(size=SIZE) as pilot:
        app.table.update([row(100), *rows(50)])
        await settle(pilot)
        assert app.screen_lines()[1].startswith("  user 100")


async def test_further_down_the_selected_row_keeps_its_line_when_rows_come_before_it() -> None:
    app = TableApp(rows(50))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "pagedown", "pagedown", "k")
        await settle(pilot)
        before = users(app)
        app.table.update([row(100), row(101), *rows(50)])
        await settle(pilot)
        assert users(app) == before


async def test_a_list_scrolled_away_from_its_cursor_is_not_pulled_back_by_an_update() -> None:
    app = TableApp(rows(50))
    async with app.run_test(size=SIZE) as pilot:
        app.table.scroll_to(y=20, animate=False)
        await settle(pilot)
        before = users(app)
        assert before[0] == "  user 20"
        app.table.update([row(100), *rows(50)])
        await settle(pilot)
        assert users(app) == before


async def test_selecting_the_selected_row_again_pulls_nothing_back_and_forgets_no_click() -> None:
    app = TableApp(rows(50))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(offset=(5, 3))
        app.table.scroll_to(y=2, animate=False)
        await settle(pilot)
        assert app.table.move_cursor("k2")
        assert not app.table.move_cursor("nobody")
        assert app.table.scroll_offset.y == 2
        await pilot.click(offset=(5, 1))
    assert app.heard[-1] == ("selected", "k2")


async def test_before_it_is_mounted_a_table_takes_all_it_is_given() -> None:
    app = TableApp()
    app.table.update(rows(5))
    app.table.set_sort("loss", reverse=True)
    app.table.set_marks({"k4"})
    app.table.placeholder = "nothing"
    assert app.table.move_cursor("k3")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert users(app)[:2] == [" ●user 4", "▸ user 3"]
    assert app.heard == [("highlighted", "k3")]


async def test_a_list_that_shrinks_leaves_no_blank_lines_above_it() -> None:
    app = TableApp(rows(50))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "G")
        app.table.update(rows(12))
        await settle(pilot)
        assert app.screen_lines()[1].startswith("  user 1 ")
        assert app.screen_lines()[BODY].startswith("▸ user 11 ")


async def test_the_first_row_of_a_group_brings_its_heading_into_sight() -> None:
    app = TableApp([Row("h", ("Heading",), heading=True), *rows(50)])
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "G", "g")
        await settle(pilot)
        assert app.screen_lines()[1].startswith("  Heading")


async def test_a_heading_never_pushes_the_cursor_out_of_sight() -> None:
    app = TableApp([Row("h1", ("One",), heading=True), Row("h2", ("Two",), heading=True), *rows(9)])
    async with app.run_test(size=(80, 3)) as pilot:
        await press(pilot, "G", "g")
        assert users(app) == ["  Two", "▸ user 0"]


async def test_the_wheel_scrolls_and_the_header_stays() -> None:
    app = TableApp(rows(50))
    async with app.run_test(size=SIZE) as pilot:
        await pilot._post_mouse_events([MouseScrollDown], app.table, offset=(5, 5))
        await settle(pilot)
        assert app.screen_lines()[0].startswith("  User")
        assert app.screen_lines()[1].startswith("  user 2 ")
        assert app.table.cursor_key == "k0"


# -- what it says


async def test_highlighted_is_said_once_for_each_row_the_cursor_comes_to() -> None:
    app = TableApp(rows(3))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.table.update(rows(3))
        await press(pilot, "j", "j", "j")
        await settle(pilot)
    assert app.heard == [("highlighted", "k0"), ("highlighted", "k1"), ("highlighted", "k2")]


async def test_enter_selects_the_row_under_the_cursor() -> None:
    app = TableApp(rows(3))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", "enter")
    assert app.heard[-1] == ("selected", "k1")


async def test_the_first_click_moves_the_cursor_and_the_second_selects() -> None:
    app = TableApp(rows(3))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(offset=(5, 1))
        assert ("selected", "k0") not in app.heard
        await pilot.click(offset=(5, 3))
        assert app.table.cursor_key == "k2"
        assert [name for name, _ in app.heard] == ["highlighted", "highlighted"]
        await pilot.click(offset=(5, 3))
    assert app.heard[-1] == ("selected", "k2")


async def test_a_click_on_a_row_the_cursor_has_left_and_come_back_to_is_a_first_click() -> None:
    app = TableApp(rows(3))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(offset=(5, 2))
        await press(pilot, "j", "k")
        await pilot.click(offset=(5, 2))
    assert "selected" not in [name for name, _ in app.heard]


async def test_a_click_below_the_rows_or_on_a_heading_changes_nothing() -> None:
    app = TableApp(grouped())
    async with app.run_test(size=SIZE) as pilot:
        await pilot.click(offset=(5, 1))
        await pilot.click(offset=(5, 10))
        await pilot.click(offset=(5, 10))
        assert app.table.cursor_key == "k0"
    assert app.heard == [("highlighted", "k0")]


async def test_space_marks_and_unmarks_and_the_mark_follows_its_row() -> None:
    app = TableApp(rows(5))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j", "space")
        await settle(pilot)
        assert app.screen_lines()[2].startswith("▸●user 1 ")
        app.table.update([row(9), *rows(5)])
        await settle(pilot)
        assert app.screen_lines()[3].startswith("▸●user 1 ")
        await press(pilot, "space")
        assert app.table.marks == frozenset()
    assert [what for name, what in app.heard if name == "marked"] == [("k1", True), ("k1", False)]


async def test_marks_can_be_set_from_outside() -> None:
    app = TableApp(rows(5))
    async with app.run_test(size=SIZE) as pilot:
        app.table.set_marks({"k3"})
        await settle(pilot)
        assert app.screen_lines()[4].startswith(" ●user 3 ")


# -- sort and filter


async def test_s_goes_through_the_columns_and_back_to_the_order_the_rows_come_in() -> None:
    app = TableApp([row(2), row(1), row(3)])
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "s")
        await settle(pilot)
        assert app.screen_lines()[0].startswith("  User▲")
        assert [line[2:8] for line in app.screen_lines()[1:4]] == ["user 1", "user 2", "user 3"]
        await press(pilot, "S")
        await settle(pilot)
        assert app.screen_lines()[0].startswith("  User▼")
        assert [line[2:8] for line in app.screen_lines()[1:4]] == ["user 3", "user 2", "user 1"]
        await press(pilot, "s", "s", "s")
        await settle(pilot)
        assert [line[2:8] for line in app.screen_lines()[1:4]] == ["user 2", "user 1", "user 3"]
    assert [what for name, what in app.heard if name == "sorted"] == [
        ("user", False),
        ("user", True),
        ("cause", False),
        ("loss", False),
        (None, False),
    ]


async def test_a_column_that_does_not_sort_is_passed_over() -> None:
    columns = (Column("spark", "Hour", 10, sortable=False), COLUMNS[0])
    app = TableApp([Row("a", ("▁▂", "x"))], columns)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "s")
        assert app.heard[-1] == ("sorted", ("user", False))
        app.table.set_sort("spark")
        assert app.table.sort == (None, False)


async def test_a_click_on_a_title_sorts_then_reverses_then_ends_the_sort() -> None:
    app = TableApp(rows(3))
    seen: list[tuple[str | None, bool]] = []
    async with app.run_test(size=SIZE) as pilot:
        for _ in range(3):
            await pilot.click(offset=(3, 0))
            seen.append(app.table.sort)
    assert seen == [("user", False), ("user", True), (None, False)]


async def test_a_sort_by_a_column_that_is_taken_away_ends() -> None:
    app = TableApp([row(2), row(1)])
    async with app.run_test(size=SIZE) as pilot:
        app.table.set_sort("user")
        app.table.set_columns(COLUMNS[1:])
        await settle(pilot)
        assert app.table.sort == (None, False)
        assert app.table.cursor_key == "k2"


async def test_the_filter_counts_what_it_leaves_and_of_how_many() -> None:
    app = TableApp(grouped())
    async with app.run_test(size=SIZE) as pilot:
        assert app.table.count == (4, 4)
        app.table.set_filter("user")
        await settle(pilot)
        assert app.table.count == (3, 4)
        assert app.screen_lines()[5] == ""
        app.table.update([*grouped(), row(70)])
        assert app.table.count == (4, 5)
        app.table.set_filter("")
        assert app.table.count == (5, 5)


# -- what it draws


async def test_the_placeholder_stands_where_there_are_no_rows() -> None:
    app = TableApp(placeholder="等待数据\nwaiting")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        lines = app.screen_lines()
        assert [line.strip() for line in lines[5:7]] == ["等待数据", "waiting"]
        assert (len(lines[6]) - len(lines[6].strip())) == 36
        app.table.placeholder = "nothing found"
        await settle(pilot)
        assert "nothing found" in app.screen_lines()[6]
        app.table.update(rows(1))
        await settle(pilot)
        assert not any("nothing found" in line for line in app.screen_lines())


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (3, 1), (10, 3), (400, 100)])
async def test_any_size_is_drawn(size: tuple[int, int]) -> None:
    app = TableApp(grouped(), placeholder="wide enough for none of these")
    async with app.run_test(size=size) as pilot:
        await press(pilot, "j", "G", "s", "space")
        app.table.update(())
        await settle(pilot)
        assert len(app.screen_lines()) == size[1]


async def test_in_ascii_the_table_adds_nothing_beyond_ascii() -> None:
    app = TableApp([Row("a", ("a user with a long name", "loss", "1.0"))], ascii=True)
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "space", "s")
        await settle(pilot)
        text = "\n".join(app.screen_lines())
        assert text.isascii()
        assert text.startswith("  User^")
        assert ">*a user wi~" in text
        app.table.ascii = False
        await settle(pilot)
        assert app.screen_lines()[1].startswith("▸●a user wi…")


async def test_text_from_outside_is_neither_markup_nor_a_command_to_the_terminal() -> None:
    app = TableApp([Row("a", ("[/]", "[red]a[b]c", "\x1b[2J\x1b]52;c;aGk=\x07"))])
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        line = app.screen_lines()[1]
        assert line.startswith("▸ [/]         [red]a[b]c")
        assert line.endswith("\ufffd[2J\ufffd]…")
        assert "\x1b]52" not in "".join(app.written)


@pytest.mark.parametrize("rows", [[], rows(3)], ids=["empty", "rows"])
async def test_without_colours_it_is_drawn_and_the_cursor_seen(
    rows: Sequence[Row], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = TableApp(rows, placeholder="nothing")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert app.no_color
        text = "\n".join(app.screen_lines())
        assert ("▸ user 0" in text) if rows else ("nothing" in text)


class Role(RoleStyles):
    """Shows nothing; asked for its styles."""


async def test_a_role_is_blended_over_the_background_and_follows_the_theme() -> None:
    role = Role()
    app = InkApp(role)
    async with app.run_test() as pilot:
        text, dim = role.role_style("text"), role.role_style("dim")
        assert text.color != dim.color
        assert dim.bgcolor is None
        assert role.role_style("cursor").color is None
        app.theme = "textual-light"
        await pilot.pause()
        assert role.role_style("dim").color != dim.color


async def test_rows_wear_the_theme_in_force() -> None:
    app = TableApp(rows(1))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        before = app.table.render_line(1)
        app.theme = "textual-light"
        await settle(pilot)
        after = app.table.render_line(1)
        assert after.text == before.text
        assert [segment.style for segment in after] != [segment.style for segment in before]


# -- what it costs


async def test_an_update_with_nothing_changed_writes_nothing() -> None:
    app = TableApp(rows(100))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with app.ink() as drawn:
            app.table.update(rows(100))
            await settle(pilot)
        assert drawn == []
        assert app.bytes_written == 0


async def test_one_changed_cell_repaints_its_row_alone() -> None:
    app = TableApp(rows(100))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        with app.ink() as drawn:
            app.table.update([row(each, 77.7 if each == 5 else None) for each in range(100)])
            await settle(pilot)
        assert drawn == [6]
        assert app.bytes_written < 220
        assert "77.7" in app.screen_lines()[6]


async def test_a_changed_cell_on_the_left_leaves_the_rest_of_its_row_unsent() -> None:
    app = TableApp(rows(100))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        with app.ink():
            app.table.update([Row("k0", ("renamed", "丢包 loss", "0.0")), *rows(100)[1:]])
            await settle(pilot)
        assert "renamed" in app.screen_lines()[1]
        assert "loss" not in "".join(app.written)


async def test_a_change_below_the_fold_is_not_drawn() -> None:
    app = TableApp(rows(100))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with app.ink() as drawn:
            app.table.update([*rows(99), row(99, 5.0)])
            await settle(pilot)
        assert drawn == []


async def test_rows_added_below_the_fold_repaint_no_row() -> None:
    app = TableApp(rows(100))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with app.ink() as drawn:
            app.table.update(rows(150))
            await settle(pilot)
        assert drawn == []
        await press(pilot, "G")
        await settle(pilot)
        assert app.screen_lines()[BODY].startswith("▸ user 149")


async def test_a_cursor_move_repaints_two_rows() -> None:
    app = TableApp(rows(100))
    async with app.run_test(size=SIZE) as pilot:
        await press(pilot, "j")
        await settle(pilot)
        with app.ink() as drawn:
            await press(pilot, "j")
            await settle(pilot)
        assert drawn == [2, 3]


async def test_of_a_lazy_list_only_what_is_seen_is_asked_for() -> None:
    source = Lazy()
    app = TableApp()
    async with app.run_test(size=SIZE) as pilot:
        app.table.update(source)
        await press(pilot, "G")
        await settle(pilot)
        app.table.update(source)
        await settle(pilot)
        assert app.table.cursor_key == "k99999"
        assert len(source.asked) <= 2 * SIZE[1]
        assert app.table.count == (100_000, 100_000)


async def test_a_table_that_was_hidden_with_its_container_shows_what_changed_meanwhile() -> None:
    container = Container()

    class App(TableApp):
        def compose(self) -> ComposeResult:
            with container:
                yield self.table

    app = App(rows(5))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        container.display = False
        await settle(pilot)
        app.table.update([row(8, 77.7)])
        await settle(pilot)
        container.display = True
        await settle(pilot)
        assert app.screen_lines()[1].startswith("▸ user 8 ")
        assert app.screen_lines()[2] == ""


def test_a_message_says_which_table_sent_it() -> None:
    table = Table()
    for message in (
        Table.Highlighted(table, None),
        Table.Selected(table, "a"),
        Table.Marked(table, "a", True),
        Table.Sorted(table, None, False),
    ):
        assert message.control is table
