"""The chart widget: its cursor is in one column only, whatever moves."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from msgspec.structs import replace
from rich.style import Style
from textual.app import App, ComposeResult
from textual.strip import Strip

from tui.domain.records import Run, Window
from tui.ui.charts.plot import DrawnPlot, Plot, PlotLine, Rule, draw
from tui.ui.widgets.chart import Chart, ChartView, cells_of


class ChartApp(App[None]):
    CSS = "Chart { width: 60; height: 12; }"

    def compose(self) -> ComposeResult:
        yield Chart()


def view(window: Window) -> ChartView:
    line = PlotLine(((window.start_ts, 5.0), (window.end_ts - 1, 5.0)))
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


async def test_a_cursor_that_moves_makes_no_line_anew_and_asks_for_the_column_left_and_the_column_entered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = ChartApp()
    async with app.run_test(size=(80, 20)) as pilot:
        chart = app.query_one(Chart)
        chart.view = view(Window(0, 600))
        chart.cursor_ts = 100.0
        await pilot.pause()
        cells: list[int] = []
        made = chart.runs_to_strip

        def noted(runs: Iterable[Run], width: int, base: Style | None = None) -> Strip:
            cells.append(width)
            return made(runs, width, base)

        monkeypatch.setattr(chart, "runs_to_strip", noted)
        left = chart._cursor_column(100.0)
        chart.cursor_ts = 300.0
        regions = chart._repaint_regions.copy()
        await pilot.pause()
        assert len(cursors(app)) == 1
        assert {(region.x, region.width) for region in regions} == {(left, 1), (chart._cursor_column(300.0), 1)}
        assert cells in ([], [1]), "at most the cell of a dot that the cursor wears for the first time"


async def test_a_value_at_the_moment_makes_the_title_line_anew_and_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ChartApp()
    async with app.run_test(size=(80, 20)) as pilot:
        chart = app.query_one(Chart)
        chart.view = view(Window(0, 600))
        await pilot.pause()
        texts: list[str] = []
        made = chart.runs_to_strip

        def noted(runs: Iterable[Run], width: int, base: Style | None = None) -> Strip:
            runs = tuple(runs)
            texts.append("".join(text for text, _ in runs).strip())
            return made(runs, width, base)

        monkeypatch.setattr(chart, "runs_to_strip", noted)
        chart.view = replace(chart.view, readout=(("31.4 %", "bad"),))
        await pilot.pause()
        assert texts == ["31.4 %"]
        app.theme = "textual-light"
        await pilot.pause()
        assert set(texts[1:]) == {strip.text.strip() for strip in chart._strips()}


async def test_a_chart_that_shows_an_earlier_plot_again_or_one_that_was_foreseen_draws_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    drawn: list[Window] = []

    def noted(plot: Plot, width: int, height: int) -> DrawnPlot:
        drawn.append(plot.window)
        return draw(plot, width, height)

    monkeypatch.setattr("tui.ui.widgets.chart.draw", noted)
    app = ChartApp()
    async with app.run_test(size=(80, 20)) as pilot:
        chart = app.query_one(Chart)
        first, second, third = (view(Window(0, seconds)) for seconds in (600, 1200, 1800))
        for each in (first, second, first):
            chart.view = each
            await pilot.pause()
        assert drawn == [Window(0, 600), Window(0, 1200)]
        assert third.plot is not None
        chart.foresee(third.plot)
        chart.view = third
        await pilot.pause()
        assert drawn == [Window(0, 600), Window(0, 1200), Window(0, 1800)]
        chart.styles.width = 50
        await pilot.pause()
        assert drawn[3:] == [Window(0, 1800)], "another size is another drawing"
        assert {row.cell_length for row in chart.render_lines(chart.size.region)} == {50}


def test_a_character_of_two_cells_is_one_for_the_cursor() -> None:
    assert [cells_of("a中b", column) for column in range(5)] == [(0, 1), (1, 3), (1, 3), (3, 4), (4, 5)]


async def test_a_cursor_on_a_wide_character_leaves_it_whole_and_wears_all_of_it() -> None:
    app = ChartApp()
    async with app.run_test(size=(80, 20)) as pilot:
        chart = app.query_one(Chart)
        plain = view(Window(0, 600)).plot
        assert plain is not None
        chart.view = ChartView(plot=replace(plain, rules=(Rule(8.0, label="异常 > 8"),)))
        await pilot.pause()
        drawing = chart._drawing_now()
        for column in range(drawing.left, drawing.left + drawing.columns):
            chart.cursor_ts = drawing.ts_of(column)
            rows = chart.render_lines(chart.size.region)
            assert any("异常" in row.text for row in rows)
            assert {row.cell_length for row in rows} == {chart.size.width}
