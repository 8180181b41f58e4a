"""A table whose cursor a key or a click has moved calls its screen in that key's own turn, and posts no message."""

from __future__ import annotations

from tests.ui.widgets.table_app import TableApp, rows
from tests.ui.widgets.test_table import SIZE, settle


async def test_a_key_and_a_click_are_reacted_to_at_once_and_not_told_a_second_time() -> None:
    app = TableApp(rows(5))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.heard.clear()
        reacted: list[str | None] = []
        app.table.react = lambda: reacted.append(app.table.cursor_key)
        first = app.table.cursor_key
        app.table.action_move(1)
        app.table.action_last()
        app.table.action_first()
        assert (len(reacted), reacted[-1]) == (3, first), "nothing was waited for"
        await pilot.click(app.table, offset=(2, 3))
        await settle(pilot)
        assert len(reacted) == 4
        assert [name for name, _ in app.heard] == []


async def test_a_key_that_moves_nothing_is_no_reason_to_react() -> None:
    app = TableApp(rows(5))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        reacted: list[int] = []
        app.table.react = lambda: reacted.append(1)
        app.table.action_move(-1)
        assert not reacted


async def test_rows_that_come_are_told_by_a_message_as_the_screen_is_amid_its_own_work() -> None:
    app = TableApp(rows(5))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.heard.clear()
        reacted: list[int] = []
        app.table.react = lambda: reacted.append(1)
        app.table.update(rows(5)[3:])
        app.table.move_cursor(str(rows(5)[4].key))
        await settle(pilot)
        assert not reacted
        assert app.heard
