"""Rounding: halves go away from zero."""

import math
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import tui
from tui.domain.glossary import LIVE_METRICS, MIDS, level, thresholds_with
from tui.domain.glossary.levels import limits_of
from tui.domain.glossary.rounding import Limit, adding_up, exact, figure, fixed, progress, share, significant
from tui.domain.records import Direction, Threshold

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


# A limit of the config, a value beside it, and the number of decimals that are usual.
LIMITS = st.floats(-1e4, 1e4).map(lambda limit: round(limit, 6))
NEAR = st.sampled_from([0.0, 1e-12, 1e-7, 1e-5, 0.0004, 0.004, 0.01, 0.04, 0.049, 0.05, 0.3, 0.49, 0.5, 1.0, 7.0])


def beyond(value: float, limit: Limit) -> int | bool:
    side = (value > limit.value) - (value < limit.value)
    return side == limit.beyond if limit.beyond else side


@given(LIMITS, LIMITS, NEAR, st.booleans(), st.integers(0, 2), st.sampled_from([-1, 0, 1]))
@example(95.0, 97.5, 0.01, True, 1, -1)
def test_a_rounded_number_is_beyond_a_limit_where_the_number_is_and_nowhere_else(
    limit: float, other: float, far: float, is_below: bool, decimals: int, side: int
) -> None:
    value, limits = limit - far if is_below else limit + far, (Limit(other, side), Limit(limit, side))
    written = [fixed(value, decimals, "", limits), share(value, limits), figure(value, limits).replace(",", "")]
    for text in written:
        assert [beyond(float(text), each) for each in limits] == [beyond(value, each) for each in limits]


JUDGED = [
    *((name, metric.direction) for name, metric in LIVE_METRICS.items()),
    *((str(number), metric.direction) for number, metric in MIDS.items()),
]


@given(st.sampled_from(JUDGED), LIMITS, NEAR, NEAR, st.booleans())
def test_a_written_value_has_the_level_of_the_value(
    judged: tuple[str, Direction], bad: float, apart: float, far: float, is_below: bool
) -> None:
    """Of every metric, with any limits, in both directions."""
    name, direction = judged
    less = direction is Direction.LESS_IS_WORSE
    threshold = thresholds_with({}).get(name, Threshold(bad + apart if less else bad - apart, bad))
    for limit in (threshold.warn, threshold.bad):
        value = limit - far if is_below else limit + far
        limits = limits_of(threshold, direction)
        for decimals in (0, 1):
            written = float(fixed(value, decimals, "", limits))
            assert level(written, threshold, direction) is level(value, threshold, direction)


def test_a_rate_just_below_its_limit_does_not_read_as_the_limit() -> None:
    least, most = (Limit(97.5, -1), Limit(95, -1)), (Limit(5, 1),)
    assert fixed(94.99, 1, limits=least) == "94.99"
    assert fixed(94.9999999, 1, limits=least) == "94.9999"
    assert fixed(95.04, 1, limits=least) == fixed(95.0, 1, limits=least) == "95.0"
    assert (figure(5.04, most), figure(4.96, most), share(31.4, most)) == ("5.04", "5", "31")
    assert fixed(99.7, 0, limits=(Limit(100),)) == "99.7"


def test_a_limit_is_written_with_all_its_digits() -> None:
    written = ["5", "2.5", "94.9999999", "0.0000001", "100"]
    assert [exact(limit) for limit in (5, 2.5, 94.9999999, 1e-7, 100.0)] == written
    # The last digits of a sum are the machine's.
    assert [exact(limit) for limit in (99.9 + 0.01, 0.1 + 0.2, 3 * 1.1)] == ["99.91", "0.3", "3.3"]


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6), st.integers(0, 1))
@example([33.5, 66.5], 0)
@example([100 / 3] * 3, 0)
def test_written_summands_add_up_to_the_written_sum(values: list[float], decimals: int) -> None:
    unit = Decimal(1).scaleb(-decimals)
    written = [Decimal(text) for text in adding_up(values, decimals)]
    exactly = [Decimal(repr(value)) for value in values]
    assert abs(sum(written, Decimal()) - sum(exactly, Decimal())) <= unit / 2
    assert all(abs(one - value) < unit for one, value in zip(written, exactly, strict=True))


def test_a_hundred_percent_is_done_only_when_all_is() -> None:
    assert [progress(done, 1000) for done in (0, 1, 4, 500, 994, 996, 999.9, 1000)] == [
        *["0", "0.1", "0.4", "50", "99", "99.6", "99.99", "100"],
    ]


def test_a_share_has_one_decimal_below_ten_percent_and_none_above() -> None:
    assert [share(value) for value in (0.0, 4.24, 9.94, 9.96, 31.4, 100.0)] == ["0.0", "4.2", "9.9", "10", "31", "100"]


def test_no_other_room_rounds_what_people_read() -> None:
    """But the charts, whose axes tell whole steps; the simulator writes JSON."""
    rooms = [path for path in TUI.rglob("*.py") if not {"charts", "sim"} & set(path.relative_to(TUI).parts)]
    rounding = [path.name for path in rooms if FORMAT.search(path.read_text(encoding="utf-8"))]
    assert rounding == ["rounding.py"]
