"""Threads whose end is waited for so long and no longer."""

from __future__ import annotations

import threading

import pytest

from tui.store.postgres.workers import Workers


def test_jobs_of_one_thread_are_done_in_turn_and_tell_their_outcome() -> None:
    workers, done = Workers(1, "test"), list[int]()
    outcomes = [workers.submit(lambda number=number: done.append(number)) for number in range(5)]  # type: ignore[misc]
    failed = workers.submit(lambda: 1 // 0)
    assert workers.end(10)
    assert done == [0, 1, 2, 3, 4]
    assert all(outcome.done() for outcome in outcomes)
    with pytest.raises(ZeroDivisionError):
        failed.result()


def test_a_job_that_takes_too_long_is_left_and_those_behind_it_are_dropped() -> None:
    workers, goes_on = Workers(1, "test"), threading.Event()
    first = workers.submit(goes_on.wait)
    second = workers.submit(lambda: None)
    workers.drop()
    assert not workers.end(0)
    assert second.cancelled()
    goes_on.set()
    assert first.result(10)
    assert workers.end(10)
