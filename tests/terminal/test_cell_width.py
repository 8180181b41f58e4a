"""A text is told apart into cells only where no terminal would take other ones."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.terminal.cell_width import HALF, cells_of


@pytest.mark.parametrize("text", ["−0.8 %", "⣿⡇░█─┤▸●▲", "é Ω Я", "1…2 · 3 – ×"])
def test_what_is_narrow_everywhere_has_a_cell_a_letter(text: str) -> None:
    assert cells_of(text) == tuple(text)


def test_a_wide_letter_has_two_cells() -> None:
    assert cells_of("数-3班") == ("数", HALF, "-", "3", "班", HALF)


@pytest.mark.parametrize("text", ["👍", "a👨‍👩‍👧b", "e\u0301", "❤\ufe0f", "か\u3099", "שלום", "a\u200bb", "\t", "ก็"])
def test_what_terminals_disagree_about_has_no_cells(text: str) -> None:
    assert cells_of(text) is None


@given(st.text(max_size=20))
def test_there_are_as_many_cells_as_the_layout_counts(text: str) -> None:
    cells = cells_of(text)
    assert cells is None or len(cells) == cell_len(text)
