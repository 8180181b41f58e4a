"""Today's edition on the wire: requests by the letter of the facts, answers in every liberal reading of them."""

from __future__ import annotations

import contextlib
import json
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.agora.today_answering import ANSWERS, CALL, JOINED, LISTED, NAMES, PREMIUM, SID, answered, client, request_of
from tui.agora.editions import wire_of
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.errors import ApiError, BadRequest, Unreadable
from tui.domain.records import (
    Breach,
    Breakdown,
    BreakdownRow,
    Call,
    FailureKind,
    FreezeBucket,
    Part,
    Remainder,
    Request,
    Series,
    Session,
    Window,
    breach_of,
)

# Endpoint → the parameters of the fact sheet, with the values of `request_of`.
WINDOW_SNAKE = {"start_ts": "1692584000", "end_ts": "1692587000"}
WINDOW_CAMEL = {"startTs": "1692584000", "endTs": "1692587000"}
SENT: dict[str, tuple[str, str, dict[str, str]]] = {
    "call_lists": ("GET", "/beta/analytics/call/lists", WINDOW_SNAKE | {"page_no": "1", "page_size": "100"}),
    "call_sessions": (
        "GET",
        "/beta/analytics/call/sessions",
        WINDOW_SNAKE | {"call_id": CALL, "page_no": "1", "page_size": "100", "exclude_server_user": "true"},
    ),
    "call_metrics": ("GET", "/beta/analytics/call/metrics", WINDOW_SNAKE | {"call_id": CALL, "sids": SID}),
    "call_statistics": (
        "GET",
        "/beta/analytics/call/statistics",
        WINDOW_SNAKE | {"call_id": CALL, "dimension": "sdk", "metric": "audio_freeze_rate"},
    ),
    "call_freeze_buckets": (
        "GET",
        "/beta/analytics/call/freeze/bucket",
        WINDOW_SNAKE | {"call_id": CALL, "metric": "video_freeze_rate"},
    ),
    "call_by_time": (
        "GET",
        "/beta/analytics/call/statistics/time",
        WINDOW_SNAKE | {"call_id": CALL, "metric": "audio_freeze_rate"},
    ),
    "insight_usage": (
        "GET",
        "/beta/insight/usage/by_time",
        WINDOW_CAMEL | {"metric": "peakConcurrentUsers", "aggregateGranularity": "1d"},
    ),
    "insight_quality": (
        "GET",
        "/beta/insight/quality/by_time",
        WINDOW_CAMEL | {"metric": "networkDelay", "productType": "Native", "aggregateGranularity": "1h"},
    ),
    "insight_usage_breakdown": ("POST", "/beta/insight/usage/aggregation", {}),
    "insight_quality_breakdown": ("POST", "/beta/insight/quality/aggregation", {}),
    "realtime_usage": (
        "GET",
        "/beta/realtime/usage/by_time_20sec",
        WINDOW_CAMEL
        | {"productType": "Native", "metric": "userCount", "dimension": "sdk", "dimensionValues": '"3.6.1.1","4.1.1"'},
    ),
    "realtime_quality": (
        "GET",
        "/beta/realtime/quality/by_time_20sec",
        WINDOW_CAMEL | {"productType": "WebRTC", "metric": "networkDelay"},
    ),
    "realtime_usage_breakdown": (
        "GET",
        "/beta/realtime/usage/dimension/top20",
        {"ts": "1692584000", "productType": "Native", "metric": "userCount", "dimension": "sdk"},
    ),
    "realtime_quality_breakdown": (
        "GET",
        "/beta/realtime/quality/dimension/top20",
        {
            "ts": "1692584000",
            "productType": "Native",
            "metric": "audioFreezeRate",
            "dimension": "device",
            "extraMetrics": "userCount",
        },
    ),
}
BODIES: dict[str, dict[str, Any]] = {
    "insight_usage_breakdown": {
        "startTs": 1692584000,
        "endTs": 1692587000,
        "metric": "userCount",
        "dimension": "country",
        "dimensionValues": ["China", "United States"],
    },
    "insight_quality_breakdown": {
        "startTs": 1692584000,
        "endTs": 1692587000,
        "productType": "Native",
        "metric": "audioFreezeRate",
        "dimension": "sdkVersion",
    },
}


async def outgoing(request: Request, answer: object = None) -> httpx.Request:
    requests: list[httpx.Request] = []

    def server(sent: httpx.Request) -> httpx.Response:
        requests.append(sent)
        return httpx.Response(200, json=ANSWERS[request.endpoint][1] if answer is None else answer)

    async with client(server) as some_client:
        await some_client.fetch(request)
    (only,) = requests
    return only


def query(request: httpx.Request) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(request.url.query.decode(), strict_parsing=True).items()}


def test_an_edition_brings_its_own_wire() -> None:
    assert wire_of(PREMIUM) is not wire_of(EDITION)
    assert len(PREMIUM.endpoints) == len(NAMES) == 14


@pytest.mark.parametrize("name", NAMES)
async def test_every_endpoint_is_asked_by_the_letter_of_the_facts(name: str) -> None:
    method, path, parameters = SENT[name]
    sent = await outgoing(request_of(name))
    assert (sent.method, sent.url.path) == (method, path)
    assert query(sent) == {"appid": "demoapp"} | parameters
    assert (json.loads(sent.content) if sent.content else None) == BODIES.get(name)


async def test_the_second_page_and_server_users_are_asked_for_by_name() -> None:
    request = Request("call_sessions", Window(1, 2), call_id=CALL, part=Part.ALL_USERS)
    sent = query(await outgoing(request_of("call_sessions", page=2, uids=("1", "2"))))
    assert (sent["page_no"], sent["uids"]) == ("2", "1,2")
    assert query(await outgoing(request))["exclude_server_user"] == "false"


@pytest.mark.parametrize(
    ("name", "choice"),
    [
        ("call_metrics", {"sids": ()}),
        ("call_metrics", {"sids": tuple(map(str, range(21)))}),
        ("call_sessions", {"uids": tuple(map(str, range(11)))}),
        ("call_statistics", {"metric": "user_count", "dimension": "sdk"}),
        ("call_statistics", {"metric": "audio_freeze_rate"}),
        ("realtime_quality", {"metric": "audioFreezeRate"}),
        ("realtime_quality", {"metric": "audioFreezeRate", "product": "Native", "uids": ("1",)}),
        ("realtime_usage", {"metric": "pcu", "product": "Native", "values": ("a",)}),
        ("insight_usage_breakdown", {"metric": "userCount", "dimension": "sdk", "country": "China"}),
        ("insight_usage", {"metric": ""}),
    ],
)
async def test_a_request_that_the_server_would_refuse_for_its_form_never_leaves(
    name: str, choice: dict[str, Any]
) -> None:
    with pytest.raises(BadRequest, match="not sent") as raised:
        await answered(name, {}, **(choice or {"page": 1}))
    assert not raised.value.failure.arrived


# -- answers


async def test_a_call_has_its_users_and_its_freeze_rates_in_percent() -> None:
    found = (await answered("call_lists", ANSWERS["call_lists"][1])).value
    assert found.calls == (Call(CALL, "大班", 1692584010, 1692584110, True, 2, 5, 12.0, 7.0),)
    assert (found.total, found.has_more) == (1, False)


async def test_a_session_has_its_account_its_roles_and_its_freeze_rates_in_percent() -> None:
    (found,) = (await answered("call_sessions", ANSWERS["call_sessions"][1])).value.sessions
    assert found == Session(
        sid=SID,
        channel="大班",
        uid=2963430861,
        network="LAN",
        platform="Linux",
        speaker=False,
        sdk_version="2.3.3.150",
        device_type="Linux 3.10.0",
        join_ts=1692584012,
        leave_ts=1692584022,
        finished=True,
        account="UserA",
        roles=("SPEAKER", "SCREEN_SHARER"),
        audio_freeze_percent=1.0,
        video_freeze_percent=3.0,
    )


async def test_curves_come_by_session_and_sender() -> None:
    (curve,) = (await answered("call_metrics", ANSWERS["call_metrics"][1])).value
    assert (curve.sid, curve.mid, curve.peer_uid) == (SID, 20004, 1)
    assert [*zip(curve.ts, curve.values, strict=True)] == [(1692584338, 36), (1692584342, 39.5)]


async def test_values_of_curves_stay_as_sent_since_no_source_tells_their_scale() -> None:
    (curve,) = (
        await answered("call_metrics", {"metrics": [{"sid": SID, "data": [{"mid": 20015, "kvs": [[1692584338, 7]]}]}]})
    ).value
    assert list(curve.values) == [7]


FIGURES: list[tuple[str, object]] = [
    (
        "call_statistics",
        Breakdown("audio_freeze_rate", "sdk", (BreakdownRow("3.7.1.247", percent=0.7, users=6),)),
    ),
    ("call_freeze_buckets", (FreezeBucket(0, 3, 19), FreezeBucket(3, 5, 1))),
    ("call_by_time", (Series("audio_freeze_rate", ((1692584100, 0.0), (1692584160, 5.0))),)),
    ("insight_usage", (Series("peakConcurrentUsers", ((1625155200, 42.0),)),)),
    ("insight_quality", (Series("networkDelay", ((1625097600, 6.4762),)),)),
    ("insight_usage_breakdown", Breakdown("userCount", "country", (BreakdownRow("China", count=42.0),))),
    (
        "insight_quality_breakdown",
        Breakdown("audioFreezeRate", "sdk", (BreakdownRow("4.1.1", percent=0.17, weight=231234.0),)),
    ),
    (
        "realtime_usage",
        (
            Series("pcu", ((1631837400, 236.0),), of="3.6.1.1"),
            Series("pcu", ((1631837400, 82.0),), of="4.1.1"),
        ),
    ),
    ("realtime_quality", (Series("networkDelay", ((1631837400, 1.2), (1631837420, 0.57))),)),
    (
        "realtime_usage_breakdown",
        Breakdown("pcu", "sdk", (BreakdownRow("3.6.1.1", count=236.0),), Window(1631837410, 1631837430)),
    ),
    (
        "realtime_quality_breakdown",
        Breakdown(
            "audioFreezeRate",
            "device",
            (BreakdownRow("ldn-al00", percent=5.083333333333, users=2),),
            Window(1671624000, 1671624020),
        ),
    ),
]


@pytest.mark.parametrize(("name", "expected"), FIGURES, ids=[name for name, _ in FIGURES])
async def test_figures_are_records_and_rates_are_percent(name: str, expected: object) -> None:
    found = await answered(name, ANSWERS[name][1])
    assert found.value == expected
    assert not found.left.parts


async def test_users_of_one_channel_have_a_series_each() -> None:
    data = [{"uid": "2303692334", "values": [{"ts": 1631837400, "networkDelay": 0.389}]}, {"uid": 7, "values": []}]

    def server(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"data": data})

    choice = request_of("realtime_quality", metric="networkDelay", product="Native", uids=("2303692334", "7"))
    async with client(server) as some_client:
        found = await some_client.fetch(Request(choice.endpoint, choice.window, "大班", selection=choice.selection))
    assert [(one.of, one.points) for one in found.value] == [("2303692334", ((1631837400, 38.9),)), ("7", ())]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("code", [200, 0, "absent", None, "200"])
@pytest.mark.parametrize("message", ["", "success", None, "null", "string", "Success request: /beta", 7])
async def test_success_is_told_by_code_and_payload_and_never_by_the_message(
    name: str, code: object, message: object
) -> None:
    answer = {**ANSWERS[name][1], "message": message}
    answer.pop("code", None)
    answer |= {} if code == "absent" else {"code": code}
    assert (await answered(name, answer)).value == (await answered(name, ANSWERS[name][1])).value


@pytest.mark.parametrize("name", NAMES)
async def test_a_list_may_stand_in_an_object_or_alone(name: str) -> None:
    (key,) = set(ANSWERS[name][1]) & {"data", "call_lists", "call_info", "metrics"}
    payload = ANSWERS[name][1][key]
    other = payload["list"] if isinstance(payload, dict) else {"list": payload}
    if name != "call_metrics":
        assert (await answered(name, {**ANSWERS[name][1], key: other})).value == (
            await answered(name, ANSWERS[name][1])
        ).value


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("answer", [{"code": 0}, {"code": 0, "data": None}, {"data": None}, {}, {"code": 200}])
async def test_an_answer_without_its_payload_is_unreadable(name: str, answer: object) -> None:
    with pytest.raises(Unreadable):
        await answered(name, answer)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("SPEAKER", ("SPEAKER",)),
        ("Host, Screen Share", ("Host", "Screen Share")),
        (["Host", "Host", ""], ("Host",)),
        (None, ()),
        ([], ()),
    ],
)
async def test_roles_are_one_text_or_a_list(sent: object, kept: tuple[str, ...]) -> None:
    (session,) = (await answered("call_sessions", {"call_info": [{**JOINED, "roles": sent}]})).value.sessions
    assert session.roles == kept


@pytest.mark.parametrize("uid", [4055184074, "4055184074", 4055184074.0])
async def test_a_user_is_a_number_or_its_digits(uid: object) -> None:
    (session,) = (await answered("call_sessions", {"call_info": [{**JOINED, "uid": uid}]})).value.sessions
    assert session.uid == 4055184074


@pytest.mark.parametrize("end", [0, None, 1692584999, "0"])
async def test_a_running_call_or_session_has_no_end_whatever_its_field_says(end: object) -> None:
    call = {**LISTED, "finished": False, "destroyed_ts": end}
    stay = {**JOINED, "finished": False, "leave_ts": end}
    assert (await answered("call_lists", {"call_lists": [call]})).value.calls[0].destroyed_ts is None
    assert (await answered("call_sessions", {"call_info": [stay]})).value.sessions[0].leave_ts is None


@pytest.mark.parametrize("rate", [None, "absent"])
async def test_a_rate_that_is_not_told_is_unknown_and_not_zero(rate: object) -> None:
    row = {name: value for name, value in JOINED.items() if not name.startswith("user_")}
    row |= {} if rate == "absent" else {"user_audio_freeze_rate": rate, "user_video_freeze_rate": rate}
    (session,) = (await answered("call_sessions", {"call_info": [row]})).value.sessions
    assert (session.audio_freeze_percent, session.video_freeze_percent) == (None, None)


@pytest.mark.parametrize("rate", [1.5, -0.1, "x", 42, True])
async def test_a_rate_that_is_no_fraction_is_set_aside_and_the_call_is_kept(rate: object) -> None:
    found = await answered("call_lists", {"call_lists": [{**LISTED, "call_audio_freeze_rate": rate}]})
    assert found.value.calls[0].audio_freeze_percent is None
    assert found.value.calls[0].video_freeze_percent == 7.0
    assert (found.left.unread, found.left.parts[0].path) == (1, "call_lists[0].call_audio_freeze_rate")


async def test_stamps_in_milliseconds_are_recognised() -> None:
    call = {**LISTED, "created_ts": 1692584010000, "destroyed_ts": "1692584110000"}
    (found,) = (await answered("call_lists", {"call_lists": [call]})).value.calls
    assert (found.created_ts, found.destroyed_ts) == (1692584010, 1692584110)


def _calls(count: int) -> list[dict[str, Any]]:
    return [{**LISTED, "call_id": f"{number:024x}"} for number in range(count)]


@pytest.mark.parametrize(
    ("rows", "page", "told", "more"),
    [
        (100, 1, {"has_more": True, "total_size": 101}, True),
        (100, 1, {"has_more": False, "total_size": 101}, True),
        (100, 1, {"total_size": 101}, True),
        (1, 2, {"total_size": 101}, False),
        (100, 1, {"total_size": 100}, False),
        (100, 1, {}, True),
        (99, 1, {}, False),
        (40, 1, {"total_size": 300}, True),
        (0, 4, {"total_size": 10_000, "has_more": True}, False),
        # A total below the rows that came is no total.
        (100, 1, {"total_size": 3}, True),
        (3, 1, {"has_more": True}, True),
        (3, 1, {"has_more": "perhaps"}, True),
    ],
)
async def test_the_end_of_the_pages_is_told_by_has_more_by_the_total_or_by_an_empty_page(
    rows: int, page: int, told: dict[str, Any], more: bool
) -> None:
    answer = {"call_lists": _calls(rows), **told}
    assert (await answered("call_lists", answer, page=page)).value.has_more is more


async def test_rows_of_one_page_that_stand_twice_are_one() -> None:
    found = await answered("call_lists", {"total_size": 2, "call_lists": [LISTED, LISTED]})
    assert len(found.value.calls) == 1


@pytest.mark.parametrize("key", ["sdk", "sdkVersion"])
async def test_a_dimension_is_read_in_either_spelling(key: str) -> None:
    found = await answered("insight_quality_breakdown", {"data": [{key: "4.1.1", "audioFreezeRate": 0.5}]})
    assert found.value.rows == (BreakdownRow("4.1.1", percent=50.0),)


async def test_a_refused_spelling_is_followed_by_the_other_one_at_the_next_request() -> None:
    sent: list[str] = []

    def server(request: httpx.Request) -> httpx.Response:
        sent.append(query(request)["metric"])
        if sent[-1] == "peakConcurrentUsers":
            return httpx.Response(200, json={"code": 400, "message": "Bad request", "data": None})
        return httpx.Response(200, json={"code": 200, "data": [{"ts": 1625155200, "peakCurrentUsers": 42}]})

    async with client(server) as some_client:
        with pytest.raises(BadRequest):
            await some_client.fetch(request_of("insight_usage"))
        assert len(sent) == 1, "never twice for one request"
        for _ in range(2):
            found = await some_client.fetch(request_of("insight_usage"))
            assert found.value == (Series("peakConcurrentUsers", ((1625155200, 42.0),)),)
    assert sent == ["peakConcurrentUsers", "peakCurrentUsers", "peakCurrentUsers"]


# -- refusals

PREFIXES = ["", "Service package limit check error, "]
MESSAGES = [
    ("qps limit error", FailureKind.OVER_LIMIT, Breach.TOO_FAST),
    ("qpm limit error", FailureKind.OVER_LIMIT, Breach.TOO_FAST),
    ("qpd limit error", FailureKind.OVER_LIMIT, Breach.DAY_SPENT),
    ("query latency limit error", FailureKind.BAD_REQUEST, Breach.TOO_NEAR),
    ("query time range limit error", FailureKind.BAD_REQUEST, Breach.TOO_OLD),
    ("query duration limit error", FailureKind.BAD_REQUEST, Breach.TOO_LONG),
    ("query time length limit error", FailureKind.BAD_REQUEST, Breach.TOO_LONG),
    (
        "you have no auth to access this service, please buy or upgrade your service package",
        FailureKind.FORBIDDEN,
        Breach.NO_PLAN,
    ),
    ("no auth", FailureKind.FORBIDDEN, Breach.NO_PLAN),
    ("a message of a later year", FailureKind.OVER_LIMIT, Breach.TOO_FAST),
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("prefix", PREFIXES)
@pytest.mark.parametrize(("message", "kind", "breach"), MESSAGES)
async def test_each_message_of_code_300_is_one_event(
    name: str, prefix: str, message: str, kind: FailureKind, breach: Breach
) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011 - the kind is asserted below
        await answered(name, {"code": 300, "message": prefix + message, "data": None})
    failure = raised.value.failure  # type: ignore[attr-defined]
    assert failure.kind is kind
    assert breach_of(failure.kind, failure.detail) is breach


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("status", "content"), [(429, b""), (429, b"<html>"), (429, {"data": []}), (200, {"code": 429, "message": "slow"})]
)
async def test_429_of_http_or_of_the_body_is_too_fast(name: str, status: int, content: object) -> None:
    with pytest.raises(Exception) as raised:  # noqa: PT011
        await answered(name, content, status)
    failure = raised.value.failure  # type: ignore[attr-defined]
    assert breach_of(failure.kind, failure.detail) is Breach.TOO_FAST


def test_a_403_of_another_kind_names_no_plan() -> None:
    assert breach_of(FailureKind.FORBIDDEN, "no authorization header") is None
    assert breach_of(FailureKind.UNREADABLE, "no auth") is None
    assert breach_of(None, "") is None


# -- any answer

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=8,
)
KEYS = {"call_lists": "call_lists", "call_sessions": "call_info", "call_metrics": "metrics"}


def decoded(name: str, content: bytes, status: int = 200) -> tuple[Any, Remainder]:
    wire, request = wire_of(PREMIUM), request_of(name)
    stream = wire.streamed(PREMIUM[name], request)
    if stream is None:
        return wire.decoded(status, content, PREMIUM[name], request)
    stream.feed(content)
    return stream.finish(status)


@pytest.mark.parametrize("name", NAMES)
@given(data=JSON, code=JSON, total=JSON)
def test_any_payload_is_records_or_an_api_error(name: str, data: object, code: object, total: object) -> None:
    answer = {"code": code, KEYS.get(name, "data"): data, "total_size": total, "has_more": total}
    with contextlib.suppress(ApiError):
        _, left = decoded(name, json.dumps(answer).encode())
        assert all(part.reason and part.path for part in left.parts)


@pytest.mark.parametrize("name", NAMES)
@given(junk=st.lists(JSON, max_size=4), at=st.integers(0, 4), cut=st.integers(1, 40))
def test_no_junk_row_loses_a_good_one_and_a_cut_page_is_an_api_error(
    name: str, junk: list[object], at: int, cut: int
) -> None:
    key = KEYS.get(name, "data")
    payload = ANSWERS[name][1][key]
    rows = payload["list"] if isinstance(payload, dict) else payload
    whole = json.dumps({"code": 200, key: [*junk[:at], *rows, *junk[at:]]}).encode()
    value, _ = decoded(name, whole)
    good, _ = decoded(name, json.dumps({"code": 200, key: rows}).encode())
    assert set(parts_of(good)) <= set(parts_of(value))
    with pytest.raises(ApiError):
        decoded(name, whole[:-cut])


def parts_of(value: Any) -> list[str]:
    """The records of a value, as text."""
    rows = getattr(value, "calls", None) or getattr(value, "sessions", None) or getattr(value, "rows", None) or value
    return [repr(row) for row in rows]
