"""The diagnoses, and the incident they and everything else bear witness to."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from statistics import fmean
from typing import Any

import pytest

from tests.sim.asking import (
    DETAILS,
    DIAGNOSIS,
    EXPERIENCE,
    HOUR_S,
    LISTS,
    NETWORK,
    NOW_TS,
    ONE_VIDEO_FREEZE,
    RATES,
    SCALE,
    Asker,
)
from tui.sim.diagnosis import FACTORS, of_minute

REFERENCE = Path(__file__).parents[1] / "reference" / "agora-analytics-restful-api-2020-10.zh.md"
TEACHER_UID = 44361248
CLASS = "数学-3班"
ONSET_TS = NOW_TS - 1800


def values(rows: list[dict[str, Any]], metric: str, since_ts: int, until_ts: int) -> list[float]:
    return [row[metric] for row in rows if since_ts <= row["ts"] < until_ts]


def test_a_diagnosis_answers_the_ten_newest() -> None:
    asker = Asker()
    rows = asker.last(DIAGNOSIS)["data"]
    times = [row["ts"] for row in rows]
    assert len(rows) == 10
    assert times == sorted(times, reverse=True)
    older = asker.ask(DIAGNOSIS, start_ts=NOW_TS - HOUR_S, end_ts=times[-1] - 1)["data"]
    assert older
    assert all(row["ts"] < times[-1] for row in older)


@pytest.mark.parametrize("scene", ["calm", "incident"])
def test_who_is_diagnosed_was_in_a_call_of_that_channel_then(scene: str) -> None:
    world = Asker(scene).world
    checked = 0
    for minute_ts in range(ONSET_TS // 60 * 60 - 600, ONSET_TS + 1200, 60):
        for row in of_minute(world, minute_ts):
            assert minute_ts <= row["ts"] < minute_ts + 60
            calls = world.calls.newest(row["ts"] - 2 * HOUR_S, row["ts"], row["cname"], 1)
            here = {str(s.uid) for s in world.people.of(calls[0]) if s.join_ts <= row["ts"] < s.leave_ts}
            hosts = {tag["host_user"] for tag in row["cause_tags"]} - {""}
            assert {row["user"], *hosts} <= here
            assert row["exp_id"] in (4, 5, 6)
            assert 1 <= len(row["cause_tags"]) <= 3
            checked += 1
    assert checked > 20


def test_the_root_causes_are_those_of_the_reference() -> None:
    table = REFERENCE.read_text("utf-8").split('name="factor_id"')[1]
    documented = {int(number) for number in re.findall(r"^\| (\d+) +\|", table, flags=re.MULTILINE)}
    assert {factor for factors in FACTORS.values() for factor in factors} == documented
    assert len(documented) == 37


def test_before_the_onset_the_incident_is_a_calm_day_and_after_it_the_freeze_rate_climbs() -> None:
    asker = Asker("incident")
    rows = asker.last(EXPERIENCE, metric=RATES)["data"]
    before = values(rows, "videoFreezeRate", NOW_TS - HOUR_S, ONSET_TS)
    ramp = values(rows, "videoFreezeRate", ONSET_TS, ONSET_TS + 240)
    height = values(rows, "videoFreezeRate", ONSET_TS + 300, ONSET_TS + 1500)
    assert max(before) < 2.5
    assert ramp == sorted(ramp)
    assert 6.5 <= min(height) <= max(height) <= 7.8
    within_5_s = values(rows, "joinSuccess5SecsRate", ONSET_TS + 300, ONSET_TS + 1500)
    assert 94 <= fmean(within_5_s) <= 96
    transmission = asker.last(NETWORK, metric="videoEnd2EndExcellentTransRate")["data"]
    assert max(values(transmission, "videoEnd2EndExcellentTransRate", ONSET_TS + 300, ONSET_TS + 1500)) < 90


def test_the_incident_ends_after_twenty_five_minutes_and_comes_again_after_an_hour() -> None:
    world = Asker("incident").world
    assert [world.severity(world.onset_ts + minute * 60) for minute in (-55, -1, 0, 2, 4, 25, 28, 40)] == [
        0.0,
        0.0,
        0.0,
        0.5,
        1.0,
        1.0,
        0.0,
        0.0,
    ]
    assert world.severity(world.onset_ts + 62 * 60) == 0.5


def test_the_onset_comes_three_minutes_after_the_epoch_unless_it_is_set() -> None:
    world = Asker("incident", onset_s=180).world
    assert world.severity(NOW_TS + 179) == 0
    assert world.severity(NOW_TS + 181) > 0


def test_the_relayed_channel_freezes_with_the_class() -> None:
    rows = Asker("incident").last(ONE_VIDEO_FREEZE, cname="大班课-数学")["data"]
    before = values(rows, "value", NOW_TS - HOUR_S, ONSET_TS)
    height = values(rows, "value", ONSET_TS + 300, ONSET_TS + 1500)
    assert min(height) > 3 * max(before)


def test_the_incident_can_be_followed_from_the_rate_to_the_sender_s_uplink() -> None:
    asker = Asker("incident")
    moment_ts = ONSET_TS + 600

    # Diagnosis names one sender again and again.
    events = asker.ask(DIAGNOSIS, start_ts=moment_ts - 300, end_ts=moment_ts)["data"]
    hosts = Counter(tag["host_user"] for row in events for tag in row["cause_tags"] if tag["host_user"])
    assert hosts.most_common(1)[0][0] == str(TEACHER_UID)
    blamed = [row for row in events if any(tag["host_user"] == str(TEACHER_UID) for tag in row["cause_tags"])]
    assert {row["cname"] for row in blamed} == {CLASS}
    assert {tag["factor_id"] for row in blamed for tag in row["cause_tags"]} & {21, 23}

    # The call is on, was created before the onset, and lists him.
    call = asker.ask(LISTS, start_ts=moment_ts - 2 * HOUR_S, end_ts=moment_ts, cname=CLASS)["call_lists"][0]
    assert call["created_ts"] <= ONSET_TS - 1200
    assert not call["finished"]
    answer = asker.ask(DETAILS, start_ts=call["created_ts"], end_ts=NOW_TS, call_id=call["call_id"])
    uids = {row["sid"]: row["uid"] for row in answer["call_info"]}
    assert {row["user"] for row in blamed} <= {str(uid) for uid in uids.values()}
    assert Counter(uids.values())[TEACHER_UID] == 1

    # His uplink loses packets; everybody loses them from him and freezes; what he sends shrinks.
    means: dict[tuple[int, int, int], tuple[float, float]] = {}
    for one in answer["metrics"]:
        for curve in one["data"]:
            before = [number for ts, number in curve["kvs"] if ts < ONSET_TS]
            height = [number for ts, number in curve["kvs"] if ONSET_TS + 300 <= ts < ONSET_TS + 1500]
            if before and height:
                means[uids[one["sid"]], curve["mid"], curve["peer_uid"]] = fmean(before), fmean(height)
    for mid in (20015, 20017):
        before_percent, height_percent = means[TEACHER_UID, mid, 0]
        assert before_percent < 2
        assert 18 <= height_percent <= 35
    assert means[TEACHER_UID, 20006, 0][1] < 0.5 * means[TEACHER_UID, 20006, 0][0]
    pupils = {uid for uid, mid, peer_uid in means if mid == 20018 and peer_uid == TEACHER_UID}
    assert len(pupils) == 8
    for pupil in pupils:
        assert means[pupil, 20018, TEACHER_UID][1] > 15
        assert means[pupil, 20011, TEACHER_UID][1] > 5 * means[pupil, 20011, TEACHER_UID][0]
        assert means[pupil, 20009, TEACHER_UID][1] < 0.5 * means[pupil, 20009, TEACHER_UID][0]
        assert means[pupil, 20022, 0][1] < 50, "their own links are sound"
    busy = [pupil for pupil in pupils if means[pupil, 20002, 0][1] > 70]
    assert len(busy) == 2


def test_no_other_call_shows_the_incident() -> None:
    calm, incident = Asker("calm"), Asker("incident")
    call = calm.world.calls.one_alive("x", ONSET_TS)
    assert call is not None
    window = {"start_ts": ONSET_TS - 60, "end_ts": ONSET_TS + 600, "call_id": call.call_id}
    assert calm.ask(DETAILS, **window) == incident.ask(DETAILS, **window)
    assert calm.last(SCALE, metric="pcc,pcu") == incident.last(SCALE, metric="pcc,pcu")


def test_a_diagnosis_is_known_when_its_minute_is_at_most_two_minutes_past() -> None:
    asker = Asker("incident")
    minute_ts = (ONSET_TS + 600) // 60 * 60
    window = {"start_ts": minute_ts, "end_ts": minute_ts + 59}
    asker.now_ts = minute_ts + 60 + 59
    assert asker.ask(DIAGNOSIS, **window)["data"] == []
    asker.now_ts = minute_ts + 60 + 120
    assert asker.ask(DIAGNOSIS, **window)["data"]
