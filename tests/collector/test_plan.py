"""The plan: which request comes next, and when."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pytest
from msgspec.structs import replace

from tests.collector.knowing import HOUR, NOW, POLICY, spend, step_of
from tui.collector.pacing import UNATTENDED_S
from tui.collector.scheduler import BACKOFF_MOST_S, Due, backoff_s
from tui.collector.windows import REACH_MARGIN_S
from tui.domain.records import DAY, MINUTE, Coverage, FailureKind, Limits, Spend, Want, Window

SCALE, NET = Want("live_scale"), Want("live_net")
QUIET = Want("live_scale", attended=False)


def due_of(*spends: Spend, wants: Sequence[Want] = (SCALE,), asked: Mapping[Want, float] | None = None) -> Due:
    return step_of(*spends, wants=wants, asked=asked).dues[0]


def test_what_was_never_asked_is_asked_now_as_far_back_as_the_endpoint_reaches() -> None:
    step = step_of()
    assert step.request is not None
    assert step.request.window.end_ts == HOUR.end_ts
    assert NOW - 3600 < step.request.window.start_ts <= NOW - 3600 + 2 * MINUTE


def test_the_next_request_waits_sixty_one_seconds_after_the_answer_not_after_the_question() -> None:
    step = step_of(spend(40))
    assert step.request is None
    assert step.look_again_ts == pytest.approx(NOW - 40 + 61)


def test_nothing_is_asked_while_a_request_is_on_its_way() -> None:
    step = step_of(spend(None))
    assert step.request is None
    assert step.dues[0].fetching


def test_an_unattended_want_is_asked_twice_an_hour() -> None:
    assert step_of(spend(27 * MINUTE), wants=[QUIET]).request is None
    assert step_of(spend(UNATTENDED_S), wants=[QUIET]).request is not None
    assert UNATTENDED_S <= 30 * MINUTE


def test_unattended_feeds_that_share_a_limit_are_spread_over_the_day() -> None:
    wants = [Want("channel_users", str(number), attended=False) for number in range(200)]
    spends = [spend(62.0, endpoint="channel_users", channel="0", number=n) for n in range(500)]
    step = step_of(*spends, wants=wants)
    assert step.request is None
    to_midnight_s = DAY - NOW % DAY
    assert step.look_again_ts - (NOW - 62) == pytest.approx(to_midnight_s / 400, rel=0.7)
    assert step.look_again_ts - (NOW - 62) > 61


def test_a_request_by_hand_is_still_bound_by_the_slot() -> None:
    step = step_of(spend(40), asked={SCALE: NOW})
    assert step.request is None
    assert step.look_again_ts == pytest.approx(NOW + 21)


def test_a_request_by_hand_does_not_wait_for_the_unattended_pace() -> None:
    assert step_of(spend(5 * MINUTE), wants=[QUIET], asked={QUIET: NOW}).request is not None


def test_what_left_after_somebody_asked_is_the_answer_to_it() -> None:
    assert not due_of(spend(5 * MINUTE), wants=[QUIET], asked={QUIET: NOW - 10 * MINUTE}).by_hand
    assert not due_of(spend(None), spend(5 * MINUTE), wants=[QUIET], asked={QUIET: NOW - 2}).by_hand


def test_the_one_asked_by_hand_goes_before_the_one_that_waited_longer() -> None:
    step = step_of(spend(300), spend(100, endpoint="live_net"), wants=[SCALE, NET], asked={NET: NOW})
    assert step.request is not None
    assert step.request.endpoint == "live_net"


def test_only_the_one_asked_by_hand_may_spend_the_reserve() -> None:
    spends = [spend(62.0 + n, number=n) for n in range(900)]
    # Of a day's 1,000 requests 900 went today: the rest is for who presses r.
    assert step_of(*spends).request is None
    step = step_of(*spends, asked={SCALE: NOW})
    assert step.request is not None
    assert step.limits is not None
    assert step.limits.per_day == 1000
    assert step_of(*spends[:100]).limits == Limits(per_minute=1, per_day=900)


def test_a_walk_asked_for_by_hand_spends_the_reserve_a_request_each_time() -> None:
    tight = replace(POLICY, limits={**POLICY.limits, "call_lists": Limits(per_second=3, per_day=12)})
    spends = [spend(600.0 + n, endpoint="call_lists", window=Window(n, n + 1), number=n) for n in range(10)]
    assert step_of(*spends, wants=[CALLS], policy=tight, asked={CALLS: NOW}).request is None
    step = step_of(*spends, wants=[CALLS], policy=tight, asked={CALLS: NOW}, pressed=[CALLS])
    assert step.limits == Limits(per_second=3, per_day=12)
    since = spend(1, endpoint="call_lists", window=CALLS.window, rows=10, number=99)
    step = step_of(since, *spends, wants=[CALLS], policy=tight, asked={CALLS: NOW - 2}, pressed=[CALLS])
    assert step.request is None


def test_the_claim_is_told_what_the_plan_had_seen() -> None:
    assert step_of(spend(100, number=42)).seen_id == 42


# -- failures


@pytest.mark.parametrize("kind", [FailureKind.UNAUTHORIZED, FailureKind.FORBIDDEN])
def test_a_refusal_stops_the_endpoint_until_somebody_asks(kind: FailureKind) -> None:
    stopped = step_of(spend(3000, failure=kind))
    assert stopped.request is None
    assert stopped.look_again_ts == math.inf
    assert step_of(spend(3000, failure=kind), asked={SCALE: NOW}).request is not None


def test_another_process_s_refusal_does_not_stop_this_one() -> None:
    assert step_of(spend(3000, failure=FailureKind.UNAUTHORIZED, by="other")).request is not None


def test_failures_back_off_with_jitter_and_never_beyond_five_minutes() -> None:
    waits = [backoff_s(failures, 7) for failures in range(40)]
    assert waits[0] == 0
    assert waits == sorted(waits)
    assert BACKOFF_MOST_S / 2 <= waits[-1] <= BACKOFF_MOST_S
    assert backoff_s(9, 7) != backoff_s(9, 8)


def test_minutes_about_to_be_lost_are_tried_for_again_and_again() -> None:
    def coverage(settled_ago_s: int):  # type: ignore[no-untyped-def]
        minutes = range(HOUR.start_ts - 5 * MINUTE, int(NOW) - settled_ago_s, MINUTE)
        return lambda want: Coverage(HOUR, dict.fromkeys(minutes, NOW))

    down = [spend(20.0, failure=FailureKind.UNREACHABLE, number=n, arrived=False) for n in range(9)]
    near, far, over = (step_of(*down, coverage=coverage(ago_s)) for ago_s in (3500, 1800, 3900))
    assert near.request is not None
    assert far.request is None
    assert over.request is None, "what is lost is lost, and the back-off counts again"


def test_somebody_else_in_the_slot_slows_us_down_and_stops_nobody() -> None:
    refused = [spend(100 + 70 * n, failure=FailureKind.OVER_LIMIT, detail="qps limit error") for n in range(4)]
    due = due_of(*refused)
    assert due.interval_s == pytest.approx(61 * 5)
    assert due.due_ts == pytest.approx(NOW - 100 + 61 * 5)


def test_the_server_s_word_that_the_day_is_spent_is_believed_until_its_midnight() -> None:
    refused = spend(100, failure=FailureKind.OVER_LIMIT, detail="qpd limit error")
    midnight_ts = (NOW // DAY + 1) * DAY
    utc = replace(POLICY, limits={**POLICY.limits, "live_scale": Limits(per_minute=1, per_day=1000, day="utc")})
    assert midnight_ts <= step_of(refused, policy=utc).dues[0].due_ts <= midnight_ts + 5
    assert NOW + 20 * MINUTE < due_of(refused).due_ts < NOW + 28 * MINUTE, "any 24 hours give one back now and then"
    assert step_of(refused, asked={SCALE: NOW}).request is not None, "who asks by hand may try"


def test_a_refusal_of_one_channel_stops_the_others_of_its_endpoint_too() -> None:
    wants = [Want("channel_score", "a"), Want("channel_score", "b")]
    refused = spend(3000, endpoint="channel_score", channel="a", failure=FailureKind.FORBIDDEN)
    step = step_of(refused, wants=wants)
    assert step.look_again_ts == math.inf
    assert [due.failure and due.failure.kind for due in step.dues] == [FailureKind.FORBIDDEN] * 2


# -- channels


def test_channels_of_one_endpoint_share_its_slot_and_the_one_that_waited_longest_is_next() -> None:
    wants = [Want("channel_users", name) for name in "abc"]
    asked = [
        spend(ago_s, endpoint="channel_users", channel=name) for name, ago_s in (("a", 65), ("c", 130), ("b", 195))
    ]
    step = step_of(*asked, wants=wants)
    assert step.request is not None
    assert step.request.channel == "b"
    assert step_of(spend(30, endpoint="channel_users", channel="a"), wants=wants).request is None


def test_those_that_wait_for_one_slot_are_told_times_one_slot_apart() -> None:
    wants = [Want("channel_users", str(number)) for number in range(5)]
    dues = step_of(spend(30, endpoint="channel_users", channel="0"), wants=wants).dues
    waits = sorted(due.due_ts - NOW for due in dues)
    assert waits == pytest.approx([31, 92, 153, 214, 275])


def test_where_the_six_big_channel_endpoints_share_one_limit_they_take_turns() -> None:
    shared = replace(POLICY, together=("channel_users", "channel_score", "channel_video_freeze"))
    wants = [Want("channel_users", "a"), Want("channel_score", "a")]
    just_now = spend(30, endpoint="channel_users", channel="a")
    assert step_of(just_now, wants=wants).request is not None
    assert step_of(just_now, wants=wants, policy=shared).request is None
    later = step_of(spend(62, endpoint="channel_users", channel="a"), wants=wants, policy=shared)
    assert later.request is not None
    assert later.request.endpoint == "channel_score"


def test_an_attended_channel_does_not_starve_those_nobody_looks_at() -> None:
    attended = Want("channel_users", "a")
    hidden = [Want("channel_users", f"b{number}", attended=False) for number in range(40)]
    spends = [spend(62, endpoint="channel_users", channel="a")]
    spends += [spend(3500 + n, endpoint="channel_users", channel=f"b{n}") for n in range(40)]
    step = step_of(*spends, wants=[attended, *hidden])
    assert step.request is not None
    assert step.request.channel == "b39"


def test_the_limits_in_force_decide_not_the_documented_ones() -> None:
    faster = replace(POLICY, limits={**POLICY.limits, "live_scale": Limits(per_second=1, per_day=1000)})
    step = step_of(spend(2), policy=faster, asked={SCALE: NOW})
    assert step.request is not None


# -- on demand


CALLS = Want("call_lists", window=Window(HOUR.start_ts, HOUR.end_ts))


def test_what_is_asked_on_demand_goes_before_what_is_collected() -> None:
    step = step_of(wants=[SCALE, CALLS], asked={CALLS: NOW})
    assert step.request is not None
    assert (step.request.endpoint, step.request.window) == ("call_lists", CALLS.window)


def test_equal_requests_share_one_answer() -> None:
    answered = spend(1, endpoint="call_lists", by="other", window=CALLS.window)
    step = step_of(answered, wants=[CALLS], asked={CALLS: NOW})
    assert step.request is None
    assert step.dues[0].done
    under_way = spend(None, endpoint="call_lists", by="other", window=CALLS.window)
    assert due_of(under_way, wants=[CALLS], asked={CALLS: NOW}).fetching


def test_another_window_or_an_old_answer_is_not_the_answer() -> None:
    other = spend(1, endpoint="call_lists", window=Window(HOUR.start_ts, HOUR.end_ts - 1))
    old = spend(60, endpoint="call_lists", window=CALLS.window)
    for before in (other, old):
        assert step_of(before, wants=[CALLS], asked={CALLS: NOW}).request is not None


def test_minutes_that_the_store_knows_for_good_are_not_asked_on_demand() -> None:
    want = Want("live_net", window=Window(HOUR.start_ts + 600, HOUR.start_ts + 1200))
    known = Coverage(HOUR, dict.fromkeys(HOUR.minutes(), NOW))
    step = step_of(wants=[want], coverage=lambda want: known)
    assert step.request is None
    assert step.dues[0].done
    open_ts = HOUR.start_ts + 720
    known = Coverage(HOUR, {ts: NOW for ts in HOUR.minutes() if ts != open_ts})
    step = step_of(wants=[want], coverage=lambda want: known)
    assert step.request is not None
    assert step.request.window == Window(open_ts, open_ts + MINUTE)


# -- usage


def test_usage_is_asked_once_a_day() -> None:
    usage = Want("usage", attended=False)
    first = step_of(wants=[usage])
    assert first.request is not None
    assert first.request.window.seconds % DAY == 0
    again = step_of(spend(3600, endpoint="usage"), wants=[usage], days=[first.request.window.start_ts])
    assert again.request is None
    assert again.look_again_ts > NOW + 60


def test_the_reach_is_used_to_the_last_minute_but_not_beyond() -> None:
    step = step_of()
    assert step.request is not None
    assert NOW - 3600 + REACH_MARGIN_S <= step.request.window.start_ts < NOW - 3600 + REACH_MARGIN_S + MINUTE


def test_days_that_were_not_read_are_asked_for_again_within_the_ten_of_the_day() -> None:
    usage = Want("usage")
    asked: list[float] = []
    for number in range(1, 9):
        ages = [60.0, *(3600.0 * n for n in range(1, number))]
        spends = [replace(spend(age, endpoint="usage", number=9 - n), set_aside=1) for n, age in enumerate(ages)]
        step = step_of(*spends, wants=[usage])
        asked.append(step.dues[0].due_ts - NOW)
    # A minute after the first, and twice as late each time.
    assert asked[:6] == [pytest.approx(61 * 2.0**n - 60, abs=2) for n in range(6)]
    unreadable = spend(60, endpoint="usage", failure=FailureKind.UNREADABLE)
    assert step_of(unreadable, wants=[usage]).dues[0].due_ts - NOW == pytest.approx(1, abs=2)
