"""What decoding forgives, and what it sets aside with path and reason without losing the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.api.answering import answered, sample
from tui.api.wire.values import Refused, flag, integer, number, shown, text, timestamp, uid, visible
from tui.records import Call, Cause, Diagnosis, SetAside, UsageDay

TS = 1548665578
SESSION: dict[str, Any] = {"sid": "S", "uid": 7, "join_ts": TS, "finished": False}


async def read(name: str, rows: object) -> tuple[Any, tuple[SetAside, ...]]:
    """Value and set-aside parts of a live, diagnosis or usage answer with these rows."""
    answer = await answered(name, {"code": 200, "message": "", "data": rows})
    return answer.value, answer.set_aside


async def users(rows: object) -> tuple[tuple[tuple[int, float], ...], tuple[SetAside, ...]]:
    value, set_aside = await read("live_scale", rows)
    return value[0].points, set_aside


async def one_session(**fields: object) -> tuple[Any, tuple[SetAside, ...]]:
    answer = await answered("call_details", {"code": 200, "call_info": [SESSION | fields]})
    return answer.value.sessions, answer.set_aside


async def curves(kvs: object, **fields: object) -> tuple[Any, tuple[SetAside, ...]]:
    metrics = [{"sid": "S", "data": [{"mid": 20003, "peer_uid": 0, "kvs": kvs} | fields]}]
    answer = await answered("call_details", {"code": 200, "call_info": None, "metrics": metrics})
    return answer.value.curves, answer.set_aside


async def one_call(**fields: object) -> tuple[Call, tuple[SetAside, ...]]:
    row = {"call_id": "c", "cname": "room", "created_ts": TS, "destroyed_ts": TS + 60, "finished": True} | fields
    answer = await answered("call_lists", {"code": 200, "has_more": False, "call_lists": [row]})
    return answer.value.calls[0], answer.set_aside


@pytest.mark.parametrize("name", ["live_scale", "diagnosis", "usage", "all_video_freeze"])
async def test_null_instead_of_rows_is_no_rows(name: str) -> None:
    value, set_aside = await read(name, None)
    assert set_aside == ()
    assert sum(len(series.points) for series in value) == 0 if name in ("live_scale", "all_video_freeze") else not value


async def test_points_come_sorted_and_the_last_of_one_timestamp_wins() -> None:
    points, set_aside = await users(
        [{"ts": TS + 60, "pcu": 2}, {"ts": TS, "pcu": 1}, {"ts": TS + 60, "pcu": 3}, {"ts": TS + 35, "pcu": 4}]
    )
    assert points == ((TS, 1.0), (TS + 35, 4.0), (TS + 60, 3.0))
    assert set_aside == ()


async def test_a_null_is_no_point_and_takes_no_other_points_place() -> None:
    points, set_aside = await users([{"ts": TS, "pcu": 1, "pcc": None}, {"ts": TS, "pcu": None}, {"ts": TS + 60}])
    assert points == ((TS, 1.0),)
    assert set_aside == ()


@pytest.mark.parametrize("ts", [TS, str(TS), float(TS), TS + 0.9, f"{TS}.5", f" {TS} ", "1.548665578e9"])
@pytest.mark.parametrize("value", [215, "215", 215.0, "215.0", "2.15e2", "+215"])
async def test_numbers_may_be_strings_and_floats(ts: object, value: object) -> None:
    assert await users([{"ts": ts, "pcu": value, "later_field": {"deep": [1]}}]) == (((TS, 215.0),), ())


@pytest.mark.parametrize(
    ("ts", "reason"),
    [
        ("abc", "not a number: 'abc'"),
        (True, "not a number: true"),
        ([TS], "not a number: a list"),
        ({"s": TS}, "not a number: an object"),
        ("", "not a number: ''"),
        ("1_548_665_578", "not a number: '1_548_665_578'"),
        (0, "not epoch seconds between 2015 and 2100: 0"),
        (TS * 1000, "not epoch seconds between 2015 and 2100: 1548665578000"),
        (4102444800, "not epoch seconds between 2015 and 2100: 4102444800"),
        (1420070399, "not epoch seconds between 2015 and 2100: 1420070399"),
        (None, "null"),
        (float("nan"), "no usable number: nan"),
    ],
)
async def test_a_row_at_no_time_is_set_aside_and_the_others_stay(ts: object, reason: str) -> None:
    rows = [{"ts": TS, "pcu": 1}, {"ts": ts, "pcu": 2}, {"ts": TS + 60, "pcu": 3}]
    assert await users(rows) == (((TS, 1.0), (TS + 60, 3.0)), (SetAside("data[1].ts", reason),))


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("many", "not a number: 'many'"),
        (False, "not a number: false"),
        (float("inf"), "no usable number: inf"),
        (float("nan"), "no usable number: nan"),
        ("NaN", "not a number: 'NaN'"),
        (1e16, "no usable number: 1e+16"),
        (10**400, "no usable number: a number beyond 10¹⁵"),
        ([], "not a number: a list"),
    ],
)
async def test_a_bad_value_costs_its_own_metric_only(value: object, reason: str) -> None:
    answer = await answered("live_scale", {"code": 200, "data": [{"ts": TS, "pcu": value, "pcc": 4}]})
    assert [series.points for series in answer.value] == [(), ((TS, 4.0),)]
    assert answer.set_aside == (SetAside("data[0].pcu", reason),)


@pytest.mark.parametrize("row", [1, "row", None, [], [{"ts": TS, "pcu": 9}], True])
async def test_a_row_that_is_no_object_is_set_aside(row: object) -> None:
    points, set_aside = await users([row, {"ts": TS, "pcu": 1}])
    assert points == ((TS, 1.0),)
    assert [(part.path, part.reason.partition(":")[0]) for part in set_aside] == [("data[0]", "not an object")]


async def test_a_number_of_five_thousand_digits_costs_its_own_point_only() -> None:
    content = b'{"code":200,"data":[{"ts":%d,"pcu":%s,"pcc":1},{"ts":%d,"pcu":2}]}' % (TS, b"9" * 5000, TS + 60)
    answer = await answered("live_scale", content)
    assert [series.points for series in answer.value] == [((TS + 60, 2.0),), ((TS, 1.0),)]
    assert answer.set_aside == (SetAside("data[0].pcu", "no usable number: inf"),)


async def test_a_byte_that_is_not_utf8_costs_one_character() -> None:
    content = b'{"code":200,"data":[{"ts":%d,"user":"1","exp_id":4,"cname":"a\xffb"}]}' % TS
    answer = await answered("diagnosis", content)
    assert answer.value == (Diagnosis(TS, "1", 4, "a\ufffdb"),)


async def test_a_byte_order_mark_and_doubled_keys_are_forgiven() -> None:
    answer = await answered("live_scale", b'\xef\xbb\xbf{"code":500,"code":200,"data":[{"ts":1,"ts":%d,"pcu":1}]}' % TS)
    assert answer.value[0].points == ((TS, 1.0),)


async def test_unknown_codes_and_repeated_causes_are_kept() -> None:
    tags = [
        {"factor_id": 99, "host_user": "5"},
        {"factor_id": "18", "host_user": None},
        {"factor_id": 99, "host_user": 5},
        {"factor_id": 99},
    ]
    value, set_aside = await read("diagnosis", [{"ts": TS, "user": 4294967295, "exp_id": "77", "cause_tags": tags}])
    assert value == (Diagnosis(TS, "4294967295", 77, "", (Cause(99, "5", 2), Cause(18, ""), Cause(99, ""))),)
    assert set_aside == ()


async def test_causes_that_are_none_cost_themselves_only() -> None:
    row = {"ts": TS, "user": "u", "exp_id": 4, "cname": "room"}
    value, set_aside = await read(
        "diagnosis",
        [row | {"cause_tags": "none"}, row | {"cause_tags": [7, {"factor_id": 1.5}, {"factor_id": 8}]}, row],
    )
    assert [diagnosis.causes for diagnosis in value] == [(), (Cause(8),), ()]
    assert [part.path for part in set_aside] == [
        "data[0].cause_tags",
        "data[1].cause_tags[0]",
        "data[1].cause_tags[1].factor_id",
    ]


async def test_a_diagnosis_of_nobody_or_nothing_is_set_aside() -> None:
    value, set_aside = await read("diagnosis", [{"ts": TS, "exp_id": 4}, {"ts": TS, "user": "", "exp_id": None}])
    assert value == ()
    assert set_aside == (
        SetAside("data[0].user", "missing"),
        SetAside("data[1].user", "empty"),
        SetAside("data[1].exp_id", "null"),
    )


async def test_a_day_holds_the_figures_it_has() -> None:
    value, set_aside = await read(
        "usage",
        [
            {"ts": TS + 86400, "userCount": "5", "sessionCount": None, "channelCount": -1},
            {"ts": TS, "userCount": 1.5, "channelCount": 2},
        ],
    )
    assert value == (UsageDay(TS, None, None, 2), UsageDay(TS + 86400, 5, None, None))
    assert set_aside == (
        SetAside("data[0].channelCount", "a negative count: -1"),
        SetAside("data[1].userCount", "not a whole number: 1.5"),
    )


@pytest.mark.parametrize("finished", [False, 0, "false", "0", None])
@pytest.mark.parametrize("destroyed_ts", [0, None, TS + 60, "nonsense", -1])
async def test_finished_alone_decides_whether_a_call_has_ended(finished: object, destroyed_ts: object) -> None:
    assert await one_call(finished=finished, destroyed_ts=destroyed_ts) == (Call("c", "room", TS, None, False), ())


@pytest.mark.parametrize("finished", [True, 1, "true", "True", "1"])
async def test_a_finished_call_has_its_end(finished: object) -> None:
    assert await one_call(finished=finished) == (Call("c", "room", TS, TS + 60, True), ())


@pytest.mark.parametrize("destroyed_ts", [0, "0", None])
async def test_a_finished_call_without_an_end_has_none(destroyed_ts: object) -> None:
    assert await one_call(destroyed_ts=destroyed_ts) == (Call("c", "room", TS, None, True), ())


async def test_a_call_that_ends_before_it_starts_keeps_its_start() -> None:
    call, set_aside = await one_call(destroyed_ts=TS - 1)
    assert call == Call("c", "room", TS, None, True)
    assert set_aside == (SetAside("call_lists[0].destroyed_ts", f"ends before it starts: {TS - 1}"),)


async def test_a_call_without_an_id_is_set_aside_and_a_doubled_one_counts_once() -> None:
    rows = [{"created_ts": TS}, {"call_id": "c", "created_ts": TS}, {"call_id": "c", "created_ts": TS + 1}]
    answer = await answered("call_lists", {"code": 200, "has_more": "yes", "call_lists": rows})
    assert answer.value.calls == (Call("c", "", TS + 1, None, False),)
    assert answer.set_aside == (
        SetAside("call_lists[0].call_id", "missing"),
        SetAside("has_more", "neither true nor false: 'yes'"),
    )


@pytest.mark.parametrize("number", [0, 1, 2**31, 2**32 - 1, "4294967295", 7.0])
async def test_a_uid_is_unsigned_and_may_be_a_string(number: object) -> None:
    sessions, set_aside = await one_session(uid=number)
    assert sessions[0].uid == int(float(number))  # type: ignore[arg-type]
    assert set_aside == ()


@pytest.mark.parametrize("number", [-1, 2**32, 1.5, "x", True, None, []])
async def test_a_session_of_no_user_is_set_aside(number: object) -> None:
    sessions, set_aside = await one_session(uid=number)
    assert sessions == ()
    assert [part.path for part in set_aside] == ["call_info[0].uid"]


async def test_a_session_forgives_what_is_not_said() -> None:
    sessions, set_aside = await one_session(network=None, platform=["Android"], speaker="1", sdk_version=3)
    (session,) = sessions
    assert (session.network, session.platform, session.speaker, session.sdk_version) == ("", "", True, "3")
    assert (session.device_type, session.channel, session.leave_ts) == ("", "", None)
    assert set_aside == (SetAside("call_info[0].platform", "not a text: a list"),)


async def test_a_user_who_rejoins_has_two_sessions_and_a_doubled_sid_counts_once() -> None:
    rows = [SESSION, SESSION | {"sid": "T"}, SESSION | {"network": "5G"}]
    answer = await answered("call_details", {"code": 200, "call_info": rows})
    assert [(session.sid, session.uid, session.network) for session in answer.value.sessions] == [
        ("S", 7, "5G"),
        ("T", 7, ""),
    ]


async def test_details_without_an_id_are_those_of_the_call_asked_for() -> None:
    answer = await answered("call_details", {"code": 200, "call_info": []})
    assert answer.value.call_id == "0005d6d26fe051bc5f2d8ac0"


async def test_a_curve_takes_every_good_pair_sorted_and_sets_the_bad_ones_aside() -> None:
    found, set_aside = await curves(
        [
            [TS + 4, "106.67"],
            [TS, 1],
            [TS + 2, None],
            [TS + 6],
            7,
            "ab",
            {"0": TS, "1": 2},
            [[TS, 1]],
            ["x", 1],
            [TS + 8, "x"],
            [str(TS), 9],
        ]
    )
    (curve,) = found
    assert (curve.ts.typecode, curve.values.typecode) == ("q", "d")
    assert (curve.ts.tolist(), curve.values.tolist()) == ([TS, TS + 4], [9.0, 106.67])
    base = "metrics[0].data[0].kvs"
    assert [part.path for part in set_aside] == [
        f"{base}[3]",
        f"{base}[4]",
        f"{base}[5]",
        f"{base}[6]",
        f"{base}[7]",
        f"{base}[8][0]",
        f"{base}[9][1]",
    ]


async def test_mids_outside_the_table_and_peers_are_kept_apart() -> None:
    data = [
        {"mid": 20016, "kvs": [[TS, 1]]},
        {"mid": 20016, "peer_uid": "4294967295", "kvs": [[TS, 2]]},
        {"mid": 99999, "peer_uid": None, "kvs": [[TS, 3]]},
        {"mid": 20016, "peer_uid": 0, "kvs": [[TS + 1, 4]]},
        {"mid": 20016, "peer_uid": -1, "kvs": [[TS, 5]]},
        {"peer_uid": 0, "kvs": [[TS, 6]]},
        {"mid": 20017, "kvs": None},
    ]
    metrics = [{"sid": "S", "data": data}, {"data": data}, {"sid": "S", "data": {"mid": 1}}]
    answer = await answered("call_details", {"code": 200, "call_info": [], "metrics": metrics})
    assert [(c.mid, c.peer_uid, c.values.tolist()) for c in answer.value.curves] == [
        (20016, 0, [1.0, 4.0]),
        (20016, 4294967295, [2.0]),
        (99999, 0, [3.0]),
    ]
    assert [part.path for part in answer.set_aside] == [
        "metrics[0].data[4].peer_uid",
        "metrics[0].data[5].mid",
        "metrics[1].sid",
        "metrics[2].data",
    ]


@pytest.mark.parametrize(
    ("hidden", "seen"),
    [
        ("\x1b[2J", "␛[2J"),
        ("a\x00b\tc\nd", "a␀b␉c␊d"),
        ("\x7f\x85\x9b", "␡\\u{0085}\\u{009B}"),
        ("\u202eabc\u2066\u2069\u200e\u200f\u061c", "\\u{202E}abc\\u{2066}\\u{2069}\\u{200E}\\u{200F}\\u{061C}"),
        ("\u2028\u2029", "\\u{2028}\\u{2029}"),
        ("\ud800x\udfff", "\\u{D800}x\\u{DFFF}"),
        ("数学-3班 👩‍🏫 é", "数学-3班 👩‍🏫 é"),
        ("[/]", "[/]"),
        ("a\u200bb\ufeff", "a\\u{200B}b\\u{FEFF}"),
        ("\u3164\U000e0041", "\\u{3164}\\u{E0041}"),
        ("👩\u200d👧 ❤\ufe0f", "👩\u200d👧 ❤\ufe0f"),
        ("z" + "\u0301\u0489" * 99 + "a\u0301", "z\u0301\u0489\u0301\u0489…a\u0301"),
    ],
)
async def test_what_would_act_on_a_terminal_becomes_visible(hidden: str, seen: str) -> None:
    assert visible(hidden) == seen
    value, _ = await read("diagnosis", [{"ts": TS, "user": hidden, "exp_id": 4, "cname": hidden}])
    assert (value[0].uid, value[0].channel) == (seen, seen)


def test_a_lone_surrogate_from_the_wire_can_be_stored_as_utf8() -> None:
    assert text("\ud83d").encode() == b"\\u{D83D}"


@pytest.mark.parametrize("decode", [number, integer, timestamp, uid, flag, text])
@pytest.mark.parametrize("value", [None, [], {}, [[1]]])
def test_nested_values_are_never_scalars(decode: Any, value: object) -> None:
    with pytest.raises(Refused):
        decode(value)


def test_a_reason_quotes_briefly() -> None:
    assert shown("x" * 1000) == f"'{'x' * 40}…'"
    assert shown("\x1b") == "'␛'"


@pytest.mark.parametrize("deep", [b"[" * 20_000 + b"]" * 20_000, b'{"]":' * 20_000 + b"1" + b"}" * 20_000])
async def test_what_is_nested_without_end_loses_nothing_that_stands_beside_it(deep: bytes) -> None:
    plain = sample("live_scale")
    rows = json.dumps(plain["data"]).encode()
    spoilt = b'{"code":200,"\\"[":%b,"data":[%b,{"ts":%b},%b}' % (deep, deep, deep, rows[1:])
    answer, expected = await answered("live_scale", spoilt), await answered("live_scale", plain)
    assert answer.value == expected.value
    assert len(answer.set_aside) == 2
