"""CSV: every value comes back, and no cell is a formula."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from tests.export.made import NOW_TS, extract
from tui.domain.fields import ExtractField, FieldKind
from tui.export.delimited import to_csv
from tui.export.extract import ExtractTable

TEXT = st.text(st.characters(exclude_categories=["Cs"]))


def rows_of(text: str) -> list[list[str]]:
    return [*csv.reader(io.StringIO(text, newline=""))]


def table(cells: list[str]) -> ExtractTable:
    fields = (ExtractField("channel"), ExtractField("score", FieldKind.NUMBER))
    return ExtractTable("calls", fields, [(cell, -1.5) for cell in cells], cells, "channel")


@given(st.lists(TEXT))
def test_a_text_comes_back_as_it_was_or_with_the_quote_that_keeps_it_from_being_a_formula(cells: list[str]) -> None:
    header, *rows = rows_of(to_csv(table(cells)))
    assert header == ["channel", "score"]
    assert len(rows) == len(cells)
    for (text, number), cell in zip(rows, cells, strict=True):
        assert text in (cell, f"'{cell}")
        assert number == "-1.5"


@given(st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", " =", "\u00a0=", "＝"]), TEXT)
def test_what_a_spreadsheet_would_run_begins_with_a_quote(begin: str, rest: str) -> None:
    (row,) = rows_of(to_csv(table([begin + rest])))[1:]
    assert row[0] == "'" + begin + rest


def test_unknown_is_empty_with_its_state_at_least_is_said_and_times_are_told_twice() -> None:
    text = to_csv(extract().table)
    assert not text.startswith("\ufeff")
    assert text.endswith("\r\n")
    header, known, least, pending = rows_of(text)
    assert header == [
        "start_ts",
        "start_iso",
        "channel",
        "people_diagnosed",
        "people_diagnosed_state",
        "people_diagnosed_at_least",
        "finished",
        "causes",
    ]
    assert known[:2] == [str(NOW_TS - 60), "2026-11-22T07:55:10Z"]
    assert known[3:7] == ["7", "known", "false", "true"]
    assert least[1] == "2026-11-22T07:55:39.500Z"
    assert least[3:7] == ["10", "known", "true", "false"]
    assert pending[3:7] == ["", "pending", "false", ""]
    assert known[7] == "video downstream packet loss 23 (44361248)"
