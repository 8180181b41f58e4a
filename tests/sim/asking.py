"""Asking a world without a socket, by a clock that stands still unless the test moves it."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from tests.sim.watched import World
from tui.sim.limits import Gate
from tui.sim.protocol import respond
from tui.sim.response import Response

NOW_TS = 1_795_337_917  # Sunday 2026-11-22 08:58:37 UTC
HOUR_S = 3600
DAY_S = 86400

SCALE = "/beta/live/scale/by_time"
EXPERIENCE = "/beta/live/experience/by_time"
NETWORK = "/beta/live/net/by_time"
ALL_VIDEO_FREEZE = "/beta/live/quality/videofreeze/user_count"
ALL_SLOW_JOINING = "/beta/live/quality/slowjoining/user_count"
ALL_JOINING_TRIAL = "/beta/live/quality/joiningtrial/user_count"
ONE_SCORE = "/beta/bigchannel/live/quality/score"
ONE_VIDEO_FREEZE = "/beta/bigchannel/live/quality/videofreeze/user_count"
ONE_USERS = "/beta/bigchannel/live/scale/user_count"
DIAGNOSIS = "/beta/live/diagnosis"
USAGE = "/beta/insight/usage/by_time"
LISTS = "/beta/analytics/call/lists"
DETAILS = "/beta/analytics/call/details"
REPORT = "/beta/analytics/feedback/reportV2"

RATES = "joinSuccessRate,joinSuccess5SecsRate,videoFreezeRate,audioFreezeRate"


NO_PARAMS: Mapping[str, object] = MappingProxyType({})


def basic(credentials: str = "demo:demo") -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(credentials.encode()).decode()}


class Asker:
    """One client of one world; `wait` lets simulated time pass."""

    def __init__(self, scene: str = "calm", seed: int = 1, now_ts: float = NOW_TS, onset_s: float = -1800.0) -> None:
        self.now_ts = now_ts
        self.world = World(scene, seed, lambda: self.now_ts, epoch_ts=now_ts, onset_s=onset_s)

    def wait(self, seconds: float) -> None:
        self.now_ts += seconds

    def response(
        self,
        path: str,
        params: Mapping[str, object] = NO_PARAMS,
        method: str = "GET",
        headers: dict[str, str] | None = None,
        body: bytes = b"",
    ) -> Response:
        query = urlencode({"appid": "demoapp", **params})
        return respond(self.world, method, path, query, basic() if headers is None else headers, body, self.now_ts)

    def ask(self, path: str, **params: object) -> Any:
        """The JSON of an answer that must be a success; limits are tested elsewhere and forgotten here."""
        self.world.gate = Gate()
        response = self.response(path, params)
        assert response.status == 200, b"".join(response.body)
        return json.loads(b"".join(response.body))

    def last(self, path: str, seconds: int = HOUR_S, **params: object) -> Any:
        """The answer about the last `seconds`."""
        return self.ask(path, start_ts=int(self.now_ts) - seconds, end_ts=int(self.now_ts), **params)
