"""Which calls exist, and what the lists and details say of them."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import pytest

from tests.sim.asking import DAY_S, DETAILS, HOUR_S, LISTS, NOW_TS, Asker
from tui.sim.calls import Call

RECEIVING = {20004, 20005, 20009, 20010, 20011, 20016, 20018}
LONG_CHANNEL = "big-live-1"  # five hours and three quarters, ninety users


@pytest.fixture
def asker() -> Asker:
    return Asker()


def details(asker: Asker, call: Call, **params: object) -> Any:
    window: dict[str, object] = {"start_ts": call.created_ts, "end_ts": call.destroyed_ts}
    return asker.ask(DETAILS, **{**window, "call_id": call.call_id, **params})


def finished_call(asker: Asker, key: str = "x") -> Call:
    """A call of the population that was over long before now."""
    call = asker.world.calls.one_alive(key, NOW_TS - 6 * HOUR_S)
    assert call is not None
    return call


def test_a_list_names_the_ten_newest_calls_and_says_that_there_are_more(asker: Asker) -> None:
    answer = asker.last(LISTS)
    starts = [call["created_ts"] for call in answer["call_lists"]]
    assert answer["has_more"] is True
    assert len(starts) == 10
    assert starts == sorted(starts, reverse=True)


def test_narrow_windows_find_every_call_of_a_wide_one(asker: Asker) -> None:
    start_ts, end_ts = NOW_TS - 900, NOW_TS - 300
    wide = asker.world.calls.newest(start_ts, end_ts, None, 10_000)
    found = []
    for first_ts in range(start_ts, end_ts, 10):
        last_ts = end_ts if first_ts + 10 == end_ts else first_ts + 9
        answer = asker.ask(LISTS, start_ts=first_ts, end_ts=last_ts)
        assert answer["has_more"] is False
        found += [call["call_id"] for call in answer["call_lists"]]
    assert sorted(found) == sorted(call.call_id for call in wide)
    assert len(found) > 100


def test_the_search_for_a_channel_finds_what_the_search_for_all_finds_of_it(asker: Asker) -> None:
    start_ts, end_ts = NOW_TS - 4 * HOUR_S, NOW_TS - 60
    by_channel: dict[str, list[str]] = defaultdict(list)
    for call in asker.world.calls.newest(start_ts, end_ts, None, 100_000):
        by_channel[call.channel].append(call.call_id)
    names = sorted(by_channel)[::97] + [name for name, ids in by_channel.items() if len(ids) > 1][:20]
    for name in names:
        answer = asker.ask(LISTS, start_ts=start_ts, end_ts=end_ts, cname=name)
        assert [call["call_id"] for call in answer["call_lists"]] == by_channel[name]


def test_an_unknown_channel_has_no_calls(asker: Asker) -> None:
    for name in ("nowhere", "C00", "C999999999", "Cabcdefghi", "C１２３４５６７８９"):
        answer = asker.last(LISTS, 3 * DAY_S, cname=name)
        assert (answer["call_lists"], answer["has_more"]) == ([], False)


def test_two_calls_of_one_channel_never_overlap() -> None:
    calls = Asker("incident").world.calls.newest(NOW_TS - 8 * HOUR_S, NOW_TS, None, 100_000)
    ends: dict[str, int] = {}
    for call in reversed(calls):
        assert call.created_ts >= ends.get(call.channel, 0)
        ends[call.channel] = call.destroyed_ts


def test_about_six_hundred_calls_are_alive_at_any_time(asker: Asker) -> None:
    for ts in (NOW_TS - DAY_S, NOW_TS - 8 * HOUR_S, NOW_TS):
        started = asker.world.calls.newest(ts - 2 * HOUR_S, ts, None, 100_000)
        alive = [call for call in started if call.created_ts <= ts < call.destroyed_ts]
        assert 480 <= len(alive) <= 740


def test_a_call_is_listed_twenty_seconds_after_its_start_and_finished_twenty_after_its_end(asker: Asker) -> None:
    call = finished_call(asker)

    def listed(now_ts: int) -> list[dict[str, Any]]:
        asker.now_ts = now_ts
        rows: list[dict[str, Any]] = asker.ask(
            LISTS, start_ts=call.created_ts, end_ts=call.created_ts + 99, cname=call.channel
        )["call_lists"]
        return rows

    row = {"call_id": call.call_id, "cname": call.channel, "created_ts": call.created_ts}
    assert listed(call.created_ts + 19) == []
    assert listed(call.created_ts + 20) == [{**row, "destroyed_ts": 0, "finished": False}]
    assert listed(call.destroyed_ts + 19) == [{**row, "destroyed_ts": 0, "finished": False}]
    assert listed(call.destroyed_ts + 20) == [{**row, "destroyed_ts": call.destroyed_ts, "finished": True}]


def test_lists_reach_back_three_days(asker: Asker) -> None:
    start_ts = NOW_TS - 3 * DAY_S
    answer = asker.ask(LISTS, start_ts=start_ts - DAY_S, end_ts=start_ts + 15)
    assert answer["call_lists"]
    assert all(start_ts <= call["created_ts"] <= start_ts + 15 for call in answer["call_lists"])
    assert asker.ask(LISTS, start_ts=start_ts - DAY_S, end_ts=start_ts - 1)["call_lists"] == []


def test_details_show_the_ten_newest_joiners_of_a_large_call(asker: Asker) -> None:
    call = asker.world.calls.of_channel_at(LONG_CHANNEL, NOW_TS)
    assert call is not None
    joined = [row["join_ts"] for row in details(asker, call, exclude_metrics_info="true")["call_info"]]
    assert len(joined) == 10
    assert joined == sorted(joined, reverse=True)
    early = details(asker, call, end_ts=call.created_ts + 30, exclude_metrics_info="true")["call_info"]
    assert max(row["join_ts"] for row in early) < min(joined), "a narrower window shows others"


@pytest.mark.long
def test_details_hold_at_most_three_hours_of_points(asker: Asker) -> None:
    call = asker.world.calls.of_channel_at(LONG_CHANNEL, NOW_TS - 5 * HOUR_S)
    assert call is not None
    asker.now_ts = call.destroyed_ts + 600
    reach_ts = call.created_ts + 3 * HOUR_S

    def times(start_ts: int) -> list[int]:
        answer = details(asker, call, start_ts=start_ts)
        return [ts for one in answer["metrics"][-2:] for curve in one["data"] for ts, _ in curve["kvs"]]

    assert max(times(call.created_ts)) == pytest.approx(reach_ts, abs=2)
    later = times(reach_ts)
    assert min(later) >= reach_ts
    assert max(later) > reach_ts + 2 * HOUR_S


def test_points_lie_two_seconds_apart_within_the_stay_and_do_not_depend_on_the_window(asker: Asker) -> None:
    call = finished_call(asker)
    whole = details(asker, call)
    start_ts, end_ts = call.created_ts + 100, call.created_ts + 161
    part = details(asker, call, start_ts=start_ts, end_ts=end_ts)
    stays = {row["sid"]: row for row in whole["call_info"]}
    curves = {
        (one["sid"], curve["mid"], curve["peer_uid"]): curve["kvs"] for one in whole["metrics"] for curve in one["data"]
    }
    for (sid, _, _), points in curves.items():
        times = [ts for ts, _ in points]
        assert all(stays[sid]["join_ts"] < ts <= stays[sid]["leave_ts"] for ts in times)
        assert all((after - times[0]) % 2 == 0 for after in times)
        assert len(set(times)) == len(times)
    some = 0
    for one in part["metrics"]:
        for curve in one["data"]:
            known = curves.get((one["sid"], curve["mid"], curve["peer_uid"]), [])
            wanted = [point for point in known if start_ts <= point[0] <= end_ts]
            if known:
                assert curve["kvs"] == wanted
                some += len(wanted)
    assert some > 500


def test_every_metric_of_the_reference_appears_and_only_the_received_have_peers(asker: Asker) -> None:
    seen: dict[int, set[bool]] = defaultdict(set)
    for key in "abcd":
        call = finished_call(asker, key)
        answer = details(asker, call, end_ts=call.created_ts + 400)
        uids = {row["sid"]: row["uid"] for row in answer["call_info"]}
        for one in answer["metrics"]:
            for curve in one["data"]:
                seen[curve["mid"]].add(curve["peer_uid"] != 0)
                assert curve["peer_uid"] != uids[one["sid"]]
    assert set(seen) == {*range(20001, 20023)} - {20012, 20014}
    assert {mid for mid, peers in seen.items() if True in peers} == RECEIVING
    assert all(len(peers) == 1 for peers in seen.values())


def test_details_know_nothing_of_the_last_150_seconds(asker: Asker) -> None:
    call = asker.world.calls.of_channel_at(LONG_CHANNEL, NOW_TS)
    assert call is not None
    answer = details(asker, call, start_ts=NOW_TS - 600, end_ts=NOW_TS)
    times = [ts for one in answer["metrics"] for curve in one["data"] for ts, _ in curve["kvs"]]
    assert NOW_TS - 152 <= max(times) <= NOW_TS - 150
    asker.now_ts = call.created_ts + 149
    assert details(asker, call)["call_info"] == []
    asker.wait(1)
    assert {row["join_ts"] for row in details(asker, call)["call_info"]} == {call.created_ts}


def test_a_linux_user_is_shown_only_when_asked_for(asker: Asker) -> None:
    started = asker.world.calls.newest(NOW_TS - 5 * HOUR_S, NOW_TS - 4 * HOUR_S, None, 1000)
    call = next(
        call for call in started if call.users < 8 and any(s.platform == "Linux" for s in asker.world.people.of(call))
    )
    platforms = {
        answer: [row["platform"] for row in details(asker, call, exclude_server_user=answer)["call_info"]]
        for answer in ("true", "false")
    }
    assert sorted([*platforms["true"], "Linux"]) == sorted(platforms["false"])


def test_metrics_are_left_out_when_asked_to(asker: Asker) -> None:
    call = finished_call(asker)
    bare = details(asker, call, exclude_metrics_info="true")
    assert "metrics" not in bare
    assert bare["call_info"] == details(asker, call)["call_info"]


def test_a_user_may_rejoin_under_a_new_sid(asker: Asker) -> None:
    started = asker.world.calls.newest(NOW_TS - 5 * HOUR_S, NOW_TS - 4 * HOUR_S, None, 1000)
    sessions = [session for call in started for session in asker.world.people.of(call)]
    assert len({session.sid for session in sessions}) == len(sessions)
    assert len({session.uid for session in sessions}) < len(sessions)
    assert max(session.uid for session in sessions) > 2**31
    assert all(0 < session.uid < 2**32 and session.join_ts <= session.leave_ts for session in sessions)


def test_a_call_nobody_knows_has_no_users(asker: Asker) -> None:
    for call_id in ("cxxxxxxxxxxxxxxxxxxxx", "0" * 24, "f" * 24, "[/]", "0x_1"):
        answer = asker.last(DETAILS, call_id=call_id)
        assert (answer["call_id"], answer["call_info"], answer["metrics"]) == (call_id, [], [])


def test_the_huge_scene_has_more_calls_of_a_channel_in_a_minute_and_a_second_than_a_list_shows() -> None:
    asker = Asker("huge")
    minute_ts = NOW_TS // 1800 * 1800
    for channel, start_ts, seconds, count in (
        ("burst-minute", minute_ts, 59, 25),
        ("burst-second", minute_ts - 900, 1, 12),
    ):
        answer = asker.ask(LISTS, start_ts=start_ts, end_ts=start_ts + seconds, cname=channel)
        assert (len(answer["call_lists"]), answer["has_more"]) == (10, True)
        assert len(asker.world.calls.newest(start_ts, start_ts + seconds, channel, 100)) == count


@pytest.mark.long
def test_the_huge_call_comes_in_pieces_and_weighs_what_the_document_allows() -> None:
    asker = Asker("huge")
    call = asker.world.calls.of_channel_at("huge-call", NOW_TS - 4 * HOUR_S)
    assert call is not None
    params = {"start_ts": call.created_ts, "end_ts": call.destroyed_ts, "call_id": call.call_id}
    response = asker.response(DETAILS, params)
    assert "Content-Length" not in response.headers
    sizes = [len(piece) for piece in response.body]
    assert 72e6 <= sum(sizes) <= 100e6
    assert max(sizes) < 400_000
    people = asker.ask(DETAILS, **params, exclude_metrics_info="true")["call_info"]
    assert len({row["uid"] for row in people}) == 10


def test_the_empty_scene_has_no_calls() -> None:
    asker = Asker("empty")
    answer = asker.last(LISTS, 3 * DAY_S)
    assert (answer["call_lists"], answer["has_more"]) == ([], False)
    known = Asker("calm").world.calls.newest(NOW_TS - 600, NOW_TS, None, 1)[0]
    assert asker.last(DETAILS, call_id=known.call_id)["call_info"] == []


def test_details_of_a_call_are_the_same_in_every_process() -> None:
    bodies = []
    for _ in range(2):
        asker = Asker(seed=7)
        call = finished_call(asker)
        params = {"start_ts": call.created_ts, "end_ts": call.destroyed_ts, "call_id": call.call_id}
        bodies.append(b"".join(asker.response(DETAILS, params).body))
    assert bodies[0] == bodies[1]
    assert json.loads(bodies[0])["metrics"]
