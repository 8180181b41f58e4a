"""Canned answers of today's edition, in the shapes of the fact sheet, and a client that gets them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx

from tests.agora.answering import SECRET, sent
from tui.agora.client import Client
from tui.agora.editions.today import edition_of
from tui.domain.edition import Edition
from tui.domain.records import Answer, Request, Selection, Window

PREMIUM = edition_of("premium")
WINDOW = Window(1692584000, 1692587000)
CALL = "0005d6d26fe051bc5f2d8ac0"
SID = "9A8B7C6D5E4F3A2B1C0D9E8F7A6B5C4D"

LISTED = {
    "call_id": CALL,
    "cname": "大班",
    "created_ts": 1692584010,
    "destroyed_ts": 1692584110,
    "finished": True,
    "call_pcu": 2,
    "call_acu": 5,
    "call_audio_freeze_rate": 0.12,
    "call_video_freeze_rate": 0.07,
}
JOINED = {
    "sid": SID,
    "cname": "大班",
    "uid": 2963430861,
    "account": "UserA",
    "network": "LAN",
    "platform": "Linux",
    "speaker": False,
    "roles": ["SPEAKER", "SCREEN_SHARER"],
    "sdk_version": "2.3.3.150",
    "device_type": "Linux 3.10.0",
    "join_ts": 1692584012,
    "leave_ts": 1692584022,
    "finished": True,
    "user_audio_freeze_rate": 0.01,
    "user_video_freeze_rate": 0.03,
}

KVS = {"mid": 20004, "peer_uid": 1, "kvs": [[1692584338, 36], [1692584342, 39.5]]}

# Endpoint → its choice, and its documented answer.
ANSWERS: dict[str, tuple[Selection, dict[str, Any]]] = {
    "call_lists": (
        Selection(),
        {"code": 200, "message": "success", "total_size": 1, "has_more": False, "call_lists": [LISTED]},
    ),
    "call_sessions": (Selection(), {"code": 200, "message": None, "total_size": 1, "call_info": [JOINED]}),
    "call_metrics": (
        Selection(sids=(SID,)),
        {
            "code": 200,
            "metrics": [
                {"sid": SID, "data": [{"mid": 20004, "peer_uid": 1, "kvs": [[1692584338, 36], [1692584342, 39.5]]}]}
            ],
        },
    ),
    "call_statistics": (
        Selection(metric="audio_freeze_rate", dimension="sdk"),
        {"code": 200, "data": [{"dimension_value": "3.7.1.247", "user_count": 6, "value": 0.007}]},
    ),
    "call_freeze_buckets": (
        Selection(metric="video_freeze_rate"),
        {"code": 200, "data": [{"bucket": "[3%,5%)", "user_count": 1}, {"bucket": "[0%,3%)", "user_count": 19}]},
    ),
    "call_by_time": (
        Selection(metric="audio_freeze_rate"),
        {"code": 200, "data": [{"ts": 1692584160, "value": 0.05}, {"ts": 1692584100, "value": 0}]},
    ),
    "insight_usage": (
        Selection(metric="peakConcurrentUsers", step_s=86400),
        {"code": 200, "data": [{"ts": 1625155200, "peakConcurrentUsers": 42}]},
    ),
    "insight_quality": (
        Selection(metric="networkDelay", product="Native", step_s=3600),
        {"code": 200, "data": [{"ts": 1625097600, "networkDelay": 0.064762}]},
    ),
    "insight_usage_breakdown": (
        Selection(metric="userCount", dimension="country", values=("China", "United States")),
        {"code": 200, "message": "null", "data": [{"country": "China", "userCount": 42}]},
    ),
    "insight_quality_breakdown": (
        Selection(metric="audioFreezeRate", product="Native", dimension="sdk"),
        {"code": 200, "data": [{"sdkVersion": "4.1.1", "refUsage": 231234, "audioFreezeRate": 0.0017}]},
    ),
    "realtime_usage": (
        Selection(metric="pcu", product="Native", dimension="sdk", values=("3.6.1.1", "4.1.1")),
        {
            "code": 200,
            "message": None,
            "data": [
                {"sdk": "3.6.1.1", "userCount": 236, "ts": 1631837400},
                {"sdk": "4.1.1", "userCount": 82, "ts": 1631837400},
            ],
        },
    ),
    "realtime_quality": (
        Selection(metric="networkDelay", product="WebRTC"),
        {"code": 200, "data": [{"networkDelay": 0.012, "ts": 1631837400}, {"networkDelay": 0.0057, "ts": 1631837420}]},
    ),
    "realtime_usage_breakdown": (
        Selection(metric="pcu", product="Native", dimension="sdk"),
        {
            "code": 200,
            "data": {
                "list": [{"sdk": "3.6.1.1", "userCount": 236, "windowStartTs": 1631837410, "windowEndTs": 1631837430}]
            },
        },
    ),
    "realtime_quality_breakdown": (
        Selection(metric="audioFreezeRate", product="Native", dimension="device", weighted=True),
        {
            "code": 200,
            "data": {
                "list": [
                    {
                        "device": "ldn-al00",
                        "audioFreezeRate": 0.050833333333333335,
                        "userCount": 2,
                        "windowStartTs": 1671624000,
                        "windowEndTs": 1671624020,
                    }
                ]
            },
        },
    ),
}
NAMES = tuple(ANSWERS)


def client(
    answer: Callable[[httpx.Request], httpx.Response],
    base_url: str = "https://api.example",
    edition: Edition = PREMIUM,
    waited: list[float] | None = None,
) -> Client:
    async def sleep(seconds: float) -> None:
        if waited is not None:
            waited.append(seconds)

    return Client(
        edition=edition,
        base_url=base_url,
        app_id="demoapp",
        customer_id="demo",
        customer_secret=SECRET,
        transport=httpx.MockTransport(lambda request: sent(answer(request))),
        sleep=sleep,
    )


def request_of(name: str, **choice: Any) -> Request:
    endpoint = PREMIUM[name]
    selection = Selection(**choice) if choice else ANSWERS[name][0]
    return Request(name, WINDOW, call_id=CALL if "call_id" in endpoint.params else "", selection=selection)


async def answered(name: str, content: object, status: int = 200, **choice: Any) -> Answer[Any]:
    """The client's result for one answer: JSON of `content`, or `content` itself if it is bytes."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    async with client(lambda request: httpx.Response(status, content=body)) as some_client:
        return await some_client.fetch(request_of(name, **choice))
