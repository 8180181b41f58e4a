"""One description of a column makes the list's column, its cell, its sort and the export's field."""

from __future__ import annotations

from tui.domain.fields import AtLeast, ExtractCell, FieldKind, Lacking, Listed
from tui.domain.text import Phrase
from tui.ui.widgets.described import Described, Items, Told, fields_of, list_columns, list_row, values_of

COLUMNS = (
    Described("channel", title=Phrase("channel", "频道"), width=10, key="name", grow=1),
    Described("start", FieldKind.TIME, told=False),
    Described("users", FieldKind.NUMBER, may_lack=True, title=Phrase("users", "人数"), width=5),
    Described("bar", title=Phrase("bar", "图"), width=8, sortable=False, exported=False),
)


def told(users: ExtractCell) -> Items:
    return Told("a", (("A", "strong"),), 7), 60, users, Told(None, "===")


def test_a_list_has_the_columns_with_a_title_and_numbers_stand_on_the_right() -> None:
    name, users, bar = list_columns(COLUMNS, "zh", {"users": 9})
    assert [(each.key, each.title, each.width) for each in (name, users, bar)] == [
        ("name", "频道", 10),
        ("users", "人数", 9),
        ("bar", "图", 8),
    ]
    assert [each.align for each in (name, users, bar)] == ["left", "right", "left"]
    assert (name.grow, users.sortable, bar.sortable) == (1, True, False)


def test_an_export_has_the_columns_that_are_no_part_of_the_list_alone() -> None:
    assert [field.name for field in fields_of(COLUMNS)] == ["channel", "start", "users"]
    assert values_of(COLUMNS, told(Lacking("lost"))) == ("a", 60, Lacking("lost"))


def test_a_cell_and_a_sort_that_are_not_told_are_those_of_the_value() -> None:
    row = list_row(COLUMNS, "key", told(12), search="found")
    assert (row.key, row.cells, row.sort, row.search) == (
        "key",
        ((("A", "strong"),), "12", "==="),
        (7, 12, None),
        "found",
    )


def test_a_value_that_lacks_sorts_last_and_one_that_may_be_more_sorts_by_its_number() -> None:
    for value, cell, sort in (
        (Lacking("lost"), "", None),
        (AtLeast(10), "10", 10),
        (Listed((), "x · y"), "x · y", "x · y"),
    ):
        row = list_row(COLUMNS, "key", told(value))
        assert row.sort is not None
        assert (row.cells[1], row.sort[1]) == (cell, sort)
