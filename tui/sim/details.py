"""Details: the people of one call and their 20 metrics, as a stream of JSON. Section 获取通话指标."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tui.sim import poison
from tui.sim.calls import Call
from tui.sim.curves import curves
from tui.sim.people import Session
from tui.sim.world import World

DELAY_S = 150
SPAN_S = 3 * 3600
USERS = 10


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
    yield "["
    for index, session in enumerate(shown):
        yield f'{"," if index else ""}{{"sid":"{session.sid}","data":['
        separator = ""
        for mid, peer_uid, points in curves(world, call, session, start_ts, last_ts):
            points = poison.points(world, f"{session.sid}:{mid}:{peer_uid}", points)
            yield f'{separator}{{"mid":{mid},"kvs":[{points}],"peer_uid":{peer_uid}}}'
            separator = ","
        for curve in poison.strange_curves(world, session.sid):
            yield f",{curve}"
        yield "]}"
    yield "]"
