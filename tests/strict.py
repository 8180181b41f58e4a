"""A server with the rules of windows alone: it refuses a window with an end in its future or a start out of reach.

It is no part of the simulator, so that a misreading of a rule there is not repeated here.
"""

from __future__ import annotations

from collections.abc import Callable
from email.utils import formatdate
from urllib.parse import parse_qs, urlsplit

import httpx

REACH_S = {"/beta/live/": 3600, "/beta/bigchannel/": 3600, "/beta/insight/": 7 * 86400, "/beta/analytics/": 3 * 86400}
REFUSED = httpx.Response(400, json={"code": 400, "message": "query time range limit"})


class StrictServer(httpx.AsyncBaseTransport):
    """`now` is its clock; `asked` the paths of all requests, `breaches` the windows that were refused."""

    def __init__(self, now: Callable[[], float], refusal: httpx.Response = REFUSED) -> None:
        self._now = now
        self._refusal = refusal
        self.asked: list[str] = []
        self.breaches: list[str] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        now_ts, target = self._now(), urlsplit(str(request.url))
        said = parse_qs(target.query)
        reach_s = next(seconds for prefix, seconds in REACH_S.items() if target.path.startswith(prefix))
        start_ts, end_ts = int(said["start_ts"][0]), int(said["end_ts"][0])
        self.asked.append(target.path)
        is_within = now_ts - reach_s <= start_ts < end_ts <= now_ts
        if not is_within:
            self.breaches.append(f"{target.path} {start_ts - now_ts:.0f} to {end_ts - now_ts:.0f}")
        answer = httpx.Response(200, json=_rows(target.path, said, start_ts, end_ts)) if is_within else self._refusal
        headers = {**answer.headers, "Date": formatdate(now_ts, usegmt=True)}
        return httpx.Response(answer.status_code, headers=headers, content=answer.content)


def _rows(path: str, said: dict[str, list[str]], start_ts: int, end_ts: int) -> dict[str, object]:
    if path.endswith("/call/lists"):
        return {"code": 200, "message": "", "has_more": False, "call_lists": []}
    minutes = range(start_ts, end_ts, 60) if path.endswith("/by_time") and "metric" in said else ()
    names = said.get("metric", [""])[0].split(",")
    return {"code": 200, "message": "", "data": [{"ts": ts, **dict.fromkeys(names, 1)} for ts in minutes]}
