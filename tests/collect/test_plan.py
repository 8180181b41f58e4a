"""The plan: which request comes next, and when."""

import math

import pytest

from tui.api.endpoints import ENDPOINTS
from tui.collect.plan import BACKOFF_MOST_S, Known, backoff_s, next_step, window_to_ask
from tui.records import MINUTE, Coverage, FailureKind, Limits, Spend, Want, Window

NOW = 1_795_334_169.0
LIVE = ENDPOINTS["live_scale"]
LIMITS = {name: endpoint.limits for name, endpoint in ENDPOINTS.items()}
SCALE, NET = Want("live_scale"), Want("live_net")
HOUR = Window(int(NOW) // MINUTE * MINUTE - 3600, int(NOW) // MINUTE * MINUTE)


def spend(
    answered_ago_s: float | None, *, failure: FailureKind | None = None, by: str = "me", number: int = 1
) -> Spend:
    answered_ts = None if answered_ago_s is None else NOW - answered_ago_s
    claimed_ts = NOW - 1 if answered_ts is None else answered_ts - 1
    return Spend(number, "live_scale", "", HOUR, claimed_ts, answered_ts, by, failure=failure)


def known(*spends: Spend, coverage: Coverage | None = None, asked_ts: float = -math.inf) -> Known:
    return Known(coverage or Coverage(HOUR), spends, asked_ts)


def step_of(*spends: Spend, want: Want = SCALE, asked_ts: float = -math.inf):  # type: ignore[no-untyped-def]
    return next_step([want], {want: known(*spends, asked_ts=asked_ts)}, ENDPOINTS, LIMITS, NOW, "me")


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
    quiet = Want("live_scale", attended=False)
    assert step_of(spend(29 * MINUTE), want=quiet).request is None
    assert step_of(spend(30 * MINUTE), want=quiet).request is not None


def test_a_request_by_hand_is_still_bound_by_the_slot() -> None:
    step = step_of(spend(40), asked_ts=NOW)
    assert step.request is None
    assert step.look_again_ts == pytest.approx(NOW + 21)


def test_a_request_by_hand_does_not_wait_for_the_unattended_pace() -> None:
    quiet = Want("live_scale", attended=False)
    assert step_of(spend(5 * MINUTE), want=quiet, asked_ts=NOW).request is not None


def test_the_one_asked_by_hand_goes_before_the_one_that_waited_longer() -> None:
    wants = {SCALE: known(spend(300)), NET: known(spend(100), asked_ts=NOW)}
    step = next_step([SCALE, NET], wants, ENDPOINTS, LIMITS, NOW, "me")
    assert step.want == NET


@pytest.mark.parametrize("kind", [FailureKind.UNAUTHORIZED, FailureKind.FORBIDDEN])
def test_a_refusal_stops_the_endpoint_until_somebody_asks(kind: FailureKind) -> None:
    stopped = step_of(spend(3000, failure=kind))
    assert stopped.request is None
    assert stopped.look_again_ts == math.inf
    assert step_of(spend(3000, failure=kind), asked_ts=NOW).request is not None


def test_another_process_s_refusal_does_not_stop_this_one() -> None:
    assert step_of(spend(3000, failure=FailureKind.UNAUTHORIZED, by="other")).request is not None


def test_failures_back_off_and_never_beyond_five_minutes() -> None:
    waits = [
        backoff_s([spend(1, failure=FailureKind.TIMEOUT, number=7) for _ in range(length)]) for length in range(40)
    ]
    assert waits[0] == 0
    assert waits == sorted(waits)
    assert BACKOFF_MOST_S / 2 <= waits[-1] <= BACKOFF_MOST_S


def test_a_success_ends_the_back_off() -> None:
    assert backoff_s([spend(1), spend(2, failure=FailureKind.TIMEOUT)]) == 0


def test_the_window_starts_at_the_oldest_unsettled_minute() -> None:
    settled = dict.fromkeys(HOUR.minutes(), NOW)
    hole_ts = HOUR.start_ts + 40 * MINUTE
    settled[hole_ts] = hole_ts + 100.0
    assert window_to_ask(LIVE, Coverage(HOUR, settled), NOW) == Window(hole_ts, HOUR.end_ts)


def test_the_last_five_minutes_are_always_asked_again() -> None:
    settled = dict.fromkeys(HOUR.minutes(), NOW + 1000)
    assert window_to_ask(LIVE, Coverage(HOUR, settled), NOW) == Window(HOUR.end_ts - 300, HOUR.end_ts)


def test_channels_of_one_endpoint_share_its_slot() -> None:
    one, two = Want("channel_users", "a"), Want("channel_users", "b")
    spends = (Spend(1, "channel_users", "a", HOUR, NOW - 31, NOW - 30, "me"),)
    both = {one: Known(Coverage(HOUR), spends), two: Known(Coverage(HOUR), spends)}
    assert next_step([one, two], both, ENDPOINTS, LIMITS, NOW, "me").request is None


def test_the_limits_in_force_decide_not_the_documented_ones() -> None:
    limits = {**LIMITS, "live_scale": Limits(per_second=1, per_day=1000)}
    step = next_step([SCALE], {SCALE: known(spend(2))}, ENDPOINTS, limits, NOW, "me")
    assert step.request is not None
