"""The endpoints of today's edition agree with each other and with those of 2020: all are sums over one world."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sim.asking import DAY_S, DETAILS, EXPERIENCE, HOUR_S, LISTS, NOW_TS, SCALE, USAGE, Asker
from tests.sim.asking_today import TodayAsker
from tui.sim.calls import Call
from tui.sim.today import plans
from tui.sim.today.project import QUALITY

SEEDS = st.integers(1, 60)
RATES = {"joinSuccessRate": "joinSuccessRate", "joinSuccessIn5sRate": "joinSuccess5SecsRate"}
RATES |= {name: name for name in ("audioFreezeRate", "videoFreezeRate")}
DIMENSIONS = ("country", "region", "net", "sdk", "os", "device")


def slices(call: Call, length_s: int = 3 * HOUR_S) -> list[tuple[int, int]]:
    """The windows of a call, each shorter than `length_s`."""
    starts = range(call.created_ts, call.destroyed_ts + 1, length_s)
    return [(start_ts, min(call.destroyed_ts + 1, start_ts + length_s - 1)) for start_ts in starts]


def some_call(asker: TodayAsker, number: int) -> Call:
    """A call of the population, over and at most ninety minutes long; or a big one of the timetable."""
    if number % 5 == 0:
        found = asker.world.calls.of_channel_at("standup-room", NOW_TS - 20 * HOUR_S)
        if found is not None:
            return found
    return asker.call(f"call {number}")


def rows_of(asker: TodayAsker, call: Call) -> list[dict[str, Any]]:
    ((start_ts, end_ts),) = slices(call)
    return list(asker.pages(plans.SESSIONS, start_ts, end_ts, call_id=call.call_id))


def listed(asker: TodayAsker, call: Call) -> dict[str, Any]:
    rows = asker.pages(plans.LISTS, call.created_ts, call.created_ts + 99, cname=call.channel)
    return next(row for row in rows if row["call_id"] == call.call_id)


def curves_of(asker: TodayAsker, call: Call, sids: list[str]) -> dict[tuple[str, int, int], list[tuple[int, float]]]:
    ((start_ts, end_ts),) = slices(call)
    found: dict[tuple[str, int, int], list[tuple[int, float]]] = {}
    for first in range(0, len(sids), 20):
        batch = ",".join(sids[first : first + 20])
        for one in asker.ask(plans.METRICS, start_ts, end_ts, call_id=call.call_id, sids=batch):
            for curve in one["data"]:
                found[one["sid"], curve["mid"], curve["peer_uid"]] = [(ts, value) for ts, value in curve["kvs"]]
    return found


def frozen(curves: dict[tuple[str, int, int], list[tuple[int, float]]], mid: int) -> dict[str, tuple[float, int]]:
    """Frozen milliseconds and played milliseconds of each session."""
    sums: defaultdict[str, tuple[float, int]] = defaultdict(lambda: (0.0, 0))
    for (sid, one, _), points in curves.items():
        if one == mid:
            total, played = sums[sid]
            sums[sid] = total + sum(value for _, value in points), played + 2000 * len(points)
    return sums


# -- one call


@pytest.mark.long
@settings(max_examples=6, deadline=None)
@given(seed=SEEDS, number=st.integers(0, 99))
def test_the_rates_of_sessions_and_of_the_call_are_sums_over_the_curves(seed: int, number: int) -> None:
    asker = TodayAsker(seed=seed)
    call = some_call(asker, number)
    people = rows_of(asker, call)
    curves = curves_of(asker, call, [row["sid"] for row in people])
    row = listed(asker, call)
    for kind, mid in (("audio", 20005), ("video", 20011)):
        sums = frozen(curves, mid)
        for one in people:
            total, played = sums.get(one["sid"], (0.0, 0))
            rate = one[f"user_{kind}_freeze_rate"]
            assert rate == (pytest.approx(total / played, abs=1e-6) if played else None)
        whole: float = sum(one for one, _ in sums.values())
        time: int = sum(one for _, one in sums.values())
        assert row[f"call_{kind}_freeze_rate"] == (pytest.approx(whole / time, abs=1e-6) if time else None)


@pytest.mark.long
@settings(max_examples=6, deadline=None)
@given(seed=SEEDS, number=st.integers(0, 99))
def test_the_users_of_a_call_are_those_of_its_sessions(seed: int, number: int) -> None:
    asker = TodayAsker(seed=seed)
    call = some_call(asker, number)
    people, row = rows_of(asker, call), listed(asker, call)
    assert row["call_acu"] == len({one["uid"] for one in people})
    moments = [one["join_ts"] for one in people]
    present = [sum(one["join_ts"] <= ts < one["leave_ts"] for one in people) for ts in moments]
    assert row["call_pcu"] == max(present)
    assert (row["created_ts"], row["destroyed_ts"]) == (call.created_ts, call.destroyed_ts)
    ((start_ts, end_ts),) = slices(call)
    by_minute = asker.ask(plans.STATISTICS_TIME, start_ts, end_ts, call_id=call.call_id, metric="user_count")
    for minute in by_minute:
        ts = minute["ts"]
        assert minute["value"] == len(
            {one["uid"] for one in people if one["join_ts"] <= ts + 59 and one["leave_ts"] >= ts}
        )
    assert max(minute["value"] for minute in by_minute) >= row["call_pcu"]


@pytest.mark.long
@settings(max_examples=6, deadline=None)
@given(seed=SEEDS, number=st.integers(0, 99), kind=st.sampled_from(["audio", "video"]))
def test_buckets_and_statistics_count_the_users_with_a_rate(seed: int, number: int, kind: str) -> None:
    asker = TodayAsker(seed=seed)
    call = some_call(asker, number)
    people, row = rows_of(asker, call), listed(asker, call)
    curves = curves_of(asker, call, [one["sid"] for one in people])
    sums = frozen(curves, 20005 if kind == "audio" else 20011)
    uids = {one["sid"]: one["uid"] for one in people}
    by_user: defaultdict[int, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for sid, (total, played) in sums.items():
        by_user[uids[sid]][0] += total
        by_user[uids[sid]][1] += played
    ((start_ts, end_ts),) = slices(call)
    how = {"call_id": call.call_id, "metric": f"{kind}_freeze_rate"}
    wanted: Counter[str] = Counter()
    for of_user, in_all in by_user.values():
        rate = round(of_user / in_all, 6)
        name = "[0%,3%)" if rate < 0.03 else "[3%,5%)" if rate < 0.05 else "[5%,10%)"
        wanted[name if rate < 0.1 else "[10%,100%)"] += 1
    buckets = asker.ask(plans.FREEZE_BUCKET, start_ts, end_ts, **how)
    assert {one["bucket"]: one["user_count"] for one in buckets} == wanted
    for dimension in DIMENSIONS:
        values = asker.ask(plans.STATISTICS, start_ts, end_ts, dimension=dimension, **how)
        assert sum(one["user_count"] for one in values) == len(by_user)
        if len(values) == 1:
            assert values[0]["value"] == pytest.approx(row[f"call_{kind}_freeze_rate"], abs=2e-6)


@pytest.mark.long
@settings(max_examples=6, deadline=None)
@given(seed=SEEDS, number=st.integers(0, 99), kind=st.sampled_from(["audio", "video"]))
def test_the_minutes_of_a_call_and_its_windows_in_realtime_are_sums_over_the_curves(
    seed: int, number: int, kind: str
) -> None:
    asker = TodayAsker(seed=seed)
    call = some_call(asker, number)
    people = rows_of(asker, call)
    curves = curves_of(asker, call, [one["sid"] for one in people])
    mid = 20005 if kind == "audio" else 20011
    native = {one["sid"] for one in people if one["platform"] != "Web"}

    def by_step(step_s: int, sids: set[str]) -> dict[int, float]:
        sums: defaultdict[int, list[float]] = defaultdict(list)
        for (sid, one, _), points in curves.items():
            if one == mid and sid in sids:
                for ts, value in points:
                    sums[ts // step_s * step_s].append(value)
        return {ts: sum(values) / (2000 * len(values)) for ts, values in sums.items()}

    ((start_ts, end_ts),) = slices(call)
    how: dict[str, object] = {"call_id": call.call_id, "metric": f"{kind}_freeze_rate"}
    minutes = asker.ask(plans.STATISTICS_TIME, start_ts, end_ts, **how)
    found = {one["ts"]: one["value"] for one in minutes}
    assert found == pytest.approx(by_step(60, {one["sid"] for one in people}), abs=1e-6)
    asker.now_ts = call.destroyed_ts + 60.0
    first_ts = max(call.created_ts, int(asker.now_ts) - 3000) // 20 * 20
    how = {"cname": call.channel, "productType": "Native", "metric": f"{kind}FreezeRate"}
    rows = asker.ask(plans.REALTIME_QUALITY, first_ts, call.destroyed_ts + 30, **how)
    alone = asker.world.calls.alive_between(call.channel, first_ts, int(asker.now_ts))
    if len(alone) == 1:
        windows = {ts: value for ts, value in by_step(20, native).items() if ts >= first_ts}
        assert {one["ts"]: one[f"{kind}FreezeRate"] for one in rows} == pytest.approx(windows, abs=1e-6)


def test_a_session_across_slices_shows_in_both_and_its_points_in_one() -> None:
    asker = TodayAsker("huge", plan="standard", now_ts=NOW_TS)
    call = asker.world.calls.of_channel_at("seven-hours", NOW_TS - 8 * HOUR_S)
    assert call is not None
    asker.now_ts = call.destroyed_ts + 600.0
    windows = slices(call, HOUR_S)
    assert len(windows) >= 7
    seen = [list(asker.pages(plans.SESSIONS, *window, call_id=call.call_id)) for window in windows[:2]]
    both = {row["sid"] for row in seen[0]} & {row["sid"] for row in seen[1]}
    assert both
    sid = min(both)
    stamps = [
        ts
        for start_ts, end_ts in windows[:2]
        for one in asker.ask(plans.METRICS, start_ts, end_ts, call_id=call.call_id, sids=sid)
        for curve in one["data"]
        if (curve["mid"], curve["peer_uid"]) == (20022, 0)
        for ts, _ in curve["kvs"]
    ]
    assert len(stamps) == len(set(stamps))


# -- pages


@pytest.mark.long
@settings(max_examples=6, deadline=None)
@given(seed=SEEDS, size=st.integers(1, 130), minutes=st.integers(1, 8), offset=st.integers(0, 59))
def test_the_pages_of_a_window_hold_every_call_once_newest_first(
    seed: int, size: int, minutes: int, offset: int
) -> None:
    asker = TodayAsker("incident", seed=seed)
    end_ts = NOW_TS - 3 * HOUR_S + offset
    start_ts = end_ts - 60 * minutes
    found = list(asker.pages(plans.LISTS, start_ts, end_ts, min(size, 100)))
    wanted = asker.world.calls.newest(start_ts, end_ts, None, 10_000)
    assert [row["call_id"] for row in found] == [call.call_id for call in wanted]


def test_a_page_larger_than_a_hundred_is_served_as_a_hundred_and_one_number_alone_is_no_paging() -> None:
    asker = TodayAsker()
    start_ts, end_ts = NOW_TS - 2 * HOUR_S, NOW_TS - HOUR_S
    large = asker.whole(plans.LISTS, start_ts, end_ts, page_no=1, page_size=500)
    assert (len(large["call_lists"]), large["page_size"], large["has_more"]) == (100, 100, True)
    alone = asker.whole(plans.LISTS, start_ts, end_ts, page_no=3)
    assert (len(alone["call_lists"]), alone["page_no"], alone["page_size"]) == (20, 1, 20)
    beyond = asker.whole(plans.LISTS, start_ts, end_ts, page_no=10_000, page_size=100)
    assert (beyond["call_lists"], beyond["has_more"]) == ([], False)
    assert beyond["total_size"] == large["total_size"]


@pytest.mark.long
def test_late_calls_move_the_pages_until_they_are_known() -> None:
    asker = TodayAsker("calm", "late=yes")
    start_ts, end_ts = NOW_TS - 600, NOW_TS - 30
    before = [row["call_id"] for row in asker.pages(plans.LISTS, start_ts, end_ts)]
    asker.wait(300)
    after = [row["call_id"] for row in asker.pages(plans.LISTS, start_ts, end_ts)]
    assert set(before) < set(after)
    assert len(after) == len(set(after))
    assert set(after) == {call.call_id for call in asker.world.calls.newest(start_ts, end_ts, None, 10_000)}


# -- the project


@settings(max_examples=8, deadline=None)
@given(seed=SEEDS, scene=st.sampled_from(["calm", "incident"]))
def test_the_windows_of_both_products_are_the_minutes_of_2020(seed: int, scene: str) -> None:
    asker, old = TodayAsker(scene, seed=seed, now_ts=NOW_TS), Asker(scene, seed=seed)
    start_ts = (NOW_TS - 2400) // 60 * 60
    end_ts = start_ts + 1200
    users: defaultdict[int, Counter[int]] = defaultdict(Counter)
    weighted: dict[str, defaultdict[int, list[tuple[int, float]]]] = {name: defaultdict(list) for name in RATES}
    for product in ("Native", "WebRTC"):
        how = {"productType": product}
        counts = asker.ask(plans.REALTIME_USAGE, start_ts, end_ts, metric="userCount", **how)
        by_window = {row["ts"]: row["userCount"] for row in counts}
        assert list(by_window) == list(range(start_ts, end_ts, 20))
        for ts, count in by_window.items():
            users[ts // 60][ts] += count
        for name in RATES:
            for row in asker.ask(plans.REALTIME_QUALITY, start_ts, end_ts, metric=name, **how):
                weighted[name][row["ts"] // 60].append((by_window[row["ts"]], row[name]))
    for row in old.last(SCALE, metric="pcu")["data"]:
        if row["ts"] // 60 in users:
            assert max(users[row["ts"] // 60].values()) == row["pcu"]
    for row in old.last(EXPERIENCE, metric=",".join(RATES.values()))["data"]:
        for name, of_2020 in RATES.items():
            parts = weighted[name].get(row["ts"] // 60, [])
            if parts:
                mean = sum(count * value for count, value in parts) / sum(count for count, _ in parts)
                assert 100 * mean == pytest.approx(row[of_2020], abs=1e-3)


@settings(max_examples=8, deadline=None)
@given(
    seed=SEEDS,
    product=st.sampled_from(["Native", "WebRTC"]),
    dimension=st.sampled_from(["country", "net", "sdk", "os", "device"]),
    ago=st.integers(60, 2000),
)
def test_the_values_of_a_dimension_add_up_to_the_window(seed: int, product: str, dimension: str, ago: int) -> None:
    asker = TodayAsker("incident", seed=seed)
    ts = (NOW_TS - ago) // 20 * 20
    how = {"productType": product, "dimension": dimension}
    (whole,) = asker.ask(plans.REALTIME_USAGE, ts, ts + 20, productType=product, metric="userCount")
    top = asker.ask(plans.USAGE_TOP20, ts, 0, metric="userCount", **how)["list"]
    counts = {row[dimension]: row["userCount"] for row in top}
    assert sum(counts.values()) == whole["userCount"]
    assert list(counts.values()) == sorted(counts.values(), reverse=True)
    series = asker.ask(plans.REALTIME_USAGE, ts, ts + 20, metric="userCount", **how)
    assert {row[dimension]: row["userCount"] for row in series if row["userCount"]} == counts
    for metric in QUALITY:
        worst = asker.ask(plans.QUALITY_TOP20, ts, 0, metric=metric, extraMetrics="userCount", **how)["list"]
        plain = asker.ask(plans.REALTIME_QUALITY, ts, ts + 20, metric=metric, productType=product)
        if (product, metric) == ("WebRTC", "audioFreezeRate"):
            assert (worst, plain) == ([], [])
            continue
        assert {row[dimension]: row["userCount"] for row in worst} == counts
        mean = sum(row[metric] * row["userCount"] for row in worst) / whole["userCount"]
        assert mean == pytest.approx(plain[0][metric], abs=2e-6)
        badness = [row[metric] if "Success" not in metric else -row[metric] for row in worst]
        assert badness == sorted(badness, reverse=True)
        named = asker.ask(
            plans.REALTIME_QUALITY, ts, ts + 20, metric=metric, dimensionValues=f'"{worst[0][dimension]}"', **how
        )
        assert [(row[dimension], row[metric]) for row in named] == [(worst[0][dimension], worst[0][metric])]


def test_the_incident_stands_out_in_one_region() -> None:
    asker = TodayAsker("incident", onset_s=-600)
    ts = (NOW_TS - 100) // 20 * 20
    how = {"productType": "Native", "metric": "videoFreezeRate", "dimension": "region"}
    worst = asker.ask(plans.QUALITY_TOP20, ts, 0, **how)["list"]
    assert worst[0]["region"] == "Shandong"
    assert worst[0]["videoFreezeRate"] > 4 * worst[1]["videoFreezeRate"]


@settings(max_examples=6, deadline=None)
@given(seed=SEEDS, number=st.integers(0, 99), dimension=st.sampled_from(DIMENSIONS))
def test_the_windows_of_a_channel_count_its_sessions(seed: int, number: int, dimension: str) -> None:
    asker = TodayAsker(seed=seed)
    call = some_call(asker, number)
    asker.now_ts = call.destroyed_ts + 200.0
    people = rows_of(asker, call)
    start_ts = max(call.created_ts, int(asker.now_ts) - 3000) // 20 * 20
    others = asker.world.calls.alive_between(call.channel, start_ts, int(asker.now_ts))
    for product in ("Native", "WebRTC"):
        how = {"cname": call.channel, "productType": product, "metric": "userCount"}
        rows = asker.ask(plans.REALTIME_USAGE, start_ts, call.destroyed_ts + 100, **how)
        of_product = [one for one in people if (one["platform"] == "Web") == (product == "WebRTC")]
        for row in rows if len(others) == 1 else ():
            ts = row["ts"]
            present = {one["uid"] for one in of_product if one["join_ts"] < ts + 20 and one["leave_ts"] > ts}
            assert row["userCount"] == len(present) > 0
        divided: Counter[int] = Counter()
        for row in asker.ask(plans.REALTIME_USAGE, start_ts, call.destroyed_ts + 100, dimension=dimension, **how):
            divided[row["ts"]] += row["userCount"]
        assert divided == {row["ts"]: row["userCount"] for row in rows}


# -- insight


@pytest.mark.long
@settings(max_examples=4, deadline=None)
@given(seed=SEEDS, days=st.integers(2, 5))
def test_days_are_those_of_2020_and_hours_add_up_to_them(seed: int, days: int) -> None:
    asker, old = TodayAsker("incident", seed=seed), Asker("incident", seed=seed)
    day_ts = NOW_TS // DAY_S * DAY_S - days * DAY_S
    of_2020 = old.ask(USAGE, start_ts=day_ts, end_ts=day_ts + DAY_S, metric="userCount,sessionCount,channelCount")
    for metric in (
        "userCount",
        "sessionCount",
        "channelCount",
        "totalDuration",
        "totalVideoDuration",
        "totalAudioDuration",
    ):
        how = {"metric": metric}
        (day,) = asker.ask(plans.USAGE_BY_TIME, day_ts, day_ts + DAY_S, aggregateGranularity="1d", **how)
        hours = asker.ask(plans.USAGE_BY_TIME, day_ts, day_ts + DAY_S, aggregateGranularity="1h", **how)
        (whole,) = asker.ask(plans.USAGE_AGGREGATION, day_ts, day_ts + DAY_S, **how)
        assert len(hours) == 24
        assert whole[metric] == day[metric]
        if metric in of_2020["data"][0]:
            assert day[metric] == of_2020["data"][0][metric]
        if metric == "userCount":
            assert max(hour[metric] for hour in hours) <= day[metric] <= sum(hour[metric] for hour in hours)
        else:
            assert sum(hour[metric] for hour in hours) == pytest.approx(day[metric], abs=24)
        values = asker.ask(plans.USAGE_AGGREGATION, day_ts, day_ts + DAY_S, dimension="country", **how)
        assert sum(row[metric] for row in values) == day[metric]


def test_a_peak_is_the_largest_window_and_quality_the_mean_of_windows() -> None:
    asker = TodayAsker("incident", "minutes=yes")
    hour_ts = NOW_TS // HOUR_S * HOUR_S - 2 * HOUR_S
    counts: Counter[int] = Counter()
    windows: dict[str, list[tuple[int, float]]] = {metric: [] for metric in QUALITY}
    for part_ts in range(hour_ts, hour_ts + HOUR_S, 1200):
        asker.now_ts = part_ts + 1300.0
        for product in ("Native", "WebRTC"):
            how = {"productType": product}
            rows = asker.ask(plans.REALTIME_USAGE, part_ts, part_ts + 1200, metric="userCount", **how)
            counts.update({row["ts"]: row["userCount"] for row in rows})
            if product == "Native":
                for metric in QUALITY:
                    rates = asker.ask(plans.REALTIME_QUALITY, part_ts, part_ts + 1200, metric=metric, **how)
                    windows[metric] += [
                        (count["userCount"], one[metric]) for count, one in zip(rows, rates, strict=True)
                    ]
    asker.now_ts = hour_ts + 14.0 * HOUR_S
    (peak,) = asker.ask(
        plans.USAGE_BY_TIME, hour_ts, hour_ts + HOUR_S, metric="peakConcurrentUsers", aggregateGranularity="1h"
    )
    assert peak["peakConcurrentUsers"] == max(counts.values())
    for metric in QUALITY:
        how = {"metric": metric, "productType": "Native"}
        (hour,) = asker.ask(plans.QUALITY_BY_TIME, hour_ts, hour_ts + HOUR_S, aggregateGranularity="1h", **how)
        mean = sum(count * value for count, value in windows[metric]) / sum(count for count, _ in windows[metric])
        assert hour[metric] == pytest.approx(mean, abs=1e-5)
        minutes = asker.ask(plans.QUALITY_BY_TIME, hour_ts, hour_ts + HOUR_S, aggregateGranularity="1m", **how)
        assert len(minutes) == 60
        values = asker.ask(plans.QUALITY_AGGREGATION, hour_ts, hour_ts + HOUR_S, dimension="sdkVersion", **how)
        (whole,) = asker.ask(plans.QUALITY_AGGREGATION, hour_ts, hour_ts + HOUR_S, **how)
        assert whole[metric] == hour[metric]
        assert sum(row["refUsage"] for row in values) == whole["refUsage"]
        weighted = sum(row["refUsage"] * row[metric] for row in values) / whole["refUsage"]
        assert weighted == pytest.approx(hour[metric], abs=1e-4)


# -- both editions


@pytest.mark.long
@settings(max_examples=6, deadline=None)
@given(seed=SEEDS, number=st.integers(0, 99))
def test_both_editions_tell_the_same_calls_users_and_points(seed: int, number: int) -> None:
    asker, old = TodayAsker("incident", seed=seed), Asker("incident", seed=seed)
    call = (
        asker.world.calls.of_channel_at("数学-3班", NOW_TS - 2 * HOUR_S)
        if number % 3 == 0
        else some_call(asker, number)
    )
    assert call is not None
    window = {"start_ts": call.created_ts, "end_ts": call.destroyed_ts + 1}
    row = listed(asker, call)
    (of_2020,) = old.ask(LISTS, start_ts=call.created_ts, end_ts=call.created_ts + 99, cname=call.channel)["call_lists"]
    assert {name: row[name] for name in of_2020} == of_2020
    answer = old.ask(DETAILS, call_id=call.call_id, **window)
    people = {one["sid"]: one for one in rows_of(asker, call)}
    for one in answer["call_info"]:
        assert {name: people[one["sid"]][name] for name in one} == one
    renamed = {20006: 20024}
    web = {**renamed, 20015: 20037, 20017: 20038, 20018: 20036}
    curves = curves_of(asker, call, list(people))
    compared = 0
    for one in answer["metrics"]:
        is_web = people[one["sid"]]["platform"] == "Web"
        for curve in one["data"]:
            mid = (web if is_web else renamed).get(curve["mid"], curve["mid"])
            key = (one["sid"], mid, curve["peer_uid"])
            if key in curves and mid != 20006 and not (is_web and mid == 20018):
                assert curves[key] == [tuple(point) for point in curve["kvs"]]
                compared += 1
    assert compared > 10


@pytest.mark.long
def test_a_browser_tells_no_processor_no_frozen_audio_and_loss_by_its_own_ids() -> None:
    asker = TodayAsker()
    seen: defaultdict[bool, set[int]] = defaultdict(set)
    for number in range(20):
        call = asker.call(f"call {number}")
        web = {one.sid: one.platform == "Web" for one in asker.world.people.of(call)}
        window = (call.created_ts, call.created_ts + 120)
        for one in asker.ask(plans.METRICS, *window, call_id=call.call_id, sids=",".join([*web][-20:])):
            seen[web[one["sid"]]] |= {curve["mid"] for curve in one["data"]}
    listed_today = {*range(20001, 20029)} - {20012, 20013, 20014} | {*range(20030, 20034), 20039, 20040}
    assert seen[False] == listed_today
    assert seen[True] & {20001, 20002, 20005, 20021, 20022, 20015, 20017, 20018, 20039, 20040} == set()
    assert seen[True] > {20036, 20037, 20038, 20016}
