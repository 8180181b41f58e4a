"""Names that were heard of, the key of their aliases, and what is too old to keep."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

from tests.store.memory.project import Rows
from tui.domain.records import DAY, Appearance, NamedCall, NamedUser, NewestNames, SeenChannel, SeenCollector, StoreSize

LEDGER_DAYS = 8


class NamesAndAge(Rows):
    def seen_channels(self, most: int) -> tuple[SeenChannel, ...]:
        times: dict[str, list[int]] = {}
        for ts, _, _, channel in self.project.diagnoses:
            if channel:
                times.setdefault(channel, []).append(ts)
        diagnosed = [SeenChannel(name, len(each), max(each)) for name, each in times.items()]
        diagnosed.sort(key=lambda one: (-one.newest_ts, one.name))
        measured = [SeenChannel(name, 0, 0) for name in self._measured() if name not in times]
        return tuple((diagnosed + measured)[:most])

    def _measured(self) -> list[str]:
        return sorted({name.channel for name in self.project.points if name.channel})

    def names(self, most: int) -> NewestNames:
        every = sorted((call for call, _ in self.project.calls.values()), key=lambda one: -one.created_ts)
        calls = [NamedCall(one.call_id, one.channel, one.created_ts) for one in every[:most]]
        keys = sorted(self.project.diagnoses, key=lambda key: -key[0])[:most]
        diagnosed = [NamedUser(uid, channel, ts) for ts, uid, _, channel in keys]
        heard = sorted(self.project.sessions.items(), key=lambda item: -item[1][1])[:most]
        met = [NamedUser(str(one.uid), one.channel, one.join_ts, call_id) for (call_id, _), (one, _) in heard]
        users: dict[str, NamedUser] = {}
        for user in sorted((*diagnosed, *met), key=lambda one: -one.ts):
            users.setdefault(user.uid, user)
        times = [(one.created_ts, one.channel) for one in calls] + [(one.ts, one.channel) for one in diagnosed]
        channels = dict.fromkeys([channel for _, channel in sorted(times, reverse=True)] + self._measured()[:most])
        return NewestNames(tuple(filter(None, channels)), tuple(calls), tuple(users.values()))

    def named_call(self, call_id: str) -> NamedCall | None:
        if call_id not in self.project.calls:
            return None
        call, _ = self.project.calls[call_id]
        return NamedCall(call.call_id, call.channel, call.created_ts)

    def appearances(self, part: str, most: int, *, whole: bool = False) -> tuple[Appearance, ...]:
        found: list[Appearance] = []
        for one, _ in self.project.diagnoses.values():
            for uid in dict.fromkeys((one.uid, *(cause.host_uid for cause in one.causes))):
                found.append(Appearance(uid, one.channel, one.ts, diagnosis=one))
        for (call_id, _), (stay, _) in self.project.sessions.items():
            found.append(Appearance(str(stay.uid), stay.channel, stay.join_ts, call_id, session=stay))
        found = [one for one in found if one.uid and (one.uid == part if whole else part in one.uid)]
        return tuple(sorted(found, key=lambda one: -one.ts)[:most])

    def collectors(self, since_ts: float) -> tuple[SeenCollector, ...]:
        last: dict[str, float] = {}
        for claimed in self.project.requests.values():
            if claimed.spend.claimed_ts >= since_ts:
                by = claimed.spend.by
                last[by] = max(last.get(by, 0.0), claimed.spend.claimed_ts)
        told = self.project.collectors
        names = last.keys() | {by for by, (_, told_ts, _) in told.items() if told_ts >= since_ts}
        found = (
            SeenCollector(by, told[by][2] if by in told else "", told[by][0] if by in told else None, last.get(by))
            for by in names
        )
        return tuple(sorted(found, key=lambda one: (-(one.last_claim_ts or 0.0), one.by)))

    def know_collector(self, by: str, *, version: str, since_ts: float, now_ts: float) -> None:
        told = self.project.collectors
        for name in [name for name, (_, told_ts, _) in told.items() if told_ts < now_ts - DAY]:
            del told[name]
        told[by] = since_ts, now_ts, version

    def alias_key(self) -> bytes | None:
        return self.keys[0] if self.keys else None

    def make_alias_key(self) -> bytes:
        if not self.keys:
            self.keys.append(secrets.token_bytes(32))
        return self.keys[0]

    # -- the store itself

    def size(self) -> StoreSize:
        times = [ts for points in self.project.points.values() for ts in points]
        return StoreSize(16 * len(times), 0, min(times, default=None))

    def prune(self, now_ts: float, *, minutes_days: int, curves_days: int, batch: int) -> bool:
        newest_ts = max((feed.newest_ts for feed in self.project.feeds.values()), default=0.0)
        now_ts = min(now_ts, newest_ts)
        left = batch
        for delete in self._old(now_ts - minutes_days * DAY, now_ts - curves_days * DAY, now_ts - LEDGER_DAYS * DAY):
            if left <= 0:
                return True
            delete()
            left -= 1
        return False

    def _old(self, minutes_ts: float, curves_ts: float, ledger_ts: float) -> Iterator[Callable[[], object]]:
        """A deletion for each row that is too old."""
        project = self.project
        of_minutes = [
            *(times for feed in project.feeds.values() for times in (feed.covered, feed.unread)),
            *project.points.values(),
            project.truncated,
        ]
        for times in of_minutes:
            for ts in [ts for ts in times if ts < minutes_ts]:
                yield lambda times=times, ts=ts: times.pop(ts)  # type: ignore[misc]
        for key in [key for key in project.diagnoses if key[0] < minutes_ts]:
            yield lambda key=key: project.diagnoses.pop(key)  # type: ignore[misc]
        for alert in [one for one in project.alerts.values() if one.received_ts < minutes_ts]:
            yield lambda alert=alert: project.alerts.pop(alert.key)  # type: ignore[misc]
        past = [key for key, one in project.alarms.items() if one.over_ts is not None and one.over_ts < minutes_ts]
        for number in [number for number, one in project.deliveries.items() if one.alarm_id in past]:
            yield lambda number=number: project.deliveries.pop(number)  # type: ignore[misc]
        for number in past:
            yield lambda number=number: project.alarms.pop(number)  # type: ignore[misc]
        for stood in [stood for stood, one in project.stands.items() if one.checked_ts < minutes_ts]:
            yield lambda stood=stood: project.stands.pop(stood)  # type: ignore[misc]
        for number in [number for number, one in project.silences.items() if one.end_ts < minutes_ts]:
            yield lambda number=number: project.silences.pop(number)  # type: ignore[misc]
        for listed in [
            one for one in project.listings if max(one.listing.window.end_ts, one.listing.answered_ts) < curves_ts
        ]:
            yield lambda listed=listed: project.listings.remove(listed)  # type: ignore[misc]
        old = {
            call_id: max(call.created_ts, answered_ts) < curves_ts
            for call_id, (call, answered_ts) in project.calls.items()
        }
        for told in [one for one in project.told if one.answered_ts < curves_ts and old.get(one.call_id, True)]:
            yield lambda told=told: project.told.remove(told)  # type: ignore[misc]
        for call_id in project.verdicts.keys() - {told.call_id for told in project.told}:
            yield lambda call_id=call_id: project.verdicts.pop(call_id)  # type: ignore[misc]
        for place in [
            place
            for place, (_, answered_ts) in project.sessions.items()
            if answered_ts < curves_ts and old.get(place[0], True)
        ]:
            yield lambda place=place: project.sessions.pop(place)  # type: ignore[misc]
        for call_id in [call_id for call_id, is_old in old.items() if is_old]:
            yield lambda call_id=call_id: project.calls.pop(call_id)  # type: ignore[misc]
        last = {claim_id for claim_id, _ in project.turns.values()}
        for claim_id in [
            claim_id
            for claim_id, one in project.requests.items()
            if one.spend.claimed_ts < ledger_ts and claim_id not in last
        ]:
            yield lambda claim_id=claim_id: project.requests.pop(claim_id)  # type: ignore[misc]

    def shrink(self, *, pages: int) -> bool:
        assert pages > 0
        return False

    def touch(self) -> None:
        pass
