"""Bars in one line: exact to an eighth, never wider than told, never lost."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.ui.charts.bars import bar

ANY = st.floats(allow_nan=True, allow_infinity=True)


@given(ANY, ANY, st.integers(-2, 60), st.booleans())
def test_any_value_is_exactly_as_wide_as_told(value: float, most: float, columns: int, ascii_only: bool) -> None:
    drawn = bar(value, most, columns, ascii=ascii_only)
    assert cell_len(drawn) == max(columns, 0)
    assert drawn.isascii() or not ascii_only


@given(st.floats(0, 1e9), st.floats(0, 1e9), st.integers(1, 60))
def test_more_is_never_drawn_shorter(one: float, other: float, columns: int) -> None:
    less, more = sorted((one, other))

    def eighths(text: str) -> int:
        return sum(" ▏▎▍▌▋▊▉█".index(sign) for sign in text)

    assert eighths(bar(less, 1e9, columns)) <= eighths(bar(more, 1e9, columns))


@pytest.mark.parametrize(
    ("value", "drawn", "ascii_drawn"),
    [
        (0, "    ", "    "),
        (-3, "    ", "    "),
        (0.001, "▏   ", "-   "),
        (8, "█   ", "#   "),
        (9, "█▏  ", "#-  "),
        (12, "█▌  ", "#=  "),
        (31, "███▉", "###="),
        (32, "████", "####"),
        (99, "████", "####"),
        (math.nan, "    ", "    "),
    ],
)
def test_a_bar_is_exact_to_an_eighth_of_a_cell(value: float, drawn: str, ascii_drawn: str) -> None:
    assert bar(value, 32, 4) == drawn
    assert bar(value, 32, 4, ascii=True) == ascii_drawn


def test_where_the_most_is_nothing_what_is_more_fills_the_bar() -> None:
    assert bar(3, 0, 2) == "██"
    assert bar(0, 0, 2) == "  "
