"""Realtime: windows of 20 seconds of the project or of one channel, and the values of a dimension at one moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from tui.sim.calls import Call
from tui.sim.curves import NOTHING, Amount
from tui.sim.noise import unit
from tui.sim.people import Session
from tui.sim.response import Response
from tui.sim.today.asked import TOP_S, AbsentError, Query
from tui.sim.today.places import DIMENSIONS, LINUX, WEB
from tui.sim.today.project import JOINS, QUALITY, WINDOW_S, told
from tui.sim.today.shares import NATIVE_PRODUCT, PRODUCTS, REALTIME_DIMENSIONS, WEB_PRODUCT
from tui.sim.today.streams import AUDIO, VIDEO, rate

COUNTS = ("userCount", "channelCount")
MOST_UIDS = 10
TOP, TOP_DEVICES = 20, 50
KINDS = {"audioFreezeRate": (AUDIO,), "videoFreezeRate": (VIDEO,), "networkDelay": (AUDIO, VIDEO)}

Stay = tuple[Call, Session]


def usage(asked: Query) -> Response:
    product = asked.params.one_of("productType", PRODUCTS)
    metric = asked.params.one_of("metric", COUNTS)
    dimension = _dimension(asked) if metric == "userCount" else ""
    rows: list[dict[str, Any]] = []
    channel = asked.params.optional("cname")
    stays = [] if channel is None else _stays(asked, channel, product)
    project = asked.world.project
    for ts in _windows(asked):
        if channel is not None:
            present = [session for _, session in stays if session.join_ts < ts + WINDOW_S and session.leave_ts > ts]
            by_value = {value: len({one.uid for one in users}) for value, users in _divided(asked, present, dimension)}
            if metric == "channelCount":
                by_value = {value: min(1, count) for value, count in by_value.items()}
            by_value = {value: count for value, count in by_value.items() if count}
        elif dimension:
            by_value = project.counts(ts, product, dimension)
        else:
            by_value = {"": (project.users if metric == "userCount" else project.channels)(ts, product)}
        rows += _rows(asked, metric, dimension, ts, by_value)
    return asked.answer(rows)


def quality(asked: Query) -> Response:
    product = asked.params.one_of("productType", PRODUCTS)
    metric = asked.params.one_of("metric", QUALITY)
    dimension = _dimension(asked)
    channel = asked.params.optional("cname")
    uids = asked.params.names("uids", MOST_UIDS) if channel is not None else []
    if channel is None:
        rows: list[dict[str, Any]] = []
        for ts in _windows(asked):
            rows += _rows(asked, metric, dimension, ts, _of_project(asked, metric, product, dimension, ts))
        return asked.answer(rows)
    stays = _stays(asked, channel, product)
    if uids:
        return asked.answer(
            {"uid": int(uid), "values": list(_of_channel(asked, metric, "", _of_uid(stays, uid)))}
            for uid in uids
            if _of_uid(stays, uid)
        )
    return asked.answer(_of_channel(asked, metric, dimension, stays))


def usage_top(asked: Query) -> Response:
    product = asked.params.one_of("productType", PRODUCTS)
    asked.params.one_of("metric", ("userCount",))
    dimension = asked.params.one_of("dimension", REALTIME_DIMENSIONS)
    counts = {} if asked.world.scene.silent else asked.world.project.counts(asked.window.start_ts, product, dimension)
    rows = [{dimension: value, "userCount": count} for value, count in counts.items() if count]
    return _top(asked, dimension, sorted(rows, key=lambda row: (-int(row["userCount"]), row[dimension])))


def quality_top(asked: Query) -> Response:
    product = asked.params.one_of("productType", PRODUCTS)
    metric = asked.params.one_of("metric", QUALITY)
    dimension = asked.params.one_of("dimension", REALTIME_DIMENSIONS)
    extra = asked.params.optional("extraMetrics")
    if extra is not None:
        asked.params.one_of("extraMetrics", ("userCount",))
    ts = asked.window.start_ts
    counts = {} if asked.world.scene.silent else asked.world.project.counts(ts, product, dimension)
    rates = {} if asked.world.scene.silent else _of_project(asked, metric, product, dimension, ts)
    rows = []
    for value, number in rates.items():
        row: dict[str, Any] = {dimension: value, metric: number}
        if counts[value] and number is not None:
            rows.append({**row, "userCount": counts[value]} if extra else row)
    worst_first = 1 if metric in JOINS else -1
    return _top(asked, dimension, sorted(rows, key=lambda row: (worst_first * row[metric], row[dimension])))


def _top(asked: Query, dimension: str, rows: list[dict[str, Any]]) -> Response:
    window = {"windowStartTs": asked.window.start_ts, "windowEndTs": asked.window.start_ts + TOP_S}
    most = TOP_DEVICES if dimension == "device" else TOP
    shown = asked.rows({**row, **window} for row in rows[:most])
    return asked.written([f'{{"list":{shown}}}' if asked.is_set("data", "object") else shown])


def _of_project(asked: Query, metric: str, product: str, dimension: str, ts: int) -> dict[str, float | None]:
    """The metric by the values of a dimension; "" is the value of none."""
    if product == WEB_PRODUCT and metric == "audioFreezeRate":
        try:
            return {"": asked.value(None, "audio_of_web")} if not dimension else {}
        except AbsentError:
            return {}
    if product == WEB_PRODUCT and metric == "networkDelay" and asked.is_set("delay_of_web", "no"):
        return {}
    project = asked.world.project
    trouble = project.trouble(metric, ts, product)
    if not dimension:
        return {"": told(metric, trouble)}
    counts = project.counts(ts, product, dimension)
    by_value = project.by_value(trouble, metric, product, dimension, counts)
    return {value: told(metric, one) for value, one in by_value.items() if counts[value]}


def _rows(asked: Query, metric: str, dimension: str, ts: int, by_value: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The rows of one window, of the values asked for."""
    if not by_value and not dimension:
        try:
            yield {metric: asked.value(None, "gaps"), "ts": ts}
        except AbsentError:
            return
    wanted = asked.params.quoted("dimensionValues") if dimension else []
    for value, number in by_value.items():
        if not dimension:
            yield {metric: number, "ts": ts}
        elif value in wanted or (not wanted and asked.is_set("unnamed", "all")):
            yield {metric: number, dimension: value, "ts": ts}


def _of_channel(asked: Query, metric: str, dimension: str, stays: list[Stay]) -> Iterator[dict[str, Any]]:
    """The windows of one channel, summed from its streams; joins are counted where a user comes."""
    windows = _windows(asked)
    if not windows:
        return
    start_ts, end_ts = windows[0], windows[-1] + WINDOW_S - 1
    sums: dict[int, dict[str, Amount]] = {ts: defaultdict(lambda: NOTHING) for ts in windows}
    for call, session in stays:
        value = DIMENSIONS[dimension](asked.world.seed, session) if dimension else ""
        if metric in JOINS:
            parts = {session.join_ts // WINDOW_S * WINDOW_S: Amount(1, int(_is_slow(session)), 0.0)}
        else:
            parts = {}
            for kind in KINDS[metric]:
                steps = asked.world.streams.steps(call, session, kind, start_ts, end_ts, WINDOW_S)
                parts |= {ts: parts.get(ts, NOTHING).plus(amount) for ts, amount in steps.items()}
        for ts, amount in parts.items():
            if ts in sums:
                sums[ts][value] = sums[ts][value].plus(amount)
    for ts in windows:
        yield from _rows(asked, metric, dimension, ts, {value: _told(metric, one) for value, one in sums[ts].items()})


def _told(metric: str, amount: Amount) -> float | None:
    """A join always succeeds, within five seconds mostly; delayed are the streams' moments that freeze."""
    if metric == "joinSuccessRate":
        return 1.0
    if metric == "joinSuccessIn5sRate":
        return round(1.0 - amount.above_zero / amount.points, 6)
    return round(amount.above_zero / amount.points, 6) if metric == "networkDelay" else rate(amount)


def _is_slow(session: Session) -> bool:
    return unit(f"{session.sid}:slow join") < 0.02


def _windows(asked: Query) -> range:
    """The windows from the one that holds the start to the one before that of the end."""
    if asked.world.scene.silent:
        return range(0)
    return range(asked.window.start_ts // WINDOW_S * WINDOW_S, asked.window.end_ts // WINDOW_S * WINDOW_S, WINDOW_S)


def _dimension(asked: Query) -> str:
    if asked.params.optional("dimension") is None:
        return ""
    if asked.is_set("unnamed", "refused"):
        asked.params.text("dimensionValues")
    return asked.params.one_of("dimension", REALTIME_DIMENSIONS)


def _stays(asked: Query, channel: str, product: str) -> list[Stay]:
    start_ts = asked.window.start_ts // WINDOW_S * WINDOW_S
    return [
        (call, session)
        for call in asked.world.calls.alive_between(channel, start_ts, asked.window.end_ts)
        for session in asked.world.people.of(call)
        if session.platform != LINUX and (session.platform == WEB) == (product != NATIVE_PRODUCT)
    ]


def _divided(asked: Query, sessions: list[Session], dimension: str) -> list[tuple[str, list[Session]]]:
    if not dimension:
        return [("", sessions)]
    found: defaultdict[str, list[Session]] = defaultdict(list)
    for session in sessions:
        found[DIMENSIONS[dimension](asked.world.seed, session)].append(session)
    return list(found.items())


def _of_uid(stays: list[Stay], uid: str) -> list[Stay]:
    return [(call, session) for call, session in stays if str(session.uid) == uid]
