"""The chart widget: its cursor is in one column only, whatever moves."""

from __future__ import annotations

from textual.app import App, ComposeResult

from tui.charts.plot import Line, Plot
from tui.records import Window
from tui.widgets.chart import Chart, ChartView


class ChartApp(App[None]):
    CSS = "Chart { width: 60; height: 12; }"

    def compose(self) -> ComposeResult:
        yield Chart()


def view(window: Window) -> ChartView:
    line = Line(((window.start_ts, 5.0), (window.end_ts - 1, 5.0)))
    return ChartView(plot=Plot(window, offset_at=lambda _: 0, lines=(line,), low=0, high=10, gap_s=1e9))


def cursors(app: App[None]) -> set[int]:
    """The columns in which a bar stands in the upper rows, where no curve is."""
    rows = [strip.text for strip in app.screen._compositor.render_strips()][2:5]
    return {column for row in rows for column, char in enumerate(row) if char == "│" and column > 5}


async def test_a_cursor_that_another_window_moves_leaves_nothing_behind_in_rows_that_look_the_same() -> None:
    app = ChartApp()
    async with app.run_test(size=(80, 20)) as pilot:
        chart = app.query_one(Chart)
        chart.view = view(Window(0, 600))
        chart.cursor_ts = 300.0
        await pilot.pause()
        (before,) = cursors(app)
        chart.view = view(Window(0, 1200))
        await pilot.pause()
        (after,) = cursors(app)
        assert after < before


async def test_a_cursor_that_moves_draws_nothing_again() -> None:
    app = ChartApp()
    async with app.run_test(size=(80, 20)) as pilot:
        chart = app.query_one(Chart)
        chart.view = view(Window(0, 600))
        await pilot.pause()
        drawing = chart._drawing
        for ts in (100.0, 300.0, 599.0, None):
            chart.cursor_ts = ts
            await pilot.pause()
            assert len(cursors(app)) == (ts is not None)
        assert chart._drawing is drawing
