"""The simulator of today's edition and the strict server were written apart; they agree on every request."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sim.asking import NOW_TS, basic
from tests.sim.asking_today import GOOD, TodayAsker, window
from tests.strict_today import HOSTS, PATHS, StrictToday
from tui.sim.today import plans
from tui.sim.today.protocol import ROUTES, respond

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
COUNTRY = {"name": "country", "value": "China"}
SIZE = {"dimension": "channelSize"}
PLANS = st.sampled_from(["standard", "premium", "enterprise", "pro", "flagship"])


def request_of(path: str, params: dict[str, Any], url: str = "http://localhost") -> httpx.Request:
    method = ROUTES[path].method
    if method == "POST":
        return httpx.Request("POST", f"{url}{path}?appid=demoapp", headers=basic(), content=json.dumps(params).encode())
    return httpx.Request(method, f"{url}{path}", params={"appid": "demoapp", **params}, headers=basic())


def broken(strict: StrictToday, request: httpx.Request, now_ts: float = NOW_TS) -> list[str]:
    return list(strict.broken(request, request.content, now_ts))


def answered(asker: TodayAsker, request: httpx.Request) -> bool:
    """Whether the simulator answers."""
    path, query = request.url.path, request.url.query.decode()
    response = respond(asker.world, request.method, path, query, dict(request.headers), request.content, asker.now_ts)
    code: int = json.loads(b"".join(response.body))["code"]
    return code == 200


def test_both_serve_the_same_paths() -> None:
    assert {path: one.method for path, one in PATHS.items()} == {path: one.method for path, one in ROUTES.items()}


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(
    plan=PLANS,
    path=st.sampled_from(plans.PATHS),
    before_s=st.sampled_from([0, 1, 19, 20, 39, 40, 60, 100, 150, 300, 21_600, 43_200]),
    near_s=st.integers(-1, 1),
    reach_s=st.sampled_from([0, 0, 2_400, 3_600, 86_400, 604_800, 1_209_600, 1_296_000, 2_592_000]),
    length_s=st.sampled_from([60, 2_360, 3_600, 10_800, 21_600, 28_800, 57_600, 86_400, 259_200, 604_800]),
    long_s=st.integers(-1, 1),
)
def test_both_refuse_the_same_windows(
    plan: str, path: str, before_s: int, near_s: int, reach_s: int, length_s: int, long_s: int
) -> None:
    asker, strict = TodayAsker("empty", "overview=yes", plan=plan), StrictToday(lambda: NOW_TS, plan)
    end_ts = NOW_TS - before_s - near_s
    start_ts = end_ts - (20 if path.endswith("top20") else length_s + long_s)
    if reach_s:
        start_ts = NOW_TS - reach_s - near_s
        end_ts = start_ts + length_s + long_s
    request = request_of(path, {**window(path, start_ts, end_ts), **GOOD[path]})
    assert answered(asker, request) == (broken(strict, request) == [])


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(
    plan=PLANS,
    path=st.sampled_from(plans.PATHS),
    waits_s=st.lists(st.sampled_from([0.1, 0.4, 1.0, 7, 20, 61]), max_size=40),
)
def test_both_refuse_the_same_requests_that_come_too_fast(plan: str, path: str, waits_s: list[float]) -> None:
    asker, strict = TodayAsker("empty", "refused=counted", "overview=yes", plan=plan), StrictToday(lambda: NOW_TS, plan)
    for wait_s in [0.0, *waits_s]:
        asker.wait(wait_s)
        allowed = asker.world.plan.get(path)
        end_ts = int(asker.now_ts) - (allowed.delay_s if allowed else 0) - 30
        request = request_of(path, {**window(path, end_ts - 60, end_ts), **GOOD[path]})
        assert answered(asker, request) == (broken(strict, request, asker.now_ts) == [])


@pytest.mark.parametrize(
    ("path", "params", "rule"),
    [
        (plans.LISTS, {"page_no": 1}, "page_no and page_size go together"),
        (plans.LISTS, {"page_no": 1, "page_size": 101}, "page_size is wrong: 101"),
        (plans.LISTS, {"startTs": 5}, "startTs is unknown"),
        (plans.LISTS, {"end_ts": ""}, "end_ts is missing"),
        (plans.LISTS, {"start_ts": NOW_TS * 1000}, f"start_ts is wrong: {NOW_TS * 1000}"),
        (plans.SESSIONS, {"uids": "1,2,3,4,5,6,7,8,9,10,11"}, "uids is wrong: 1,2,3,4,5,6,7,8,9,10,11"),
        (plans.METRICS, {"sids": ",".join(ALPHABET[:21])}, f"sids is wrong: {','.join(ALPHABET[:21])}"),
        (plans.METRICS, {"sids": "A,A"}, "sids is wrong: A,A"),
        (plans.USAGE_BY_TIME, {"metric": "userCount,sessionCount"}, "metric is wrong: userCount,sessionCount"),
        (plans.QUALITY_BY_TIME, {"aggregateGranularity": "1m"}, "aggregateGranularity is wrong: 1m"),
        (plans.USAGE_AGGREGATION, {"dimensionValues": '"China"'}, 'dimensionValues is wrong: "China"'),
        (plans.USAGE_AGGREGATION, {"metric": "peakConcurrentUsers"}, "a peak has no dimension"),
        (plans.USAGE_AGGREGATION, {"filters": [COUNTRY]}, "filters are for the regions of a country"),
        (plans.QUALITY_AGGREGATION, {**SIZE, "dimensionValues": ["1"]}, "channelSize has no dimensionValues"),
        (plans.QUALITY_AGGREGATION, {"startTs": "1795337917"}, "startTs is wrong: 1795337917"),
        (plans.REALTIME_USAGE, {"dimensionValues": '"iOS"'}, "dimensionValues without dimension"),
        (plans.REALTIME_USAGE, {"dimension": "os", "dimensionValues": "iOS"}, "dimensionValues is wrong: iOS"),
        (plans.REALTIME_USAGE, {"metric": "channelCount", "dimension": "os"}, "dimension counts for userCount only"),
        (plans.REALTIME_QUALITY, {"uids": "7"}, "uids without cname"),
        (plans.REALTIME_QUALITY, {"productType": "Linux"}, "productType is wrong: Linux"),
        (plans.USAGE_TOP20, {"dimension": "network"}, "dimension is wrong: network"),
        (plans.QUALITY_TOP20, {"extraMetrics": "channelCount"}, "extraMetrics is wrong: channelCount"),
    ],
)  # fmt: skip
def test_the_strict_server_names_each_breach(path: str, params: dict[str, Any], rule: str) -> None:
    strict = StrictToday(lambda: NOW_TS, "enterprise")
    limits = plans.PLANS["enterprise"][path]
    start_ts = NOW_TS - limits.delay_s - 600
    good = {**window(path, start_ts, start_ts + 500), **GOOD[path]}
    assert broken(strict, request_of(path, good)) == []
    assert rule in broken(strict, request_of(path, {**good, **params}), NOW_TS + 61)


def test_the_strict_server_knows_host_credentials_and_method() -> None:
    strict = StrictToday(lambda: NOW_TS, hosts=frozenset())
    path = plans.LISTS
    params = window(path, NOW_TS - 600, NOW_TS - 100)
    for number, host in enumerate(sorted(HOSTS)):
        assert broken(strict, request_of(path, params, f"https://{host}"), NOW_TS + number) == []
    assert broken(strict, request_of(path, params, "https://api-us-west-1.agora.io.example"), NOW_TS + 999) == [
        "host api-us-west-1.agora.io.example is not in the table"
    ]
    local = StrictToday(lambda: NOW_TS)
    assert broken(local, httpx.Request("POST", f"http://localhost{path}")) == ["no credentials", "no such API: POST"]
    twice = httpx.Request(
        "GET", f"http://localhost{path}?appid=x&appid=y&start_ts=1795337000&end_ts=1795337800", headers=basic()
    )
    assert broken(local, twice) == ["a parameter is given twice", "appid"]


def test_a_day_too_many_is_a_breach() -> None:
    strict = StrictToday(lambda: NOW_TS, "premium")
    first_ts = float(NOW_TS // 86400 * 86400)
    rules = []
    for number in range(41):
        now_ts = first_ts + number * 600
        params = {
            **window(plans.USAGE_BY_TIME, int(now_ts) - 86_400, int(now_ts) - 50_000),
            **GOOD[plans.USAGE_BY_TIME],
        }
        rules += broken(strict, request_of(plans.USAGE_BY_TIME, params), now_ts)
    assert rules == ["more than 40 in a day"]
