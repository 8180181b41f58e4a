"""Rounding: halves go away from zero."""

import math
import re
from pathlib import Path

import pytest

import tui
from tui.domain.glossary.rounding import fixed, significant

TUI = Path(tui.__file__).parent
FORMAT = re.compile(r"""[:][^{}"']*[.](?:\d+|\{\w+\})[efg%]\}""")


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


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.125, "0.13"),
        (0.05, "0.05"),
        (-0.0345, "-0.035"),
        (0.995, "1"),
        (1e-7, "1e-07"),
        (0.0, "0"),
        (math.nan, "nan"),
    ],
)
def test_a_half_of_the_digits_told_goes_away_from_zero(value: float, text: str) -> None:
    assert significant(value, 2) == text


def test_no_other_room_rounds_what_people_read() -> None:
    """But the charts, whose axes tell whole steps; the simulator writes JSON."""
    rooms = [path for path in TUI.rglob("*.py") if not {"charts", "sim"} & set(path.relative_to(TUI).parts)]
    rounding = [path.name for path in rooms if FORMAT.search(path.read_text(encoding="utf-8"))]
    assert rounding == ["rounding.py"]
