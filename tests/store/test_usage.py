"""Usage days: the newest answer's figures, what it did not hold, and which day changed after it was final."""

from __future__ import annotations

import sqlite3

import pytest

from tests.store.worlds import PROJECT
from tui.domain.records import DAY, HOUR, KnownDay, UsageDay, Window, final_ts
from tui.store.rows.changed import changed_since, position
from tui.store.rows.usage import put_usage, read_last_answer, read_usage

D0 = 19_700 * DAY
FINAL = final_ts(D0)
ONE = Window(D0, D0 + DAY)


def put(
    connection: sqlite3.Connection,
    answered_ts: float,
    users: int | None = None,
    sessions: int | None = None,
    channels: int | None = None,
) -> None:
    """An answer about the one day D0."""
    put_usage(connection, PROJECT, [UsageDay(D0, users, sessions, channels)], window=ONE, answered_ts=answered_ts)


def the_day(connection: sqlite3.Connection) -> KnownDay:
    (day,) = read_usage(connection, PROJECT, ONE)
    return day


def test_a_day_is_final_at_eight_of_the_next() -> None:
    assert final_ts(D0) == D0 + DAY + 8 * HOUR


def test_a_figure_that_an_answer_does_not_hold_leaves_the_known_one(connection: sqlite3.Connection) -> None:
    put(connection, FINAL, 10, 20)
    put(connection, FINAL + 10, channels=5)
    assert the_day(connection) == KnownDay(D0, 10, 20, 5, FINAL + 10)


def test_an_older_answer_that_comes_late_changes_nothing(connection: sqlite3.Connection) -> None:
    put(connection, FINAL + 20, 11, 20, 5)
    put(connection, FINAL + 15, 9, 9, 9)
    assert the_day(connection) == KnownDay(D0, 11, 20, 5, FINAL + 20)


@pytest.mark.parametrize("figures", [(11, None, 5), (None, 21, None), (10, 20, 6)])
def test_a_day_whose_final_figures_change_is_marked_with_when(
    connection: sqlite3.Connection, figures: tuple[int | None, int | None, int | None]
) -> None:
    put(connection, FINAL, 10, 20, 5)
    put(connection, FINAL + DAY, 10, 20, 5)
    assert the_day(connection).changed_ts is None
    put(connection, FINAL + 2 * DAY, *figures)
    put(connection, FINAL + 3 * DAY, *figures)
    assert the_day(connection).changed_ts == FINAL + 2 * DAY


def test_figures_that_were_not_final_yet_may_change_without_a_mark(connection: sqlite3.Connection) -> None:
    put(connection, FINAL - 1, 10, 20, 5)
    put(connection, FINAL, 12, 24, 6)
    assert the_day(connection) == KnownDay(D0, 12, 24, 6, FINAL)


def test_a_first_figure_after_a_missing_one_is_no_change(connection: sqlite3.Connection) -> None:
    put(connection, FINAL)
    put(connection, FINAL + 1, 12, 24, 6)
    assert the_day(connection).changed_ts is None


def test_the_days_of_the_window_that_an_answer_does_not_hold_are_noted_without_figures(
    connection: sqlite3.Connection,
) -> None:
    window = Window(D0 - DAY + 1, D0 + 3 * DAY + 5)
    put_usage(connection, PROJECT, [UsageDay(D0 + DAY, 1, 2, 3)], window=window, answered_ts=FINAL + 2 * DAY)
    found = read_usage(connection, PROJECT, Window(D0 - 9 * DAY, D0 + 9 * DAY))
    assert [(day.ts - D0, day.users) for day in found] == [(0, None), (DAY, 1), (2 * DAY, None)]
    put_usage(connection, PROJECT, [], window=window, answered_ts=FINAL + 3 * DAY)
    assert read_usage(connection, PROJECT, Window(D0 + DAY, D0 + 2 * DAY))[0].users == 1


@pytest.mark.parametrize("offset_s", [-8 * HOUR, 0, 5 * HOUR])
def test_a_day_that_begins_at_another_offset_is_the_utc_day_it_mostly_lies_in(
    connection: sqlite3.Connection, offset_s: int
) -> None:
    put_usage(connection, PROJECT, [UsageDay(D0 + offset_s, 1, 2, 3)], window=ONE, answered_ts=FINAL)
    assert read_usage(connection, PROJECT, Window(D0 - DAY, D0 + 2 * DAY)) == (KnownDay(D0, 1, 2, 3, FINAL),)


def test_days_are_read_by_their_beginning_oldest_first_of_one_project(connection: sqlite3.Connection) -> None:
    days = [UsageDay(D0 + DAY * number, number, number, number) for number in (2, 0, 1, 3)]
    put_usage(connection, PROJECT, days, window=ONE, answered_ts=FINAL)
    found = read_usage(connection, PROJECT, Window(D0, D0 + 3 * DAY))
    assert [day.users for day in found] == [0, 1, 2]
    assert read_usage(connection, PROJECT + 1, Window(0, 2 * D0)) == ()


def test_the_last_answer_is_known_even_if_it_held_nothing(connection: sqlite3.Connection) -> None:
    assert read_last_answer(connection, PROJECT) is None
    put(connection, FINAL, 1, 2, 3)
    put_usage(connection, PROJECT, [], window=ONE, answered_ts=FINAL + 60)
    assert read_last_answer(connection, PROJECT) == FINAL + 60
    assert read_last_answer(connection, PROJECT + 1) is None


def test_the_same_answer_twice_is_told_once(connection: sqlite3.Connection) -> None:
    for told in ({"usage"}, set()):
        before = position(connection, PROJECT)
        put(connection, FINAL, 1, 2, 3)
        assert set(changed_since(connection, PROJECT, before)) == told
