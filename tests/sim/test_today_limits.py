"""Plans, windows, rates and switches of today's edition, by the letter."""

from __future__ import annotations

import json
from itertools import product

import pytest

from tests.sim.asking import DAY_S, HOUR_S, NOW_TS
from tests.sim.asking_today import GOOD, TodayAsker, refusal, window
from tui.sim.today import plans
from tui.sim.today.envelope import NO_AUTH, PREFIX
from tui.sim.today.plans import PLANS
from tui.sim.today.protocol import ROUTES
from tui.sim.today.switches import CHOICES, UnknownSwitchError, switches

# Delay, reach and longest window by the sheet's table, in seconds; None: the plan lacks the group.
WINDOWS = {
    ("standard", plans.LISTS): (60, DAY_S, 8 * HOUR_S),
    ("premium", plans.LISTS): (20, 7 * DAY_S, 16 * HOUR_S),
    ("enterprise", plans.LISTS): (20, 15 * DAY_S, 24 * HOUR_S),
    ("standard", plans.METRICS): (300, DAY_S, HOUR_S),
    ("premium", plans.SESSIONS): (150, 7 * DAY_S, 3 * HOUR_S),
    ("enterprise", plans.STATISTICS_TIME): (100, 15 * DAY_S, 6 * HOUR_S),
    ("premium", plans.USAGE_BY_TIME): (12 * HOUR_S, 14 * DAY_S, 3 * DAY_S),
    ("premium", plans.QUALITY_BY_TIME): (6 * HOUR_S, 14 * DAY_S, 3 * DAY_S),
    ("enterprise", plans.USAGE_AGGREGATION): (6 * HOUR_S, 30 * DAY_S, 7 * DAY_S),
    ("enterprise", plans.QUALITY_AGGREGATION): (6 * HOUR_S, 30 * DAY_S, 7 * DAY_S),
}


def good(asker: TodayAsker, path: str) -> dict[str, object]:
    """A request that the plan of the asker allows now."""
    allowed = asker.world.plan.get(path) or PLANS["enterprise"][path]
    start_ts = int(asker.now_ts) - allowed.delay_s - 1000
    return {**window(path, start_ts, start_ts + 900), **GOOD[path]}


def asked(asker: TodayAsker, path: str, start_ts: int, end_ts: int) -> str:
    """The message of the refusal of a window now, without its prefix; "" for an answer."""
    body = asker.whole(path, start_ts, end_ts, **GOOD[path])
    return "" if body["code"] == 200 else str(body["message"]).removeprefix(PREFIX)


def test_every_endpoint_of_the_sheet_is_served() -> None:
    assert set(ROUTES) == set(plans.PATHS) == set(GOOD)
    assert len(ROUTES) == 14


@pytest.mark.parametrize(("plan", "path"), [*product(PLANS, plans.PATHS)])
def test_a_plan_answers_the_endpoints_that_it_has_and_says_no_auth_to_the_others(plan: str, path: str) -> None:
    asker = TodayAsker(plan=plan)
    has = {"free": (), "standard": plans.CALL_SEARCH[:3]}.get(plan, plans.PATHS)
    response = asker.response(path, good(asker, path))
    if path in has:
        assert json.loads(b"".join(response.body))["code"] == 200
    else:
        assert refusal(response) == (200, 300, NO_AUTH)


@pytest.mark.parametrize(("plan", "path"), WINDOWS)
def test_a_window_is_refused_at_each_of_its_bounds_and_answered_one_second_within(plan: str, path: str) -> None:
    delay_s, reach_s, longest_s = WINDOWS[plan, path]
    asker = TodayAsker("empty", plan=plan)
    too_long = "query time length limit error" if path in plans.CALL_SEARCH[1:] else "query duration limit error"
    last = NOW_TS - delay_s
    assert asked(asker, path, last - 600, last) == "query latency limit error"
    assert asked(asker, path, last - 600, last - 1) == ""
    assert asked(asker, path, NOW_TS - reach_s, NOW_TS - reach_s + 600) == "query time range limit error"
    assert asked(asker, path, NOW_TS - reach_s + 1, NOW_TS - reach_s + 600) == ""
    start_ts = max(last - 1 - longest_s, NOW_TS - reach_s + 1)
    if last - 1 - start_ts == longest_s:
        assert asked(asker, path, start_ts, start_ts + longest_s) == too_long
    assert asked(asker, path, start_ts, start_ts + longest_s - 1) in {"", "query latency limit error"}


@pytest.mark.parametrize(("plan", "delay_s", "reach_s"), [("premium", 40, 2400), ("enterprise", 20, 3600)])
def test_realtime_reaches_back_and_comes_near_as_its_plan_says(plan: str, delay_s: int, reach_s: int) -> None:
    for path in plans.REALTIME:
        asker = TodayAsker(plan=plan)
        near = NOW_TS - delay_s - (20 if path.endswith("top20") else 0)
        for start_ts, message in (
            (near, "query latency limit error"),
            (near - 1, ""),
            (NOW_TS - reach_s, "query time range limit error"),
            (NOW_TS - reach_s + 1, ""),
        ):
            end_ts = start_ts if start_ts >= near - 1 else start_ts + 60
            first_ts = start_ts if path.endswith("top20") or end_ts != start_ts else start_ts - 60
            assert asked(asker, path, first_ts, end_ts) == message


def test_inclusive_bounds_serve_the_maximum_itself() -> None:
    asker = TodayAsker("calm", "bounds=inclusive", plan="premium")
    assert asked(asker, plans.LISTS, NOW_TS - 20 - 16 * HOUR_S, NOW_TS - 20) == ""
    assert asked(asker, plans.LISTS, NOW_TS - 20 - 16 * HOUR_S - 1, NOW_TS - 20) == "query duration limit error"


@pytest.mark.parametrize(
    ("plan", "path", "requests", "window_s", "message"),
    [
        ("standard", plans.LISTS, 1, 1, "qps limit error"),
        ("premium", plans.METRICS, 3, 1, "qps limit error"),
        ("flagship", plans.SESSIONS, 10, 1, "qps limit error"),
        ("pro", plans.REALTIME_USAGE, 3, 60, "qpm limit error"),
        ("enterprise", plans.QUALITY_BY_TIME, 10, 60, "qpm limit error"),
    ],
)
def test_a_rate_counts_in_a_window_that_slides(
    plan: str, path: str, requests: int, window_s: int, message: str
) -> None:
    asker = TodayAsker("calm", "prefix=never", plan=plan)
    for _ in range(requests):
        assert asker.response(path, good(asker, path)).status == 200
    assert refusal(asker.response(path, good(asker, path))) == (200, 300, message)
    asker.wait(window_s - 0.01)
    assert refusal(asker.response(path, good(asker, path)))[2] == message
    asker.wait(0.01)
    assert json.loads(b"".join(asker.response(path, good(asker, path)).body))["code"] == 200


def test_a_day_of_requests_is_counted_from_midnight() -> None:
    asker = TodayAsker("calm", "prefix=always", plan="premium")
    asker.now_ts = float(NOW_TS // DAY_S * DAY_S + 60)
    for _ in range(40):
        asker.wait(60)
        assert (
            json.loads(b"".join(asker.response(plans.USAGE_BY_TIME, good(asker, plans.USAGE_BY_TIME)).body))["code"]
            == 200
        )
    asker.wait(60)
    response = asker.response(plans.USAGE_BY_TIME, good(asker, plans.USAGE_BY_TIME))
    assert refusal(response) == (200, 300, "Service package limit check error, qpd limit error")
    asker.now_ts = float(NOW_TS // DAY_S * DAY_S + DAY_S)
    assert (
        json.loads(b"".join(asker.response(plans.USAGE_BY_TIME, good(asker, plans.USAGE_BY_TIME)).body))["code"] == 200
    )


@pytest.mark.parametrize(
    ("scope", "same_group", "other_group"),
    [("endpoint", False, False), ("group", True, False), ("account", True, True)],
)
def test_the_scope_says_whose_requests_count_together(scope: str, same_group: bool, other_group: bool) -> None:
    for second, shares in ((plans.SESSIONS, same_group), (plans.LISTS, False), (plans.REALTIME_USAGE, other_group)):
        asker = TodayAsker("calm", f"scope={scope}", plan="premium")
        first = plans.SESSIONS if second == plans.REALTIME_USAGE else plans.METRICS
        for _ in range(3):
            asker.response(first, good(asker, first))
        code = json.loads(b"".join(asker.response(second, good(asker, second)).body))["code"]
        assert code == (300 if shares or (second == plans.LISTS and same_group) else 200)


@pytest.mark.parametrize(("limit", "status", "code"), [("300", 200, 300), ("http429", 429, 429), ("body429", 200, 429)])
def test_a_rate_may_be_refused_in_three_forms_and_a_window_in_one(limit: str, status: int, code: int) -> None:
    asker = TodayAsker("calm", f"limit={limit}", "prefix=never", plan="standard")
    asker.response(plans.LISTS, good(asker, plans.LISTS))
    assert refusal(asker.response(plans.LISTS, good(asker, plans.LISTS))) == (status, code, "qps limit error")
    asker.wait(1)
    late = {**window(plans.LISTS, NOW_TS - 100, NOW_TS)}
    assert refusal(asker.response(plans.LISTS, late)) == (200, 300, "query latency limit error")


def test_a_refused_request_counts_where_the_switch_says_so() -> None:
    for value, message in (("free", ""), ("counted", "qps limit error")):
        asker = TodayAsker("calm", f"refused={value}", "prefix=never", plan="standard")
        asker.response(plans.LISTS, good(asker, plans.LISTS))
        asker.wait(0.6)
        asker.response(plans.LISTS, good(asker, plans.LISTS))
        asker.wait(0.6)
        body = json.loads(b"".join(asker.response(plans.LISTS, good(asker, plans.LISTS)).body))
        assert body["code"] == (300 if message else 200)


# -- parameters


@pytest.mark.parametrize(
    ("path", "name"), [(path, name) for path in GOOD for name in (*window(path, 1, 2), *ROUTES[path].required)]
)
def test_a_missing_parameter_is_named_before_any_limit_counts(path: str, name: str) -> None:
    asker = TodayAsker()
    params = good(asker, path)
    params.pop(name, None)
    for _ in range(20):
        response = asker.response(path, params)
        assert refusal(response) == (200, 400, f"Bad request, parameter : {name} can not be null")


def test_the_names_of_call_search_are_unknown_to_insight() -> None:
    asker = TodayAsker()
    params = {"start_ts": NOW_TS - 2 * DAY_S, "end_ts": NOW_TS - DAY_S, **GOOD[plans.USAGE_BY_TIME]}
    response = asker.response(plans.USAGE_BY_TIME, params)
    assert refusal(response) == (200, 400, "Bad request, parameter : startTs can not be null")


@pytest.mark.parametrize("path", plans.PATHS)
def test_milliseconds_are_an_unknown_error(path: str) -> None:
    asker = TodayAsker()
    start_ms = (NOW_TS - DAY_S) * 1000
    response = asker.response(path, {**GOOD[path], **window(path, start_ms, start_ms + 1000)})
    assert refusal(response) == (200, 500, "Unknown Error")


@pytest.mark.parametrize(
    ("path", "params"),
    [
        (plans.STATISTICS, {"dimension": "planet"}),
        (plans.STATISTICS, {"metric": "user_count"}),
        (plans.SESSIONS, {"uids": ",".join(map(str, range(1, 12)))}),
        (plans.METRICS, {"sids": ",".join(map(str, range(21)))}),
        (plans.SESSIONS, {"page_no": "0"}),
        (plans.SESSIONS, {"exclude_server_user": "perhaps"}),
        (plans.USAGE_BY_TIME, {"aggregateGranularity": "1m"}),
        (plans.USAGE_BY_TIME, {"metric": "userCount,sessionCount"}),
        (plans.QUALITY_BY_TIME, {"productType": "native"}),
        (plans.QUALITY_BY_TIME, {"metric": "joinSuccess5SecsRate"}),
        (plans.REALTIME_QUALITY, {"dimension": "sdkVersion"}),
        (plans.REALTIME_USAGE, {"dimension": "os", "dimensionValues": "iOS"}),
        (plans.USAGE_TOP20, {"metric": "channelCount"}),
        (plans.QUALITY_TOP20, {"extraMetrics": "channelCount"}),
        (plans.USAGE_AGGREGATION, {"dimension": "channelSize"}),
        (plans.USAGE_AGGREGATION, {"metric": "peakConcurrentUsers"}),
        (plans.USAGE_AGGREGATION, {"filters": [{"name": "country", "value": "China"}]}),
        (plans.QUALITY_AGGREGATION, {"dimensionValues": '"LAN"x'}),
    ],
)
def test_a_value_that_no_source_names_is_a_bad_request(path: str, params: dict[str, object]) -> None:
    asker = TodayAsker()
    status, code, message = refusal(asker.response(path, {**good(asker, path), **params}))
    assert (status, code) == (200, 400)
    assert message.startswith("Bad request, parameter : ")


@pytest.mark.parametrize(
    ("switch", "statuses"), [("gateway", (401, 404, 200)), ("http", (401, 404, 400)), ("body", (200, 200, 200))]
)
def test_the_status_of_a_failure_follows_its_switch(switch: str, statuses: tuple[int, int, int]) -> None:
    asker = TodayAsker("calm", f"status={switch}")
    found = (
        asker.response(plans.LISTS, good(asker, plans.LISTS), headers={}),
        asker.response("/beta/live/scale/by_time", {}),
        asker.response(plans.LISTS, {}),
    )
    assert tuple(refusal(response)[0] for response in found) == statuses
    assert tuple(refusal(response)[1] for response in found) == (401, 404, 400)
    assert refusal(asker.response(plans.LISTS, {"appid": "other"}))[1] == 403


# -- switches


def test_an_unknown_switch_names_those_there_are() -> None:
    with pytest.raises(UnknownSwitchError, match="there are scope"):
        switches(["scop=group"])
    with pytest.raises(UnknownSwitchError, match="one of endpoint, group, account"):
        switches(["scope=world"])
    with pytest.raises(KeyError):
        switches([]).is_set("scope", "world")


def test_random_switches_depend_on_the_seed_and_a_later_word_wins() -> None:
    assert switches(["random"], 3) == switches(["random"], 3) != switches(["random"], 4)
    assert switches(["random", "scope=group"], 3).is_set("scope", "group")
    taken = {(name, switches(["random"], seed).value(name)) for seed in range(60) for name in CHOICES}
    assert taken == {(name, value) for name, values in CHOICES.items() for value in values}


def test_the_paths_of_2020_answer_where_the_switch_says_so() -> None:
    params = {"start_ts": NOW_TS - 600, "end_ts": NOW_TS, "metric": "pcu"}
    gone, alive = TodayAsker(), TodayAsker("calm", "retired=answered")
    assert refusal(gone.response("/beta/live/scale/by_time", params))[1] == 404
    assert json.loads(b"".join(alive.response("/beta/live/scale/by_time", params).body))["data"]
    assert alive.ask(plans.USAGE_BY_TIME, NOW_TS - 40 * HOUR_S, NOW_TS - 30 * HOUR_S, **GOOD[plans.USAGE_BY_TIME])


@pytest.mark.parametrize(
    ("pages", "rows", "total"), [("good", 100, 1), ("halved", 50, 1), ("more", 100, 2), ("fewer", 100, 0.5)]
)
def test_pages_may_be_short_and_their_total_may_lie(pages: str, rows: int, total: float) -> None:
    start_ts, end_ts = NOW_TS - 2 * HOUR_S, NOW_TS - HOUR_S
    true = TodayAsker().whole(plans.LISTS, start_ts, end_ts)["total_size"]
    answer = TodayAsker("calm", f"pages={pages}").whole(plans.LISTS, start_ts, end_ts, page_no=1, page_size=100)
    assert len(answer["call_lists"]) == answer["page_size"] == rows
    assert answer["total_size"] == pytest.approx(true * total, abs=1)


def test_a_page_may_come_twice() -> None:
    asker = TodayAsker("calm", "pages=repeated", "has_more=absent")
    window_of = (NOW_TS - 2 * HOUR_S, NOW_TS - HOUR_S)
    pages = [asker.whole(plans.LISTS, *window_of, page_no=number, page_size=9) for number in (1, 2, 3)]
    assert [page["page_no"] for page in pages] == [1, 2, 3]
    assert pages[0]["call_lists"] == pages[1]["call_lists"] != pages[2]["call_lists"]
    assert all("has_more" not in page for page in pages)


def test_a_size_above_the_largest_may_be_refused() -> None:
    asker = TodayAsker("calm", "page_size=refused")
    answer = asker.whole(plans.LISTS, NOW_TS - 2 * HOUR_S, NOW_TS - HOUR_S, page_no=1, page_size=101)
    assert answer["code"] == 400


@pytest.mark.parametrize(("unnamed", "rows"), [("all", 4), ("none", 0), ("refused", None)])
def test_a_dimension_without_values_has_three_readings(unnamed: str, rows: int | None) -> None:
    asker = TodayAsker("calm", f"unnamed={unnamed}")
    how = {"metric": "userCount", "productType": "Native", "dimension": "os"}
    answer = asker.whole(plans.REALTIME_USAGE, NOW_TS - 100, NOW_TS - 80, **how)
    assert (None if answer["data"] is None else len({row["os"] for row in answer["data"]})) == rows
    named = asker.ask(plans.REALTIME_USAGE, NOW_TS - 100, NOW_TS - 80, dimensionValues='"iOS"', **how)
    assert {row["os"] for row in named} == {"iOS"}
