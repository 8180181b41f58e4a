"""A strict server of today's edition: every parameter, limit and window by the letter of the facts, breaches counted.

It is no part of the simulator and shares nothing with it, so that a misreading of a rule there is not repeated here.
It judges each request, then hands it on to the server behind it, or answers with nothing found.
"""

from __future__ import annotations

import base64
import json
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from email.utils import formatdate
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

import httpx

SECOND, MINUTE, HOUR, DAY = 1, 60, 3600, 86400

AMERICA, ASIA = ("us-west-1", "us-east-1"), ("ap-southeast-1", "ap-northeast-1")
REGIONS = (*AMERICA, *ASIA, "eu-west-1", "eu-central-1", "cn-east-1", "cn-north-1")
DOMAINS = ("agora.io", "sd-rtn.com")
HOSTS = {f"api.{domain}" for domain in DOMAINS} | {f"api-{region}.{domain}" for region in REGIONS for domain in DOMAINS}

# Section 3, row by row: plan → rate, its window, a day, delay, reach, longest window.
Row = tuple[int, int, int, int, int, int]
LISTS: Mapping[str, Row] = {
    "standard": (1, SECOND, 1_000, 60, 1 * DAY, 8 * HOUR),
    "premium": (3, SECOND, 2_000, 20, 7 * DAY, 16 * HOUR),
    "enterprise": (10, SECOND, 10_000, 20, 15 * DAY, 24 * HOUR),
}
DETAILS: Mapping[str, Row] = {
    "standard": (1, SECOND, 1_000, 300, 1 * DAY, 1 * HOUR),
    "premium": (3, SECOND, 2_000, 150, 7 * DAY, 3 * HOUR),
    "enterprise": (10, SECOND, 10_000, 100, 15 * DAY, 6 * HOUR),
}
USAGE: Mapping[str, Row] = {
    "premium": (3, MINUTE, 40, 12 * HOUR, 14 * DAY, 3 * DAY),
    "enterprise": (10, MINUTE, 60, 6 * HOUR, 30 * DAY, 7 * DAY),
}
QUALITY: Mapping[str, Row] = {
    "premium": (3, MINUTE, 40, 6 * HOUR, 14 * DAY, 3 * DAY),
    "enterprise": (10, MINUTE, 60, 6 * HOUR, 30 * DAY, 7 * DAY),
}
REALTIME: Mapping[str, Row] = {
    "premium": (3, MINUTE, 480, 40, 40 * MINUTE, 40 * MINUTE),
    "enterprise": (10, MINUTE, 1_440, 20, 60 * MINUTE, 60 * MINUTE),
}
CHINA = {"pro": "premium", "flagship": "enterprise"}

DIMENSIONS = {"country", "region", "net", "sdk", "os", "device"}
AGGREGATED = {"country", "region", "net", "network", "sdk", "sdkVersion", "os", "device"}
FREEZES = {"audio_freeze_rate", "video_freeze_rate"}
BY_MINUTE = FREEZES | {"user_count", "audio_freeze_user_count", "video_freeze_user_count"}
QUALITIES = {"joinSuccessRate", "joinSuccessIn5sRate", "audioFreezeRate", "videoFreezeRate", "networkDelay"}
PEAKS = {"peakCurrentChannels", "peakCurrentUsers", "peakConcurrentChannels", "peakConcurrentUsers"}
USAGES = PEAKS | {"userCount", "sessionCount", "channelCount", "totalDuration"}
USAGES |= {"totalVideoDuration", "totalAudioDuration"}
PRODUCTS = {"Native", "WebRTC"}

# A rule of a parameter: a set of its values, or the kind of its value.
CALL = {"start_ts": "seconds", "end_ts": "seconds", "call_id": "text"}
SPAN = {"startTs": "seconds", "endTs": "seconds"}
PAGES = {"page_no": "count", "page_size": "hundred"}
LIVE = {"dimension": DIMENSIONS, "dimensionValues": "quoted", "cname": "text"}


class Path(NamedTuple):
    """An endpoint: its limits by plan, its parameters that must be there, and those that may."""

    method: str
    limits: Mapping[str, Row]
    required: Mapping[str, Any]
    optional: Mapping[str, Any]
    payload: str = "data"


PATHS: Mapping[str, Path] = {
    "/beta/analytics/call/lists": Path(
        "GET", LISTS, {"start_ts": "seconds", "end_ts": "seconds"}, {"cname": "text", **PAGES}, "call_lists"
    ),
    "/beta/analytics/call/sessions": Path(
        "GET", DETAILS, CALL, {**PAGES, "uids": "uids", "exclude_server_user": {"true", "false"}}, "call_info"
    ),
    "/beta/analytics/call/metrics": Path("GET", DETAILS, {**CALL, "sids": "sids"}, {}, "metrics"),
    # No source says whether standard has the next three; where it has them, by the limits of sessions.
    "/beta/analytics/call/statistics": Path("GET", DETAILS, {**CALL, "dimension": DIMENSIONS, "metric": FREEZES}, {}),
    "/beta/analytics/call/freeze/bucket": Path("GET", DETAILS, {**CALL, "metric": FREEZES}, {}),
    "/beta/analytics/call/statistics/time": Path("GET", DETAILS, {**CALL, "metric": BY_MINUTE}, {}),
    "/beta/insight/usage/by_time": Path(
        "GET", USAGE, {**SPAN, "metric": USAGES, "aggregateGranularity": {"1d", "1h"}}, {}
    ),
    "/beta/insight/quality/by_time": Path(
        "GET",
        QUALITY,
        {**SPAN, "productType": PRODUCTS, "metric": QUALITIES, "aggregateGranularity": {"1d", "1h"}},
        {},
    ),
    "/beta/insight/usage/aggregation": Path(
        "POST",
        USAGE,
        {**SPAN, "metric": USAGES},
        {"dimension": AGGREGATED, "dimensionValues": "array", "filters": "country"},
    ),
    "/beta/insight/quality/aggregation": Path(
        "POST",
        QUALITY,
        {**SPAN, "metric": QUALITIES, "productType": PRODUCTS},
        {"dimension": AGGREGATED | {"channelSize"}, "dimensionValues": "array", "filters": "country"},
    ),
    "/beta/realtime/usage/by_time_20sec": Path(
        "GET", REALTIME, {**SPAN, "productType": PRODUCTS, "metric": {"userCount", "channelCount"}}, LIVE
    ),
    "/beta/realtime/quality/by_time_20sec": Path(
        "GET", REALTIME, {**SPAN, "productType": PRODUCTS, "metric": QUALITIES}, {**LIVE, "uids": "uids"}
    ),
    "/beta/realtime/usage/dimension/top20": Path(
        "GET",
        REALTIME,
        {"ts": "seconds", "productType": PRODUCTS, "metric": {"userCount"}, "dimension": DIMENSIONS},
        {},
    ),
    "/beta/realtime/quality/dimension/top20": Path(
        "GET",
        REALTIME,
        {"ts": "seconds", "productType": PRODUCTS, "metric": QUALITIES, "dimension": DIMENSIONS},
        {"extraMetrics": {"userCount"}},
    ),
}


class TodayBreach(NamedTuple):
    """One request against one rule."""

    at_ts: float
    path: str
    rule: str


class StrictToday(httpx.AsyncBaseTransport):
    """`now` is its clock; `breaches` what its requests broke, `asked` how often each path was asked."""

    def __init__(
        self,
        now: Callable[[], float],
        plan: str = "premium",
        behind: httpx.AsyncBaseTransport | None = None,
        app_id: str = "demoapp",
        credentials: str = "demo:demo",
        hosts: frozenset[str] = frozenset({"localhost"}),
    ) -> None:
        self._now = now
        self._plan = CHINA.get(plan, plan)
        self._behind = behind
        self._app_id = app_id
        self._authorization = "Basic " + base64.b64encode(credentials.encode()).decode()
        self._hosts = hosts or HOSTS
        self._arrivals: defaultdict[str, deque[float]] = defaultdict(deque)
        self.asked: Counter[str] = Counter()
        self.breaches: list[TodayBreach] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        body = await request.aread()
        now_ts, path = self._now(), request.url.path
        self.asked[path] += 1
        self.breaches += [TodayBreach(now_ts, path, rule) for rule in self.broken(request, body, now_ts)]
        if self._behind is not None:
            return await self._behind.handle_async_request(request)
        payload = PATHS[path].payload if path in PATHS else "data"
        answer = {"code": 200, "message": "", payload: [], "total_size": 0, "page_no": 1, "page_size": 100}
        return httpx.Response(200, headers={"Date": formatdate(now_ts, usegmt=True)}, json=answer)

    def broken(self, request: httpx.Request, body: bytes, now_ts: float) -> Iterator[str]:
        """The rules that a request breaks at this moment; it counts, whatever it breaks."""
        path = PATHS.get(request.url.path)
        if request.url.host not in self._hosts:
            yield f"host {request.url.host} is not in the table"
        if request.headers.get("authorization") != self._authorization:
            yield "no credentials"
        if path is None or request.method != path.method:
            yield f"no such API: {request.method}"
            return
        query = parse_qsl(request.url.query.decode(), keep_blank_values=True)
        names = [name for name, _ in query]
        values: dict[str, Any] = dict(query)
        if len(values) < len(names):
            yield "a parameter is given twice"
        if values.pop("appid", None) != self._app_id:
            yield "appid"
        if path.method == "POST":
            if values:
                yield "parameters of a POST stand in its body"
            values = json.loads(body)
        elif body:
            yield "a GET has a body"
        if self._plan not in path.limits:
            yield "the plan has no such endpoint"
            return
        yield from _parameters(path, values)
        yield from _together(path, values)
        limits = path.limits[self._plan]
        yield from self._rates(request.url.path, limits, now_ts)
        yield from _window(values, limits, now_ts)

    def _rates(self, path: str, limits: Row, now_ts: float) -> Iterator[str]:
        most, window_s, per_day = limits[:3]
        arrived = self._arrivals[path]
        arrived.append(now_ts)
        if sum(ts > now_ts - window_s for ts in arrived) > most:
            yield f"more than {most} in {window_s} s"
        if sum(ts // DAY == now_ts // DAY for ts in arrived) > per_day:
            yield f"more than {per_day} in a day"
        while arrived[0] < now_ts - DAY:
            arrived.popleft()


def _parameters(path: Path, values: Mapping[str, Any]) -> Iterator[str]:
    for name in path.required:
        if values.get(name) in (None, ""):
            yield f"{name} is missing"
    for name, value in values.items():
        rule = path.required.get(name, path.optional.get(name))
        if rule is None:
            yield f"{name} is unknown"
        elif not _fits(rule, value, is_json=path.method == "POST"):
            yield f"{name} is wrong: {value}"


def _fits(rule: Any, value: Any, *, is_json: bool) -> bool:
    if isinstance(rule, set):
        return value in rule
    match rule:
        case "seconds":
            fits = isinstance(value, int) if is_json else str(value).isascii() and str(value).isdigit()
            return fits and 10**9 <= int(value) < 10**10
        case "count":
            return str(value).isdigit() and int(value) >= 1
        case "hundred":
            return str(value).isdigit() and 1 <= int(value) <= 100
        case "uids":
            parts = str(value).split(",")
            return len(parts) <= 10 and all(part.isdigit() and 0 < int(part) < 2**32 for part in parts)
        case "sids":
            parts = str(value).split(",")
            return len(parts) <= 20 and all(parts) and len(set(parts)) == len(parts)
        case "quoted":
            return bool(value) and all(len(part) > 2 and part[0] == part[-1] == '"' for part in str(value).split(","))
        case "array":
            return isinstance(value, list) and bool(value) and all(isinstance(one, str) for one in value)
        case "country":
            return isinstance(value, list) and len(value) == 1 and set(value[0]) == {"name", "value"}
    return isinstance(value, str) and value != ""


def _together(path: Path, values: Mapping[str, Any]) -> Iterator[str]:
    """What a parameter needs or forbids of another."""
    if ("page_no" in values) != ("page_size" in values):
        yield "page_no and page_size go together"
    if "dimensionValues" in values and "dimension" not in values:
        yield "dimensionValues without dimension"
    if "dimensionValues" in values and values.get("dimension") == "channelSize":
        yield "channelSize has no dimensionValues"
    if "uids" in values and "cname" in path.optional and "cname" not in values:
        yield "uids without cname"
    if "dimension" in values and values.get("metric") in PEAKS | {"channelCount"} and path.limits is not USAGE:
        yield "dimension counts for userCount only"
    if "dimension" in values and values.get("metric") in PEAKS:
        yield "a peak has no dimension"
    if "filters" in values and (values.get("dimension"), values["filters"][0].get("name")) != ("region", "country"):
        yield "filters are for the regions of a country"


def _window(values: Mapping[str, Any], limits: Row, now_ts: float) -> Iterator[str]:
    """`end < now - delay`, `start > now - reach`, `end - start < longest`; a top 20 reads ts … ts + 20."""
    delay_s, reach_s, longest_s = limits[3:]
    try:
        if "ts" in values:
            start_ts, end_ts = int(values["ts"]), int(values["ts"]) + 20
        elif "startTs" in values:
            start_ts, end_ts = int(values["startTs"]), int(values["endTs"])
        else:
            start_ts, end_ts = int(values["start_ts"]), int(values["end_ts"])
    except (KeyError, ValueError):
        return
    if start_ts >= end_ts:
        yield "no window"
    if not end_ts < now_ts - delay_s:
        yield f"too near now by {end_ts - (now_ts - delay_s):.0f} s"
    if not start_ts > now_ts - reach_s:
        yield f"too old by {now_ts - reach_s - start_ts:.0f} s"
    if not end_ts - start_ts < longest_s:
        yield f"too long: {end_ts - start_ts} s"
