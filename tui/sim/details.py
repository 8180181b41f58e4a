"""Details: the people of one call and their 20 metrics, as a stream of JSON. Section 获取通话指标."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import chain
from operator import add
from typing import Any

from tui.sim import lab, poison
from tui.sim.calls import Call
from tui.sim.noise import below, unit
from tui.sim.people import Session
from tui.sim.scenes import Effect, Metric
from tui.sim.world import World

DELAY_S = 150
SPAN_S = 3 * 3600
USERS = 10
TICK_S = 2
FIRST_POINT_S = 4  # after the join

EVERYONE = (20001, 20002, 20021, 20022, 20013, 20019, 20020)
SENDING = (20003, 20006, 20007, 20008, 20015, 20017)
RECEIVING = (20004, 20005, 20009, 20010, 20011, 20016, 20018)

LEVELS = 256
PATTERN = 8192  # points until the noise repeats: more than three hours
MEMORY = 0.8  # the share of a value in the next one
NO_EFFECT = Effect()

Span = tuple[int, int]


def sessions(world: World, call: Call, start_ts: int, end_ts: int, servers: bool, now_ts: float) -> list[Session]:
    """The known users in [start_ts, end_ts]: the ten newest joiners, newest first."""
    known_ts = int(now_ts) - DELAY_S
    last_ts = min(end_ts, start_ts + SPAN_S, known_ts)
    if last_ts < start_ts:
        return []
    present = [
        session
        for session in world.people.of(call)
        if session.join_ts <= last_ts and session.leave_ts >= start_ts and (servers or session.platform != "Linux")
    ]
    return present[:USERS]


def info(call: Call, session: Session, now_ts: float) -> dict[str, Any]:
    finished = session.leave_ts <= int(now_ts) - DELAY_S
    return {
        "sid": session.sid,
        "cname": call.channel,
        "uid": session.uid,
        "network": session.network,
        "platform": session.platform,
        "speaker": session.speaker,
        "sdk_version": session.sdk_version,
        "device_type": session.device_type,
        "join_ts": session.join_ts,
        "leave_ts": session.leave_ts if finished else 0,
        "finished": finished,
    }


def metrics(
    world: World,
    call: Call,
    shown: list[Session],
    start_ts: int,
    end_ts: int,
    now_ts: float,
) -> Iterator[str]:
    """The JSON array `metrics`, in pieces."""
    last_ts = min(end_ts, start_ts + SPAN_S, int(now_ts) - DELAY_S)
    effects = world.scene.labs.get(call.channel)
    yield "["
    for index, session in enumerate(shown):
        yield f'{"," if index else ""}{{"sid":"{session.sid}","data":['
        separator = ""
        curves = _curves(world, call, session, start_ts, last_ts)
        if effects is not None:
            curves = lab.changed(curves, effects, world.scene.metrics, call.created_ts, session)
        for mid, peer_uid, points in curves:
            points = poison.points(world, f"{session.sid}:{mid}:{peer_uid}", points)
            yield f'{separator}{{"mid":{mid},"kvs":[{points}],"peer_uid":{peer_uid}}}'
            separator = ","
        for curve in poison.strange_curves(world, session.sid):
            yield f",{curve}"
        yield "]}"
    yield "]"


def _curves(world: World, call: Call, session: Session, start_ts: int, last_ts: int) -> Iterator[tuple[int, int, str]]:
    """(mid, peer uid, points as JSON) of every curve of a session within [start_ts, last_ts]."""
    first_ts = session.join_ts + FIRST_POINT_S
    start = max(0, -(-(start_ts - first_ts) // TICK_S))
    end = max(start, (min(last_ts, session.leave_ts) - first_ts) // TICK_S + 1)
    stamps = [f"[{ts}," for ts in range(first_ts + start * TICK_S, first_ts + end * TICK_S, TICK_S)]
    painter = _Painter(world, session, first_ts, start, stamps)
    whole = [(first_ts + start * TICK_S, first_ts + end * TICK_S)]
    guilty = call.guilty_uid != 0 and session.uid == call.guilty_uid
    incident = world.scene.incident
    sender = incident.sender if incident is not None and guilty else {}
    for mid in EVERYONE + (SENDING if session.speaker else ()):
        yield mid, 0, painter.points(mid, 0, whole, sender.get(mid), session.poor)
    for peer_uid, stays in _senders(world.people.of(call), session.uid).items():
        spans = [(max(whole[0][0], stay.join_ts), min(whole[0][1], stay.leave_ts)) for stay in stays]
        blamed = incident is not None and peer_uid == call.guilty_uid
        receiver = incident.receiver if incident is not None and blamed else {}
        poor = session.poor or any(stay.poor for stay in stays)
        if any(start_ts < end_ts for start_ts, end_ts in spans):
            for mid in RECEIVING:
                yield mid, peer_uid, painter.points(mid, peer_uid, spans, receiver.get(mid), poor)


def _senders(everyone: tuple[Session, ...], own_uid: int) -> dict[int, list[Session]]:
    """The senders to this user: uid → stays, oldest first."""
    senders: dict[int, list[Session]] = {}
    for session in reversed(everyone):
        if session.speaker and session.uid != own_uid:
            senders.setdefault(session.uid, []).append(session)
    return senders


class _Painter:
    """Writes the curves of one session: timestamps once, and for each curve one text per noise level.

    So a point costs a look-up and a concatenation, no arithmetic: the largest answer has four million.
    """

    def __init__(self, world: World, session: Session, first_ts: int, start: int, stamps: list[str]) -> None:
        self._world = world
        self._session = session
        self._first_ts = first_ts
        self._start = start
        self._stamps = stamps
        self._severities: dict[Span, list[tuple[int, int, float]]] = {}

    def points(self, mid: int, peer_uid: int, spans: list[Span], effect: Effect | None, poor: bool) -> str:
        """`[ts,value],…` for the ticks in the half-open spans."""
        key = f"{self._session.sid}:{mid}:{peer_uid}"
        pattern, offset = _pattern(self._world.seed), below(f"{key}:offset", PATTERN)
        metric = self._world.scene.metrics[mid]
        factor = 0.8 + 0.4 * unit(f"{key}:factor") if metric.spread else 1.0
        written = []
        for start_ts, end_ts, severity in self._stretches(spans, effect):
            texts = _Texts(metric, factor, poor, self._session.slow, effect or NO_EFFECT, severity)
            first, last = self._tick(start_ts), self._tick(end_ts)
            where = (offset + first) % PATTERN
            values = map(texts.__getitem__, pattern[where : where + last - first])
            written.append(map(add, self._stamps[first - self._start : last - self._start], values))
        return ",".join(chain.from_iterable(written))

    def _stretches(self, spans: list[Span], effect: Effect | None) -> Iterator[tuple[int, int, float]]:
        for span in spans:
            if effect is None:
                yield span[0], max(span), 0.0
            else:
                if span not in self._severities:
                    self._severities[span] = list(self._world.severities(*span))
                yield from self._severities[span]

    def _tick(self, ts: int) -> int:
        """The first point at or after `ts`, counted from the join."""
        return max(self._start, -(-(ts - self._first_ts) // TICK_S))


@cache
def _pattern(seed: int) -> bytes:
    """Noise as levels 0 … 255, each equally frequent, neighbours alike; twice over, so that a slice can wrap."""
    heights, height = [], 0.0
    for index in range(PATTERN):
        height = MEMORY * height + unit(f"{seed}:pattern:{index}")
        heights.append(height)
    levels = bytearray(PATTERN)
    for rank, index in enumerate(sorted(range(PATTERN), key=heights.__getitem__)):
        levels[index] = rank * LEVELS // PATTERN
    return bytes(levels) * 2


class _Texts(dict[int, str]):
    """Noise level → value with the closing bracket of its point; made at first use."""

    def __init__(self, metric: Metric, factor: float, poor: bool, slow: bool, effect: Effect, severity: float) -> None:
        self._metric = metric
        scale = 1.0 + severity * (effect.scale - 1.0)
        self._floor = (metric.floor * factor + (metric.slow if slow else 0.0)) * scale + severity * effect.add
        self._spread = metric.spread * factor * (metric.poor if poor else 1.0) * scale
        self._slope = severity * effect.spread

    def __missing__(self, level: int) -> str:
        metric = self._metric
        share = level / (LEVELS - 1)
        value = self._floor + self._spread * share**metric.power + self._slope * share
        value = round(min(metric.top, max(0.0, value)), metric.decimals)
        self[level] = text = f"{value:.0f}]" if metric.decimals == 0 else f"{value}]"
        return text
