"""Lists: the calls in an answer. Section 获取通话列表 of the reference."""

from __future__ import annotations

from typing import Any

from tui.sim.world import World

DELAY_S = 20
CAP = 10


def rows(
    world: World, start_ts: int, end_ts: int, channel: str | None, now_ts: float
) -> tuple[list[dict[str, Any]], bool]:
    """The newest ten calls created in [start_ts, end_ts], and whether there are more.

    A call becomes known `DELAY_S` after its start and its end; while it is on, `destroyed_ts` is 0.
    """
    known_ts = int(now_ts) - DELAY_S
    calls = world.calls.newest(start_ts, min(end_ts, known_ts), channel, CAP + 1)
    answer = [
        {
            "call_id": call.call_id,
            "cname": call.channel,
            "created_ts": call.created_ts,
            "destroyed_ts": call.destroyed_ts if call.destroyed_ts <= known_ts else 0,
            "finished": call.destroyed_ts <= known_ts,
        }
        for call in calls[:CAP]
    ]
    return answer, len(calls) > CAP
