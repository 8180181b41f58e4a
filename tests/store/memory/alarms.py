"""Alarms, their tellings, and silences."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from msgspec.structs import replace

from tests.store.memory.project import Rows
from tui.domain.records import (
    AlarmEvent,
    AlarmState,
    Delivery,
    DeliveryState,
    Judgement,
    KeptAlarm,
    Reply,
    Silence,
    Stand,
    Window,
)


class Alarms(Rows):
    def stands(self) -> Mapping[tuple[str, str], Stand]:
        return self.project.stands

    def alarms(self, most: int, window: Window | None = None) -> tuple[KeptAlarm, ...]:
        every = [one for one in self.project.alarms.values() if window is None or one.was_on(window)]
        newest = sorted(every, key=lambda one: -one.alarm_id)
        opened = [one for one in newest if one.is_open]
        over = [one for one in newest if not one.is_open]
        return (*opened, *over[: max(0, most - len(opened))])

    def alarm(self, alarm_id: int) -> KeptAlarm | None:
        return self.project.alarms.get(alarm_id)

    def unread_alarms(self) -> int:
        return 0

    def deliveries(self, alarm_ids: Collection[int]) -> tuple[Delivery, ...]:
        return tuple(one for _, one in sorted(self.project.deliveries.items()) if one.alarm_id in alarm_ids)

    def notifiers(self) -> Mapping[str, int]:
        return self.project.notifiers

    def silences(self, since_ts: float) -> tuple[Silence, ...]:
        found = [one for one in self.project.silences.values() if one.end_ts > since_ts]
        return tuple(sorted(found, key=lambda one: (one.start_ts, one.silence_id)))

    # -- changes

    def judge(self, judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
        late = tuple(one for one in judgements if one.stand.version != self._version(one.stand))
        for one in judgements:
            if one not in late:
                key = one.stand.rule, one.stand.channel
                self.project.stands[key] = replace(one.stand, version=one.stand.version + 1)
                for alarm in one.alarms:
                    self._put_alarm(alarm)
        return late

    def _version(self, stand: Stand) -> int:
        known = self.project.stands.get((stand.rule, stand.channel))
        return 0 if known is None else known.version

    def acknowledge(self, alarm_id: int, *, now_ts: float, by: str) -> bool:
        alarm = self.project.alarms.get(alarm_id)
        if alarm is None or alarm.state is not AlarmState.FIRING:
            return False
        self._put_alarm(replace(alarm, state=AlarmState.ACKNOWLEDGED, acknowledged_ts=now_ts, acknowledged_by=by))
        key = alarm.rule, alarm.channel
        if key in self.project.stands:
            stand = self.project.stands[key]
            self.project.stands[key] = replace(stand, version=stand.version + 1)
        return True

    def drop_alarms(self, before_ts: float, *, now_ts: float) -> int:
        judged = {key for key, stand in self.project.stands.items() if stand.checked_ts >= before_ts}
        left = [one for one in self.project.alarms.values() if one.is_open and (one.rule, one.channel) not in judged]
        for alarm in left:
            self._put_alarm(replace(alarm, state=AlarmState.OVER, over_ts=now_ts, is_dropped=True))
        return len(left)

    def _put_alarm(self, alarm: KeptAlarm) -> None:
        if not alarm.alarm_id:
            self.project.alarms_made += 1
            alarm = replace(alarm, alarm_id=self.project.alarms_made)
        self.project.alarms[alarm.alarm_id] = alarm
        if not alarm.is_open and alarm.fired_ts is None:
            del self.project.alarms[alarm.alarm_id]
        self.project.bump("alarms")

    def know_notifiers(self, keys: Collection[str]) -> None:
        for key in keys:
            self.project.notifiers.setdefault(key, max(self.project.alarms, default=0))

    def claim_delivery(
        self, alarm_id: int, notifier: str, event: AlarmEvent, turn: int = 0, *, now_ts: float, by: str
    ) -> Delivery | None:
        alarm = self.project.alarms.get(alarm_id)
        told = [one for one in self.deliveries([alarm_id]) if one.notifier == notifier]
        if alarm is None or (event is AlarmEvent.REMINDER and alarm.state is not AlarmState.FIRING):
            return None
        if event is AlarmEvent.FIRING and any(one.event is AlarmEvent.OVER for one in told):
            return None
        before = next((one for one in told if (one.event, one.turn) == (event, turn)), None)
        if before is None:
            number = 1 + max(self.project.deliveries, default=0)
            return self._put_delivery(
                Delivery(number, alarm_id, notifier, event, turn, DeliveryState.CLAIMED, now_ts, by)
            )
        if not before.is_due(now_ts):
            return None
        return self._put_delivery(
            replace(
                before,
                state=DeliveryState.CLAIMED,
                claimed_ts=now_ts,
                by=by,
                attempts=before.attempts + 1,
                next_ts=None,
            )
        )

    def settle_delivery(self, delivery_id: int, reply: Reply, *, now_ts: float, next_ts: float | None = None) -> None:
        one = self.project.deliveries.get(delivery_id)
        if one is not None and one.state in (DeliveryState.CLAIMED, DeliveryState.LOST):
            state = DeliveryState.SENT if reply.is_sent else DeliveryState.FAILED
            next_ts = None if reply.is_sent else next_ts
            self._put_delivery(replace(one, state=state, settled_ts=now_ts, next_ts=next_ts, detail=reply.detail))

    def give_up_deliveries(self, before_ts: float, *, now_ts: float, under_way: Collection[int] = ()) -> int:
        others = [one for one in self.project.deliveries.values() if one.delivery_id not in under_way]
        claimed = [one for one in others if one.state is DeliveryState.CLAIMED]
        lost = [one for one in claimed if not before_ts <= one.claimed_ts <= 2 * now_ts - before_ts]
        for one in lost:
            self._put_delivery(replace(one, state=DeliveryState.LOST, settled_ts=now_ts))
        return len(lost)

    def _put_delivery(self, one: Delivery) -> Delivery:
        self.project.deliveries[one.delivery_id] = one
        self.project.bump("alarms")
        return one

    def silence(
        self, *, rule: str = "", channel: str = "", start_ts: float, end_ts: float, by: str, comment: str = ""
    ) -> Silence:
        number = 1 + max(self.project.silences, default=0)
        self.project.silences[number] = Silence(number, rule, channel, start_ts, end_ts, by, comment)
        self.project.bump("alarms")
        return self.project.silences[number]

    def end_silence(self, silence_id: int, *, now_ts: float) -> bool:
        one = self.project.silences.get(silence_id)
        if one is None or one.end_ts <= now_ts:
            return False
        self.project.silences[silence_id] = replace(one, end_ts=max(now_ts, one.start_ts))
        self.project.bump("alarms")
        return True
