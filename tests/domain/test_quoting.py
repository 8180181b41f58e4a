"""Text from outside, made safe to print and to store."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.domain.quoting import MOST_MARKS, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("数学-3班", "数学-3班"),
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("\x7f", "␡"),
        ("a\u202eb", "a\\u{202E}b"),
        ("a\u200bb", "a\\u{200B}b"),
        ("\ud800", "\\u{D800}"),
        ("👩\u200d🏫", "👩\u200d🏫"),  # a joiner is a part of the sign
    ],
)
def test_what_would_act_on_a_terminal_or_cannot_be_seen_has_a_visible_form(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_marks_that_pile_up_over_the_lines_end_in_an_ellipsis() -> None:
    assert visible("e" + "\u0301" * 30) == "e" + "\u0301" * MOST_MARKS + "…"
    assert visible("e" + "\u0301" * MOST_MARKS) == "e" + "\u0301" * MOST_MARKS


@given(st.text(st.characters()))
def test_whatever_comes_can_be_encoded_holds_no_control_and_stays_as_it_is_the_second_time(text: str) -> None:
    shown = visible(text)
    shown.encode()
    assert not [each for each in shown if unicodedata.category(each) == "Cc"]
    assert visible(shown) == shown
