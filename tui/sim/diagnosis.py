"""Diagnosis: the abnormal users of a minute, with their experiences and causes. Section 自动诊断 of the reference."""

from __future__ import annotations

from typing import Any

from tui.sim.calls import Call
from tui.sim.live import available
from tui.sim.noise import below, pick, poisson, unit
from tui.sim.people import Session
from tui.sim.scenes import Incident
from tui.sim.world import World

MINUTE_S = 60
CAP = 10
MOST_CAUSES = 3

VIDEO_FREEZE, AUDIO_FREEZE, SLOW_JOIN = 4, 5, 6
EXPERIENCES = (VIDEO_FREEZE, VIDEO_FREEZE, VIDEO_FREEZE, AUDIO_FREEZE, AUDIO_FREEZE, SLOW_JOIN)

RECONNECT = (37, 38, 39, 40, 41)
FACTORS = {
    VIDEO_FREEZE: (8, 10, 11, 13, 15, 17, 21, 23, 25, 29, 42, 44, 46, *RECONNECT),
    AUDIO_FREEZE: (9, 10, 11, 12, 14, 16, 22, 24, 25, 29, 43, 45, 47, *RECONNECT),
    SLOW_JOIN: (1, 2, 3, 30, 31, 32, 33, 34, 35, 36, *RECONNECT),
}
SENDERS = frozenset({12, 13, 14, 15, 21, 22, 42, 43, 44, 45, 8, 9, 23, 24, 46, 47})  # may lie with another user
UNKNOWN = (18, 18, 5, 26)  # numbers outside every table; the document's own example has 18

UPLINK_VIDEO, DOWNLINK_VIDEO, UPLINK_AUDIO, DOWNLINK_AUDIO, BUSY_CPU = 21, 23, 22, 24, 10


def rows(world: World, start_ts: int, end_ts: int, now_ts: float) -> list[dict[str, Any]]:
    """The newest ten with `ts` in [start_ts, end_ts], newest first."""
    answer: list[dict[str, Any]] = []
    if world.scene.silent:
        return answer
    for minute_ts in range(end_ts // MINUTE_S * MINUTE_S, start_ts - MINUTE_S, -MINUTE_S):
        if available(f"{world.seed}:diagnosis", minute_ts, now_ts):
            answer += [row for row in of_minute(world, minute_ts) if start_ts <= row["ts"] <= end_ts]
            if len(answer) >= CAP:
                break
    return answer[:CAP]


def of_minute(world: World, minute_ts: int) -> list[dict[str, Any]]:
    """All diagnoses of a minute, newest first."""
    key = f"{world.seed}:diagnosis:{minute_ts}"
    found = []
    for index in range(poisson(f"{key}:count", world.scene.diagnoses.per_minute)):
        row = _usual(world, minute_ts, f"{key}:{index}")
        if row is not None:
            found.append(row)
    incident = world.scene.incident
    if incident is not None:
        found += _of_incident(world, incident, minute_ts, key)
    return sorted(found, key=lambda row: (-row["ts"], row["user"]))


def _usual(world: World, minute_ts: int, key: str) -> dict[str, Any] | None:
    ts = minute_ts + below(f"{key}:second", MINUTE_S)
    call = world.calls.one_alive(key, ts)
    present = _present(world, call, ts)
    if call is None or not present:
        return None
    who = pick(f"{key}:who", present)
    exp_id = pick(f"{key}:exp", EXPERIENCES)
    others = [session.uid for session in present if session.speaker and session.uid != who.uid]
    causes = [
        _cause(world, exp_id, others, f"{key}:cause:{index}")
        for index in range(1 + int(MOST_CAUSES * unit(f"{key}:causes") ** 2))
    ]
    return _row(ts, who, exp_id, call, causes)


def _cause(world: World, exp_id: int, others: list[int], key: str) -> dict[str, Any]:
    diagnoses = world.scene.diagnoses
    factor_id = pick(f"{key}:factor", FACTORS[exp_id])
    if unit(f"{key}:unknown") < diagnoses.unknown_share:
        factor_id = pick(f"{key}:factor", UNKNOWN)
    remote = bool(others) and factor_id in SENDERS and unit(f"{key}:remote") < diagnoses.remote_share
    return _tag(factor_id, pick(f"{key}:host", others) if remote else None)


def _of_incident(world: World, incident: Incident, minute_ts: int, key: str) -> list[dict[str, Any]]:
    """The pupils of the class: their freezes come from the teacher, some also from their own machine."""
    mean = incident.diagnoses_per_minute * world.severity(minute_ts + MINUTE_S / 2)
    count = min(incident.students, round(mean + unit(f"{key}:class")) if mean else 0)
    ts = minute_ts + below(f"{key}:class:second", MINUTE_S // 2)
    call = world.calls.of_channel_at(incident.channel, ts)
    pupils = [session for session in _present(world, call, ts) if session.uid != incident.guilty_uid]
    if call is None or not pupils:
        return []
    first = below(f"{key}:class:first", len(pupils))
    found = []
    for index in range(min(count, len(pupils))):
        pupil = pupils[(first + index) % len(pupils)]
        audio = unit(f"{key}:class:{index}:audio") < 0.12
        causes = [_tag(DOWNLINK_AUDIO if audio else DOWNLINK_VIDEO, incident.guilty_uid)]
        if pupil.slow:
            causes.append(_tag(BUSY_CPU, None))
        if unit(f"{key}:class:{index}:up") < 0.5:
            causes.insert(0, _tag(UPLINK_AUDIO if audio else UPLINK_VIDEO, incident.guilty_uid))
        elif unit(f"{key}:class:{index}:unknown") < 0.1:
            causes.append(_tag(18, incident.guilty_uid))
        moment_ts = ts + below(f"{key}:class:{index}:at", MINUTE_S // 2)
        found.append(_row(moment_ts, pupil, AUDIO_FREEZE if audio else VIDEO_FREEZE, call, causes))
    return found


def _present(world: World, call: Call | None, ts: int) -> list[Session]:
    if call is None:
        return []
    return [session for session in world.people.of(call) if session.join_ts <= ts < session.leave_ts]


def _tag(factor_id: int, host_uid: int | None) -> dict[str, Any]:
    return {"factor_id": factor_id, "host_user": "" if host_uid is None else str(host_uid)}


def _row(ts: int, who: Session, exp_id: int, call: Call, causes: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "user": str(who.uid),
        "exp_id": exp_id,
        "cname": call.channel,
        "cause_tags": causes[:MOST_CAUSES],
        "ts": ts,
    }
