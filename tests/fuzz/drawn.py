"""Drawn: the conditions on a view's output, so that it can be drawn: known roles, exact widths."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import islice

from rich.cells import cell_len

from tui.domain.records import Runs
from tui.terminal.cells import UNICODE_SIGNS, Column, fit, header_runs, heading_runs, lay_out, row_runs, visible
from tui.ui.charts.plot import draw
from tui.ui.text_page import Paragraph
from tui.ui.widgets.chart import ChartView
from tui.ui.widgets.rows import Row, RowSource, arrange, as_source, row_text
from tui.ui.widgets.styles import ROLES

ACTING = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
WIDTHS = (3, 24, 118)
HEIGHTS = (8,)


def check_runs(runs: Runs) -> None:
    for text, role in runs:
        assert role in ROLES, role
        assert ACTING.search(visible(text)) is None
    for width in WIDTHS:
        fitted = fit(runs, width)
        assert sum(cell_len(text) for text, _ in fitted) == width, (width, runs)


def check_text(text: str) -> None:
    check_runs(((text, "text"),))


def check_paragraphs(paragraphs: Iterable[Paragraph]) -> None:
    for each in paragraphs:
        assert each.depth in range(4)
        check_text(each.label + each.text)


def check_rows(rows: Sequence[Row] | RowSource, columns: Sequence[Column]) -> None:
    """Every row at every width, the heads, each sort both ways, and a filter."""
    source = as_source(rows)
    keys = [source[index].key for index in range(len(source))]
    assert len(set(keys)) == len(keys)
    for width in WIDTHS:
        slots = lay_out(columns, width)
        right = slots[-1].left + slots[-1].width
        assert right <= width
        for column in columns:
            head = header_runs(slots, UNICODE_SIGNS, column.key, reverse=True)
            assert sum(cell_len(text) for text, _ in head) == max(right, 2)
        for row in islice((source[index] for index in range(len(source))), 40):
            if row.heading:
                drawn, wide = heading_runs(row.cells, width, UNICODE_SIGNS), width
            else:
                assert len(row.cells) <= len(columns)
                drawn, wide = row_runs(row.cells, slots, UNICODE_SIGNS, cursor=True, marked=True), max(right, 2)
            assert sum(cell_len(text) for text, _ in drawn) == wide, (row, width)
            assert all(role in ROLES and ACTING.search(text) is None for text, role in drawn)
    for index in range(len(columns)):
        for reverse in (False, True):
            view = arrange(source, index, "", reverse=reverse)
            assert sorted(view.order) == list(range(len(source)))
    for index in range(len(source)):
        assert source.index_of(keys[index]) == index
        if not source[index].heading:
            text = row_text(source[index])
            assert index in arrange(source, None, text[:1] if not source[index].search else "").order


def check_chart(view: ChartView) -> None:
    for runs in (view.title, view.readout, view.foot):
        check_runs(runs)
    check_text(view.empty)
    if view.plot is None:
        return
    for width in WIDTHS:
        for height in HEIGHTS:
            drawing = draw(view.plot, width, height)
            assert len(drawing.rows) == height
            for row in drawing.rows:
                assert sum(cell_len(text) for text, _ in row) == width
                assert all(role in ROLES for _, role in row)
            for ts in (view.plot.window.start_ts, view.plot.window.end_ts):
                drawing.column_of(ts)
