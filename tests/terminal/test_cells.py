"""What a cell looks like at a given width, and which columns a given width holds."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tui.domain.records import Runs
from tui.terminal.cells import (
    ASCII_SIGNS,
    GAP,
    GUTTER,
    UNICODE_SIGNS,
    Cell,
    Column,
    fit,
    header_runs,
    heading_runs,
    holding,
    join,
    lay_out,
    plain,
    row_runs,
    whole_runs,
)

COLUMNS = (
    Column("time", "Time", 5),
    Column("user", "User", 10, grow=1),
    Column("cause", "Cause", 10, grow=2, priority=2),
    Column("loss", "Loss %", 6, align="right", priority=1),
)


def shown(width: int) -> list[str]:
    return [slot.column.key for slot in lay_out(COLUMNS, width)]


def test_columns_with_the_highest_priority_number_leave_first() -> None:
    needed = GUTTER + 5 + 10 + 10 + 6 + 3 * GAP
    assert shown(needed) == ["time", "user", "cause", "loss"]
    assert shown(needed - 1) == ["time", "user", "loss"]
    assert shown(GUTTER + 5 + 10 + GAP) == ["time", "user"]


def test_of_columns_with_one_priority_the_rightmost_leaves_first() -> None:
    columns = [Column(key, key, 10) for key in "abc"]
    assert [slot.column.key for slot in lay_out(columns, GUTTER + 20 + GAP)] == ["a", "b"]


def test_the_last_column_is_cut_rather_than_hidden() -> None:
    (slot,) = lay_out(COLUMNS, 4)
    assert (slot.column.key, slot.left, slot.width) == ("time", GUTTER, 2)


@given(st.integers(60, 300))
def test_columns_that_grow_take_all_of_the_spare_width_by_their_shares(width: int) -> None:
    slots = lay_out(COLUMNS, width)
    assert slots[-1].left + slots[-1].width == width
    grown = {slot.column.key: slot.width - slot.column.width for slot in slots}
    assert grown["time"] == grown["loss"] == 0
    assert abs(grown["cause"] - 2 * grown["user"]) <= 2


def test_columns_that_do_not_grow_leave_the_spare_width_empty() -> None:
    (slot,) = lay_out([Column("a", "A", 5)], 80)
    assert slot.width == 5


@pytest.mark.parametrize(
    ("text", "width", "align", "drawn"),
    [
        ("abc", 5, "left", "abc  "),
        ("abc", 5, "right", "  abc"),
        ("abc", 3, "left", "abc"),
        ("abcd", 3, "left", "ab…"),
        ("abcd", 3, "right", "ab…"),
        ("abcd", 1, "left", "…"),
        ("abcd", 0, "left", ""),
        ("课堂", 4, "left", "课堂"),
        ("课堂", 5, "right", " 课堂"),
        ("课堂课", 5, "left", "课堂…"),
        ("课堂课", 4, "left", "课 …"),
        ("课堂", 2, "left", " …"),
        ("[/]a[b]c", 8, "left", "[/]a[b]c"),
    ],
)
def test_a_cell_is_exactly_as_wide_as_its_slot(text: str, width: int, align: str, drawn: str) -> None:
    assert plain(fit(text, width, "right" if align == "right" else "left")) == drawn


def test_a_cut_cell_keeps_the_role_of_what_was_cut() -> None:
    runs: Runs = (("6.8 %", "bad"), (" since 13:47", "dim"))
    assert fit(runs, 8) == (("6.8 %", "bad"), (" s…", "dim"))
    assert fit(runs, 6) == (("6.8 %", "bad"), ("…", "dim"))
    assert fit(runs, 5) == (("6.8 …", "bad"),)


@pytest.mark.parametrize("unsafe", ["\x1b]52;c;aGk=\x07", "a\nb", "a\tb", "\x7f", "\x9b2J", "\u202eabc", "\ud800"])
def test_no_character_that_a_terminal_would_obey_leaves_a_cell(unsafe: str) -> None:
    drawn = plain(fit(unsafe, 30))
    assert "\ufffd" in drawn
    assert drawn.isprintable()
    drawn.encode()


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("a\u200d", "a   "),
        ("👩\u200d👧", "👩👧"),
        ("❤\ufe0f", "❤   "),
        ("👩🏽", "👩  "),
        ("1\ufe0f\u20e3", "1   "),
        ("🇩🇪🇩", "DED "),
    ],
)
def test_what_terminals_join_each_in_their_way_stands_apart(text: str, drawn: str) -> None:
    assert plain(fit(text, 4)) == drawn


@given(
    st.lists(st.tuples(st.text(max_size=8), st.sampled_from(["text", "bad", "cursor"])), max_size=4),
    st.integers(0, 24),
    st.sampled_from(["left", "right"]),
)
def test_any_text_fits_any_width(runs: list[tuple[str, str]], width: int, align: str) -> None:
    fitted = fit(tuple(runs), width, "right" if align == "right" else "left")
    assert sum(cell_len(text) for text, _ in fitted) == width
    assert cell_len(plain(join(fitted))) == width


@given(st.lists(st.text(max_size=14), min_size=4, max_size=4), st.integers(1, 90), st.booleans(), st.booleans())
def test_a_row_never_exceeds_its_width(cells: list[str], width: int, cursor: bool, marked: bool) -> None:
    runs = row_runs(cells, lay_out(COLUMNS, width), UNICODE_SIGNS, cursor=cursor, marked=marked)
    assert cell_len(plain(runs)) <= max(width, GUTTER)


def test_a_row_with_too_few_cells_leaves_the_others_blank() -> None:
    runs = row_runs(["14:07"], lay_out(COLUMNS, 80), UNICODE_SIGNS, cursor=False, marked=False)
    assert plain(runs).rstrip() == "  14:07"


def test_cursor_and_mark_are_signs_beside_each_other_not_only_styles() -> None:
    slots = lay_out(COLUMNS[:1], 20)
    drawn = {
        (cursor, marked): plain(row_runs(["14:07"], slots, UNICODE_SIGNS, cursor=cursor, marked=marked))
        for cursor in (False, True)
        for marked in (False, True)
    }
    assert drawn == {
        (False, False): "  14:07",
        (False, True): " ●14:07",
        (True, False): "▸ 14:07",
        (True, True): "▸●14:07",
    }


def test_ascii_signs_keep_to_ascii() -> None:
    assert all(sign.isascii() for sign in ASCII_SIGNS)
    slots = lay_out(COLUMNS[:1], 20)
    assert plain(row_runs(["14:07:32"], slots, ASCII_SIGNS, cursor=True, marked=True)) == ">*14:0~"


def test_a_plain_row_is_a_single_run() -> None:
    runs = row_runs(
        ["14:07", "83817682", "loss", "6.8"], lay_out(COLUMNS, 80), UNICODE_SIGNS, cursor=False, marked=False
    )
    assert len(runs) == 1


def test_padding_joins_the_run_before_it_unless_that_wears_a_background() -> None:
    assert join([("6.8", "bad"), ("  ", "text"), ("x", "text")]) == (("6.8  ", "bad"), ("x", "text"))
    assert join([("6.8", "cursor"), ("  ", "text")]) == (("6.8", "cursor"), ("  ", "text"))


@pytest.mark.parametrize(
    ("sort", "reverse", "drawn"),
    [
        (None, False, "  Time   User        Loss %"),
        ("user", False, "  Time   User▲       Loss %"),
        ("user", True, "  Time   User▼       Loss %"),
        ("loss", True, "  Time   User       ▼Loss %"),
    ],
)
def test_the_header_shows_what_sorts_and_which_way(sort: str | None, reverse: bool, drawn: str) -> None:
    slots = lay_out([COLUMNS[0], Column("user", "User", 10), COLUMNS[3]], 60)
    assert plain(header_runs(slots, UNICODE_SIGNS, sort, reverse=reverse)) == drawn


@pytest.mark.parametrize("align", ["left", "right"])
@given(st.text(max_size=12), st.integers(1, 12), st.booleans())
def test_the_sign_of_the_sort_is_never_cut_away(align: str, title: str, width: int, reverse: bool) -> None:
    column = Column("a", title, width, align="right" if align == "right" else "left")
    drawn = plain(header_runs(lay_out([column], GUTTER + width), ASCII_SIGNS, "a", reverse=reverse))
    assert ("v" if reverse else "^") in drawn
    assert cell_len(drawn) == GUTTER + width


def test_a_heading_spans_the_table() -> None:
    assert heading_runs(("Network", "ignored"), 10, UNICODE_SIGNS) == (
        ("  ", "text"),
        ("Network", "strong"),
        (" ", "text"),
    )
    assert heading_runs((), 3, UNICODE_SIGNS) == (("  ", "text"), ("", "strong"), (" ", "text"))


@given(st.lists(st.text("a数 ", min_size=1, max_size=6), max_size=5), st.integers(-3, 20))
def test_of_several_runs_the_first_ones_that_have_room_stay_whole(texts: list[str], width: int) -> None:
    runs: Runs = tuple((text, "text") for text in texts)
    kept = whole_runs(runs, width)
    assert kept == runs[: len(kept)]
    assert len(kept) <= 1 or cell_len(plain(kept)) <= width
    assert len(kept) >= min(1, len(runs))
    assert kept == runs or cell_len(plain(runs[: len(kept) + 1])) > width


@pytest.mark.parametrize("role", ["dim", "pending", "missing"])
def test_faint_words_of_the_selected_row_are_readable(role: str) -> None:
    cells, slots = (((("not asked", role),),), lay_out((Column("state", "State", 9),), 20))
    assert role in {role for _, role in row_runs(cells, slots, UNICODE_SIGNS, cursor=False, marked=False)}
    assert {role for _, role in row_runs(cells, slots, UNICODE_SIGNS, cursor=True, marked=False)} == {"accent", "text"}


def test_a_column_of_numbers_is_as_wide_as_its_widest_cell() -> None:
    columns = (Column("name", "", 4), Column("total", "", 6, align="right"), Column("mean", "", 6, align="right"))
    rows: list[tuple[Cell, ...]] = [("a long name", "1,198,760,000", "1"), ("b", "2", (("12,345,678", "text"),))]
    assert [column.width for column in holding(columns, rows)] == [4, 13, 10]
    assert holding(columns, []) == columns
