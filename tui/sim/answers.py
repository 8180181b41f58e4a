"""Answers: one function for each shape of answer in the reference, from a request to its JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from tui.sim import bigchannel, details, diagnosis, lists, live, poison, usage
from tui.sim import report as reports
from tui.sim.params import Query, flag, metrics, optional_text, text, window
from tui.sim.response import Response, dump, streamed, whole
from tui.sim.world import World

HOUR_S = 3600
DAY_S = 86400


class Asked(NamedTuple):
    """A request accepted by the checks."""

    world: World
    path: str
    params: Query
    body: bytes
    now_ts: float

    def window(self, reach_s: int) -> tuple[int, int]:
        """The part of the requested window within reach and not in the future."""
        start_ts, end_ts = window(self.params)
        return max(start_ts, int(self.now_ts) - reach_s), min(end_ts, int(self.now_ts))

    def written(self, rows: Sequence[Mapping[str, Any]]) -> str:
        """The rows as JSON, without the brackets around them."""
        return ",".join(poison.rows(self.world, self.path, rows))


Answer = Callable[[Asked], Response]


def minutes(known: tuple[str, ...]) -> Answer:
    """`data` of the live endpoints: the requested metrics among those known."""

    def answer(asked: Asked) -> Response:
        named = metrics(asked.params, known)
        return _data(asked, live.rows(asked.world, named, *asked.window(HOUR_S), asked.now_ts))

    return answer


def all_channels(count: bigchannel.Count) -> Answer:
    def answer(asked: Asked) -> Response:
        return _data(asked, bigchannel.rows(asked.world, count, *asked.window(HOUR_S), asked.now_ts))

    return answer


def one_channel(count_of: Callable[[str], bigchannel.Count]) -> Answer:
    def answer(asked: Asked) -> Response:
        count = count_of(text(asked.params, "cname"))
        return _data(asked, bigchannel.rows(asked.world, count, *asked.window(HOUR_S), asked.now_ts))

    return answer


def diagnoses(asked: Asked) -> Response:
    return _data(asked, diagnosis.rows(asked.world, *asked.window(HOUR_S), asked.now_ts))


def usage_days(asked: Asked) -> Response:
    named = metrics(asked.params, usage.METRICS)
    return _data(asked, usage.rows(asked.world, named, *asked.window(7 * DAY_S), asked.now_ts))


def call_lists(asked: Asked) -> Response:
    channel = optional_text(asked.params, "cname")
    rows, has_more = lists.rows(asked.world, *asked.window(3 * DAY_S), channel, asked.now_ts)
    if poison.hollow(asked.world, asked.path, asked.now_ts):
        rows, has_more = [], True
    calls = asked.written(rows)
    return whole(200, f'{{"code":200,"message":"","has_more":{dump(has_more)},"call_lists":[{calls}]}}')


def call_details(asked: Asked) -> Response:
    """A call unknown so far has no users: the reference names no status for it."""
    world, now_ts = asked.world, asked.now_ts
    call_id = text(asked.params, "call_id")
    servers = not flag(asked.params, "exclude_server_user", True)
    bare = flag(asked.params, "exclude_metrics_info", False)
    start_ts, end_ts = asked.window(3 * DAY_S)
    call = world.calls.find(call_id)
    shown = [] if call is None else details.sessions(world, call, start_ts, end_ts, servers, now_ts)
    people = [] if call is None else [details.info(call, session, now_ts) for session in shown]
    head = f'{{"code":200,"message":"","call_id":{dump(call_id)},"call_info":[{asked.written(people)}]'
    if bare:
        return whole(200, head + "}")
    if call is None:
        return whole(200, head + ',"metrics":[]}')
    curves = details.metrics(world, call, shown, start_ts, end_ts, now_ts)
    return streamed(chain((head, ',"metrics":'), curves, ("}",)))


def report(asked: Asked) -> Response:
    asked.world.take_report(reports.parse(asked.body), asked.now_ts)
    return whole(200, dump({"code": 200, "message": ""}))


def _data(asked: Asked, rows: Sequence[Mapping[str, Any]]) -> Response:
    ignored = poison.ignored_fields(asked.world, asked.path, asked.now_ts)
    return whole(200, f'{{"code":200,"message":"success",{ignored}"data":[{asked.written(rows)}]}}')
