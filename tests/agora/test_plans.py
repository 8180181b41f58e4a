"""The plans of today's edition against the table of the fact sheet."""

from __future__ import annotations

import pytest

from tui.agora.editions.today import PLANS, REGION_PLANS, edition_of
from tui.domain.records import DAY, HOUR, MINUTE, Breach, Limits, Window

# endpoint, plan → per second, per minute, per day, delay, reach, longest window (fact sheet, 3)
FACTS = {
    ("call_lists", "standard"): (1, None, 1000, 60, DAY, 8 * HOUR),
    ("call_lists", "premium"): (3, None, 2000, 20, 7 * DAY, 16 * HOUR),
    ("call_lists", "enterprise"): (10, None, 10_000, 20, 15 * DAY, 24 * HOUR),
    ("call_sessions", "standard"): (1, None, 1000, 300, DAY, HOUR),
    ("call_metrics", "premium"): (3, None, 2000, 150, 7 * DAY, 3 * HOUR),
    ("call_statistics", "enterprise"): (10, None, 10_000, 100, 15 * DAY, 6 * HOUR),
    ("insight_usage", "premium"): (None, 3, 40, 12 * HOUR, 14 * DAY, 3 * DAY),
    ("insight_usage", "enterprise"): (None, 10, 60, 6 * HOUR, 30 * DAY, 7 * DAY),
    ("insight_quality", "premium"): (None, 3, 40, 6 * HOUR, 14 * DAY, 3 * DAY),
    ("insight_quality_breakdown", "enterprise"): (None, 10, 60, 6 * HOUR, 30 * DAY, 7 * DAY),
    ("insight_usage_breakdown", "premium"): (None, 3, 40, 12 * HOUR, 14 * DAY, 3 * DAY),
    ("realtime_usage", "premium"): (None, 3, 480, 40, 40 * MINUTE, 40 * MINUTE),
    ("realtime_quality_breakdown", "enterprise"): (None, 10, 1440, 20, HOUR, HOUR),
}
CHINA = {"premium": "pro", "enterprise": "flagship"}


@pytest.mark.parametrize(("place", "facts"), FACTS.items(), ids=[" ".join(place) for place in FACTS])
def test_each_plan_has_its_numbers_and_china_those_of_its_twin(place: tuple[str, str], facts: tuple[int, ...]) -> None:
    name, plan = place
    for each in (plan, CHINA.get(plan, plan)):
        endpoint = edition_of(each)[name]
        assert endpoint.limits == Limits(facts[0], facts[1], facts[2], "utc")
        assert (endpoint.longest_delay_s, endpoint.reach_s, endpoint.longest_s) == facts[3:]


def test_the_standard_plan_has_neither_insights_nor_realtime() -> None:
    assert set(edition_of("standard").endpoints) == {
        "call_lists",
        "call_sessions",
        "call_metrics",
        "call_statistics",
        "call_freeze_buckets",
        "call_by_time",
    }
    assert {plan: len(edition_of(plan).endpoints) for plan in PLANS} == {
        "standard": 6,
        "premium": 14,
        "enterprise": 14,
        "pro": 14,
        "flagship": 14,
    }


def test_every_plan_is_on_sale_in_one_region() -> None:
    assert sorted(plan for plans in REGION_PLANS.values() for plan in plans) == sorted(PLANS)


@pytest.mark.parametrize("plan", PLANS)
def test_the_endpoints_of_a_group_have_equal_limits(plan: str) -> None:
    edition = edition_of(plan)
    assert sorted(name for group in edition.groups for name in group) == sorted(edition.endpoints)
    for group in edition.groups:
        assert len({edition[name].limits for name in group}) == 1


NOW = 1_795_334_169


@pytest.mark.parametrize("plan", PLANS)
def test_the_bounds_of_a_window_are_strict(plan: str) -> None:
    for endpoint in edition_of(plan).endpoints.values():
        end_ts, reach_s, longest_s = NOW - endpoint.longest_delay_s, endpoint.reach_s or 0, endpoint.longest_s or 0
        assert endpoint.breach(Window(end_ts - 61, end_ts - 1), NOW) is None
        assert endpoint.breach(Window(end_ts - 60, end_ts), NOW) is Breach.TOO_NEAR
        assert endpoint.breach(Window(NOW - reach_s, NOW - reach_s + 60), NOW) is Breach.TOO_OLD
        assert endpoint.breach(Window(NOW - reach_s + 1, NOW - reach_s + 60), NOW) is None
        assert endpoint.breach(Window(end_ts - longest_s - 1, end_ts - 1), NOW) is Breach.TOO_LONG
