"""One chart frame of 100×30 cells, points to lines of runs, beside plotext alone on points already bucketed.

The control is what plotext needs for the same curve on a sheet of the same size, without axes: a signal of the
bucketed points, `draw`, `build`, the matrix as a string. The candidate also buckets, scales, draws axes, a
threshold and the pending hatch, and splits the result into runs.
"""

from __future__ import annotations

from functools import partial
from math import sin

import plotext

from tests.bench.measure import PAIRS, Row, cpu_ms, interleave
from tui.domain.records import MINUTE, Window
from tui.ui.charts.plot import Plot, PlotLine, Rule, draw, prepare
from tui.ui.charts.scale import bucket

WIDTH, HEIGHT = 100, 30
REPEAT = 5
# The least figure holds only the work itself; the others include the machine's other work.
LEAST = "CPU, the least of all runs"


def run() -> list[Row]:
    prepare()
    rows: list[Row] = []
    for count in (60, 1_440, 10_080):
        plot = _plot(count)
        drawing = draw(plot, WIDTH, HEIGHT)
        bucketed = [p for stretch in bucket(plot.lines[0].points, plot.window, WIDTH) for p in stretch]

        def candidate(plot: Plot = plot) -> float:
            return cpu_ms(lambda: draw(plot, WIDTH, HEIGHT), REPEAT)

        def control(
            points: list[tuple[float, float]] = bucketed,
            columns: int = drawing.columns,
            height: int = drawing.rows_in_plot,
        ) -> float:
            return cpu_ms(lambda: _plotext_alone(points, columns, height), REPEAT)

        pairs = interleave(candidate, control, 2 * PAIRS + 1)
        rows.append(pairs.row(f"chart frame, {count:,} points, to plotext alone", 1.5, "ms"))
        rows.append(Row(f"chart frame, {count:,} points", min(pairs.candidate), "ms", 6.0, LEAST))
    for count, target in ((10_080, 2.0), (43_200, 8.0)):
        points, window = _points(count), Window(0, count * MINUTE)
        taken = [cpu_ms(partial(bucket, points, window, WIDTH)) for _ in range(2 * PAIRS)]
        rows.append(Row(f"bucket, {count:,} points", min(taken), "ms", target, LEAST))
    return rows


def _plot(count: int) -> Plot:
    return Plot(
        Window(0, count * MINUTE),
        offset_at=lambda _: 0,
        lines=(PlotLine(_points(count)),),
        rules=(Rule(5, "bad", "bad > 5"),),
        pending_from_ts=(count - 2) * MINUTE,
        unit="%",
    )


def _points(count: int) -> tuple[tuple[float, float], ...]:
    """A wave under noise (the sine of a square): of every column the greatest and the least value are drawn."""
    return tuple((n * MINUTE, 5 + 2 * sin(20 * n / count) + 0.5 * sin(n * n)) for n in range(count))


def _plotext_alone(points: list[tuple[float, float]], columns: int, height: int) -> str:
    figure = plotext.figure
    figure.clear.data()
    figure.plot_size(columns, height)
    figure.ruler("x").lim(points[0][0], points[-1][0])
    signal = figure.signal([x for x, _ in points], [(y - 2) / 6 for _, y in points], marker="braille").lines(True)
    figure.draw(signal)
    drawn: str = figure.build().string()
    return drawn
