"""Curves: the 20 metrics of a user's session, as points of JSON or as sums."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from itertools import chain
from operator import add
from typing import NamedTuple

from tui.sim import lab
from tui.sim.calls import Call
from tui.sim.lab import Curve
from tui.sim.noise import below, unit
from tui.sim.people import Session
from tui.sim.scenes import Effect, Metric
from tui.sim.world import World

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


class Drawing(NamedTuple):
    """A curve to be painted: its noise is that of `name`, its points lie in the half-open `spans`."""

    mid: int
    peer_uid: int
    name: str
    metric: Metric
    spans: list[Span]
    effect: Effect | None
    poor: bool


class Amount(NamedTuple):
    """The points of a part of a curve: their number, the number of those above 0, and their sum."""

    points: int = 0
    above_zero: int = 0
    total: float = 0.0

    def plus(self, other: Amount) -> Amount:
        return Amount(self.points + other.points, self.above_zero + other.above_zero, self.total + other.total)


NOTHING = Amount()


def curves(world: World, call: Call, session: Session, start_ts: int, last_ts: int) -> Iterator[Curve]:
    """(mid, peer uid, points as JSON) of every curve of a session within [start_ts, last_ts], a lab's faults in it."""
    painter = Painter(world, session, start_ts, last_ts)
    drawn = (
        (drawing.mid, drawing.peer_uid, painter.points(drawing)) for drawing in drawings(world, call, session, painter)
    )
    effects = world.scene.labs.get(call.channel)
    if effects is None:
        return drawn
    return lab.changed(drawn, effects, world.scene.metrics, call.created_ts, session)


def drawings(
    world: World, call: Call, session: Session, painter: Painter, mids: Collection[int] | None = None
) -> Iterator[Drawing]:
    """The curves of a session within the painter's window, none of them under a lab's faults; `mids` None: all."""
    guilty = call.guilty_uid != 0 and session.uid == call.guilty_uid
    incident = world.scene.incident
    sender = incident.sender if incident is not None and guilty else {}
    metrics = world.scene.metrics
    for mid in EVERYONE + (SENDING if session.speaker else ()):
        if mids is None or mid in mids:
            yield Drawing(mid, 0, str(mid), metrics[mid], [painter.span], sender.get(mid), session.poor)
    for peer_uid, stays in senders(world.people.of(call), session.uid).items():
        spans = painter.within(stays)
        blamed = incident is not None and peer_uid == call.guilty_uid
        receiver = incident.receiver if incident is not None and blamed else {}
        poor = session.poor or any(stay.poor for stay in stays)
        if any(start_ts < end_ts for start_ts, end_ts in spans):
            for mid in RECEIVING:
                if mids is None or mid in mids:
                    yield Drawing(mid, peer_uid, str(mid), metrics[mid], spans, receiver.get(mid), poor)


def senders(everyone: tuple[Session, ...], own_uid: int) -> dict[int, list[Session]]:
    """The senders to this user: uid → stays, oldest first."""
    found: dict[int, list[Session]] = {}
    for session in reversed(everyone):
        if session.speaker and session.uid != own_uid:
            found.setdefault(session.uid, []).append(session)
    return found


class Painter:
    """Writes the curves of one session: timestamps once, and for each curve one text per noise level.

    So a point costs a look-up and a concatenation, no arithmetic: the largest answer has four million.
    """

    def __init__(self, world: World, session: Session, start_ts: int, last_ts: int) -> None:
        self._world = world
        self._session = session
        self._first_ts = session.join_ts + FIRST_POINT_S
        self._start = max(0, -(-(start_ts - self._first_ts) // TICK_S))
        self._end = max(self._start, (min(last_ts, session.leave_ts) - self._first_ts) // TICK_S + 1)
        self._stamps: list[str] | None = None
        self._severities: dict[Span, list[tuple[int, int, float]]] = {}

    @property
    def span(self) -> Span:
        """The half-open time of all points."""
        return self._first_ts + self._start * TICK_S, self._first_ts + self._end * TICK_S

    def within(self, stays: list[Session]) -> list[Span]:
        """The times of these stays during which this session has points; one may end before its start."""
        start_ts, end_ts = self.span
        return [(max(start_ts, stay.join_ts), min(end_ts, stay.leave_ts)) for stay in stays]

    def points(self, drawing: Drawing) -> str:
        """`[ts,value],…` for the ticks in the spans."""
        if self._stamps is None:
            self._stamps = [f"[{ts}," for ts in range(*self.span, TICK_S)]
        written = []
        for first, last, levels, scale in self._pieces(drawing):
            values = map(_Texts(scale).__getitem__, levels)
            written.append(map(add, self._stamps[first - self._start : last - self._start], values))
        return ",".join(chain.from_iterable(written))

    def amounts(self, drawing: Drawing, step_s: int) -> Iterator[tuple[int, Amount]]:
        """The amount of each step that has points: (start of the step, a multiple of `step_s`; its amount).

        A step may come in several parts.
        """
        for first, last, levels, scale in self._pieces(drawing):
            zeros, numbers = scale.felt()
            at = first
            while at < last:
                step_ts = (self._first_ts + at * TICK_S) // step_s * step_s
                until = min(last, self._tick(step_ts + step_s))
                felt = levels[at - first : until - first].translate(None, zeros)
                yield step_ts, Amount(until - at, len(felt), sum(map(numbers.__getitem__, felt)))
                at = until

    def _pieces(self, drawing: Drawing) -> Iterator[tuple[int, int, bytes, _Scale]]:
        """The pieces of equal severity: first tick, tick behind the last, noise levels and their scale."""
        key = f"{self._session.sid}:{drawing.name}:{drawing.peer_uid}"
        pattern, offset = _pattern(self._world.seed), below(f"{key}:offset", PATTERN)
        metric = drawing.metric
        factor = 0.8 + 0.4 * unit(f"{key}:factor") if metric.spread else 1.0
        for start_ts, end_ts, severity in self._stretches(drawing.spans, drawing.effect):
            first, last = self._tick(start_ts), self._tick(end_ts)
            where = (offset + first) % PATTERN
            scale = _Scale(metric, factor, drawing.poor, self._session.slow, drawing.effect or NO_EFFECT, severity)
            yield first, last, pattern[where : where + last - first], scale

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
    """Noise as levels 0 … 255, each equally frequent, neighbours alike; three times over, so that a slice can wrap."""
    heights, height = [], 0.0
    for index in range(PATTERN):
        height = MEMORY * height + unit(f"{seed}:pattern:{index}")
        heights.append(height)
    levels = bytearray(PATTERN)
    for rank, index in enumerate(sorted(range(PATTERN), key=heights.__getitem__)):
        levels[index] = rank * LEVELS // PATTERN
    return bytes(levels) * 3


class _Scale:
    """The value of a noise level under one severity; it grows with the level."""

    def __init__(self, metric: Metric, factor: float, poor: bool, slow: bool, effect: Effect, severity: float) -> None:
        self.metric = metric
        scale = 1.0 + severity * (effect.scale - 1.0)
        self._floor = (metric.floor * factor + (metric.slow if slow else 0.0)) * scale + severity * effect.add
        self._spread = metric.spread * factor * (metric.poor if poor else 1.0) * scale
        self._slope = severity * effect.spread

    def value(self, level: int) -> float:
        metric = self.metric
        share = level / (LEVELS - 1)
        value: float = self._floor + self._spread * share**metric.power + self._slope * share
        return round(min(metric.top, max(0.0, value)), metric.decimals)

    def felt(self) -> tuple[bytes, list[float]]:
        """The levels of value 0, and the value of every level."""
        low, high = 0, LEVELS
        while low < high:
            middle = (low + high) // 2
            low, high = (low, middle) if self.value(middle) else (middle + 1, high)
        metric, floor, spread, slope = self.metric, self._floor, self._spread, self._slope
        top, decimals = metric.top, metric.decimals
        values = [
            round(min(top, floor + spread * power + slope * share), decimals)
            for share, power in _powers(metric.power)[low:]
        ]
        return _LEVELS[:low], [0.0] * low + values


_LEVELS = bytes(range(LEVELS))


@cache
def _powers(power: float) -> list[tuple[float, float]]:
    """The share of each level, and that share to the power."""
    return [(share, share**power) for share in (level / (LEVELS - 1) for level in range(LEVELS))]


class _Texts(dict[int, str]):
    """Noise level → value with the closing bracket of its point; made at first use."""

    def __init__(self, scale: _Scale) -> None:
        self._scale = scale

    def __missing__(self, level: int) -> str:
        value = self._scale.value(level)
        self[level] = text = f"{value:.0f}]" if self._scale.metric.decimals == 0 else f"{value}]"
        return text
