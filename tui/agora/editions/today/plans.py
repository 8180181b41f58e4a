"""The plans of the price list: rate, day, delay, reach and longest window of each group of endpoints.

China has no standard plan: pro has the numbers of premium, flagship those of enterprise. The free plans have no API.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.domain.records import DAY, HOUR, MINUTE, Limits

# The vendor counts a day by UTC.
_UTC = "utc"


class PlanTerms(Struct, frozen=True):
    """The terms of one group of endpoints; times in seconds."""

    limits: Limits
    delay_s: int
    reach_s: int
    longest_s: int


class Plan(Struct, frozen=True):
    """None: the plan has no such endpoints."""

    lists: PlanTerms
    details: PlanTerms
    usage: PlanTerms | None = None
    quality: PlanTerms | None = None
    realtime: PlanTerms | None = None


def _by_second(count: int, per_day: int) -> Limits:
    return Limits(per_second=count, per_day=per_day, day=_UTC)


def _by_minute(count: int, per_day: int) -> Limits:
    return Limits(per_minute=count, per_day=per_day, day=_UTC)


_STANDARD = Plan(
    lists=PlanTerms(_by_second(1, 1000), 60, DAY, 8 * HOUR),
    details=PlanTerms(_by_second(1, 1000), 300, DAY, HOUR),
)
_PREMIUM = Plan(
    lists=PlanTerms(_by_second(3, 2000), 20, 7 * DAY, 16 * HOUR),
    details=PlanTerms(_by_second(3, 2000), 150, 7 * DAY, 3 * HOUR),
    usage=PlanTerms(_by_minute(3, 40), 12 * HOUR, 14 * DAY, 3 * DAY),
    quality=PlanTerms(_by_minute(3, 40), 6 * HOUR, 14 * DAY, 3 * DAY),
    realtime=PlanTerms(_by_minute(3, 480), 40, 40 * MINUTE, 40 * MINUTE),
)
_ENTERPRISE = Plan(
    lists=PlanTerms(_by_second(10, 10_000), 20, 15 * DAY, 24 * HOUR),
    details=PlanTerms(_by_second(10, 10_000), 100, 15 * DAY, 6 * HOUR),
    usage=PlanTerms(_by_minute(10, 60), 6 * HOUR, 30 * DAY, 7 * DAY),
    quality=PlanTerms(_by_minute(10, 60), 6 * HOUR, 30 * DAY, 7 * DAY),
    realtime=PlanTerms(_by_minute(10, 1440), 20, HOUR, HOUR),
)

PLANS: Mapping[str, Plan] = {
    "standard": _STANDARD,
    "premium": _PREMIUM,
    "enterprise": _ENTERPRISE,
    "pro": _PREMIUM,
    "flagship": _ENTERPRISE,
}
# The plans on sale in each region, the smallest first.
REGION_PLANS: Mapping[str, tuple[str, ...]] = {
    "global": ("standard", "premium", "enterprise"),
    "china": ("pro", "flagship"),
}
