"""Packed numbers come back bit by bit, whole or in part, and take little room."""

from __future__ import annotations

import random
import struct
from array import array

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tui.store.sqlite import packing
from tui.store.sqlite.packing import (
    head_of_values,
    pack_doubles,
    pack_stamps,
    pack_values,
    unpack_doubles,
    unpack_stamps,
    unpack_values,
)

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
fixed = settings(
    max_examples=120,
    deadline=None,
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
@given(values=VALUES, start=st.integers(0, 450), length=st.integers(0, 450))
@example(values=[NAN_OF_ITS_OWN, 0.0, -0.0, float("nan")], start=1, length=2)
@example(values=[-0.0] * 50, start=0, length=50)
@example(values=[float(number) for number in range(256)] * 9, start=7, length=2000)
@example(values=[number / 1000 for number in range(400)], start=0, length=400)
@example(values=[float(number) for number in range(300)] + [float("inf")], start=0, length=400)
def test_values_come_back_bit_by_bit_and_so_does_any_part(
    blocks: None, values: list[float], start: int, length: int
) -> None:
    packed = array("d", values)
    blob = pack_values(packed)
    assert unpack_values(blob).tobytes() == packed.tobytes()
    assert unpack_values(blob, start, start + length).tobytes() == packed[start : start + length].tobytes()


@fixed
@given(values=VALUES, others=VALUES, stop=st.integers(0, 450))
def test_a_blob_up_to_any_value_and_another_after_it_are_the_values_of_both(
    blocks: None, values: list[float], others: list[float], stop: int
) -> None:
    first, second = array("d", values), array("d", others)
    joined = head_of_values(pack_values(first), stop) + pack_values(second)
    assert unpack_values(joined).tobytes() == (first[:stop] + second).tobytes()


@fixed
@given(rows=st.lists(st.tuples(DOUBLES, DOUBLES, DOUBLES), max_size=20))
def test_arrays_of_one_length_come_back_each(rows: list[tuple[float, float, float]]) -> None:
    columns = [array("d", [row[number] for row in rows]) for number in range(3)]
    found = list(unpack_doubles(pack_doubles(*columns), 3))
    assert [column.tobytes() for column in found] == [column.tobytes() for column in columns]


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
