"""Which texts a typed text finds: the text itself, then its words, then its letters."""

from __future__ import annotations

import time

import pytest

from tui.domain.typed import folded
from tui.ui.widgets.matching import FIELD, TextSearch

IOS, WINDOWS, ANDROID = ("44361248", "iOS 17.2", "wifi"), ("83817682", "Windows 11", "lan"), ("7", "Android", "4g ios")
CALL_ID = "0005a9f3bd8c00e1f2"


def found(query: str, *rows: tuple[str, ...]) -> list[tuple[str, ...]]:
    texts = [folded(FIELD.join(row)) for row in rows]
    return [rows[index] for index in TextSearch(texts).find(query)]


def test_a_row_with_the_text_itself_stands_alone() -> None:
    assert found("ios", IOS, WINDOWS, ANDROID) == [IOS, ANDROID]
    assert found("frz", ("frz-1",), ("freeze",)) == [("frz-1",)]


@pytest.mark.parametrize("query", ["iOS", "ios", "ＩＯＳ", "indos", "nds", "os11"])
def test_letters_within_a_word_are_not_found_one_by_one(query: str) -> None:
    assert found(query, WINDOWS) == []


@pytest.mark.parametrize(
    ("query", "rows"),
    [("17 ios", [IOS]), ("wifi 4436", [IOS]), ("11 windows", [WINDOWS]), ("ios linux", []), ("ios 11", [])],
)
def test_words_are_found_in_any_order_and_field(query: str, rows: list[tuple[str, ...]]) -> None:
    assert found(query, IOS, WINDOWS) == rows


@pytest.mark.parametrize(
    ("query", "field", "is_found"),
    [
        ("vdfz", "Video freeze", True),
        ("VFR", "Video freeze rate", True),
        ("addproj", "add a project…", True),
        ("vid frz", "video freeze", True),
        ("下丢", "音频下行网络丢包", True),
        ("丢下", "音频下行网络丢包", False),
        # From the middle of a word, or with a number, only the text itself is meant.
        ("dfz", "Video freeze", False),
        ("v7", "video freeze 7", False),
    ],
)
def test_letters_are_found_in_their_order_from_the_beginning_of_a_word(query: str, field: str, is_found: bool) -> None:
    assert bool(found(query, ("1", field))) is is_found


@pytest.mark.parametrize("query", ["vaf", "cfe", "abe", "bade"])
def test_no_letter_comes_from_another_field_or_from_an_id(query: str) -> None:
    assert found(query, ("va", "fe", CALL_ID)) == []
    assert found(query, (f"class {CALL_ID} b fe",)) == []


def test_a_part_of_an_id_is_found() -> None:
    row = ("class-1", CALL_ID)
    assert found("BD8C", row) == [row]
    assert found("class bd8c", row) == [row]


def test_an_inverted_filter_hides_only_rows_with_the_text_or_its_words() -> None:
    assert found("!ios", IOS, WINDOWS) == [WINDOWS]
    assert found("!11 windows", IOS, WINDOWS) == [IOS]
    assert found("!wdw", IOS, WINDOWS) == [IOS, WINDOWS]


def test_a_name_of_few_letters_often_repeated_is_searched_in_no_time() -> None:
    begun = time.process_time()
    assert found("ab" * 30 + "c", ("ab" * 5000,)) == []
    assert found("abcd", ("a b c " * 3000,)) == []
    assert time.process_time() - begun < 2
