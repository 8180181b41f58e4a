"""What decoding forgives, and what it sets aside with path and reason without losing the rest."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.agora.answering import NAMES, answered, sample
from tui.agora.editions.reference_2020.wire.values import (
    Refused,
    flag,
    integer,
    number,
    shown,
    text,
    timestamp,
    uid,
)
from tui.agora.errors import Unreadable
from tui.domain.quoting import visible
from tui.domain.records import Call, Cause, Diagnosis, Remainder, SetAside, UsageDay

TS = 1548665578
SESSION: dict[str, Any] = {"sid": "S", "uid": 7, "join_ts": TS, "finished": False}


async def read(name: str, rows: object) -> tuple[Any, tuple[SetAside, ...]]:
    """Value and set-aside parts of a live, diagnosis or usage answer with these rows."""
    answer = await answered(name, {"code": 200, "message": "", "data": rows})
    return answer.value, answer.set_aside


async def users(rows: object) -> tuple[tuple[tuple[int, float], ...], tuple[SetAside, ...]]:
    """Of a metric that is alone in its rows."""
    value, set_aside = await read("all_video_freeze", rows)
    return value[0].points, set_aside


async def refusal(name: str, content: object) -> str:
    """Why the answer is Unreadable."""
    with pytest.raises(Unreadable) as caught:
        await answered(name, content)
    return caught.value.failure.detail


async def one_session(**fields: object) -> tuple[Any, tuple[SetAside, ...]]:
    answer = await answered(
        "call_details", {"code": 200, "call_info": [SESSION, SESSION | {"sid": "T"} | fields], "metrics": []}
    )
    return answer.value.sessions[1:], answer.set_aside


async def curves(kvs: object, **fields: object) -> tuple[Any, tuple[SetAside, ...]]:
    metrics = [{"sid": "S", "data": [{"mid": 20003, "peer_uid": 0, "kvs": kvs} | fields]}]
    answer = await answered("call_details", {"code": 200, "call_info": [], "metrics": metrics})
    return answer.value.curves, answer.set_aside


async def one_call(**fields: object) -> tuple[Call, tuple[SetAside, ...]]:
    row = {"call_id": "c", "cname": "room", "created_ts": TS, "destroyed_ts": TS + 60, "finished": True} | fields
    answer = await answered("call_lists", {"code": 200, "has_more": False, "call_lists": [row]})
    return answer.value.calls[0], answer.set_aside


@pytest.mark.parametrize("name", [name for name in NAMES if name != "report"])
@pytest.mark.parametrize(
    ("rows", "reason"), [(None, "null"), ({}, "an object"), ("", "''"), (0, "0"), (False, "false")]
)
async def test_what_is_no_list_where_one_belongs_is_unreadable(name: str, rows: object, reason: str) -> None:
    field = {"call_lists": "call_lists", "call_details": "call_info"}.get(name, "data")
    answer = {"code": 200, "has_more": False, "metrics": [], field: rows}
    assert await refusal(name, answer) == f"{field}: not a list: {reason}"
    del answer[field]
    assert await refusal(name, answer) == f"{field}: missing"


@pytest.mark.parametrize("name", [name for name in NAMES if name != "report"])
async def test_an_answer_of_which_no_row_was_understood_is_unreadable_and_says_why(name: str) -> None:
    field = {"call_lists": "call_lists", "call_details": "call_info"}.get(name, "data")
    answer = {"code": 200, "has_more": False, "metrics": [], field: [{"time": TS}, 7]}
    first = {"data": "data[0].ts", "call_lists": "call_lists[0].call_id", "call_info": "call_info[0].sid"}[field]
    assert await refusal(name, answer) == f"none of 2 rows could be read: {first}: missing"


@pytest.mark.parametrize("metrics", [{}, {"metrics": None}, {"metrics": {}}])
async def test_curves_that_were_asked_for_and_are_no_list_make_the_answer_unreadable(
    metrics: dict[str, object],
) -> None:
    assert (await refusal("call_details", {"code": 200, "call_info": [SESSION]} | metrics)).startswith("metrics: ")
    # Of nobody there are none.
    assert metrics.get("metrics") == {} or not (
        (await answered("call_details", {"code": 200, "call_info": []} | metrics)).value.sessions
    )


async def test_what_was_not_read_is_counted_by_the_row_with_its_time() -> None:
    rows = [
        {"ts": TS, "pcu": 1, "pcc": 1},
        {"ts": TS + 60, "pcu": "x", "pcc": "y"},
        {"ts": "soon", "pcu": 1, "pcc": 1},
        {"ts": TS + 120, "pcu": 1},
        {"ts": TS + 180, "pcu": None, "pcc": None},
    ]
    answer = await answered("live_scale", {"code": 200, "data": rows})
    assert answer.left == Remainder(
        rows=5,
        parts=(
            SetAside("data[1].pcu", "not a number: 'x'"),
            SetAside("data[1].pcc", "not a number: 'y'"),
            SetAside("data[2].ts", "not a number: 'soon'"),
            SetAside("data[3].pcc", "missing"),
        ),
        unread=3,
        times=(TS + 60, TS + 120),
        timeless=True,
    )
    assert [series.points for series in answer.value] == [((TS, 1.0), (TS + 120, 1.0)), ((TS, 1.0),)]


async def test_points_come_sorted_and_the_last_of_one_timestamp_wins() -> None:
    points, set_aside = await users(
        [{"ts": TS + 60, "value": 2}, {"ts": TS, "value": 1}, {"ts": TS + 60, "value": 3}, {"ts": TS + 35, "value": 4}]
    )
    assert points == ((TS, 1.0), (TS + 35, 4.0), (TS + 60, 3.0))
    assert set_aside == ()


async def test_a_null_is_no_point_and_takes_no_other_points_place() -> None:
    points, set_aside = await users([{"ts": TS, "value": 1}, {"ts": TS, "value": None}, {"ts": TS + 60, "value": None}])
    assert points == ((TS, 1.0),)
    assert set_aside == ()


@pytest.mark.parametrize("ts", [TS, str(TS), float(TS), TS + 0.9, f"{TS}.5", f" {TS} ", "1.548665578e9"])
@pytest.mark.parametrize("value", [215, "215", 215.0, "215.0", "2.15e2", "+215"])
async def test_numbers_may_be_strings_and_floats(ts: object, value: object) -> None:
    assert await users([{"ts": ts, "value": value, "later_field": {"deep": [1]}}]) == (((TS, 215.0),), ())


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
        (TS * 100, "not epoch seconds between 2015 and 2100: 154866557800"),
        (TS * 10**12, "not epoch seconds between 2015 and 2100: a number beyond 10¹⁵"),
        (4102444800, "not epoch seconds between 2015 and 2100: 4102444800"),
        (1420070399, "not epoch seconds between 2015 and 2100: 1420070399"),
        (None, "null"),
        (float("nan"), "no usable number: nan"),
    ],
)
async def test_a_row_at_no_time_is_set_aside_and_the_others_stay(ts: object, reason: str) -> None:
    rows = [{"ts": TS, "value": 1}, {"ts": ts, "value": 2}, {"ts": TS + 60, "value": 3}]
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
    points, set_aside = await users([row, {"ts": TS, "value": 1}])
    assert points == ((TS, 1.0),)
    assert [(part.path, part.reason.partition(":")[0]) for part in set_aside] == [("data[0]", "not an object")]


async def test_a_number_of_five_thousand_digits_costs_its_own_point_only() -> None:
    content = b'{"code":200,"data":[{"ts":%d,"pcu":%s,"pcc":1},{"ts":%d,"pcu":2,"pcc":2}]}' % (TS, b"9" * 5000, TS + 60)
    answer = await answered("live_scale", content)
    assert [series.points for series in answer.value] == [((TS + 60, 2.0),), ((TS, 1.0), (TS + 60, 2.0))]
    assert answer.set_aside == (SetAside("data[0].pcu", "no usable number: inf"),)


async def test_a_byte_that_is_not_utf8_costs_the_row_that_it_stands_in() -> None:
    rows = b'{"ts":%d,"user":"1","exp_id":4,"cname":"a\xffb"},{"ts":%d,"user":"2","exp_id":4,"cname":"b"}' % (
        TS,
        TS + 60,
    )
    answer = await answered("diagnosis", b'{"code":200,"data":[%b]}' % rows)
    assert answer.value == (Diagnosis(TS + 60, "2", 4, "b"),)
    assert answer.left.first == "data[0].cname: not UTF-8: 'a\\u{DCFF}b'"
    assert answer.left.times == (TS,)


async def test_a_byte_order_mark_and_a_key_that_says_the_same_twice_are_forgiven() -> None:
    row = b'{"ts":%d,"ts":%d,"value":1}' % (TS, TS)
    answer = await answered("all_video_freeze", b'\xef\xbb\xbf{"code":200,"code":200,"data":[%b]}' % row)
    assert answer.value[0].points == ((TS, 1.0),)
    assert answer.left.unread == 0


async def test_what_is_said_twice_and_differently_is_not_believed() -> None:
    rows = b'[{"ts":%d,"ts":%d,"value":1},{"ts":%d,"value":1}]' % (TS, TS + 60, TS + 120)
    answer = await answered("all_video_freeze", b'{"code":200,"data":%b}' % rows)
    assert answer.value[0].points == ((TS + 120, 1.0),)
    assert answer.set_aside == (SetAside("data[0].ts", "not a number: said twice, differently"),)
    twice = b'{"code":200,"data":%b,"data":[]}' % rows
    assert await refusal("all_video_freeze", twice) == "data: not a list: said twice, differently"
    assert await refusal("all_video_freeze", b'{"code":500,"code":200,"data":%b}' % rows)


@pytest.mark.parametrize("unit", [10**3, 10**6, 10**9])
@pytest.mark.parametrize("form", [int, str, float])
async def test_a_time_in_a_smaller_unit_than_the_second_is_read_where_that_is_evident(unit: int, form: Any) -> None:
    given = form(TS * unit + unit // 2)
    assert await users([{"ts": given, "value": 215}]) == (((TS, 215.0),), ())
    assert (await one_call(created_ts=given))[0].created_ts == TS
    found, set_aside = await curves([[given, 1], [form((TS + 2) * unit), 2]])
    assert (found[0].ts.tolist(), set_aside) == ([TS, TS + 2], ())


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
    good = {"ts": TS, "user": "u", "exp_id": 4}
    value, set_aside = await read("diagnosis", [{"ts": TS, "exp_id": 4}, {"ts": TS, "user": "", "exp_id": None}, good])
    assert value == (Diagnosis(TS, "u", 4, ""),)
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
        SetAside("data[1].sessionCount", "missing"),
    )


@pytest.mark.parametrize("finished", [False, 0, "false", "0", None])
@pytest.mark.parametrize("destroyed_ts", [0, None, TS + 60, "nonsense", -1])
async def test_finished_alone_decides_whether_a_call_has_ended(finished: object, destroyed_ts: object) -> None:
    assert await one_call(finished=finished, destroyed_ts=destroyed_ts) == (Call("c", "room", TS, None, False), ())


@pytest.mark.parametrize("finished", ["perhaps", 2, [], 0.5])
async def test_a_call_of_which_nobody_knows_whether_it_is_on_is_not_told_of(finished: object) -> None:
    rows = [{"call_id": name, "created_ts": TS, "finished": on} for name, on in (("c", finished), ("d", False))]
    answer = await answered("call_lists", {"code": 200, "has_more": False, "call_lists": rows})
    assert [call.call_id for call in answer.value.calls] == ["d"]
    assert (answer.left.unread, answer.left.times) == (1, (TS,))


async def test_where_nobody_knows_whether_there_are_more_calls_there_may_be() -> None:
    rows = [{"call_id": "c", "created_ts": TS, "finished": False}]
    for said, expected in (("yes", True), ([], True), (None, False), (0, False), ("true", True)):
        answer = await answered("call_lists", {"code": 200, "has_more": said, "call_lists": rows})
        assert (answer.value.has_more, answer.left.unread) == (expected, int(said in ("yes", [])))


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
    assert [part.path for part in set_aside] == ["call_info[1].uid"]


async def test_a_session_forgives_what_is_not_said() -> None:
    sessions, set_aside = await one_session(network=None, platform=["Android"], speaker="1", sdk_version=3)
    (session,) = sessions
    assert (session.network, session.platform, session.speaker, session.sdk_version) == ("", "", True, "3")
    assert (session.device_type, session.channel, session.leave_ts) == ("", "", None)
    assert set_aside == (SetAside("call_info[1].platform", "not a text: a list"),)


async def test_a_user_who_rejoins_has_two_sessions_and_a_doubled_sid_counts_once() -> None:
    rows = [SESSION, SESSION | {"sid": "T"}, SESSION | {"network": "5G"}]
    answer = await answered("call_details", {"code": 200, "call_info": rows, "metrics": []})
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
        "metrics[0].data[6].kvs",
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
