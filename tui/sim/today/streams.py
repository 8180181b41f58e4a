"""Streams: how long the streams of a session played and froze. Every rate of a call is a sum over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from tui.sim.calls import Call
from tui.sim.curves import NOTHING, TICK_S, Amount, Painter, curves, drawings
from tui.sim.people import Session
from tui.sim.today.places import LINUX, WEB
from tui.sim.world import World

AUDIO, VIDEO = "audio", "video"
FROZEN = {AUDIO: 20005, VIDEO: 20011}  # the curve of frozen milliseconds in each two seconds
FOR_EVER_S = 1 << 40

Amounts = Mapping[int, Amount]  # start of a step → the frozen milliseconds of its points


class Streams:
    """The streams of a world's calls. Sums of sessions that are over are kept."""

    def __init__(self, world: World, servers_count: bool) -> None:
        self._world = world
        self._servers_count = servers_count
        self._finished = lru_cache(maxsize=32_768)(self._whole)

    def users(self, call: Call, start_ts: int, end_ts: int) -> list[Session]:
        """The sessions of [start_ts, end_ts] that count, newest joiner first."""
        return [
            session
            for session in self._world.people.of(call)
            if session.join_ts <= end_ts
            and session.leave_ts >= start_ts
            and (self._servers_count or session.platform != LINUX)
        ]

    def of_session(self, call: Call, session: Session, kind: str, start_ts: int, end_ts: int) -> Amount:
        """The sum over the points in [start_ts, end_ts]; none of a browser's audio."""
        if start_ts <= session.join_ts and session.leave_ts <= end_ts:
            return self._finished(call, session, kind)
        return _sum(self.steps(call, session, kind, start_ts, end_ts, FOR_EVER_S).values())

    def of_sessions(self, call: Call, sessions: Iterable[Session], kind: str, start_ts: int, end_ts: int) -> Amount:
        return _sum(self.of_session(call, session, kind, start_ts, end_ts) for session in sessions)

    def steps(self, call: Call, session: Session, kind: str, start_ts: int, end_ts: int, step_s: int) -> Amounts:
        """The sums by step, of the points in [start_ts, end_ts]."""
        found: defaultdict[int, Amount] = defaultdict(lambda: NOTHING)
        if kind == AUDIO and session.platform == WEB:
            return found
        if call.channel in self._world.scene.labs:
            for mid, _, points in curves(self._world, call, session, start_ts, end_ts):
                if mid == FROZEN[kind] and points:
                    for point in points[1:-1].split("],["):
                        ts, value = point.split(",")
                        step_ts, frozen_ms = int(ts) // step_s * step_s, float(value)
                        found[step_ts] = found[step_ts].plus(Amount(1, frozen_ms > 0, frozen_ms))
            return found
        painter = Painter(self._world, session, start_ts, end_ts)
        for drawing in drawings(self._world, call, session, painter, (FROZEN[kind],)):
            for step_ts, amount in painter.amounts(drawing, step_s):
                found[step_ts] = found[step_ts].plus(amount)
        return found

    def _whole(self, call: Call, session: Session, kind: str) -> Amount:
        return _sum(self.steps(call, session, kind, session.join_ts, session.leave_ts, FOR_EVER_S).values())


def rate(amount: Amount) -> float | None:
    """Frozen time by played time, a fraction; None where nothing was played."""
    return round(amount.total / (amount.points * TICK_S * 1000), 6) if amount.points else None


def peak(sessions: Iterable[Session], known_ts: int) -> int:
    """The most users at one moment, up to `known_ts`; a user with several stays counts once at a time."""
    changes: list[tuple[int, int]] = []
    for session in sessions:
        if session.join_ts <= known_ts:
            changes += [(session.join_ts, 1), (session.leave_ts, -1)]
    most = present = 0
    for _, change in sorted(changes):
        present += change
        most = max(most, present)
    return most


def _sum(amounts: Iterable[Amount]) -> Amount:
    total = NOTHING
    for amount in amounts:
        total = total.plus(amount)
    return total
