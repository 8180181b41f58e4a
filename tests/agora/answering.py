"""A client with a function as its server, and the answers on file."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx

from tui.agora.client import Client
from tui.agora.editions.reference_2020 import EDITION
from tui.domain.records import Answer, Report, Request, Window

SAMPLES = Path(__file__).parents[1] / "samples"
SECRET = "s3cr3t-that-nobody-sees"
WINDOW = Window(1795330500, 1795334100)
REPORT = Report("android_video_engine_1561704454355", 111, 222, 222, 1581387571, 1, "bad network")

# The file names that the samples' author chose.
SAMPLE_FILES = {
    "live_scale": "live-scale",
    "live_experience": "live-experience",
    "live_net": "live-net",
    "diagnosis": "diagnosis",
    "all_video_freeze": "all-videofreeze",
    "all_slow_joining": "all-slowjoining",
    "all_joining_trial": "all-joiningtrial",
    "channel_users": "one-users",
    "channel_video_freeze": "one-videofreeze",
    "channel_score": "one-score",
    "usage": "usage",
    "call_lists": "call-lists",
    "call_details": "call-details",
    "report": "report",
}
NAMES = tuple(SAMPLE_FILES)


def sample(name: str) -> dict[str, Any]:
    """The captured answer of an endpoint."""
    return _load(SAMPLES / f"{SAMPLE_FILES[name]}.json")


def documented(name: str) -> dict[str, Any]:
    """The example answer of the reference, made valid JSON."""
    return _load(SAMPLES / "documented" / f"{name}.json")


def _load(path: Path) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(path.read_bytes())
    return loaded


class Sent(httpx.AsyncByteStream):
    """A body that arrives in pieces of `size` bytes, as from a connection."""

    def __init__(self, content: bytes, size: int = 65536) -> None:
        self._pieces = [content[start : start + size] for start in range(0, len(content), size)]

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self._pieces:
            yield piece


def sent(response: httpx.Response) -> httpx.Response:
    """The response as a connection brings it: a body still to be read, packed as it was."""
    if not isinstance(response.stream, httpx.ByteStream):
        return response
    return httpx.Response(response.status_code, headers=response.headers, stream=Sent(b"".join(response.stream)))


def client(answer: Callable[[httpx.Request], httpx.Response], base_url: str = "https://api.example") -> Client:
    return Client(
        edition=EDITION,
        base_url=base_url,
        app_id="demoapp",
        customer_id="demo",
        customer_secret=SECRET,
        transport=httpx.MockTransport(lambda request: sent(answer(request))),
    )


async def ask(some_client: Client, name: str, window: Window = WINDOW) -> Answer[Any]:
    """Ask that endpoint, with a channel or a call where it needs one."""
    if name == EDITION.report.name:
        return await some_client.report(REPORT)
    channel = "大班 & co, 1" if "cname" in EDITION[name].params else ""
    call_id = "0005d6d26fe051bc5f2d8ac0" if name == EDITION.call_details.name else ""
    return await some_client.fetch(Request(name, window, channel, call_id))


async def answered(name: str, content: object, status: int = 200) -> Answer[Any]:
    """The client's result for one answer: JSON of `content`, or `content` itself if it is bytes."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    async with client(lambda request: httpx.Response(status, content=body)) as some_client:
        return await ask(some_client, name)
