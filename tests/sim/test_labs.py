"""The calls of the scene `worlds`: who is in them, when they are on, and that each fault is in its curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from statistics import fmean
from typing import Any, NamedTuple

import pytest

from tests.sim.asking import DETAILS, HOUR_S, LISTS, NOW_TS, SCALE, Asker
from tui.sim.calls import Call
from tui.sim.scenes import NAMES, load_scene

USERS = {1001, 1002, 1003, 1004, 1005}
CHANNELS = tuple(load_scene("worlds").labs)
FREEZES, LOSSES = (20005, 20011), (20015, 20016, 20017, 20018)
RECEIVING = (20004, 20005, 20009, 20010, 20011, 20016, 20018)

Key = tuple[int, int, int]  # who reports, metric, about whom
Points = Sequence[tuple[int, float]]  # seconds since the start of the call, value


@pytest.fixture(scope="module")
def asker() -> Asker:
    return Asker("worlds")


def finished(asker: Asker, channel: str) -> Call:
    """The newest call of a channel that was over ten minutes ago."""
    calls = asker.world.calls.newest(NOW_TS - 2 * HOUR_S, NOW_TS, channel, 10)
    return next(call for call in calls if call.destroyed_ts < NOW_TS - 600)


def answer(asker: Asker, call: Call, start_s: int = 0, end_s: int = 86400) -> Any:
    window = {"start_ts": call.created_ts + start_s, "end_ts": min(call.destroyed_ts, call.created_ts + end_s)}
    return asker.ask(DETAILS, call_id=call.call_id, **window)


def curves(answered: Any, call: Call) -> Mapping[Key, Points]:
    uids = {row["sid"]: row["uid"] for row in answered["call_info"]}
    return {
        (uids[one["sid"]], curve["mid"], curve["peer_uid"]): [(ts - call.created_ts, x) for ts, x in curve["kvs"]]
        for one in answered["metrics"]
        for curve in one["data"]
    }


def mean(points: Points, start_s: int, end_s: int) -> float | None:
    """None: nothing is told of that time."""
    values = [value for at_s, value in points if start_s <= at_s < end_s]
    return fmean(values) if values else None


class Felt(NamedTuple):
    """The means of some curves before a stretch and within it, between two bounds; None: nothing is told."""

    curves: Sequence[Key]
    start_s: int
    end_s: int
    before: tuple[float, float]
    within: tuple[float, float] | None


OTHERS = (1003, 1004, 1005)
CLEAN, NONE, FLOWS = (0, 2.5), (0, 0), (10, 1200)
LOST = [(1003, 20018, 1001), (1003, 20016, 1002)]
DOWNLINK = (
    Felt(LOST, 600, 1140, CLEAN, (20, 31)),
    Felt([(1003, 20011, 1001), (1003, 20011, 1002)], 600, 1140, NONE, (300, 900)),
)
FROZEN_ALL = (Felt([(uid, 20011, 1001) for uid in OTHERS], 600, 1140, NONE, (100, 900)),)
UPLINK_LOST = [(1001, 20017, 0), *((uid, 20018, 1001) for uid in OTHERS)]
FELT: Mapping[str, Sequence[Felt]] = {
    "lab-receiver-processor": (Felt([(1003, 20002, 0)], 600, 1140, (20, 50), (97, 99)), DOWNLINK[1]),
    "lab-downlink": DOWNLINK,
    "lab-not-receiving": (
        Felt([(1003, mid, peer) for mid in (20004, 20009, 20010) for peer in (1001, 1002)], 900, 1320, FLOWS, NONE),
    ),
    "lab-uplink-recovered": (
        Felt(UPLINK_LOST, 300, 600, CLEAN, (20, 34)),
        Felt(UPLINK_LOST, 600, 1620, (0, 34), CLEAN),
    ),
    "lab-push-to-talk": DOWNLINK,
    "lab-camera-off": (
        Felt([(1001, 20006, 0), (1001, 20007, 0), (1003, 20009, 1001), (1004, 20010, 1001)], 720, 1620, FLOWS, NONE),
    ),
    "lab-screen-share": (
        Felt([(1001, 20007, 0), (1001, 20008, 0), (1004, 20010, 1001)], 600, 1140, (1, 1), (1, 1)),
        Felt([(1001, 20006, 0), (1003, 20009, 1001)], 600, 1140, (13, 17), (13, 17)),
        *DOWNLINK,
    ),
    "lab-error-correction": (
        Felt([(1001, 20017, 0)], 300, 1620, CLEAN, (17, 25)),
        Felt([(uid, 20018, 1001) for uid in OTHERS], 300, 1620, CLEAN, CLEAN),
    ),
    "lab-sender-stops": (
        Felt([(1001, mid, 0) for mid in (20003, 20006, 20007, 20008)], 900, 1620, FLOWS, None),
        Felt([(uid, mid, 1001) for uid in OTHERS for mid in (20004, 20009)], 900, 1620, FLOWS, NONE),
        Felt([(1001, 20002, 0)], 900, 1620, (20, 50), (20, 50)),
    ),
    "lab-sender-lost": (
        Felt([(1001, mid, peer) for mid, peer in ((20002, 0), (20006, 0), (20009, 1002))], 720, 960, FLOWS, None),
        Felt([(uid, 20009, 1001) for uid in OTHERS], 720, 960, FLOWS, NONE),
        Felt([(1001, 20006, 0), (1003, 20009, 1001)], 960, 1600, (0, 1200), (500, 1200)),
    ),
    "lab-receiver-ends": (
        Felt([(1003, mid, 1001) for mid in RECEIVING], 900, 1620, (0, 1200), None),
        Felt([(1004, 20009, 1001), (1003, 20009, 1002)], 900, 1620, FLOWS, FLOWS),
    ),
    "lab-no-upstream": (Felt([(uid, 20018, 1001) for uid in OTHERS], 300, 600, CLEAN, (20, 34)),),
    "lab-shared-audio": (
        Felt([(1002, 20015, 0), (1002, 20017, 0)], 600, 1140, CLEAN, (20, 34)),
        Felt([(uid, 20016, 0) for uid in OTHERS], 600, 1140, CLEAN, (9, 17)),
    ),
    "lab-two-at-once": (
        Felt([(1001, 20017, 0), (1004, 20018, 1001)], 600, 1140, CLEAN, (7.5, 11)),
        Felt([(1003, 20018, 1001)], 600, 1140, CLEAN, (28, 39)),
        Felt([(1003, 20018, 1002)], 600, 1140, CLEAN, (20, 31)),
        *FROZEN_ALL,
    ),
    "lab-sender-processor": (Felt([(1001, 20002, 0)], 600, 1140, (20, 50), (97, 99)), *FROZEN_ALL),
}


def test_every_world_but_the_harmless_jitter_has_an_effect_to_look_for() -> None:
    assert {*FELT, "lab-jitter"} == set(CHANNELS)


def test_at_any_time_each_channel_has_a_call_that_is_on_and_one_that_was_over_within_the_hour() -> None:
    asker = Asker("worlds")
    for later_s in range(0, 1800, 290):
        asker.now_ts = now_ts = NOW_TS + later_s
        for channel in CHANNELS:
            rows = asker.last(LISTS, 2 * HOUR_S, cname=channel)["call_lists"]
            assert any(row["finished"] and row["destroyed_ts"] > now_ts - HOUR_S for row in rows), channel
            assert not rows[0]["finished"] or rows[0]["destroyed_ts"] > now_ts - 200, channel


def test_the_same_five_meet_and_two_of_them_send(asker: Asker) -> None:
    for channel in CHANNELS:
        rows = answer(asker, finished(asker, channel), 0, 300)["call_info"]
        assert sorted(row["uid"] for row in rows) == sorted(USERS)
        assert {row["uid"] for row in rows if row["speaker"]} == {1001, 1002}


@pytest.mark.parametrize("channel", FELT)
def test_the_faults_of_a_world_are_in_its_curves_from_their_start_to_their_end(asker: Asker, channel: str) -> None:
    call = finished(asker, channel)
    told = curves(answer(asker, call), call)
    for felt in FELT[channel]:
        for key in felt.curves:
            before = mean(told[key], 200, felt.start_s)
            assert before is not None, key
            assert felt.before[0] <= before <= felt.before[1], key
            within = mean(told[key], felt.start_s, felt.end_s)
            if felt.within is None:
                assert within is None, key
            else:
                assert within is not None, key
                assert felt.within[0] <= within <= felt.within[1], key


def test_ordinary_jitter_is_single_samples_beyond_the_limit_and_freezes_nothing(asker: Asker) -> None:
    call = finished(asker, "lab-jitter")
    told = curves(answer(asker, call), call)
    for (_, mid, _), points in told.items():
        values = [value for _, value in points]
        if mid in FREEZES:
            assert max(values) == 0
        elif mid in LOSSES:
            beyond = [value for value in values if value > 5]
            assert 0.02 * len(values) < len(beyond) < 0.09 * len(values)
            assert max(values) <= 9


def test_push_to_talk_is_sound_in_pieces_at_the_sender_and_at_all_receivers_alike(asker: Asker) -> None:
    call = finished(asker, "lab-push-to-talk")
    told = curves(answer(asker, call), call)
    silent = {at_s // 10 for at_s, value in told[1001, 20003, 0] if value == 0}
    assert len(silent) > 40
    for uid in (1002, *OTHERS):
        points = [(at_s, value) for at_s, value in told[uid, 20004, 1001] if at_s > 200]
        pauses = [value == 0 for _, value in points]
        assert 0.4 < fmean(pauses) < 0.6
        assert sum(one != other for one, other in pairwise(pauses)) > 40


def test_no_upstream_loss_is_told_where_the_world_is_without_that_curve(asker: Asker) -> None:
    call = finished(asker, "lab-no-upstream")
    told = curves(answer(asker, call), call)
    assert {mid for uid, mid, _ in told if uid == 1001} & {20015, 20017} == set()
    assert {mid for uid, mid, _ in told if uid == 1002} >= {20015, 20017}


def test_audio_that_is_told_of_all_senders_together_has_no_peer_and_video_has(asker: Asker) -> None:
    call = finished(asker, "lab-shared-audio")
    told = curves(answer(asker, call), call)
    for mid in (20004, 20005, 20016):
        assert {(uid, peer_uid) for uid, its, peer_uid in told if its == mid} == {(uid, 0) for uid in USERS}
    assert {peer_uid for uid, mid, peer_uid in told if (uid, mid) == (1003, 20018)} == {1001, 1002}


@pytest.mark.long
def test_a_point_is_the_same_whatever_stretch_is_asked_for_and_by_whom(asker: Asker) -> None:
    for channel in ("lab-two-at-once", "lab-push-to-talk", "lab-sender-lost", "lab-jitter"):
        call = finished(asker, channel)
        whole = curves(answer(Asker("worlds"), call), call)
        part = curves(answer(asker, call, 605, 1003), call)
        assert part
        for key, points in part.items():
            assert points == [point for point in whole[key] if 605 <= point[0] <= 1003], key


def test_another_seed_has_the_same_worlds_with_other_numbers(asker: Asker) -> None:
    other = Asker("worlds", seed=2)
    one, two = finished(asker, "lab-downlink"), finished(other, "lab-downlink")
    assert (one.created_ts, one.uids) == (two.created_ts, two.uids)
    assert one.call_id != two.call_id
    key = 1003, 20018, 1001
    assert curves(answer(asker, one), one)[key] != curves(answer(other, two), two)[key]


def test_the_incident_is_beside_them_as_it_is_alone(asker: Asker) -> None:
    alone = Asker("incident")
    assert asker.last(SCALE, metric="pcc,pcu") == alone.last(SCALE, metric="pcc,pcu")
    calls = alone.world.calls.newest(NOW_TS - HOUR_S, NOW_TS, None, 10_000)
    beside = asker.world.calls.newest(NOW_TS - HOUR_S, NOW_TS, None, 10_000)
    assert calls == [call for call in beside if call.channel not in CHANNELS]
    for call in (calls[0], next(call for call in calls if call.guilty_uid)):
        assert answer(asker, call) == answer(alone, call)


def test_no_other_scene_has_any() -> None:
    assert [name for name in NAMES if load_scene(name).labs] == ["worlds"]
