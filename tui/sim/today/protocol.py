"""Protocol: checks a request by the rules of today's edition, and routes it to its answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qs

from tui.sim import poison
from tui.sim import protocol as of_2020
from tui.sim.response import Response
from tui.sim.today import curves, envelope, insight, overview, plans, realtime, search, sessions
from tui.sim.today.asked import Query, window_of
from tui.sim.today.params import BadParameterError, MillisecondsError, Params, body_of
from tui.sim.today.world import TodayWorld


class TodayRoute(NamedTuple):
    """`required` are the parameters beside `appid` and the window."""

    method: str
    answer: Callable[[Query], Response]
    required: tuple[str, ...] = ()


ROUTES: Mapping[str, TodayRoute] = {
    plans.LISTS: TodayRoute("GET", search.lists),
    plans.SESSIONS: TodayRoute("GET", sessions.sessions, ("call_id",)),
    plans.METRICS: TodayRoute("GET", curves.metrics, ("call_id", "sids")),
    plans.STATISTICS: TodayRoute("GET", overview.statistics, ("call_id", "dimension", "metric")),
    plans.FREEZE_BUCKET: TodayRoute("GET", overview.freeze_bucket, ("call_id", "metric")),
    plans.STATISTICS_TIME: TodayRoute("GET", overview.statistics_time, ("call_id", "metric")),
    plans.USAGE_BY_TIME: TodayRoute("GET", insight.usage_by_time, ("metric", "aggregateGranularity")),
    plans.QUALITY_BY_TIME: TodayRoute(
        "GET", insight.quality_by_time, ("productType", "metric", "aggregateGranularity")
    ),
    plans.USAGE_AGGREGATION: TodayRoute("POST", insight.usage_aggregation, ("metric",)),
    plans.QUALITY_AGGREGATION: TodayRoute("POST", insight.quality_aggregation, ("metric", "productType")),
    plans.REALTIME_USAGE: TodayRoute("GET", realtime.usage, ("productType", "metric")),
    plans.REALTIME_QUALITY: TodayRoute("GET", realtime.quality, ("productType", "metric")),
    plans.USAGE_TOP20: TodayRoute("GET", realtime.usage_top, ("productType", "metric", "dimension")),
    plans.QUALITY_TOP20: TodayRoute("GET", realtime.quality_top, ("productType", "metric", "dimension")),
}


def respond(
    world: TodayWorld, method: str, path: str, query: str, headers: Mapping[str, str], body: bytes, now_ts: float
) -> Response:
    """The answer to one request that arrived at `now_ts`; `query` is the raw text after the question mark."""
    if world.switches.is_set("retired", "answered") and path in of_2020.ROUTES.keys() - ROUTES.keys():
        return of_2020.respond(world, method, path, query, headers, body, now_ts)
    authorization = next((value for name, value in headers.items() if name.lower() == "authorization"), "")
    if not of_2020.is_authorized(world, authorization):
        response = envelope.wrong(world.switches, 401, "Unauthorized")
    else:
        response = _routed(world, method, path, query, body, now_ts)
    world.answered(path, now_ts, response.status)
    return response._replace(headers={"Date": of_2020.http_date(now_ts), **response.headers})


def _routed(world: TodayWorld, method: str, path: str, query: str, body: bytes, now_ts: float) -> Response:
    """Checks in the order: path, project, plan, parameters, rate and day, window."""
    switches, key = world.switches, f"{world.seed}:{path}:{now_ts:.3f}"
    route = ROUTES.get(path)
    if route is None or method != route.method:
        return envelope.wrong(switches, 404, "wrong API")
    named = parse_qs(query, keep_blank_values=True)
    allowed = world.allowed(path)
    try:
        if Params(named).text("appid") != world.app_id:
            return envelope.wrong(switches, 403, "wrong authorisation data")
        if allowed is None:
            return envelope.refused(switches, key, envelope.NO_AUTH)
        params = Params(named, body_of(body) if route.method == "POST" else None)
        window = window_of(path, params)
        for name in route.required:
            params.text(name)
        message = world.broken(path, allowed, now_ts) or window.refusal(path, allowed, now_ts, switches)
        if message is not None:
            return envelope.refused(switches, key, message)
        answer = route.answer(Query(world, path, params, window, allowed.delay_s, now_ts))
    except MillisecondsError:
        return envelope.wrong(switches, 500, "Unknown Error")
    except BadParameterError as error:
        return envelope.wrong(switches, 400, str(error))
    return poison.answer(world, path, now_ts) or answer
