"""Big channels: counts over all of them, and one channel's users, freezes and score. Section 大频道."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tui.sim.daylight import daytime
from tui.sim.live import available
from tui.sim.noise import poisson, unit, wave
from tui.sim.scenes import BigChannel
from tui.sim.world import World

Count = Callable[[World, int], float | None]  # of the minute from that time on; None: nothing to count

MINUTE_S = 60
DELAY_S = (60, 180)
DRIFT_S = 600


def rows(world: World, count: Count, start_ts: int, end_ts: int, now_ts: float) -> list[dict[str, Any]]:
    """One row for each whole minute within [start_ts, end_ts]; a minute without a value has none."""
    answer: list[dict[str, Any]] = []
    if world.scene.silent:
        return answer
    for minute_ts in range(-(-start_ts // MINUTE_S) * MINUTE_S, end_ts - MINUTE_S + 1, MINUTE_S):
        if available(f"{world.seed}:big", minute_ts, now_ts, DELAY_S):
            number = count(world, minute_ts)
            if number is not None:
                answer.append({"value": number, "ts": minute_ts})
    return answer


def all_video_freeze(world: World, minute_ts: int) -> int:
    return sum(_freeze_users(world, channel, minute_ts) for channel in world.scene.big.channels)


def all_slow_joining(world: World, minute_ts: int) -> int:
    mean = world.scene.big.slow_joining_per_minute
    if world.scene.incident is not None:
        mean += world.scene.incident.slow_joining_per_minute * world.severity(minute_ts + MINUTE_S / 2)
    return poisson(f"{world.seed}:slow-joining:{minute_ts}", mean)


def all_joining_trial(world: World, minute_ts: int) -> int:
    """Attempts, at least as many as the slow ones."""
    users = sum(_users(world, channel, minute_ts) for channel in world.scene.big.channels)
    attempts = poisson(f"{world.seed}:joining:{minute_ts}", users * world.scene.big.joining_share)
    return max(attempts, all_slow_joining(world, minute_ts))


def users_of(name: str) -> Count:
    return _of(name, _users)


def video_freeze_of(name: str) -> Count:
    return _of(name, _freeze_users)


def score_of(name: str) -> Count:
    return _of(name, _score)


def _of(name: str, count: Callable[[World, BigChannel, int], float | None]) -> Count:
    def of_one(world: World, minute_ts: int) -> float | None:
        channel = next((channel for channel in world.scene.big.channels if channel.name == name), None)
        return None if channel is None else count(world, channel, minute_ts)

    return of_one


def _users(world: World, channel: BigChannel, minute_ts: int) -> int:
    key = f"{world.seed}:{channel.name}:users"
    return round(channel.users * (1.0 + 0.08 * daytime(minute_ts) + 0.06 * wave(key, minute_ts, DRIFT_S)))


def _freeze_users(world: World, channel: BigChannel, minute_ts: int) -> int:
    key = f"{world.seed}:{channel.name}:freeze:{minute_ts}"
    usual = poisson(key, channel.users * channel.freeze_share)
    incident = world.scene.incident
    if incident is not None and incident.relay_channel == channel.name:
        felt = world.severity(minute_ts + MINUTE_S / 2) * (0.9 + 0.2 * unit(f"{key}:felt"))
        usual += round(incident.relay_freeze_users * felt)
    return min(usual, _users(world, channel, minute_ts))


def _score(world: World, channel: BigChannel, minute_ts: int) -> float | None:
    """The mean rating, at most 5; None without ratings."""
    key = f"{world.seed}:{channel.name}:score"
    if unit(f"{key}:{minute_ts}") < world.scene.big.unrated_share:
        return None
    score = channel.score + 0.25 * wave(key, minute_ts, DRIFT_S)
    incident = world.scene.incident
    if incident is not None and incident.relay_channel == channel.name:
        score -= 1.6 * world.severity(minute_ts + MINUTE_S / 2)
    return round(min(5.0, max(1.0, score)), 2)
