"""Which rows are shown, and in which order."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.typed import folded
from tui.ui.widgets.rows import (
    Arranger,
    ListSource,
    Row,
    RowSource,
    arrange,
    as_source,
    count_rows,
    filtered,
    row_text,
    search_text,
)

ROWS = [
    Row("scale", ("Scale",), heading=True),
    Row("users", ("Users", "12,480"), (3, 12480)),
    Row("channels", ("Channels", "611"), (1, 611)),
    Row("network", ("Network",), heading=True),
    Row("up", ("Video upstream", "99.1"), (2, 99.1)),
    Row("down", ("音频下行网络丢包", "—"), (2, None)),
    Row("loss", ("Loss", "3.0"), (1, 3.0)),
]


def keys(sort_index: int | None = None, query: str = "", *, reverse: bool = False) -> list[str]:
    return [ROWS[index].key for index in arrange(ListSource(ROWS), sort_index, query, reverse=reverse).order]


class Lazy:
    """A source that counts what it is asked for."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.asked: list[int] = []

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, index: int, /) -> Row:
        self.asked.append(index)
        return Row(f"k{index}", (str(index),), (index,))

    def index_of(self, key: str) -> int | None:
        index = int(key[1:])
        return index if index < self.size else None


def test_rows_are_sorted_within_their_group_and_headings_stay() -> None:
    assert keys(0) == ["scale", "channels", "users", "network", "loss", "up", "down"]


def test_the_sort_is_stable_in_both_directions() -> None:
    assert keys(0, reverse=True)[4:] == ["up", "down", "loss"]


def test_a_row_without_a_value_comes_last_in_both_directions() -> None:
    assert keys(1)[4:] == ["loss", "up", "down"]
    assert keys(1, reverse=True)[4:] == ["up", "loss", "down"]


@given(st.lists(st.one_of(st.none(), st.floats()), max_size=12), st.booleans())
def test_nan_and_none_never_unsort_their_neighbours(values: list[float | None], reverse: bool) -> None:
    rows = [Row(str(index), ("x",), (value,)) for index, value in enumerate(values)]
    order = arrange(ListSource(rows), 0, "", reverse=reverse).order
    known = [v for index in order if (v := values[index]) is not None and v == v]
    assert all((a >= b) if reverse else (a <= b) for a, b in pairwise(known))
    assert sorted(order) == list(range(len(values)))


def test_without_sort_values_the_text_of_the_cells_sorts_whatever_its_case() -> None:
    rows = [Row("1", ("beta",)), Row("2", ((("ALP", "bad"), ("HA", "dim")),)), Row("3", ("Gamma",))]
    assert list(arrange(ListSource(rows), 0, "").order) == [1, 0, 2]


def test_values_of_two_kinds_in_one_column_are_no_crash() -> None:
    rows = [Row("1", ("a",), (18,)), Row("2", ("b",), ("unknown",)), Row("3", ("c",), (2,))]
    assert list(arrange(ListSource(rows), 0, "").order) == [0, 2, 1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("users", ["users"]),
        ("VUP", ["up"]),
        ("下丢", ["down"]),
        ("ll", []),
        ("!ss", ["users", "channels", "up", "down"]),
    ],
)
def test_the_filter_takes_the_text_itself_before_characters_in_their_order(query: str, found: list[str]) -> None:
    assert [key for key in keys(query=query) if key not in ("scale", "network")] == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("ＢＩＧ－１", ["big-1", "ｂｉｇ－１"]),
        ("big-1", ["big-1", "ｂｉｇ－１"]),
        ("！ｂｉｇ", ["3873855063", "x-421112233", "-42..1112233"]),
        ("-421112233", ["3873855063", "x-421112233"]),
        ("－４２１１１２２３３", ["3873855063", "x-421112233"]),
        ("\u2212421112233", ["3873855063", "x-421112233"]),
        ("!-421112233", ["big-1", "ｂｉｇ－１", "-42..1112233"]),
        ("3873855063", ["3873855063"]),
    ],
)
def test_the_filter_reads_what_an_input_method_or_a_log_writes(query: str, found: list[str]) -> None:
    rows = [Row(name, (name,)) for name in ("big-1", "ｂｉｇ－１", "3873855063", "x-421112233", "-42..1112233")]
    assert [rows[index].key for index in arrange(ListSource(rows), None, query).order] == found
    assert [rows[index].key for index in Arranger()(Indexed(rows), None, query).order] == found


@pytest.mark.parametrize("query", ["", "  ", "!", " ! "])
def test_an_empty_filter_shows_all(query: str) -> None:
    assert filtered(ROWS, query) == ROWS


def test_a_heading_without_rows_left_is_hidden_and_one_with_rows_is_shown() -> None:
    assert keys(query="users") == ["scale", "users"]
    assert keys(query="nothing of the kind") == []


def test_a_heading_that_never_had_rows_is_shown_while_nothing_is_filtered() -> None:
    rows = [Row("a", ("A",), heading=True), Row("b", ("B",), heading=True), Row("c", ("c",), (1,))]
    assert list(arrange(ListSource(rows), 0, "").order) == [0, 1, 2]
    assert list(arrange(ListSource(rows), None, "c").order) == [1, 2]


def test_the_filter_looks_at_the_search_text_where_there_is_one() -> None:
    rows = [Row("a", ("teacher",), search="83817682"), Row("b", ("83817682",), search="teacher")]
    assert filtered(rows, "83817682") == rows[:1]


def test_rows_before_the_first_heading_are_a_group_too() -> None:
    rows = [Row("b", ("b",)), Row("a", ("a",)), Row("h", ("H",), heading=True), Row("c", ("c",))]
    assert [rows[index].key for index in arrange(ListSource(rows), 0, "").order] == ["a", "b", "h", "c"]


def test_nothing_is_asked_of_a_source_that_is_neither_sorted_nor_filtered() -> None:
    source = Lazy(100_000)
    view = arrange(source, None, "")
    assert len(view.order) == 100_000
    assert view.position_of(source.index_of("k99999")) == 99_999
    assert view.position_of(source.index_of("k100000")) is None
    assert source.asked == []


def test_a_sorted_source_is_asked_for_each_row_once() -> None:
    source = Lazy(50)
    view = arrange(source, 0, "", reverse=True)
    assert sorted(source.asked) == list(range(50))
    assert view.position_of(source.index_of("k0")) == 49


def test_a_row_that_the_filter_hides_has_no_position() -> None:
    source = ListSource(ROWS)
    assert arrange(source, None, "users").position_of(source.index_of("loss")) is None


def test_a_list_that_its_owner_changes_later_stays_as_it_was_handed_over() -> None:
    rows = list(ROWS)
    source = as_source(rows)
    rows.clear()
    assert len(source) == len(ROWS)
    assert source.index_of("loss") == 6
    assert source.index_of("gone") is None


def test_a_source_is_taken_as_it_is() -> None:
    source: RowSource = Lazy(3)
    assert as_source(source) is source
    assert count_rows(source) == 3


def test_headings_are_not_counted() -> None:
    assert count_rows(ListSource(ROWS)) == 5


def test_the_text_of_a_row_is_that_of_its_cells() -> None:
    assert row_text(Row("a", ("14:07", (("6.8", "bad"), (" %", "dim"))))) == "14:07  6.8 %"


class Indexed(ListSource):
    """Rows with what searches and sorts them beside them."""

    def __init__(self, rows: list[Row]) -> None:
        super().__init__(rows)
        self.rows = rows
        self.texts = [*map(search_text, rows)]

    def sort_values(self, column: int) -> list[object]:
        return [row.sort[column] if row.sort else None for row in self.rows]


@given(
    texts=st.lists(st.text("abcÄß丢-12ａ", max_size=6), max_size=12),
    queries=st.lists(st.text("abcÄß丢! -12ａ", max_size=4), min_size=1, max_size=8),
    sort_index=st.sampled_from([None, 0]),
    reverse=st.booleans(),
)
def test_an_indexed_source_is_arranged_like_its_rows_whatever_was_typed_before(
    texts: list[str], queries: list[str], sort_index: int | None, reverse: bool
) -> None:
    rows = [Row(str(index), (text,), (text or None,)) for index, text in enumerate(texts)]
    indexed, arranger = Indexed(rows), Arranger()
    for query in queries:
        expected = list(arrange(ListSource(rows), sort_index, query, reverse=reverse).order)
        view = arranger(indexed, sort_index, query, reverse=reverse)
        assert list(view.order) == expected
        assert [view.position_of(index) for index in expected] == list(range(len(expected)))
        assert all(view.position_of(index) is None for index in range(len(rows)) if index not in expected)


def test_an_indexed_source_makes_no_row_to_be_searched_or_sorted() -> None:
    class Silent(Indexed):
        def __getitem__(self, index: int, /) -> Row:
            raise AssertionError("a row was made")

    source = Silent([row for row in ROWS if not row.heading])
    order = Arranger()(source, 1, "o", reverse=True).order
    assert [source.rows[index].key for index in order] == ["up", "loss"]


MARKS = st.text(
    st.sampled_from("eéEßİか゛がカﾞ\u0301\u0327\u3099\u0345\u1100\u1161가각ﬁ①－！- 5"), min_size=1, max_size=8
)


@given(text=MARKS | st.text(min_size=1, max_size=8), data=st.data())
def test_a_row_is_found_by_whatever_it_begins_with(text: str, data: st.DataObject) -> None:
    typed = text[: data.draw(st.integers(1, len(text)))]
    row = Row("one", (text,))
    if not folded(typed).strip().startswith("!"):
        assert list(arrange(ListSource([row]), None, typed).order) == [0]
        assert filtered([row], typed) == [row]
