"""The feed's state and the ages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.analysis.feeds.feed import age_text, feed_view, is_partly_read, tightest, unread_of
from tui.domain.records import Failure, FailureKind, Spend, Want, WantState, WantStatus, Window

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


def test_a_failed_request_does_not_hide_that_the_data_is_still_fresh_nor_is_it_hidden_by_it() -> None:
    assert said(FailureKind.SERVER_ERROR, NOW - 200) == "▲ live"
    view = feed_view(
        statuses=[status(None), status(FailureKind.UNREACHABLE)],
        newest_ts=NOW - 200,
        answered=True,
        frozen=False,
        now_ts=NOW,
    )
    assert (view.text("en"), view.text("zh"), view.role) == ("▲ live", "▲ live 实时", "warn")


def test_old_data_is_stale_and_says_how_old() -> None:
    assert said(FailureKind.UNREACHABLE, NOW - 420) == "▲ stale 7 m"


def test_a_refusal_is_said_even_over_fresh_data() -> None:
    assert "403" in said(FailureKind.FORBIDDEN, NOW - 100)


def test_frozen_wins_over_everything() -> None:
    assert said(FailureKind.FORBIDDEN, NOW - 100, frozen=True) == "■ frozen"


@pytest.mark.parametrize(
    ("age_s", "text"),
    [
        *[(0, "0 s"), (-3, "0 s"), (99.9, "99 s"), (119.9, "119 s"), (120, "2 m"), (7199, "119 m"), (7200, "2 h")],
        *[(2 * 86_400 - 1, "47 h"), (2 * 86_400, "2 d"), (200_000, "2 d")],
    ],
)
def test_an_age_is_rounded_down_in_its_largest_unit_of_which_there_are_two(age_s: float, text: str) -> None:
    assert age_text(age_s, "en") == text


@given(st.floats(0, 1e7), st.floats(0, 1e7))
def test_the_text_of_an_age_never_tells_of_less_than_the_text_of_a_smaller_age(one_s: float, other_s: float) -> None:
    def told_s(age_s: float) -> int:
        number, unit = age_text(age_s, "en").split()
        return int(number) * {"s": 1, "m": 60, "h": 3600, "d": 86_400}[unit]

    younger, older = sorted((one_s, other_s))
    assert told_s(younger) <= told_s(older) <= older


@pytest.mark.parametrize(("pace_s", "text"), [(None, "▲ stale 7 m"), (60.0, "▲ stale 7 m"), (240.0, "● live")])
def test_who_asks_less_often_has_older_data_without_it_being_stale(pace_s: float | None, text: str) -> None:
    statuses = [WantStatus(Want("live_scale"), WantState.WAITING, NOW + 60, pace_s=pace_s)]
    view = feed_view(statuses=statuses, newest_ts=NOW - 420, answered=True, frozen=False, now_ts=NOW)
    assert view.text("en") == text


def test_the_quota_told_is_the_tightest_of_what_is_looked_at_and_of_any_that_is_half_spent() -> None:
    spent = {"live_scale": (30, 1000), "live_net": (40, 1000), "usage": (1, 10)}
    assert tightest(spent, ["live_scale", "live_net"]) == (40, 1000)
    assert tightest(spent, ["live_scale", "usage"]) == (1, 10)
    assert tightest(spent | {"usage": (5, 10)}, ["live_scale"]) == (5, 10)
    assert tightest({}, ["live_scale"]) is None


def answered(set_aside: int, *, channel: str = "", window: Window | None = None, number: int = 1) -> Spend:
    return Spend(
        claim_id=number, endpoint="call_lists", channel=channel, window=window, claimed_ts=NOW - 2, answered_ts=NOW - 1,
        by="me", status=200, rows=10, set_aside=set_aside, detail="call_lists[0].call_id: missing",
    )  # fmt: skip


def test_what_was_not_read_of_the_last_answers_takes_live_its_calm() -> None:
    for newest_ts, text in ((NOW - 200, "▲ live, 3 unread"), (None, "▲ live, 3 unread"), (NOW - 900, "▲ stale 15 m")):
        view = feed_view(statuses=[], newest_ts=newest_ts, answered=True, frozen=False, now_ts=NOW, unread=3)
        assert (view.text("en"), view.role) == (text, "warn")


def test_an_answer_that_was_not_wholly_read_is_told_where_it_was_wanted_and_nowhere_else() -> None:
    window = Window(1000, 2000)
    mine, other = answered(3, window=Window(999, 1500)), answered(4, channel="room", window=window, number=2)
    unread = {mine.feed: mine, other.feed: other}
    assert unread_of([Want("call_lists", window=window)], unread) == (mine,)
    assert unread_of([Want("call_lists", window=Window(3000, 4000)), Want("live_scale")], unread) == ()
    assert unread_of([Want("call_lists", "room", window=window), Want("call_lists", "room")], unread) == (other,)
    assert not is_partly_read(answered(0))
