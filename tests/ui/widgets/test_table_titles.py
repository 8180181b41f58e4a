"""Other titles alone repaint the head of a table: its rows stay as they are drawn."""

from __future__ import annotations

from msgspec.structs import replace

from tests.ui.widgets.table_app import COLUMNS, TableApp, rows
from tests.ui.widgets.test_table import SIZE, settle


async def test_another_title_paints_the_head_and_no_row() -> None:
    app = TableApp(rows(8))
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        app.table.action_move(3)
        await settle(pilot)
        key, body = app.table.cursor_key, app.screen_lines()[1:]
        with app.ink() as drawn:
            app.table.set_columns([replace(COLUMNS[0], title="at 14:07"), *COLUMNS[1:]])
            await settle(pilot)
        assert drawn == [0]
        assert app.screen_lines()[0].strip().startswith("at 14:07")
        assert (app.table.cursor_key, app.screen_lines()[1:]) == (key, body)


async def test_a_title_that_changed_out_of_sight_stands_there_when_it_is_shown() -> None:
    app = TableApp(rows(3))
    app.table.set_columns([replace(COLUMNS[0], title="first"), *COLUMNS[1:]])
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert app.screen_lines()[0].strip().startswith("first")
        app.table.display = False
        await settle(pilot)
        app.table.set_columns([replace(COLUMNS[0], title="second"), *COLUMNS[1:]])
        app.table.display = True
        await settle(pilot)
        assert app.screen_lines()[0].strip().startswith("second")
