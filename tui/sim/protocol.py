"""Protocol: checks a request and routes it to its answer. Pure but for counters and records."""

from __future__ import annotations

import binascii
import time
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qs

from tui.sim import answers, bigchannel, live, poison
from tui.sim.answers import Answer, Asked
from tui.sim.params import BadParameterError, text
from tui.sim.response import Response, failed
from tui.sim.world import World


class Route(NamedTuple):
    method: str
    answer: Answer


ROUTES = {
    "/beta/live/scale/by_time": Route("GET", answers.minutes(live.SCALE)),
    "/beta/live/experience/by_time": Route("GET", answers.minutes(live.EXPERIENCE)),
    "/beta/live/net/by_time": Route("GET", answers.minutes(live.NETWORK)),
    "/beta/live/quality/videofreeze/user_count": Route("GET", answers.all_channels(bigchannel.all_video_freeze)),
    "/beta/live/quality/slowjoining/user_count": Route("GET", answers.all_channels(bigchannel.all_slow_joining)),
    "/beta/live/quality/joiningtrial/user_count": Route("GET", answers.all_channels(bigchannel.all_joining_trial)),
    "/beta/bigchannel/live/quality/score": Route("GET", answers.one_channel(bigchannel.score_of)),
    "/beta/bigchannel/live/quality/videofreeze/user_count": Route(
        "GET", answers.one_channel(bigchannel.video_freeze_of)
    ),
    "/beta/bigchannel/live/scale/user_count": Route("GET", answers.one_channel(bigchannel.users_of)),
    "/beta/live/diagnosis": Route("GET", answers.diagnoses),
    "/beta/insight/usage/by_time": Route("GET", answers.usage_days),
    "/beta/analytics/call/lists": Route("GET", answers.call_lists),
    "/beta/analytics/call/details": Route("GET", answers.call_details),
    "/beta/analytics/feedback/reportV2": Route("POST", answers.report),
}


def respond(
    world: World, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes, now_ts: float
) -> Response:
    """The answer to one request that arrived at `now_ts`; `query` is the raw text after the question mark.

    Its `Date` is simulated time.
    """
    authorization = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    if not is_authorized(world, authorization):
        response = failed(401, "Unauthorized", {"WWW-Authenticate": 'Basic realm="api"'})
    else:
        response = _routed(world, method, path, query, body, now_ts)
    world.answered(path, now_ts, response.status)
    return response._replace(headers={"Date": http_date(now_ts), **response.headers})


def http_date(ts: float) -> str:
    return time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(ts))


def _routed(world: World, method: str, path: str, query: str, body: bytes, now_ts: float) -> Response:
    """Checks in the order 404, 403, outage, 429, 400; a malformed request costs quota, since it has arrived."""
    route = ROUTES.get(path)
    if route is None or method != route.method:
        return failed(404, "no such API")
    params = parse_qs(query, keep_blank_values=True)
    try:
        if text(params, "appid") != world.app_id:
            return failed(403, "no auth")
        refused = world.let_in(path, now_ts)
        if refused is not None:
            return failed(refused.status, refused.message)
        answer = route.answer(Asked(world, path, params, body, now_ts))
    except BadParameterError as error:
        return failed(400, str(error))
    return poison.answer(world, path, now_ts) or answer


def is_authorized(world: World, authorization: str) -> bool:
    """Whether the header has the credentials of this world."""
    scheme, _, token = authorization.partition(" ")
    try:
        given = binascii.a2b_base64(token.strip(), strict_mode=True).decode()
    except ValueError:  # not ASCII, not base64, not UTF-8
        return False
    return scheme.lower() == "basic" and given == ":".join(world.credentials)
