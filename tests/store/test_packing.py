"""Packed numbers come back bit by bit, whole or in part, and take little room."""

from __future__ import annotations

import random
import struct
from array import array

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from tests.examples import many
from tui.store.rows import packing
from tui.store.rows.packing import pack_stamps, pack_values, unpack_stamps, unpack_values

WHOLE = st.integers(-(2**63), 2**63 - 1)
STAMPS = st.lists(st.integers(0, 2**32) | st.integers(1_795_320_300, 1_795_320_400), max_size=60)
DOUBLES = st.floats(allow_nan=True, allow_infinity=True) | st.sampled_from([0.0, -0.0, 5e-324, 1e15, 0.1, 12.34])
NAN_OF_ITS_OWN = struct.unpack("<d", b"\x01\0\0\0\0\0\xf8\x7f")[0]
VALUES = st.one_of(
    st.lists(DOUBLES, max_size=60),
    st.lists(st.sampled_from([0.0, -0.0, float("nan"), NAN_OF_ITS_OWN, 12.34, float("-inf")]), max_size=400),
    st.lists(st.integers(-400, 400).map(float), max_size=400),
    st.lists(st.integers(-(10**6), 10**6).map(lambda number: number / 100), max_size=400),
)
fixed = many(
    120,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(params=[7, 300])
def blocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A block has so many points."""
    monkeypatch.setattr(packing, "BLOCK", request.param)


@fixed
@given(numbers=STAMPS)
def test_timestamps_come_back(blocks: None, numbers: list[int]) -> None:
    assert unpack_stamps(pack_stamps(array("q", numbers))) == array("q", numbers)


@fixed
@given(values=VALUES)
@example(values=[NAN_OF_ITS_OWN, 0.0, -0.0, float("nan")])
@example(values=[-0.0] * 50)
@example(values=[1 / 3, 2 / 3] * 50)
@example(values=[float(number) for number in range(-200, 256)] * 9)
@example(values=[float(number) for number in range(-128, 128)])
@example(values=[number / 1000 for number in range(400)])
@example(values=[float(number) for number in range(300)] + [float("inf")])
@example(values=[1e18, 1e300, 2.0**63])
def test_values_come_back_bit_by_bit(blocks: None, values: list[float]) -> None:
    packed = array("d", values)
    assert unpack_values(pack_values(packed)).tobytes() == packed.tobytes()


def test_numbers_are_remembered_up_to_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "_MOST_NUMBERS", 100)
    monkeypatch.setattr(packing, "_NUMBERS", (packing._Numbers(0), packing._Numbers(1)))
    values = array("d", [number / 10 for number in range(1000)])
    assert unpack_values(pack_values(values)) == values
    assert all(len(numbers) <= 100 for numbers in packing._NUMBERS)


@pytest.mark.parametrize(
    ("most_bytes", "value"),
    [
        (1.1, lambda roll: roll.randint(0, 99) / 10),  # a loss
        (1.6, lambda roll: float(roll.randint(800, 1400))),  # a bit rate
        (2.3, lambda roll: round(roll.gauss(300, 80), 2)),  # a delay
        (8.1, lambda roll: roll.random()),
    ],
)
def test_a_point_takes_as_little_as_its_metric_needs(most_bytes: float, value: object) -> None:
    roll = random.Random(1)
    values = array("d", [value(roll) for _ in range(5400)])  # type: ignore[operator]
    assert len(pack_values(values)) / 5400 < most_bytes


def test_timestamps_at_a_steady_pace_take_no_room_to_speak_of() -> None:
    assert len(pack_stamps(array("q", range(1_795_320_300, 1_795_331_100, 2)))) < 100
