"""Scenes: the numbers of a make-believe world, read from the TOML files beside this module."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

# importlib.resources would work too, but its import doubles this process's imports.
FOLDER = Path(__file__).with_name("scenes")
NAMES = ("calm", "incident", "worlds", "hostile", "huge", "empty")


class Level(NamedTuple):
    """A value over time: `base` plus a daily wave, slow drift, and noise by the minute."""

    base: float
    day: float = 0.0
    drift: float = 0.0
    noise: float = 0.0
    decimals: int = 2


class Metric(NamedTuple):
    """A metric of a call: `floor + spread * x ** power` with x in [0, 1], at most `top`.

    `poor` multiplies the spread for a user on a bad link, `slow` is added for a user on a busy machine.
    """

    floor: float
    spread: float = 0.0
    power: float = 1.0
    decimals: int = 0
    top: float = 1e9
    poor: float = 1.0
    slow: float = 0.0


class Effect(NamedTuple):
    """Effect of the full incident on a metric: multiplies it, then adds `add` to `add + spread`."""

    scale: float = 1.0
    add: float = 0.0
    spread: float = 0.0


class Population(NamedTuple):
    starts_per_minute: float
    day: float
    named_per_minute: int
    families: tuple[str, ...]
    users_per_call: tuple[int, int]
    duration_minutes: tuple[int, int]


class Schedule(NamedTuple):
    """A channel with a timetable: `burst` calls, `spacing_ms` apart, every `period_s` from `offset_s` on.

    The offset counts from the epoch of Unix time or, with `anchor = "onset"`, from the incident's onset. In a `steady`
    call every user comes soon after the start and stays.
    """

    channel: str
    period_s: int
    duration_s: int
    users: int
    speakers: int
    offset_s: int = 0
    anchor: str = "day"
    burst: int = 1
    spacing_ms: int = 0
    steady: bool = False
    guilty_uid: int = 0
    uids: tuple[int, ...] = ()


class LabEffect(NamedTuple):
    """Effect of a known fault on some curves of a call.

    `uids` report the curves of `mids` about `peers`; empty: all. `between` are seconds since the start of the call;
    within them the effect lasts `for_s` of every `every_s` (0: all the time), and meets a `share` of the points. A
    point gets a value within `value`, or an increase within `add`, or is `absent`. `together`: of the curves about each
    sender only one is reported, as the curve about no user in particular.
    """

    mids: frozenset[int] = frozenset()
    uids: frozenset[int] = frozenset()
    peers: frozenset[int] = frozenset()
    between: tuple[int, int] = (0, 86400)
    every_s: int = 0
    for_s: int = 0
    share: float = 1.0
    value: tuple[float, float] | None = None
    add: tuple[float, float] | None = None
    absent: bool = False
    together: bool = False


class BigChannel(NamedTuple):
    name: str
    users: int
    freeze_share: float
    score: float


class BigChannels(NamedTuple):
    joining_share: float
    slow_joining_per_minute: float
    unrated_share: float
    channels: tuple[BigChannel, ...]


class Diagnoses(NamedTuple):
    per_minute: float
    remote_share: float
    unknown_share: float


class Usage(NamedTuple):
    users: int
    sessions_per_user: float
    channels: int
    weekend: float


class Incident(NamedTuple):
    """One sender's uplink fails: ramps up, holds, fades; the class meets `lead_s` before the onset."""

    channel: str
    guilty_uid: int
    students: int
    lead_s: int
    duration_s: int
    period_s: int
    ramp_s: int
    hold_s: int
    fade_s: int
    diagnoses_per_minute: float
    relay_channel: str
    relay_freeze_users: int
    slow_joining_per_minute: float
    live: Mapping[str, float]
    sender: Mapping[int, Effect]
    receiver: Mapping[int, Effect]


class Poison(NamedTuple):
    """Shares, between 0 and 1, of spoilt parts."""

    rows: float
    extra_rows: float
    points: float
    answers: float


class Scene(NamedTuple):
    name: str
    silent: bool
    population: Population
    live: Mapping[str, Level]
    big: BigChannels
    diagnoses: Diagnoses
    usage: Usage
    metrics: Mapping[int, Metric]
    today: Mapping[int, Metric]
    schedules: tuple[Schedule, ...]
    labs: Mapping[str, tuple[LabEffect, ...]]
    incident: Incident | None
    poison: Poison | None


def load_scene(name: str) -> Scene:
    """The scene of that name. Raises KeyError if there is none."""
    if name not in NAMES:
        raise KeyError(name)
    table = _read(name)
    incident = _incident(table["incident"]) if "incident" in table else None
    schedules = tuple(Schedule(**row) for row in table.get("schedule", ()))
    if incident is not None:
        schedules += (_class_of(incident),)
    labs = table.get("labs")
    if labs is not None:
        schedules += _lab_calls(labs)
    population, big = table["population"], table["big"]
    return Scene(
        name=name,
        silent=table.get("silent", False),
        population=Population(**{key: _frozen(value) for key, value in population.items()}),
        live={metric: Level(**row) for metric, row in table["live"].items()},
        big=BigChannels(**{**big, "channels": tuple(BigChannel(**row) for row in big["channels"])}),
        diagnoses=Diagnoses(**table["diagnoses"]),
        usage=Usage(**table["usage"]),
        metrics={int(mid): Metric(**row) for mid, row in table["metrics"].items()},
        today={int(mid): Metric(**row) for mid, row in table["today"].items()},
        schedules=schedules,
        labs={} if labs is None else _lab_effects(labs),
        incident=incident,
        poison=Poison(**table["poison"]) if "poison" in table else None,
    )


def _read(name: str) -> dict[str, Any]:
    table = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    parent = table.pop("extends", None)
    return table if parent is None else _merged(_read(parent), table)


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Tables merge key by key; other values from `above` replace those below."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    return merged


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _incident(table: dict[str, Any]) -> Incident:
    effects = {side: {int(mid): Effect(**row) for mid, row in table[side].items()} for side in ("sender", "receiver")}
    return Incident(**{**table, **effects})


def _class_of(incident: Incident) -> Schedule:
    return Schedule(
        channel=incident.channel,
        period_s=incident.period_s,
        duration_s=incident.duration_s,
        users=incident.students + 1,
        speakers=1,
        offset_s=-incident.lead_s,
        anchor="onset",
        steady=True,
        guilty_uid=incident.guilty_uid,
    )


def _lab_calls(table: Mapping[str, Any]) -> tuple[Schedule, ...]:
    """A channel for each world, all with the same users; one starts after the other."""
    return tuple(
        Schedule(
            channel=channel,
            period_s=table["period_s"],
            duration_s=table["duration_s"],
            users=len(table["uids"]),
            speakers=table["senders"],
            offset_s=index * table["spacing_s"],
            steady=True,
            uids=tuple(table["uids"]),
        )
        for index, channel in enumerate(table["channels"])
    )


def _lab_effects(table: Mapping[str, Any]) -> dict[str, tuple[LabEffect, ...]]:
    """The effects of each world's faults, in their order, by its channel."""
    faults = {name: [_lab_effect(row) for row in rows] for name, rows in table["faults"].items()}
    return {
        channel: tuple(effect for name in names for effect in faults[name])
        for channel, names in table["channels"].items()
    }


def _lab_effect(row: Mapping[str, Any]) -> LabEffect:
    fields = {key: _frozen(value) for key, value in row.items()}
    return LabEffect(**{**fields, **{key: frozenset(row.get(key, ())) for key in ("mids", "uids", "peers")}})
