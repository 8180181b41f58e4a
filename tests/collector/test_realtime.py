"""The pace of feeds of which each request buys one metric of one product: nothing lost, nothing refused, never dry."""

from __future__ import annotations

import math
from itertools import product
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.collector.realtime_days import PER_DAY, REACH_S, Day, Watching, always, of
from tui.agora.editions.today import edition_of
from tui.collector.policy import Knowledge, Policy
from tui.collector.realtime import FASTEST_S, IDLE_S, RealtimePace, is_idle
from tui.collector.scheduler import Scheduler
from tui.domain.account import Account, unreserved
from tui.domain.records import DAY, HOUR, MINUTE, Coverage, LastAttempt, Points, Spend, Want, Window

NOON = 1_795_305_600.0 + 12 * HOUR
QUALITY = ("realtime_quality",)

# The others come by night: each takes half a minute.
OFTEN = (("premium", 1, "endpoint"), ("premium", 8, "group"))


def asked(want: Want, ago_s: float, number: int = 1) -> LastAttempt:
    claimed_ts = NOON - ago_s
    window = Window(int(claimed_ts) - 600, int(claimed_ts) - 100)
    spend = Spend(
        claim_id=number,
        endpoint=want.endpoint,
        channel=want.channel,
        window=window,
        claimed_ts=claimed_ts,
        answered_ts=claimed_ts + 0.5,
        by="me",
        selection=want.selection.key,
    )
    return LastAttempt(spend, 0)


def known(wants: list[Want], ages: list[float], *, today: int = 0, idle: tuple[str, ...] = ()) -> Knowledge:
    """`idle` are products."""
    turns = {want.feed: asked(want, age, n) for n, (want, age) in enumerate(zip(wants, ages, strict=False), 1)}
    recent = tuple(sorted((turn.last for turn in turns.values()), key=lambda one: -one.claimed_ts)[:10])
    return Knowledge(
        now_ts=NOON,
        accounts={QUALITY: Account(today=today, recent=recent, latest=tuple(one.claimed_ts for one in recent))},
        turns=turns,
        under_way=(),
        coverage=lambda want: Coverage(Window(0, 0)),
        asked={},
        idle={("", product) for product in idle},
    )


def policy_of(plan: str) -> Policy:
    edition = edition_of(plan)
    return Policy(edition, edition.limits)


def pace_of(plan: str, wants: list[Want], knowledge: Knowledge) -> RealtimePace:
    policy = policy_of(plan)
    return RealtimePace(QUALITY, wants, knowledge, policy, unreserved(policy.limits_of(QUALITY), policy.reserve))


def quality(plan: str, *, chosen: str = "", attended: bool = True, channels: tuple[str, ...] = ("",)) -> list[Want]:
    wants = of(plan, channels, chosen=chosen, attended=attended)
    return [want for want in wants if want.endpoint == QUALITY[0]]


ALL = st.fixed_dictionaries(
    {
        "plan": st.sampled_from(["premium", "enterprise"]),
        "channels": st.sampled_from([("",), ("", "a"), ("", "a", "b", "c", "d", "e", "f", "g")]),
        "chosen": st.sampled_from(["", "videoFreezeRate"]),
        "attended": st.booleans(),
        "today": st.integers(0, 1440),
        "idle": st.sampled_from([(), ("WebRTC",), ("Native", "WebRTC")]),
        "ages": st.lists(st.floats(0, 4000), max_size=90),
    }
)


@settings(max_examples=60, deadline=None)
@given(ALL)
def test_a_pace_spends_what_is_left_and_keeps_the_feeds_of_the_project_as_far_as_the_day_allows(case: dict) -> None:  # type: ignore[type-arg]
    wants = quality(case["plan"], chosen=case["chosen"], attended=case["attended"], channels=case["channels"])
    knowledge = known(wants, case["ages"], today=case["today"], idle=case["idle"])
    pace = pace_of(case["plan"], wants, knowledge)
    intervals = {want.feed: pace.interval(want) for want in wants}
    reach_s = edition_of(case["plan"])[QUALITY[0]].reach_s or 0
    spare = math.floor(PER_DAY[case["plan"]] * 0.9)
    left, left_s = spare - case["today"], DAY / 2 + 2
    busy = [want for want in wants if not (not want.channel and want.selection.product in case["idle"])]
    for want in busy:
        interval = intervals[want.feed]
        assert interval.look_s >= FASTEST_S - 1e-6
        if not want.channel and left >= 2 * len(wants) * left_s / reach_s + len(wants):
            # With requests enough each answer reaches back to the one before.
            assert interval.keep_s < reach_s - 65 - 50
    for want in wants:
        if not want.channel and want.selection.product in case["idle"]:
            assert intervals[want.feed].shown_s == IDLE_S
    # As far as the day is long, those intervals ask for no more than is left (and one more each, by their ages).
    rate = sum(1 / intervals[want.feed].keep_s for want in wants)
    assert rate * left_s <= max(left, 1) + len(wants) + 0.06 * max(left, 1)
    if pace.extra >= 1:
        rate = sum(1 / intervals[want.feed].shown_s for want in wants)
        horizon_s = min(8.0 * HOUR, left_s) if case["attended"] and busy else left_s
        assert rate * horizon_s <= left + len(wants)


@pytest.mark.parametrize("plan", ["premium", "enterprise"])
@pytest.mark.parametrize("today", [0, 100])
def test_the_chosen_metric_comes_first_then_those_near_an_alarm_then_the_rest(plan: str, today: int) -> None:
    wants = [Want(one.endpoint, selection=one.selection, rank=n % 3) for n, one in enumerate(quality(plan))]
    pace = pace_of(plan, wants, known(wants, [60.0] * len(wants), today=today))
    looks = [[pace.interval(want).look_s for want in wants if want.rank == rank] for rank in range(3)]
    assert max(looks[0]) < min(looks[1])
    assert max(looks[1]) < min(looks[2])


def due(plan: str, wants: list[Want], knowledge: Knowledge) -> dict[str, float]:
    """Metric → the seconds until it is due, of Native."""
    scheduler = Scheduler(QUALITY, wants, wants, knowledge, policy_of(plan))
    return {
        want.selection.metric: scheduler.due(want).due_ts - NOON for want in wants if want.selection.product == "Native"
    }


def test_a_metric_that_is_newly_looked_at_is_asked_at_once_and_the_others_wait() -> None:
    wants = quality("premium", chosen="networkDelay")
    times = due("premium", wants, known(wants, [900.0] * 9 + [30.0], idle=("WebRTC",)))
    assert times["networkDelay"] == 0
    assert min(seconds for metric, seconds in times.items() if metric != "networkDelay") > 0


def test_where_the_day_holds_only_what_keeping_needs_nobody_who_looks_spends_it() -> None:
    wants = quality("premium", chosen="networkDelay")
    times = due("premium", wants, known(wants, [600.0] * len(wants), today=330, idle=("WebRTC",)))
    assert min(times.values()) > 20 * MINUTE


@pytest.mark.parametrize("plan", ["premium", "enterprise"])
def test_unattended_feeds_are_asked_twice_in_a_reach_where_the_day_has_room(plan: str) -> None:
    wants = quality(plan, attended=False)
    pace = pace_of(plan, wants, known(wants, [60.0] * len(wants), idle=("WebRTC",)))
    native = pace.interval(wants[0])
    assert native.look_s == math.inf
    assert native.keep_s <= {"premium": 20, "enterprise": 28}[plan] * MINUTE


def test_a_feed_that_another_process_keeps_counts_as_one_of_the_day() -> None:
    mine = quality("premium", attended=False)
    other = quality("premium", attended=False, channels=("room",))
    alone = pace_of("premium", mine, known(mine, [60.0] * 10, today=150))
    shared = pace_of("premium", mine, known([*mine, *other], [60.0] * 20, today=150))
    assert shared.extra < alone.extra


# -- whole days, or parts of them


def assert_well(day: Day, wants: list[Want], hours: float) -> None:
    assert day.breaches == []
    assert day.lost(wants, hours) == {}


def test_two_hours_of_watching_lose_nothing_break_no_limit_and_follow_the_chosen_metric() -> None:
    day, wants = Day("premium"), of("premium", chosen="videoFreezeRate")
    day.live([Watching(0, 0, wants)], 2)
    assert_well(day, wants, 2)
    assert median(day.intervals("videoFreezeRate", 0.5, 2)) < 240 < 600 < median(day.intervals("networkDelay", 0.5, 2))


def test_two_hours_of_nobody_looking_with_an_outage_lose_nothing() -> None:
    day, wants = Day("enterprise", outages=[(2000, 2900)]), of("enterprise", attended=False)
    day.live([Watching(0, 0, wants)], 1.7)
    assert_well(day, wants, 1.7)
    assert sum(map(len, day.arrived.values())) < 100


def test_a_product_that_begins_to_have_users_is_asked_for_all_from_their_first_slot_on() -> None:
    begin_ts = 1_795_305_600.0 + 14 * HOUR + 4700

    def users(_channel: str, product: str, ts: int) -> int:
        return 5 if product == "Native" or ts >= begin_ts else 0

    day, wants = Day("enterprise", users=users), of("enterprise", attended=False)
    day.live([Watching(0, 0, wants)], 3.5)
    assert_well(day, wants, 3.5)
    web = day.asked["realtime_quality", "", "videoFreezeRate/WebRTC"]
    assert [ts for ts in web if ts < begin_ts] == web[:1] or len(web) > 2


def test_a_screen_beside_a_collector_costs_nothing_more() -> None:
    made = []
    for screens in (0, 1):
        day = Day("premium")
        looks = [Watching(1.0 + who, 1 + who, of("premium", chosen="networkDelay")) for who in range(screens)]
        day.live([Watching(0, 0, of("premium")), *looks], 1)
        assert day.breaches == []
        made.append(sum(map(len, day.arrived.values())))
    assert made[1] <= 1.1 * made[0]


def told(end_s: int, *, covered_s: int = 1500, users: dict[int, float] | None = None) -> tuple[Points, Coverage]:
    """Answers about the `covered_s` seconds before `end_s` seconds before noon, with a zero in each slot."""
    noon = int(NOON)
    slots = range(noon - end_s - covered_s, noon - end_s, 20)
    values = dict.fromkeys(slots, 0.0) | {noon - end_s - ago_s: value for ago_s, value in (users or {}).items()}
    return sorted(values.items()), Coverage(Window(0, 1), dict.fromkeys(slots, NOON), slot_s=20)


@pytest.mark.parametrize(
    ("case", "idle"),
    [
        (told(60), True),
        # Until its users are asked for again.
        (told(1800), True),
        (told(2500), False),
        # Too little is known.
        (told(60, covered_s=600), False),
        (told(60, users={400: 1.0}), False),
        (told(60, covered_s=2000, users={1900: 1.0}), True),
        ((((), Coverage(Window(0, 1)))), False),
    ],
)
def test_a_product_has_no_users_where_half_a_reach_up_to_the_newest_answer_says_so(
    case: tuple[Points, Coverage], idle: bool
) -> None:
    endpoint = edition_of("premium")["realtime_usage"]
    assert is_idle(endpoint, *case, NOON) is idle


def watched(plan: str, count: int) -> list[Watching]:
    """One looks for eight hours and moves on each ten minutes; the others come and go; two watch a channel, too."""
    metrics = ("videoFreezeRate", "networkDelay", "pcu", "joinSuccessRate")
    told = []
    for who in range(count):
        for n in range(48):
            chosen = metrics[(n + who) % len(metrics)]
            channels = ("", "room") if who in (1, 2) and plan == "enterprise" else ("",)
            told.append(Watching(600.0 * n + who, who, of(plan, channels, chosen=chosen)))
        told.append(Watching(8 * HOUR + who, who, of(plan, attended=False)))
    return told


@pytest.mark.parametrize(
    ("plan", "count", "counted"),
    [
        pytest.param(*each, marks=pytest.mark.long if each in OFTEN else pytest.mark.nightly)
        for each in product(("premium", "enterprise"), (1, 8), ("endpoint", "group"))
    ],
)
def test_a_day_of_watchers_breaks_no_limit_loses_no_slot_and_never_runs_dry(
    plan: str, count: int, counted: str
) -> None:
    day = Day(plan, counted=counted, seed=count)
    day.live(watched(plan, count), 24)
    assert_well(day, of(plan), 24)
    # In the last of the eight hours a looked-at metric still comes three times a reach, whoever else looks at others.
    assert median(day.intervals("pcu", 7, 8)) < REACH_S[plan] / 3


@pytest.mark.long
@pytest.mark.parametrize("plan", ["premium", "enterprise"])
def test_a_day_of_both_products_and_outages_loses_no_slot(plan: str) -> None:
    outages = [(minute * 60.0, minute * 60.0 + 110) for minute in (100, 400, 700, 1000)]
    day, wants = Day(plan, users=always, outages=outages), of(plan, attended=False)
    day.live([Watching(0, 0, wants)], 24)
    assert_well(day, wants, 24)
