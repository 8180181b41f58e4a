"""Canvas: a sheet of cells for curves. The only module that uses plotext.

The first `Canvas` (or `plotext`) imports plotext, which takes tens of milliseconds; importing this module does not. Its
figure is global and its kernel not thread-safe: all drawing belongs on one thread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from math import floor, isfinite
from typing import Any

from tui.ui.charts.scale import UnbrokenPoints

_SGR = re.compile(r"\x1b\[(?:0|38;5;(\d+))m")


class Canvas:
    """plotext's global figure as a sheet of `columns` × `rows` cells, emptied for every new Canvas.

    Its x runs from 0 to `columns`, its y from 0 in the middle of the last row to 1 in the middle of the first.
    Infinite, NaN or very distant values make plotext abort the process: `add` is the only safe way in.
    """

    def __init__(self, columns: int, rows: int) -> None:
        self._last_dot = columns * 2 - 1
        self._plotext = plotext()
        self._figure = self._plotext.figure
        self._figure.clear.data()
        self._figure.plot_size(columns, rows)
        self._figure.ruler("x").lim(0, columns)

    def add(self, stretches: Iterable[UnbrokenPoints], marker: str, color: int) -> None:
        """Draw a line through each stretch of (x, y), none between stretches; `color` is 0 … 255."""
        xs: list[float] = []
        ys: list[float] = []
        starts: list[int] = []
        for stretch in stretches:
            starts.append(len(xs))
            for x, y in stretch:
                if isfinite(x) and isfinite(y):
                    # The middle of a braille dot: plotext shifts a point by up to 1/500 of a cell, and a point on the
                    # edge would leave its column.
                    dot = min(max(floor(x * 2), 0), self._last_dot)
                    xs.append((dot + 0.5) / 2)
                    ys.append(min(max(y, 0.0), 1.0))
        if not xs:
            return
        signal = self._figure.signal(xs, ys, marker=self._plotext.marker(marker, self._plotext.pixel(color)))
        signal.lines(True)
        for start in starts:
            signal.line(start, False)
        # plotext looks at every point's colour to choose default colours, a third of a chart's cost. Without this hook
        # nothing breaks.
        signal._get_unique_pixels = tuple
        self._figure.draw(signal)

    def pieces(self) -> Iterator[tuple[int, int, str, int]]:
        """(row, column, text, color) of each drawn piece."""
        for row, line in enumerate(self._figure.build().string().splitlines()):
            column = 0
            # Texts, and between them the colours that begin there: None ends a colour.
            parts = _SGR.split(line)
            for color, text in zip([None, *parts[1::2]], parts[::2], strict=True):
                if color is not None and text:
                    yield row, column, text, int(color)
                column += len(text)


@cache
def plotext() -> Any:
    """The library, set up for `Canvas`."""
    import plotext

    plotext.terminal.limit(False, False)
    figure = plotext.figure
    figure.clear()
    figure.theme("colorless")
    figure.canvas("default")
    figure.axes(False)
    figure.legend(False)
    figure.ruler("x").ticks([])
    figure.ruler("y").ticks([])
    figure.ruler("x").alignment(lim="edge")
    figure.ruler("y").lim(0, 1)
    return plotext
