"""The feed's state and the ages."""

import pytest

from tui.records import Failure, FailureKind, Want, WantState, WantStatus
from tui.triage.feed import age_text, feed_view

NOW = 1_795_334_169.0


def status(kind: FailureKind | None) -> WantStatus:
    failure = None if kind is None else Failure(kind)
    return WantStatus(Want("live_scale"), WantState.WAITING, NOW + 60, failure)


def said(kind: FailureKind | None, newest_ts: float | None, *, frozen: bool = False, answered: bool = False) -> str:
    view = feed_view(statuses=[status(kind)], newest_ts=newest_ts, answered=answered, frozen=frozen, now_ts=NOW)
    return view.text("en")


def test_nothing_known_and_nothing_failed_is_waiting() -> None:
    assert said(None, None) == "◌ waiting"


def test_an_answer_without_data_is_live_and_says_so() -> None:
    assert said(None, None, answered=True) == "● live, no data"


def test_data_within_the_api_s_delay_is_live() -> None:
    assert said(None, NOW - 200) == "● live"


def test_a_failed_request_does_not_hide_that_the_data_is_still_fresh() -> None:
    assert said(FailureKind.SERVER_ERROR, NOW - 200) == "● live"


def test_old_data_is_stale_and_says_how_old() -> None:
    assert said(FailureKind.UNREACHABLE, NOW - 420) == "▲ stale 7 m"


def test_a_refusal_is_said_even_over_fresh_data() -> None:
    assert "403" in said(FailureKind.FORBIDDEN, NOW - 100)


def test_frozen_wins_over_everything() -> None:
    assert said(FailureKind.FORBIDDEN, NOW - 100, frozen=True) == "■ frozen"


@pytest.mark.parametrize(
    ("age_s", "text"), [(0, "0 s"), (99.9, "99 s"), (100, "1 m"), (5999, "99 m"), (6000, "1 h"), (200_000, "2 d")]
)
def test_an_age_is_rounded_down_in_its_largest_unit(age_s: float, text: str) -> None:
    assert age_text(age_s, "en") == text
