"""The documented examples and another implementation's answers, decoded through the client."""

from __future__ import annotations

from array import array
from typing import Any

import httpx
import pytest

from tests.agora.answering import NAMES, SAMPLES, answered, ask, client, documented, sample
from tui.agora.editions.reference_2020 import EDITION
from tui.domain.records import (
    Call,
    CallDetails,
    CallList,
    Cause,
    Curve,
    Diagnosis,
    Receipt,
    Series,
    Session,
    UsageDay,
)

SERIES_NAMES = tuple(name for name, endpoint in EDITION.endpoints.items() if endpoint.series)

TWO_MINUTES = (1577836880, 1577836940)
DOCUMENTED: dict[str, Any] = {
    "live_scale": (Series("pcu", ((1548665578, 102.0),)), Series("pcc", ((1548665578, 42.0),))),
    "live_experience": (
        Series("joinSuccessRate", ((1548666023, 42.0),)),
        Series("joinSuccess5SecsRate", ()),
        Series("videoFreezeRate", ()),
        Series("audioFreezeRate", ()),
    ),
    "live_net": (
        Series("videoUpstreamExcellentTransRate", ((1548667235, 42.0),)),
        Series("audioUpstreamExcellentTransRate", ()),
        Series("videoEnd2EndExcellentTransRate", ()),
        Series("audioEnd2EndExcellentTransRate", ()),
    ),
    "diagnosis": (
        Diagnosis(1548668575, "83817682", 4, "C148474015", (Cause(18, "44361248"), Cause(23, ""), Cause(18, ""))),
    ),
    "all_video_freeze": (Series("video_freeze_users", tuple(zip(TWO_MINUTES, (22.0, 18.0), strict=True))),),
    "all_slow_joining": (Series("slow_joining_users", tuple(zip(TWO_MINUTES, (22.0, 18.0), strict=True))),),
    "all_joining_trial": (Series("joining_trial_users", tuple(zip(TWO_MINUTES, (330.0, 450.0), strict=True))),),
    "channel_users": (Series("online_users", tuple(zip(TWO_MINUTES, (160.0, 175.0), strict=True)), "大班 & co, 1"),),
    "channel_video_freeze": (
        Series("video_freeze_users", tuple(zip(TWO_MINUTES, (4.0, 5.0), strict=True)), "大班 & co, 1"),
    ),
    "channel_score": (Series("score", tuple(zip(TWO_MINUTES, (5.0, 4.11), strict=True)), "大班 & co, 1"),),
    "usage": (UsageDay(1570752000, 42, None, None),),
    "call_lists": CallList((Call("cxxxxxxxxxxxxxxxxxxxx", "cname1", 1547448383, 1547448483, True),), False),
    "call_details": CallDetails(
        "00057b6093a5d3e8b1fc67aa",
        (
            Session(
                sid="EDB224CCF4FB4F99815C24302BDF3301",
                channel="15056678066620",
                uid=630985881,
                network="Wi-Fi",
                platform="Android",
                speaker=True,
                sdk_version="2.2.0.07_14",
                device_type="Android (6.0)",
                join_ts=1548670251,
                leave_ts=1548670815,
                finished=True,
            ),
        ),
        (
            Curve(
                "EDB224CCF4FB4F99815C24302BDF3301",
                20003,
                0,
                array("q", [1548670255, 1548670257, 1548670259]),
                array("d", [215.0, 129.0, 121.0]),
            ),
        ),
    ),
    "report": Receipt(200, ""),
}


@pytest.mark.parametrize("name", NAMES)
async def test_the_documented_example_becomes_these_records(name: str) -> None:
    answer = await answered(name, documented(name))
    assert answer.value == DOCUMENTED[name]
    # Some examples ask for one metric only, where we ask for all.
    assert {part.reason for part in answer.set_aside} <= {"missing"}
    assert bool(answer.set_aside) == (name in ("live_experience", "live_net", "usage"))


@pytest.mark.parametrize("name", NAMES)
async def test_nothing_of_another_implementations_answer_is_set_aside(name: str) -> None:
    assert (await answered(name, sample(name))).set_aside == ()


@pytest.mark.parametrize("name", SERIES_NAMES)
async def test_every_point_of_a_captured_answer_is_in_its_series(name: str) -> None:
    answer = await answered(name, sample(name))
    fields = EDITION[name].metrics or ("value",)
    rows = sample(name)["data"]
    for field, series in zip(fields, answer.value, strict=True):
        assert series.points == tuple(sorted((row["ts"], row[field]) for row in rows))
    assert [series.metric for series in answer.value] == list(EDITION[name].series)


async def test_captured_calls_that_are_on_have_no_end_whatever_stands_there() -> None:
    answer = await answered("call_lists", sample("call_lists"))
    assert answer.value.has_more is True
    rows = sample("call_lists")["call_lists"]
    assert [call.call_id for call in answer.value.calls] == [row["call_id"] for row in rows]
    assert {row["destroyed_ts"] == 0 for row in rows if not row["finished"]} == {True, False}
    for call, row in zip(answer.value.calls, rows, strict=True):
        assert call.destroyed_ts == (row["destroyed_ts"] if row["finished"] else None)


async def test_captured_diagnoses_count_a_repeated_cause() -> None:
    answer = await answered("diagnosis", sample("diagnosis"))
    assert len(answer.value) == 10
    assert answer.value[2].causes == (Cause(42, "28778", 2),)
    assert answer.value[6].causes == ()


async def test_a_captured_call_of_six_users_has_all_their_curves() -> None:
    answer = await answered("call_details", sample("call_details"))
    rows = sample("call_details")
    assert len(answer.value.sessions) == len(rows["call_info"]) == 6
    assert {curve.mid for curve in answer.value.curves} == {*range(20001, 20012), 20013, *range(20015, 20023)}
    pairs = sum(len(curve["kvs"]) for metrics in rows["metrics"] for curve in metrics["data"])
    assert sum(len(curve.ts) for curve in answer.value.curves) == pairs
    assert all(len(curve.ts) == len(curve.values) for curve in answer.value.curves)


async def test_captured_usage_is_whole_days() -> None:
    answer = await answered("usage", sample("usage"))
    assert answer.value[0] == UsageDay(1794873600, 22029, 32461, 5069)
    assert [day.ts % 86400 for day in answer.value] == [0, 0, 0, 0]


async def test_an_answer_carries_what_the_ledger_notes() -> None:
    content = (SAMPLES / "live-scale.json").read_bytes()
    headers = {"Date": "Sun, 22 Nov 2026 07:56:09 GMT"}
    async with client(lambda request: httpx.Response(200, content=content, headers=headers)) as some_client:
        answer = await ask(some_client, "live_scale")
    assert (answer.status, answer.size_bytes, answer.server_ts) == (200, len(content), 1795334169.0)
    assert answer.elapsed_ms >= 0


@pytest.mark.parametrize("date", ["", "yesterday", "Mon, 99 Foo 2026 07:56:09 GMT"])
async def test_a_date_that_is_none_costs_no_data(date: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json=sample("usage"), headers={"Date": date})

    async with client(answer) as some_client:
        answered_usage = await ask(some_client, "usage")
    assert answered_usage.server_ts is None
    assert len(answered_usage.value) == 4


@pytest.mark.parametrize("message", ["", "success", "Success request: all of it", None, "qps limit error"])
async def test_code_200_is_success_whatever_the_message(message: str | None) -> None:
    answer = await answered("usage", sample("usage") | {"message": message})
    assert len(answer.value) == 4


@pytest.mark.parametrize("code", ["200", 200.0, 0, "0"])
async def test_code_200_as_a_string_and_code_0_with_data_are_success(code: object) -> None:
    answer = await answered("usage", sample("usage") | {"code": code})
    assert len(answer.value) == 4


async def test_a_body_that_says_yes_counts_more_than_an_http_status_that_says_no() -> None:
    answer = await answered("usage", sample("usage"), status=500)
    assert (len(answer.value), answer.status) == (4, 500)
