"""Usage: users, sessions and channels of whole UTC days. Section 数据洞察 of the reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tui.sim.noise import unit
from tui.sim.world import World

METRICS = ("userCount", "sessionCount", "channelCount")

DAY_S = 86400
READY_S = 8 * 3600  # a day is counted by 08:00 UTC of the next


def rows(world: World, metrics: Sequence[str], start_ts: int, end_ts: int, now_ts: float) -> list[dict[str, Any]]:
    """The whole days within [start_ts, end_ts] counted by now, oldest first."""
    if world.scene.silent:
        return []
    days = range(-(-start_ts // DAY_S) * DAY_S, end_ts - DAY_S + 1, DAY_S)
    return [
        {**{metric: counted[metric] for metric in metrics}, "ts": day_ts}
        for day_ts in days
        if day_ts + DAY_S + READY_S <= now_ts
        for counted in (counts(world, day_ts),)
    ]


def counts(world: World, day_ts: int) -> dict[str, int]:
    usage = world.scene.usage
    key = f"{world.seed}:usage:{day_ts}"
    weekend = (day_ts // DAY_S + 3) % 7 >= 5  # 1970-01-01 was a Thursday
    busy = (usage.weekend if weekend else 1.0) * (0.94 + 0.12 * unit(f"{key}:busy"))
    users = round(usage.users * busy)
    return {
        "userCount": users,
        "sessionCount": round(users * usage.sessions_per_user * (0.97 + 0.06 * unit(f"{key}:again"))),
        "channelCount": round(usage.channels * busy * (0.97 + 0.06 * unit(f"{key}:rooms"))),
    }
