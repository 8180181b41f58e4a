"""The endpoints that answer minute by minute, and usage, day by day."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from tests.sim.asking import (
    ALL_JOINING_TRIAL,
    ALL_SLOW_JOINING,
    ALL_VIDEO_FREEZE,
    DAY_S,
    EXPERIENCE,
    HOUR_S,
    NETWORK,
    NOW_TS,
    ONE_SCORE,
    ONE_USERS,
    ONE_VIDEO_FREEZE,
    RATES,
    SCALE,
    USAGE,
    Asker,
)
from tui.sim.scenes import NAMES, load_scene

TRANSMISSION = (
    "videoUpstreamExcellentTransRate,audioUpstreamExcellentTransRate,"
    "videoEnd2EndExcellentTransRate,audioEnd2EndExcellentTransRate"
)
COUNTS = "userCount,sessionCount,channelCount"
MIDNIGHT_TS = NOW_TS // DAY_S * DAY_S


def by_minute(rows: list[dict[str, Any]]) -> dict[int, dict[str, Any]]:
    return {row["ts"] // 60: row for row in rows}


def test_a_minute_never_changes_whoever_asks_and_whenever() -> None:
    early, late = Asker("incident"), Asker("incident")
    before = by_minute(early.last(EXPERIENCE, metric=RATES)["data"])
    late.wait(1234)
    late.last(SCALE, metric="pcu")
    after = by_minute(late.last(EXPERIENCE, 40 * 60, metric=RATES)["data"])
    shared = before.keys() & after.keys()
    assert len(shared) > 10
    assert all(before[minute] == after[minute] for minute in shared)


def test_another_seed_is_another_world() -> None:
    assert Asker(seed=1).last(SCALE, metric="pcu") != Asker(seed=2).last(SCALE, metric="pcu")


def test_only_the_metrics_asked_for_appear() -> None:
    rows = Asker().last(EXPERIENCE, metric="audioFreezeRate,joinSuccessRate")["data"]
    assert {frozenset(row) for row in rows} == {frozenset({"audioFreezeRate", "joinSuccessRate", "ts"})}


def test_each_minute_of_the_hour_has_one_row_somewhere_within_it() -> None:
    rows = Asker().last(SCALE, metric="pcu,pcc")["data"]
    minutes = [row["ts"] // 60 for row in rows]
    assert all(after - before == 1 for before, after in pairwise(minutes))
    assert 56 <= len(minutes) <= 60
    assert len({row["ts"] % 60 for row in rows}) > 20


@pytest.mark.parametrize(("path", "longest_s"), [(SCALE, 120), (ALL_VIDEO_FREEZE, 180)])
def test_a_minute_becomes_known_within_its_documented_delay_after_its_end(path: str, longest_s: int) -> None:
    delays: set[int] = set()
    for minute in range(NOW_TS // 60 - 6, NOW_TS // 60):
        asker = Asker()
        asker.now_ts = minute * 60 + 60 + 60
        while minute not in by_minute(asker.last(path, 600, metric="pcu")["data"]):
            asker.wait(5)
        delays.add(int(asker.now_ts) - minute * 60 - 60)
    assert min(delays) >= 60
    assert max(delays) <= longest_s + 5
    assert len(delays) > 1


def test_a_calm_day_is_plausible() -> None:
    asker = Asker()
    for row in asker.last(SCALE, metric="pcu,pcc")["data"]:
        assert 10_000 <= row["pcu"] <= 14_000
        assert 500 <= row["pcc"] <= 700
        assert isinstance(row["pcu"], int)
    for row in asker.last(EXPERIENCE, metric=RATES)["data"]:
        assert 98.3 <= row["joinSuccessRate"] <= 100
        assert 96.5 <= row["joinSuccess5SecsRate"] <= 99
        assert 1.2 <= row["videoFreezeRate"] <= 2.5
        assert 0.4 <= row["audioFreezeRate"] <= 1.2
    for row in asker.last(NETWORK, metric=TRANSMISSION)["data"]:
        assert all(96 <= row[metric] <= 100 for metric in TRANSMISSION.split(","))


def test_the_evening_is_busier_than_the_night() -> None:
    evening, night = (Asker(now_ts=MIDNIGHT_TS + hour * HOUR_S) for hour in (12, 0))
    users = [sum(row["pcu"] for row in asker.last(SCALE, metric="pcu")["data"]) for asker in (evening, night)]
    assert users[0] > 1.15 * users[1]


def test_big_channels_answer_whole_minutes_only() -> None:
    asker = Asker()
    rows = asker.ask(ALL_JOINING_TRIAL, start_ts=NOW_TS - 1500, end_ts=NOW_TS - 900)["data"]
    minutes = [row["ts"] for row in rows]
    assert all(ts % 60 == 0 and ts >= NOW_TS - 1500 and ts + 60 <= NOW_TS - 900 for ts in minutes)
    assert len(minutes) == 9  # ten minutes that begin and end within a minute
    assert {frozenset(row) for row in rows} == {frozenset({"value", "ts"})}


def test_all_channels_freeze_as_many_as_each_of_them_together() -> None:
    asker = Asker("incident")
    total: dict[int, int] = {}
    for channel in asker.world.scene.big.channels:
        for row in asker.last(ONE_VIDEO_FREEZE, cname=channel.name)["data"]:
            total[row["ts"]] = total.get(row["ts"], 0) + row["value"]
    assert total == {row["ts"]: row["value"] for row in asker.last(ALL_VIDEO_FREEZE)["data"]}


def test_nobody_joins_slowly_without_having_tried() -> None:
    asker = Asker("incident")
    tried = by_minute(asker.last(ALL_JOINING_TRIAL)["data"])
    slow = by_minute(asker.last(ALL_SLOW_JOINING)["data"])
    assert all(slow[minute]["value"] <= tried[minute]["value"] for minute in slow)


def test_a_big_channel_has_more_than_fifty_users_and_not_more_freezes_than_users() -> None:
    asker = Asker("incident")
    for channel in asker.world.scene.big.channels:
        users = by_minute(asker.last(ONE_USERS, cname=channel.name)["data"])
        freezes = by_minute(asker.last(ONE_VIDEO_FREEZE, cname=channel.name)["data"])
        assert all(row["value"] > 50 for row in users.values())
        assert all(freezes[minute]["value"] <= users[minute]["value"] for minute in freezes)


def test_a_minute_in_which_nobody_rated_has_no_score() -> None:
    rows = Asker().last(ONE_SCORE, cname="big-live-1")["data"]
    assert 20 < len(rows) < 57
    assert all(1 <= row["value"] <= 5 for row in rows)


def test_a_channel_that_is_not_big_has_no_rows() -> None:
    assert Asker().last(ONE_USERS, cname="class-12")["data"] == []


def test_usage_holds_the_whole_days_of_seven_times_24_hours() -> None:
    asker = Asker()
    rows = asker.last(USAGE, 30 * DAY_S, metric=COUNTS)["data"]
    assert [row["ts"] for row in rows] == [MIDNIGHT_TS - day * DAY_S for day in range(6, 0, -1)]
    assert all(row["sessionCount"] > row["userCount"] > row["channelCount"] > 0 for row in rows)


def test_a_day_of_usage_is_ready_at_eight_o_clock_utc_of_the_next() -> None:
    asker = Asker(now_ts=MIDNIGHT_TS + 8 * HOUR_S - 1)
    assert asker.last(USAGE, 7 * DAY_S, metric="userCount")["data"][-1]["ts"] == MIDNIGHT_TS - 2 * DAY_S
    asker.wait(1)
    assert asker.last(USAGE, 7 * DAY_S, metric="userCount")["data"][-1]["ts"] == MIDNIGHT_TS - DAY_S


def test_usage_of_less_than_a_day_is_empty() -> None:
    asker = Asker()
    start_ts = MIDNIGHT_TS - 2 * DAY_S
    assert asker.ask(USAGE, start_ts=start_ts, end_ts=start_ts + DAY_S - 1, metric=COUNTS)["data"] == []
    assert len(asker.ask(USAGE, start_ts=start_ts, end_ts=start_ts + DAY_S, metric=COUNTS)["data"]) == 1


def test_the_empty_scene_is_authorised_and_has_nothing() -> None:
    asker = Asker("empty")
    assert asker.last(SCALE, metric="pcu")["data"] == []
    assert asker.last(ALL_VIDEO_FREEZE)["data"] == []
    assert asker.last(USAGE, 7 * DAY_S, metric="userCount")["data"] == []


@pytest.mark.parametrize("name", NAMES)
def test_every_scene_loads_with_twenty_metrics_and_eight_big_channels_or_more(name: str) -> None:
    scene = load_scene(name)
    assert scene.name == name
    assert len(scene.metrics) == 20
    assert len(scene.big.channels) >= 8
    assert (scene.poison is not None) == (name == "hostile")


def test_an_unknown_scene_is_an_error() -> None:
    with pytest.raises(KeyError):
        load_scene("../calm")
