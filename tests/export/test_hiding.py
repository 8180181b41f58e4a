"""Names in drawn lines: whole, cut, at an edge, folded; aliases take their cells, and figures stay figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len, set_cell_size

from tests.export.made import KEY
from tui.export.hiding import Box, Grid, Known, fitted, hide
from tui.export.names import Aliases
from tui.terminal.cells import fit, plain

NAMES = Aliases(KEY)
USER, CHANNEL, LONG = "44361248", "数学-3班", "all hands 2026 quarterly"
KNOWN = Known({"user": [USER], "channel": [CHANNEL, LONG]})


def hidden(*lines: str, folds: bool = False, scrolls: bool = False, known: Known = KNOWN) -> list[str]:
    width = max(map(cell_len, lines))
    grid: Grid[None] = Grid([[(line + " " * (width - cell_len(line)), None)] for line in lines])
    hide(grid, [Box(0, 0, width, len(lines), folds, scrolls)], known, NAMES)
    return ["".join(text for text, _ in grid.runs(y)) for y in range(len(lines))]


def test_a_name_becomes_its_alias_where_there_is_room_and_nothing_behind_it_moves() -> None:
    alias = NAMES.user(USER)
    (line,) = hidden(f"  {USER}        video freeze 12,480  97.5 %")
    assert line == f"  {alias}   video freeze 12,480  97.5 %"
    (line,) = hidden(f"causes (from {USER} ×4)")
    assert line == f"causes (from u-{alias[5:11]} ×4)"


def test_a_wide_name_keeps_its_cells() -> None:
    (line,) = hidden(f"│{CHANNEL}│ 14:07")
    assert cell_len(line) == cell_len(f"│{CHANNEL}│ 14:07")
    assert line.endswith("│ 14:07")
    assert "数" not in line
    assert "班" not in line


@pytest.mark.parametrize("width", range(2, 12))
@pytest.mark.parametrize("name", [USER, CHANNEL, LONG])
def test_a_name_that_is_cut_is_hidden_however_little_is_left(name: str, width: int) -> None:
    cut = plain(fit(name, width))
    (line,) = hidden(f"{cut}  rest")
    left = cut.removesuffix("…").strip()
    assert line.endswith(" rest")
    # Two digits are a figure like any other.
    assert not left or left not in line or (left.isdecimal() and len(left) < 3)


def test_the_end_of_a_name_behind_an_ellipsis_is_hidden() -> None:
    assert "61248" not in hidden("sender   ▸▲…61248   31 %▲")[0]


def test_a_name_cut_by_the_edge_is_hidden() -> None:
    assert "4436124" not in hidden("from 4436124")[0]
    assert "all hands" not in hidden("at 14:07: all hands 20")[0]
    assert "hands 2026" not in hidden(" hands 2026 quarterly      ", scrolls=True)[0]


def test_a_name_folded_over_two_lines_is_hidden() -> None:
    shown = hidden("the channel all hands 2026   ", "quarterly has no ratings", folds=True)
    assert "hands" not in "".join(shown)
    assert "quarterly" not in "".join(shown)
    assert shown[1].rstrip().endswith("has no ratings")
    assert "1248" not in hidden("from user 4436", "1248 and more", folds=True)[1]


def test_figures_and_parts_of_words_are_no_names() -> None:
    known = Known({"user": ["7", "12", "480"], "channel": ["live"]})
    line = "alive 12,480  97.5 %  14:12:07  7/12  ×7  480 %  livelier"
    assert hidden(line, known=known) == [line]
    assert hidden("user 7 on live", known=known)[0].split()[-1] != "live"


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Mn", "Zs", "Zl", "Zp", "Cf"]), min_size=6, max_size=40),
    st.integers(0, 30),
    st.integers(3, 60),
)
def test_no_name_is_left_whole_or_cut_and_every_line_keeps_its_width(name: str, left: int, width: int) -> None:
    known = Known({"channel": [name]})
    cells = " " * left + plain(fit(name, width)) + "  x"
    (line,) = hidden(cells, known=known)
    assert cell_len(line) == cell_len(cells)
    assert name not in line
    if cell_len(name) > width:
        piece = set_cell_size(name, width - 1).strip()
        assert len(piece) < 3 or piece not in line or piece.strip("*") == ""


@given(st.integers(1, 20), st.integers(0, 10))
def test_an_alias_fits_its_room(room: int, spare: int) -> None:
    text = fitted(NAMES.user(USER), room, room + spare)
    assert room <= len(text) <= room + spare
