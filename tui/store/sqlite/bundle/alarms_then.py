"""Alarms then: the states of one alarm, told again from the parts that its changes replaced. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from tui.domain.records import AlarmState, KeptAlarm
from tui.store.sqlite.bundle.shape import EVER


def alarms_then(told: str | None, befores: Sequence[tuple[float, str]]) -> Iterator[tuple[float, float, KeptAlarm]]:
    """From when, until when, and the alarm; `told` is its last state, None where it is gone. `befores` are the replaced
    parts, each with the end of its time, ascending. Raises one of UNREADABLE."""
    parts: dict[str, Any] = {} if told is None else json.loads(told)
    states = [] if told is None else [(EVER, _read(parts))]
    for until_ts, replaced in reversed(befores):
        parts = parts | json.loads(replaced)
        states.append((until_ts, _read(parts)))
    if states:
        first = states[-1][1]
        from_ts = first.pending_ts if first.fired_ts is None else first.fired_ts
        for until_ts, alarm in (*_before_kept(first), *reversed(states)):
            if until_ts > from_ts:
                yield from_ts, until_ts, alarm
                from_ts = until_ts


def _read(parts: dict[str, Any]) -> KeptAlarm:
    return msgspec.convert(parts, KeptAlarm)


def _before_kept(first: KeptAlarm) -> Iterator[tuple[float, KeptAlarm]]:
    """The states before the first one that is kept, by that one's own times: an older scry kept the last state alone.
    Their values are those of the first kept one."""
    firing = replace(first, state=AlarmState.FIRING, acknowledged_ts=None, acknowledged_by="", over_ts=None)
    firing = replace(firing, beyond_until_ts=None, is_dropped=False)
    seen = replace(firing, acknowledged_ts=first.acknowledged_ts, acknowledged_by=first.acknowledged_by)
    if first.acknowledged_ts is not None:
        yield first.acknowledged_ts, firing
    if first.over_ts is not None:
        yield first.over_ts, firing if first.acknowledged_ts is None else replace(seen, state=AlarmState.ACKNOWLEDGED)
