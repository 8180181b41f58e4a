"""Plans: the limits of each endpoint by plan: rate, requests a day, delay, reach, longest window."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

MINUTE_S = 60
HOUR_S = 3600
DAY_S = 86400

LISTS = "/beta/analytics/call/lists"
SESSIONS = "/beta/analytics/call/sessions"
METRICS = "/beta/analytics/call/metrics"
STATISTICS = "/beta/analytics/call/statistics"
FREEZE_BUCKET = "/beta/analytics/call/freeze/bucket"
STATISTICS_TIME = "/beta/analytics/call/statistics/time"
USAGE_BY_TIME = "/beta/insight/usage/by_time"
QUALITY_BY_TIME = "/beta/insight/quality/by_time"
USAGE_AGGREGATION = "/beta/insight/usage/aggregation"
QUALITY_AGGREGATION = "/beta/insight/quality/aggregation"
REALTIME_USAGE = "/beta/realtime/usage/by_time_20sec"
REALTIME_QUALITY = "/beta/realtime/quality/by_time_20sec"
USAGE_TOP20 = "/beta/realtime/usage/dimension/top20"
QUALITY_TOP20 = "/beta/realtime/quality/dimension/top20"

CALL_SEARCH = (LISTS, SESSIONS, METRICS, STATISTICS, FREEZE_BUCKET, STATISTICS_TIME)
OVERVIEW = (STATISTICS, FREEZE_BUCKET, STATISTICS_TIME)
INSIGHT = (USAGE_BY_TIME, QUALITY_BY_TIME, USAGE_AGGREGATION, QUALITY_AGGREGATION)
REALTIME = (REALTIME_USAGE, REALTIME_QUALITY, USAGE_TOP20, QUALITY_TOP20)
PATHS = CALL_SEARCH + INSIGHT + REALTIME


class Allowance(NamedTuple):
    """At most `requests` in any `window_s` seconds and `per_day` in a UTC day.

    A query window ends before now - `delay_s`, starts after now - `reach_s` and is shorter than `longest_s`.
    """

    requests: int
    window_s: int
    per_day: int
    delay_s: int
    reach_s: int
    longest_s: int


Plan = Mapping[str, Allowance]


def _call_search(lists: Allowance, others: Allowance) -> dict[str, Allowance]:
    return {path: lists if path == LISTS else others for path in CALL_SEARCH}


# No source names the longest window of the aggregations: it is that of the series.
def _insight(requests: int, per_day: int, usage_delay_s: int, reach_s: int, longest_s: int) -> dict[str, Allowance]:
    usage = Allowance(requests, MINUTE_S, per_day, usage_delay_s, reach_s, longest_s)
    quality = usage._replace(delay_s=6 * HOUR_S)
    return {path: usage if "/usage/" in path else quality for path in INSIGHT}


# No source says whether standard has the three overviews of a call: a switch adds them.
_STANDARD: Plan = {
    path: allowed
    for path, allowed in _call_search(
        Allowance(1, 1, 1_000, 60, DAY_S, 8 * HOUR_S), Allowance(1, 1, 1_000, 300, DAY_S, HOUR_S)
    ).items()
    if path not in OVERVIEW
}
_PREMIUM: Plan = {
    **_call_search(
        Allowance(3, 1, 2_000, 20, 7 * DAY_S, 16 * HOUR_S), Allowance(3, 1, 2_000, 150, 7 * DAY_S, 3 * HOUR_S)
    ),
    **_insight(3, 40, 12 * HOUR_S, 14 * DAY_S, 3 * DAY_S),
    **dict.fromkeys(REALTIME, Allowance(3, MINUTE_S, 480, 40, 40 * MINUTE_S, 40 * MINUTE_S)),
}
_ENTERPRISE: Plan = {
    **_call_search(
        Allowance(10, 1, 10_000, 20, 15 * DAY_S, 24 * HOUR_S), Allowance(10, 1, 10_000, 100, 15 * DAY_S, 6 * HOUR_S)
    ),
    **_insight(10, 60, 6 * HOUR_S, 30 * DAY_S, 7 * DAY_S),
    **dict.fromkeys(REALTIME, Allowance(10, MINUTE_S, 1_440, 20, 60 * MINUTE_S, 60 * MINUTE_S)),
}

# An endpoint that a plan lacks is refused; the free plan lacks them all. China sells premium as pro, enterprise as
# flagship.
PLANS: Mapping[str, Plan] = {
    "free": {},
    "standard": _STANDARD,
    "premium": _PREMIUM,
    "enterprise": _ENTERPRISE,
    "pro": _PREMIUM,
    "flagship": _ENTERPRISE,
}
