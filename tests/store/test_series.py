from __future__ import annotations

import math
import sqlite3

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.store.worlds import DELAY_S, PROJECT, T0, minutes, put, read
from tui.domain.records import Series, Window
from tui.store.rows import series
from tui.store.rows.changed import position
from tui.store.sqlite import schema

HOUR = minutes(0, 60)


def coverage(connection: sqlite3.Connection, window: Window = HOUR) -> dict[int, float]:
    """Minute number → when it was answered for, in seconds after T0."""
    found = series.read_coverage(connection, PROJECT, "live_net", "", window)
    return {(minute - T0) // 60: answered - T0 for minute, answered in found.answered_ts.items()}


def test_raw_timestamps_are_kept(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT, {58: 1.0, 83: 2.25}, window=HOUR, answered_ts=T0 + 3600)
    assert read(connection, PROJECT, HOUR) == {58: 1.0, 83: 2.25}


def test_the_same_answer_twice_is_the_same_as_once(connection: sqlite3.Connection) -> None:
    for _ in range(2):
        put(connection, PROJECT, {58: 1.0, 83: 2.0}, window=HOUR, answered_ts=T0 + 3600)
    assert read(connection, PROJECT, HOUR) == {58: 1.0, 83: 2.0}
    assert coverage(connection) == dict.fromkeys(range(60), 3600)


def test_a_minute_that_the_answer_holds_replaces_the_whole_minute(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT, {5: 1.0, 25: 1.0, 61: 1.0}, window=HOUR, answered_ts=T0 + 100)
    put(connection, PROJECT, {23: 2.0}, window=HOUR, answered_ts=T0 + 200)
    assert read(connection, PROJECT, HOUR) == {23: 2.0, 61: 1.0}


def test_a_minute_cut_by_the_window_keeps_the_part_that_was_not_asked_for(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT, {5: 1.0, 45: 1.0}, window=HOUR, answered_ts=T0 + 100)
    put(connection, PROJECT, {46: 2.0}, window=Window(T0 + 30, T0 + 90), answered_ts=T0 + 200)
    assert read(connection, PROJECT, HOUR) == {5: 1.0, 46: 2.0}
    assert coverage(connection, minutes(0, 2)) == {0: 100, 1: 100}


def test_a_minute_that_a_later_answer_does_not_hold_is_not_lost(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT, {0: 1.0, 60: 1.0}, window=HOUR, answered_ts=T0 + 100)
    put(connection, PROJECT, {60: 2.0}, window=HOUR, answered_ts=T0 + 200)
    assert read(connection, PROJECT, HOUR) == {0: 1.0, 60: 2.0}


def test_an_older_answer_that_comes_later_replaces_nothing_but_fills_gaps(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT, {0: 2.0}, window=HOUR, answered_ts=T0 + 150)
    put(connection, PROJECT, {0: 1.0, 60: 1.0}, window=HOUR, answered_ts=T0 + 100)
    assert read(connection, PROJECT, HOUR) == {0: 2.0, 60: 1.0}
    assert coverage(connection, minutes(0, 2)) == {0: 150, 1: 150}


def test_a_settled_value_confirmed_by_a_newer_answer_outlives_an_older_one(connection: sqlite3.Connection) -> None:
    for answered, value in [(300, 1.0), (500, 1.0), (400, 9.0)]:
        put(connection, PROJECT, {0: value}, window=minutes(0, 1), answered_ts=T0 + answered)
    assert read(connection, PROJECT, HOUR) == {0: 1.0}


def test_a_settled_minute_is_rewritten_when_its_value_changes(connection: sqlite3.Connection) -> None:
    settled = 60 + DELAY_S
    for answered, value in [(settled - 1, 1.0), (settled, 1.0), (settled + 1, 1.0), (settled + 2, 7.0)]:
        put(connection, PROJECT, {0: value}, window=minutes(0, 1), answered_ts=T0 + answered)
        # Once settled, confirming it is no news.
        assert coverage(connection) == {0: settled if answered == settled + 1 else answered}
    assert read(connection, PROJECT, HOUR) == {0: 7.0}


def test_only_whole_minutes_that_had_begun_are_covered(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT, {}, window=Window(T0 + 30, T0 + 330), answered_ts=T0 + 180)
    assert coverage(connection) == {1: 180, 2: 180}


def test_an_answer_without_points_covers_its_minutes(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT, {}, window=minutes(0, 2), answered_ts=T0 + 600)
    assert coverage(connection) == {0: 600, 1: 600}
    assert read(connection, PROJECT, HOUR) == {}


def test_points_outside_the_window_add_but_replace_nothing(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT, {600: 1.0}, window=HOUR, answered_ts=T0 + 100)
    put(connection, PROJECT, {0: 2.0, 600: 2.0, 660: 2.0}, window=minutes(0, 1), answered_ts=T0 + 200)
    assert read(connection, PROJECT, HOUR) == {0: 2.0, 600: 1.0, 660: 2.0}


def test_metrics_channels_endpoints_and_projects_do_not_mix(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT, {0: 1.0}, window=HOUR, answered_ts=T0 + 100)
    put(connection, PROJECT, {0: 2.0}, window=minutes(0, 1), answered_ts=T0 + 200, metric="rtt", endpoint="other")
    put(connection, PROJECT + 1, {0: 3.0}, window=minutes(0, 1), answered_ts=T0 + 300)
    names = [("loss", ""), ("rtt", ""), ("loss", "room")]
    found = series.read_series(connection, PROJECT, names, HOUR)
    assert found == {
        ("loss", ""): Series("loss", ((T0, 1.0),)),
        ("rtt", ""): Series("rtt", ((T0, 2.0),)),
        ("loss", "room"): Series("loss", (), "room"),
    }
    assert coverage(connection, minutes(0, 1)) == {0: 100}


def test_a_read_is_half_open(connection: sqlite3.Connection) -> None:
    put(connection, PROJECT, {0: 1.0, 60: 2.0, 120: 3.0}, window=HOUR, answered_ts=T0 + 100)
    assert read(connection, PROJECT, Window(T0, T0 + 120)) == {0: 1.0, 60: 2.0}


def test_an_answer_counts_as_one_change_of_its_endpoint(connection: sqlite3.Connection) -> None:
    before = position(connection, PROJECT)
    put(connection, PROJECT, {0: 1.0}, window=HOUR, answered_ts=T0 + 100)
    assert position(connection, PROJECT) == before + 1


ANSWERS = st.lists(
    st.tuples(
        st.integers(0, 5),  # first minute of the window
        st.integers(1, 6),  # its minutes
        st.dictionaries(st.integers(0, 11), st.integers(0, 2)),  # minute → value
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(answers=ANSWERS, data=st.data())
def test_nothing_known_is_lost_and_the_newest_answer_for_a_minute_has_the_last_word_unless_it_was_overtaken(
    answers: list[tuple[int, int, dict[int, int]]], data: st.DataObject
) -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for step in schema.STEPS:
        schema.take(connection, step)
    said = {
        number: {minute: value for minute, value in values.items() if first <= minute < first + count}
        for number, (first, count, values) in enumerate(answers)
    }
    order = data.draw(st.permutations(range(len(answers))))
    for number in order:
        first, count, _ = answers[number]
        points = {minute * 60 + 7: float(value) for minute, value in said[number].items()}
        put(connection, PROJECT, points, window=minutes(first, count), answered_ts=T0 + 12 * 60 + number * 40)
    stored = {second // 60: value for second, value in read(connection, PROJECT, HOUR).items()}
    connection.close()
    for minute in range(12):
        asked = [number for number, (first, count, _) in enumerate(answers) if first <= minute < first + count]
        known = [number for number in asked if minute in said[number]]
        assert (minute in stored) == bool(known)
        is_overtaken = known and max(order[: order.index(known[-1]) + 1]) > known[-1]
        if known and known[-1] == asked[-1] and not is_overtaken:
            assert math.isclose(stored[minute], said[known[-1]][minute])
