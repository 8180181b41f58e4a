"""CellGrid: cells that take text and give runs."""

from __future__ import annotations

from tui.ui.charts.cell_grid import CellGrid, text_width


def test_chinese_takes_two_cells_a_character_and_a_combining_accent_none() -> None:
    assert text_width("卡顿 > 5") == 8
    assert text_width("e\u0301") == 1


def test_text_that_reaches_over_an_edge_is_cropped_between_characters() -> None:
    grid = CellGrid(5, 1, "dim")
    grid.put(0, 2, "卡顿", "bad")
    grid.put(0, -1, "ab", "good")
    assert grid.lines() == ((("b ", "good"), ("卡 ", "bad")),)


def test_blank_cells_belong_to_the_run_at_their_left() -> None:
    grid = CellGrid(6, 2, "dim")
    grid.put(0, 1, "x", "a")
    grid.put(0, 4, "y", "b")
    assert grid.lines() == (((" x  ", "a"), ("y ", "b")), (("      ", "dim"),))


def test_only_blank_cells_are_filled_and_a_space_of_a_label_is_not_blank() -> None:
    grid = CellGrid(6, 1, "dim")
    grid.put(0, 1, "a b", "label")
    grid.put_if_blank(0, 0, 6, "-", "rule")
    assert grid.lines() == ((("-", "rule"), ("a b", "label"), ("--", "rule")),)


def test_the_last_blank_cells_are_found_left_of_what_is_written() -> None:
    grid = CellGrid(9, 1, "dim")
    grid.put(0, 5, "x", "a")
    assert grid.last_blank(0, 0, 9, 3) == 6
    assert grid.last_blank(0, 0, 8, 3) == 2
    assert grid.last_blank(0, 0, 9, 6) is None
