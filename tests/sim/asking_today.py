"""Asking a world of today's edition without a socket, by a clock that stands still unless the test moves it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

from tests.sim.asking import NOW_TS, basic
from tui.sim.calls import Call
from tui.sim.response import Response
from tui.sim.today import plans
from tui.sim.today.gate import TodayGate
from tui.sim.today.protocol import ROUTES, respond
from tui.sim.today.switches import switches
from tui.sim.today.world import TodayWorld

PAYLOADS = {plans.LISTS: "call_lists", plans.SESSIONS: "call_info", plans.METRICS: "metrics"}
# A request of each endpoint beside its window, that any world answers.
GOOD: Mapping[str, Mapping[str, object]] = {
    plans.LISTS: {},
    plans.SESSIONS: {"call_id": "0" * 24},
    plans.METRICS: {"call_id": "0" * 24, "sids": "A"},
    plans.STATISTICS: {"call_id": "0" * 24, "dimension": "os", "metric": "audio_freeze_rate"},
    plans.FREEZE_BUCKET: {"call_id": "0" * 24, "metric": "audio_freeze_rate"},
    plans.STATISTICS_TIME: {"call_id": "0" * 24, "metric": "user_count"},
    plans.USAGE_BY_TIME: {"metric": "userCount", "aggregateGranularity": "1h"},
    plans.QUALITY_BY_TIME: {"metric": "joinSuccessRate", "productType": "Native", "aggregateGranularity": "1h"},
    plans.USAGE_AGGREGATION: {"metric": "sessionCount", "dimension": "country"},
    plans.QUALITY_AGGREGATION: {"metric": "videoFreezeRate", "productType": "Native", "dimension": "network"},
    plans.REALTIME_USAGE: {"metric": "userCount", "productType": "Native"},
    plans.REALTIME_QUALITY: {"metric": "networkDelay", "productType": "WebRTC"},
    plans.USAGE_TOP20: {"metric": "userCount", "productType": "Native", "dimension": "region"},
    plans.QUALITY_TOP20: {"metric": "videoFreezeRate", "productType": "Native", "dimension": "device"},
}


def window(path: str, start_ts: int, end_ts: int) -> dict[str, object]:
    """The parameters of a window, in the names of the path's group."""
    if path.endswith("top20"):
        return {"ts": start_ts}
    names = ("start_ts", "end_ts") if path in plans.CALL_SEARCH else ("startTs", "endTs")
    return dict(zip(names, (start_ts, end_ts), strict=True))


class TodayAsker:
    """One client of one world; `wait` lets simulated time pass. `settings` are switches, NAME=VALUE."""

    def __init__(
        self,
        scene: str = "calm",
        *settings: str,
        seed: int = 1,
        plan: str = "enterprise",
        now_ts: float = NOW_TS,
        onset_s: float = -1800.0,
    ) -> None:
        self.now_ts = now_ts
        self.world = TodayWorld(
            scene,
            seed,
            lambda: self.now_ts,
            epoch_ts=now_ts,
            onset_s=onset_s,
            plan=plan,
            switches=switches(settings, seed),
        )

    def wait(self, seconds: float) -> None:
        self.now_ts += seconds

    def response(self, path: str, params: Mapping[str, object], headers: dict[str, str] | None = None) -> Response:
        """The parameters of a POST stand in its body, but for the app id."""
        shown = basic() if headers is None else headers
        method = ROUTES[path].method if path in ROUTES else "GET"
        if method == "POST":
            body, query = json.dumps(dict(params)).encode(), urlencode({"appid": "demoapp"})
        else:
            body, query = b"", urlencode({"appid": "demoapp", **params})
        return respond(self.world, method, path, query, shown, body, self.now_ts)

    def whole(self, path: str, start_ts: int, end_ts: int, **params: object) -> Any:
        """The JSON of an answer; limits of rates are tested elsewhere and forgotten here."""
        self.world.counters = TodayGate(self.world.switches)
        response = self.response(path, {**window(path, start_ts, end_ts), **params})
        return json.loads(b"".join(response.body))

    def ask(self, path: str, start_ts: int, end_ts: int, **params: object) -> Any:
        """The payload of an answer that must be a success."""
        answer = self.whole(path, start_ts, end_ts, **params)
        assert answer.get("code", 200) in (0, 200), answer
        return answer[PAYLOADS.get(path, "data")]

    def pages(self, path: str, start_ts: int, end_ts: int, size: int = 100, **params: object) -> Iterator[Any]:
        """The rows of all pages, by `total_size`."""
        number, total = 1, size
        while (number - 1) * size < total:
            answer = self.whole(path, start_ts, end_ts, page_no=number, page_size=size, **params)
            total = answer["total_size"]
            yield from answer[PAYLOADS[path]]
            number += 1

    def call(self, key: str = "x", hours_ago: int = 6) -> Call:
        """A call of the population that was over long before now."""
        call = self.world.calls.one_alive(key, int(self.now_ts) - hours_ago * 3600)
        assert call is not None
        return call


def refusal(response: Response) -> tuple[int, int, str]:
    """HTTP status, code and message of a failure, whose data is null."""
    body = json.loads(b"".join(response.body))
    assert body["data"] is None
    return response.status, body["code"], body["message"]
