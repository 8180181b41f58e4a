"""Diagnosis: what the diagnoses of a moment say together, and which minutes may hold more."""

from __future__ import annotations

import pytest

from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.project.diagnosis import (
    Doubt,
    Doubtful,
    FactorCount,
    Summary,
    doubt_at,
    doubts,
    minutes_in,
    moment_summary,
    most_telling,
    ranked,
)
from tui.domain.records import HOUR, MINUTE, Cause, Coverage, Diagnosis, Window

T0 = 1_700_000_040  # the start of a minute
NOW_TS = T0 + 3600.0
TEACHER = "44361248"


def one(uid: str, exp_id: int = 4, *causes: Cause) -> Diagnosis:
    return Diagnosis(T0, uid, exp_id, "class", causes)


def span(first: int, last: int) -> Window:
    return Window(T0 + first * MINUTE, T0 + last * MINUTE)


def coverage(window: Window, minutes: range, *, answered_ts: float = NOW_TS) -> Coverage:
    known = {T0 + minute * MINUTE: answered_ts for minute in minutes}
    return Coverage(window, known, min(known, default=None))


def test_people_are_counted_once_and_causes_by_diagnosis_the_most_frequent_first() -> None:
    lossy = (Cause(23, TEACHER, 2), Cause(21, TEACHER))
    found = moment_summary([one("1", 4, *lossy), one("1", 4, *lossy), one("1", 6), one("2", 4, Cause(23), Cause(10))])
    assert found == Summary(
        people=2,
        experiences=((4, 2), (6, 1)),
        causes=(FactorCount(23, 3, ((TEACHER, 2),)), FactorCount(21, 2, ((TEACHER, 2),)), FactorCount(10, 1)),
    )


def test_a_factor_of_the_user_and_of_another_in_one_diagnosis_counts_once() -> None:
    found = moment_summary([one("83817682", 4, Cause(18, TEACHER), Cause(23), Cause(18))])
    assert found.causes == (FactorCount(18, 1, ((TEACHER, 1),)), FactorCount(23, 1))


def test_no_diagnosis_is_nobody() -> None:
    assert moment_summary([]) == Summary(0, (), ())


def test_equal_counts_stand_in_the_same_order_whatever_came_first() -> None:
    assert ranked({"b": 1, "a": 1, "c": 2}) == ranked({"c": 2, "a": 1, "b": 1}) == (("c", 2), ("a", 1), ("b", 1))


def test_a_settled_minute_without_a_diagnosis_is_in_no_doubt() -> None:
    window = span(0, 30)
    assert doubts(EDITION.diagnosis, coverage(window, range(30)), (), window, NOW_TS) == ()


@pytest.mark.parametrize(("age_s", "doubt"), [(179, Doubt.PENDING), (181, Doubt.TRUNCATED)])
def test_a_truncated_minute_is_pending_for_as_long_as_more_of_it_may_come(age_s: int, doubt: Doubt) -> None:
    window = span(0, 1)
    found = doubts(EDITION.diagnosis, coverage(window, range(0)), (window,), window, T0 + age_s)
    assert found == (Doubtful(window, doubt),)


def test_what_was_truncated_stays_so_when_the_api_no_longer_tells() -> None:
    window = span(0, 3)
    answered = coverage(window, range(1))
    found = doubts(EDITION.diagnosis, answered, (span(1, 2),), window, NOW_TS + 2 * HOUR)
    assert found == (Doubtful(span(1, 2), Doubt.TRUNCATED), Doubtful(span(2, 3), Doubt.LOST))


def test_what_was_not_asked_for_is_not_asked_yet_as_long_as_the_api_tells_it() -> None:
    window = span(0, 3)
    later_ts = T0 + HOUR + 2 * MINUTE
    assert doubts(EDITION.diagnosis, Coverage(window), (), window, later_ts) == (
        Doubtful(span(0, 2), Doubt.NOT_ASKED),
        Doubtful(span(2, 3), Doubt.NOT_YET),
    )


def test_neighbouring_minutes_of_one_reason_are_one_stretch() -> None:
    window = span(0, 60)
    found = doubts(EDITION.diagnosis, coverage(window, range(10, 50)), (span(20, 25),), window, NOW_TS)
    assert found == (
        Doubtful(span(0, 10), Doubt.NOT_YET),
        Doubtful(span(20, 25), Doubt.TRUNCATED),
        Doubtful(span(50, 58), Doubt.NOT_YET),
        Doubtful(span(58, 60), Doubt.PENDING),
    )
    assert minutes_in(found, Doubt.NOT_YET) == 18
    assert doubt_at(found, T0 + 22 * MINUTE + 30) is Doubt.TRUNCATED
    assert doubt_at(found, T0 + 30 * MINUTE) is None


def test_what_many_suffer_in_one_channel_tells_more_of_a_minute_than_what_came_last() -> None:
    last = Diagnosis(T0 + 59, "9", 4, "lobby", (Cause(10),))
    own = Diagnosis(T0 + 50, "1", 4, "class", (Cause(12),))
    blaming = Diagnosis(T0 + 40, "2", 4, "class", (Cause(23, "44361248"),))
    assert most_telling([last, own, blaming]) == blaming
    assert most_telling([last]) == last
    assert most_telling([]) is None


def test_a_minute_of_which_something_was_not_read_is_in_doubt_for_that_truncated_or_not() -> None:
    window = span(0, 3)
    unread = Coverage(window, coverage(window, range(1)).answered_ts, T0, frozenset({T0 + MINUTE, T0 + 2 * MINUTE}))
    assert doubts(EDITION.diagnosis, unread, (span(2, 3),), window, NOW_TS) == (Doubtful(span(1, 3), Doubt.UNREAD),)
