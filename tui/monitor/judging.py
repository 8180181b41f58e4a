"""Judging: from the slots of a rule, as they become known, to the life of its alarm. Pure.

            a slot beyond the limit           for_slots of the last of_slots
    (none) ────────────────────────▶ PENDING ────────────────────────────────▶ FIRING ──── somebody ────▶ ACKNOWLEDGED
       ▲     all of them leave the window │                                       │                             │
       └──────────────────────────────────┘              clear_slots known slots in a row are clear,            │
                                                          and fewer than for_slots of of_slots bad              │
                                                                                  ▼                             │
                                                                                OVER ◀──────────────────────────┘

A slot without a value is in no count: it neither fires nor ends. A slot is judged once, when it is known, be it late:
each window that it lies in is looked at again, from the oldest on. A second value of a slot changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from tui.domain.records import HOUR, MINUTE, AlarmRule, AlarmState, Judgement, KeptAlarm, SlotLevel, Stand


class JudgedSlot(Struct, frozen=True):
    """A slot by its start (epoch seconds). `is_at_least`: the value is the least that it can be, and beyond the limit
    already: a slot that may be on either side of the limit is not known."""

    ts: int
    value: float
    is_at_least: bool = False


JudgedSlots = Sequence[JudgedSlot]
"""Ascending."""

# How late a slot may become known and still be judged.
LATE_S = 15 * MINUTE


def kept_s(rule: AlarmRule) -> int:
    """How far back from the newest slot judged slots are remembered."""
    # An answer about slots shorter than a minute brings those of up to an hour.
    late_s = HOUR if rule.slot_s < MINUTE else LATE_S
    return max(rule.of_slots, rule.clear_slots) * rule.slot_s + late_s


def judge(
    rule: AlarmRule, stand: Stand, alarm: KeptAlarm | None, slots: JudgedSlots, now_ts: float
) -> Judgement | None:
    """The judgement of the slots that `stand` has not seen; `alarm` is the open one of this rule and channel. None
    where nothing is new.

    The first judgement of all looks at the newest slot alone: past alarms of a new rule are nobody's news. `slots` may
    then reach further back, for the begin of an alarm that is on.
    """
    if rule.is_of_now:
        stand, alarm = _until(stand, alarm, now_ts)
    known = {ts: (level, value) for ts, level, value in stand.recent}
    newest_ts = max([*known, *(slot.ts for slot in slots)], default=0)
    oldest_ts = max(stand.floor_ts, newest_ts - kept_s(rule) if stand.version else 0)
    new = {slot.ts: (_level(rule, slot), slot.value) for slot in slots if slot.ts >= oldest_ts and slot.ts not in known}
    if not new:
        return None
    every = sorted((known | new).items())
    first_ts = min(new) if stand.version else newest_ts
    floor_ts = oldest_ts if stand.version else 0
    fold = _Fold(rule, stand.channel, alarm, now_ts, floor_ts)
    for index, (ts, _) in enumerate(every):
        if ts >= first_ts:
            before = [each for each in every[: index + 1] if each[0] >= floor_ts]
            if fold.look(before):
                # Of an alarm that is over no slot counts for the next one.
                floor_ts = fold.floor_ts = ts + rule.slot_s
    fold.await_more([each for each in every if each[0] >= floor_ts])
    floor_ts = max(floor_ts, newest_ts - kept_s(rule))
    recent = tuple((ts, level, value) for ts, (level, value) in every if ts >= floor_ts)
    return Judgement(replace(stand, rule=rule.name, floor_ts=floor_ts, recent=recent, checked_ts=now_ts), fold.changed)


def _until(stand: Stand, alarm: KeptAlarm | None, now_ts: float) -> tuple[Stand, KeptAlarm | None]:
    """Without the slots to come: a clock that was ahead has judged them."""
    end_ts = int(now_ts) + MINUTE
    recent = tuple(each for each in stand.recent if each[0] < end_ts)
    if alarm is not None and alarm.fired_slot_ts >= end_ts:
        alarm = replace(alarm, fired_slot_ts=0)
    return replace(stand, recent=recent, floor_ts=min(stand.floor_ts, end_ts - 2 * MINUTE)), alarm


def _level(rule: AlarmRule, slot: JudgedSlot) -> SlotLevel:
    if rule.is_beyond(slot.value):
        return SlotLevel.BAD_AT_LEAST if slot.is_at_least else SlotLevel.BAD
    return SlotLevel.CLEAR if rule.is_clear(slot.value) else SlotLevel.LINGERING


_Seen = Sequence[tuple[int, tuple[SlotLevel, float]]]


def _bad_from(first_ts: int, slots: _Seen) -> JudgedSlots:
    return [
        JudgedSlot(ts, value, level is SlotLevel.BAD_AT_LEAST)
        for ts, (level, value) in slots
        if level.is_bad and ts >= first_ts
    ]


class _Fold:
    """The alarm of one rule and channel over some slots; `changed` are its alarms, each in its last state."""

    def __init__(self, rule: AlarmRule, channel: str, alarm: KeptAlarm | None, now_ts: float, floor_ts: int) -> None:
        # The slot before it ended the last alarm.
        self.floor_ts = floor_ts
        self._rule = rule
        self._channel = channel
        self._alarm = alarm
        self._begun = alarm
        self._now_ts = now_ts
        self._over: list[KeptAlarm] = []

    @property
    def changed(self) -> tuple[KeptAlarm, ...]:
        still = () if self._alarm is None or self._alarm == self._begun else (self._alarm,)
        return (*self._over, *still)

    def look(self, slots: _Seen) -> bool:
        """Judge at the last of `slots`; True: an alarm is over by it."""
        rule, newest_ts = self._rule, slots[-1][0]
        bad = _bad_from(newest_ts - (rule.of_slots - 1) * rule.slot_s, slots)
        if self._alarm is None or not self._alarm.is_firing:
            if len(bad) >= rule.for_slots:
                self._fire(slots, bad)
            return False
        if newest_ts <= self._alarm.fired_slot_ts:
            # Late slots may tell that it began earlier; they cannot end it.
            if len(bad) >= rule.for_slots and bad[0].ts < self._alarm.since_ts:
                earlier = replace(self._alarm, since_ts=bad[0].ts, since_or_earlier=True)
                self._alarm = _with_values(rule, earlier, bad)
            if self._alarm.since_or_earlier:
                or_earlier = self._or_earlier(self._alarm.since_ts, slots)
                self._alarm = replace(self._alarm, since_or_earlier=or_earlier)
            return False
        last = slots[-rule.clear_slots :]
        is_clear = len(last) == rule.clear_slots and all(level is SlotLevel.CLEAR for _, (level, _) in last)
        if is_clear and len(bad) < rule.for_slots:
            self._end(slots)
            return True
        self._alarm = _with_values(rule, _at_newest(self._alarm, slots), bad)
        return False

    def await_more(self, slots: _Seen) -> None:
        """Begin, carry on or drop an alarm that is pending at the last of `slots`."""
        if self._alarm is not None and self._alarm.is_firing:
            return
        rule = self._rule
        bad = _bad_from(slots[-1][0] - (rule.of_slots - 1) * rule.slot_s, slots) if slots else ()
        if bad:
            self._alarm = self._pending(bad, slots)
        elif self._alarm is not None:
            self._over.append(replace(self._alarm, state=AlarmState.OVER, over_ts=self._now_ts))
            self._alarm = None

    def _pending(self, bad: JudgedSlots, slots: _Seen) -> KeptAlarm:
        rule, (newest_ts, (_, value)) = self._rule, slots[-1]
        alarm = self._alarm or KeptAlarm(
            0,
            rule.name,
            self._channel,
            rule.kind,
            rule.metric,
            rule.severity,
            AlarmState.PENDING,
            bad[0].ts,
            newest_ts,
            value,
            bad[0].ts,
            bad[0].value,
            limit=rule.limit,
            is_above=rule.is_above,
            pending_ts=self._now_ts,
            cause=rule.cause,
        )
        since_ts = bad[0].ts
        or_earlier = self._or_earlier(since_ts, slots)
        found = replace(_at_newest(alarm, slots), since_ts=since_ts, since_or_earlier=or_earlier)
        return _with_values(rule, found, bad)

    def _or_earlier(self, since_ts: int, slots: _Seen) -> bool:
        """Whether no slot is known in the time before, so long as a bad stretch goes on over slots that are not."""
        gap_s = min(self._rule.clear_slots * self._rule.slot_s, LATE_S)
        known = (self.floor_ts - self._rule.slot_s, *(ts for ts, _ in slots))
        return not any(since_ts - gap_s <= ts < since_ts for ts in known)

    def _fire(self, slots: _Seen, bad: JudgedSlots) -> None:
        since_ts = bad[0].ts
        for ts, (level, _) in reversed(slots):
            # Only the first judgement of a rule has bad slots further back.
            if level.is_bad and since_ts - self._rule.clear_slots * self._rule.slot_s <= ts < since_ts:
                since_ts = ts
        self._alarm = replace(
            self._pending(bad, slots),
            state=AlarmState.FIRING,
            since_ts=since_ts,
            since_or_earlier=self._or_earlier(since_ts, slots),
            severity=self._rule.severity,
            fired_ts=self._now_ts,
            fired_slot_ts=slots[-1][0],
        )

    def _end(self, slots: _Seen) -> None:
        assert self._alarm is not None
        self._over.append(replace(_at_newest(self._alarm, slots), state=AlarmState.OVER, over_ts=self._now_ts))
        self._alarm = None


def _at_newest(alarm: KeptAlarm, slots: _Seen) -> KeptAlarm:
    newest_ts, (level, value) = slots[-1]
    return replace(alarm, newest_ts=newest_ts, value=value, is_at_least=level is SlotLevel.BAD_AT_LEAST)


def _with_values(rule: AlarmRule, alarm: KeptAlarm, bad: JudgedSlots) -> KeptAlarm:
    """With the worst of the values in `bad`, and the end of the last of them. A slot of which only the least is known
    may be the worst one."""
    sign = 1 if rule.is_above else -1
    values = [(alarm.worst_ts, alarm.worst), *((slot.ts, slot.value) for slot in bad)]
    worst_ts, worst = max(values, key=lambda each: sign * each[1])
    return replace(
        alarm,
        worst_ts=worst_ts,
        worst=worst,
        worst_is_at_least=alarm.worst_is_at_least or any(slot.is_at_least for slot in bad),
        beyond_until_ts=max([alarm.beyond_until_ts or 0, *(slot.ts + rule.slot_s for slot in bad)]),
    )
