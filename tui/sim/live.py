"""Live: the project's rates and counts, one row a minute. Section 实时数据 of the reference."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tui.sim.daylight import daytime
from tui.sim.noise import below, unit, wave
from tui.sim.world import World

SCALE = ("pcu", "pcc")
EXPERIENCE = ("joinSuccessRate", "joinSuccess5SecsRate", "videoFreezeRate", "audioFreezeRate")
NETWORK = (
    "videoUpstreamExcellentTransRate",
    "audioUpstreamExcellentTransRate",
    "videoEnd2EndExcellentTransRate",
    "audioEnd2EndExcellentTransRate",
)

MINUTE_S = 60
DELAY_S = (60, 120)
DRIFT_S = 900


def available(key: str, minute_ts: int, now_ts: float, delay_s: tuple[int, int] = DELAY_S) -> bool:
    """Whether the minute's data is known yet: each minute has its own delay after its end."""
    shortest, longest = delay_s
    return now_ts >= minute_ts + MINUTE_S + shortest + (longest - shortest) * unit(f"{key}:{minute_ts}")


def rows(world: World, metrics: Sequence[str], start_ts: int, end_ts: int, now_ts: float) -> list[dict[str, Any]]:
    """The minutes with `ts` in [start_ts, end_ts], oldest first, each with the requested metrics."""
    if world.scene.silent:
        return []
    answer: list[dict[str, Any]] = []
    for minute_ts in range(start_ts // MINUTE_S * MINUTE_S, end_ts + 1, MINUTE_S):
        if not available(f"{world.seed}:live", minute_ts, now_ts):
            break  # the minutes become known in their order
        # The rows of the document's examples lie anywhere within their minute.
        ts = minute_ts + below(f"{world.seed}:second:{minute_ts}", MINUTE_S)
        if start_ts <= ts <= end_ts:
            answer.append({**{metric: value(world, metric, minute_ts) for metric in metrics}, "ts": ts})
    return answer


def value(world: World, metric: str, minute_ts: int) -> float:
    """The metric in the minute from `minute_ts` on."""
    level = world.scene.live[metric]
    key = f"{world.seed}:{metric}"
    number = (
        level.base
        + level.day * daytime(minute_ts)
        + level.drift * wave(f"{key}:drift", minute_ts, DRIFT_S)
        + level.noise * (2.0 * unit(f"{key}:{minute_ts}") - 1.0)
    )
    incident = world.scene.incident
    if incident is not None:
        number += incident.live.get(metric, 0.0) * world.severity(minute_ts + MINUTE_S / 2)
    if metric in SCALE:
        return max(0, round(number))
    return round(min(100.0, max(0.0, number)), level.decimals)
