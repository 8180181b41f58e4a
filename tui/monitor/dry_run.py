"""Dry run: the alarms that a rule would have raised over the stored past, by the same judgement slot by slot."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from tui.domain.records import AlarmRule, KeptAlarm, Stand, Window
from tui.monitor.evidence import JudgedProject, SlotReader, channels_of
from tui.monitor.judging import LATE_S, JudgedSlots, judge
from tui.store.api import Snapshot


class DryRun(Struct, frozen=True):
    """`alarms` that would have fired, the oldest first; the last of a channel is open where it would still fire.
    `known` of `of` slots have stored data, over all channels of the rule; `by_channel`: those of each of several."""

    alarms: tuple[KeptAlarm, ...]
    known: int
    of: int
    by_channel: tuple[int, ...] = ()

    @property
    def least(self) -> int:
        """The slots with stored data of the channel that has the fewest."""
        return min(self.by_channel, default=self.known)


def dry_run(
    snapshot: Snapshot, project: JudgedProject, rule: AlarmRule, window: Window, now_ts: float
) -> DryRun | None:
    """None for a rule about the present state: its past is not stored. Runs off the event loop: a week takes some
    hundred milliseconds."""
    if rule.is_of_now:
        return None
    reader = SlotReader(snapshot, project, now_ts)
    window = Window(window.start_ts // rule.slot_s * rule.slot_s, window.end_ts)
    alarms: list[KeptAlarm] = []
    known: list[int] = []
    for channel in channels_of(rule, project.watched):
        slots = reader.between(rule, channel, window)
        known.append(len(slots))
        alarms += _fired(rule, channel, slots)
    alarms.sort(key=lambda alarm: (alarm.since_ts, alarm.channel))
    of = len(known) * -(-window.seconds // rule.slot_s)
    return DryRun(tuple(alarms), sum(known), of, tuple(known) if len(known) > 1 else ())


def _fired(rule: AlarmRule, channel: str, slots: JudgedSlots) -> Iterator[KeptAlarm]:
    # With a version each slot is judged, not the newest one alone.
    stand, alarm = Stand(rule.name, channel, version=1), None
    for chunk in _chunks(slots):
        judgement = judge(rule, stand, alarm, chunk, chunk[-1].ts + rule.slot_s)
        if judgement is None:
            continue
        stand = judgement.stand
        for changed in judgement.alarms:
            alarm = changed if changed.is_open else None
            if not changed.is_open and changed.fired_ts is not None:
                yield changed
    if alarm is not None and alarm.is_firing:
        yield alarm


def _chunks(slots: JudgedSlots) -> Iterator[JudgedSlots]:
    """The slots as they would have become known: of slots that are further apart, the older ones count as too late."""
    first = 0
    for index, slot in enumerate(slots):
        if slot.ts >= slots[first].ts + LATE_S:
            yield slots[first:index]
            first = index
    if slots:
        yield slots[first:]
