"""The limits of today's plans are kept before a request leaves: delay, reach and longest window, on any clock."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.today import PLANS, edition_of
from tui.analysis.calls.known import reachable
from tui.analysis.feeds.listing import told
from tui.collector.bounds import FURTHER, WALK_S, bounds
from tui.collector.policy import Policy
from tui.collector.windows import next_listing, probe, still_open, to_ask
from tui.domain.edition import CLOCK_S, Endpoint
from tui.domain.records import DAY, HOUR, Coverage, FailureKind, Listing, Spend, Want, Window

NOW = 1_795_334_169.5
PLAN_NAMES = st.sampled_from(sorted(PLANS))
# A request leaves at once, or after the walk through the reserve hosts; the clocks differ by less than CLOCK_S.
ARRIVALS = st.floats(-CLOCK_S + 1, WALK_S)


def refused(endpoint: Endpoint, window: Window, message: str, claimed_ts: float = NOW - 5) -> Spend:
    return Spend(
        claim_id=1,
        endpoint=endpoint.name,
        channel="",
        window=window,
        claimed_ts=claimed_ts,
        answered_ts=claimed_ts + 1,
        by="me",
        failure=FailureKind.BAD_REQUEST,
        detail=f"Service package limit check error, {message}",
    )


class Lists:
    """A server of calls by the letter of the facts: it refuses windows, lists the newest hundred, and new calls begin
    while one pages."""

    def __init__(
        self, endpoint: Endpoint, began: Sequence[int], *, inclusive: bool, overlap: bool, long_s: int
    ) -> None:
        self.endpoint = endpoint
        self.began = sorted(began)
        self.inclusive, self.overlap, self.long_s = inclusive, overlap, long_s
        self.asked: list[Window] = []

    def answer(self, window: Window, now_ts: float) -> tuple[list[tuple[int, int]], bool]:
        assert self.endpoint.breach(window, now_ts) is None, (window, now_ts)
        self.asked.append(window)
        last_ts = window.end_ts if self.inclusive else window.end_ts - 1
        reach_s = self.long_s if self.overlap else 0
        known = [
            (ts, number)
            for number, ts in enumerate(self.began)
            if ts <= now_ts and window.start_ts - reach_s <= ts <= last_ts
        ]
        known.sort(reverse=True)
        return known[:100], len(known) > 100


def walk(server: Lists, want: Want, now_ts: float, pause_s: float = 1.1) -> tuple[set[int], int, float]:
    """The numbers of the found calls, the requests, and the time of the end."""
    listings: list[Listing] = []
    found: set[int] = set()
    since_ts = now_ts
    for count in range(1500):
        window = next_listing(server.endpoint, want, listings, since_ts, now_ts)
        if window is None:
            return found, count, now_ts
        rows, has_more = server.answer(window, now_ts)
        began = [ts for ts, _ in rows]
        found |= {number for _, number in rows}
        listings.insert(
            0,
            Listing(
                window,
                now_ts,
                len(rows),
                has_more or len(rows) >= 100,
                min(began, default=None),
                max(began, default=None),
            ),
        )
        now_ts += pause_s
    raise AssertionError("the walk does not end")


@pytest.mark.parametrize("plan", PLANS)
@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize("overlap", [False, True])
@given(
    gaps=st.lists(st.integers(0, 900), min_size=0, max_size=400),
    arriving=st.lists(st.integers(0, 60), max_size=20),
    back_s=st.integers(60, 2 * DAY),
)
def test_the_walk_finds_each_call_once_while_calls_arrive_and_breaks_no_limit(
    plan: str, inclusive: bool, overlap: bool, gaps: list[int], arriving: list[int], back_s: int
) -> None:
    endpoint = edition_of(plan).call_lists
    began, ts = [], int(NOW) - endpoint.longest_delay_s - 10
    for gap in gaps:
        ts -= gap
        began.append(ts)
    began += [int(NOW) + offset for offset in arriving]
    server = Lists(endpoint, began, inclusive=inclusive, overlap=overlap, long_s=300)
    wanted = Window(int(NOW) - back_s, int(NOW))
    found, _, _ = walk(server, Want(endpoint.name, window=wanted), NOW)
    askable = bounds(endpoint, (), NOW).clipped(wanted)
    counts = Counter(server.began)
    expected = {
        number
        for number, ts in enumerate(server.began)
        # The reach moves on while one pages. A second with a hundred calls is told as crowded.
        if askable is not None and askable.start_ts + 60 <= ts < askable.end_ts and counts[ts] < 99
    }
    assert expected <= found


@given(plan=PLAN_NAMES, back_s=st.integers(60, 7 * HOUR), late_s=st.floats(0.0, 9.0))
def test_at_the_end_of_a_search_nothing_of_it_is_open(plan: str, back_s: int, late_s: float) -> None:
    """The screen and the walk agree on the part of a search that can be answered: the progress ends."""
    endpoint = edition_of(plan).call_lists
    asked = reachable(endpoint, Window(int(NOW) - back_s, int(NOW)), NOW)
    if asked is None:
        assert back_s <= endpoint.longest_delay_s + CLOCK_S + 1
        return
    window = next_listing(endpoint, Want(endpoint.name, window=asked), (), NOW, NOW + late_s)
    assert window is not None
    assert window.end_ts == asked.end_ts
    answered = Listing(Window(asked.start_ts, window.end_ts), NOW + late_s, 0, False, None, None)
    assert told(asked, (answered,), endpoint, since_ts=NOW).open == ()


@pytest.mark.parametrize(
    ("plan", "hours", "requests"), [("standard", 8, 3), ("premium", 16, 11), ("enterprise", 24, 15)]
)
def test_a_quiet_stretch_takes_one_request_for_each_longest_window(plan: str, hours: int, requests: int) -> None:
    """ceil(stretch / (longest window - 1 s)): a day less the margins on standard, the whole reach on the others."""
    endpoint = edition_of(plan).call_lists
    server = Lists(endpoint, [], inclusive=False, overlap=False, long_s=0)
    wanted = Window(int(NOW) - 16 * DAY, int(NOW))
    _, count, _ = walk(server, Want(endpoint.name, window=wanted), NOW)
    askable = bounds(endpoint, (), NOW).clipped(wanted)
    assert askable is not None
    assert count == math.ceil(askable.seconds / (hours * HOUR - 1)) == requests


@given(plan=PLAN_NAMES, arrival_s=ARRIVALS, now_ts=st.floats(NOW, NOW + DAY), known=st.sets(st.integers(0, 180)))
def test_a_series_is_asked_for_within_the_bounds_of_each_plan(
    plan: str, arrival_s: float, now_ts: float, known: set[int]
) -> None:
    for endpoint in edition_of(plan).endpoints.values():
        if not endpoint.name.startswith("realtime") or not endpoint.series:
            continue
        grid = endpoint.slot_of(now_ts)
        settled = {grid - 20 * slot: grid + 9e9 for slot in known}
        coverage = Coverage(Window(grid - 2 * HOUR, grid), settled)
        for attended in (True, False):
            window = to_ask(endpoint, attended, partial(Coverage, coverage.window, settled), (), now_ts)
            assert endpoint.breach(window, now_ts + arrival_s) is None
            assert window.seconds >= endpoint.slot_s
        asked = still_open(endpoint, Window(grid - 3 * HOUR, grid), coverage, now_ts)
        assert asked is None or endpoint.breach(asked, now_ts + arrival_s) is None


@given(plan=PLAN_NAMES, arrival_s=ARRIVALS, now_ts=st.floats(NOW, NOW + DAY))
def test_the_request_that_learns_the_time_keeps_the_limits_too(plan: str, arrival_s: float, now_ts: float) -> None:
    edition = edition_of(plan)
    endpoint = edition[edition.probe]
    assert endpoint.breach(probe(endpoint, now_ts), now_ts + arrival_s) is None


# -- refusals teach

LISTS = edition_of("premium").call_lists
ASKED = Window(int(NOW) - 7000, int(NOW) - 40)


def test_too_near_now_makes_the_next_window_end_earlier() -> None:
    plain, taught = bounds(LISTS, (), NOW), bounds(LISTS, [refused(LISTS, ASKED, "query latency limit error")], NOW)
    assert plain.latest_ts == NOW - 20 - CLOCK_S
    assert taught.latest_ts == NOW - FURTHER * (NOW - 5 - ASKED.end_ts) - CLOCK_S
    assert taught.oldest_ts == plain.oldest_ts


def test_too_old_is_left_out() -> None:
    taught = bounds(LISTS, [refused(LISTS, ASKED, "query time range limit error")], NOW)
    assert taught.oldest_ts == NOW - (NOW - 5 - ASKED.start_ts) + WALK_S + CLOCK_S


@pytest.mark.parametrize("message", ["query duration limit error", "query time length limit error"])
def test_too_long_is_cut_in_half(message: str) -> None:
    taught = bounds(LISTS, [refused(LISTS, ASKED, message)], NOW)
    assert taught.longest_s == ASKED.seconds // 2
    wanted = Want("call_lists", window=Window(int(NOW) - 7000, int(NOW)))
    window = next_listing(LISTS, wanted, (), NOW, NOW, [refused(LISTS, ASKED, message)])
    assert window is not None
    assert window.seconds <= ASKED.seconds // 2


def test_a_refusal_of_another_endpoint_teaches_nothing() -> None:
    other = edition_of("premium")["call_sessions"]
    assert bounds(LISTS, [refused(other, ASKED, "query latency limit error")], NOW) == bounds(LISTS, (), NOW)


def test_a_server_that_enforces_nothing_is_asked_up_to_now() -> None:
    lists = EDITION.call_lists
    found = bounds(lists, [refused(lists, ASKED, "query latency limit error")], NOW)
    assert (found.latest_ts, found.longest_s) == (math.inf, math.inf)
    assert found.oldest_ts == NOW - 3 * DAY


# -- whose quota

PREMIUM = edition_of("premium")


def test_the_vendor_may_count_by_endpoint_by_group_or_by_account() -> None:
    by = {name: Policy(PREMIUM, PREMIUM.limits, counted=name) for name in ("endpoint", "group", "account")}
    assert by["endpoint"].quota("realtime_usage") == ("realtime_usage",)
    assert set(by["group"].quota("realtime_usage")) == {
        "realtime_usage",
        "realtime_quality",
        "realtime_usage_breakdown",
        "realtime_quality_breakdown",
    }
    everything = by["account"].quota("call_lists")
    assert everything[0] == "call_lists"
    assert set(everything) == set(PREMIUM.endpoints)
    for policy in by.values():
        for name, limits in PREMIUM.limits.items():
            assert policy.limits_of(policy.quota(name)) == limits
