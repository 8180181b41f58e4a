"""Rounding: halves go away from zero."""

import math

import pytest

from tui.glossary.rounding import fixed


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (98.85, 1, "98.9"),
        (1.15, 1, "1.2"),
        (31.95, 1, "32.0"),
        (-0.25, 1, "-0.3"),
        (2.5, 0, "3"),
        (12480, 0, "12,480"),
        (1e-7, 1, "0.0"),
        (1e22, 0, "10,000,000,000,000,000,000,000"),
        (math.inf, 1, "inf"),
    ],
)
def test_a_half_of_the_decimals_written_goes_away_from_zero(value: float, decimals: int, text: str) -> None:
    assert fixed(value, decimals) == text


def test_a_sign_is_kept_where_it_is_asked_for() -> None:
    assert fixed(0.05, 1, "+") == "+0.1"
