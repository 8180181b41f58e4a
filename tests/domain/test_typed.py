"""Text as it is typed: what counts as the same."""

from __future__ import annotations

import pytest

from tui.domain.typed import folded, plain, unsigned


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("０７：３０", "07:30"),
        ("１１－２０　１４：０７", "11-20 14:07"),
        ("\u22125m", "-5m"),
        ("！ｂｉｇ", "!big"),
        ("数学-3班", "数学-3班"),
        ("a\u00a0b", "a b"),
    ],
)
def test_what_an_input_method_writes_is_the_usual_text(text: str, same: str) -> None:
    assert plain(text) == same
    assert folded(text) == folded(same)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("e", "e\u0301"), ("e", "é"), ("é", "e\u0301"), ("か", "が"), ("E\u0301", "école"), ("ｅ", "É")],
)
def test_a_letter_is_in_what_its_accents_make_of_it(typed: str, shown: str) -> None:
    assert folded(typed) in folded(shown)


@pytest.mark.parametrize(
    ("text", "uid"),
    [
        ("-421112233", "3873855063"),
        ("-1", "4294967295"),
        ("-2147483648", "2147483648"),
        ("-2147483649", None),
        ("-0", None),
        ("-01", None),
        ("421112233", None),
        ("-42x", None),
        ("-" + "9" * 5000, None),
    ],
)
def test_a_signed_number_of_32_bits_is_the_unsigned_one(text: str, uid: str | None) -> None:
    assert unsigned(text) == uid
