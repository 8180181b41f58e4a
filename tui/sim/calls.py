"""Calls: which calls exist. Made on demand, minute by minute, so that days of them cost nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from tui.sim.daylight import daytime
from tui.sim.noise import below, bits, poisson, unit
from tui.sim.scenes import Scene, Schedule

MINUTE_S = 60
NAMED_CYCLE = 100  # minutes until a named channel may start again: longer than any call of the population
PER_MINUTE = 512  # more than start in any minute
NUMBERS = 1_000_000_000  # channel names of nine digits
SCRAMBLE = 387_420_489  # odd and no multiple of 5, hence invertible below NUMBERS
UNSCRAMBLE = pow(SCRAMBLE, -1, NUMBERS)
KEPT_MINUTES = 512


class Call(NamedTuple):
    """A planned call, over or not. `key` seeds its users.

    `regulars` is the channel with the same members every time, "" for strangers; `uids` are the members' uids, if
    given.
    """

    call_id: str
    channel: str
    created_ts: int
    destroyed_ts: int
    users: int
    speakers: int
    key: str
    regulars: str = ""
    steady: bool = False
    guilty_uid: int = 0
    uids: tuple[int, ...] = ()


class Page(NamedTuple):
    """The calls of one page, and how many there are on all pages."""

    calls: list[Call]
    total: int


class Calls:
    """The population of a scene. Two calls of one channel never overlap (but for a burst within a second)."""

    def __init__(self, scene: Scene, seed: int, onset_ts: int) -> None:
        self._silent = scene.silent
        self._population = scene.population
        self._schedules = scene.schedules
        self._seed = seed
        self._onset_ts = onset_ts
        self._longest_s = max(
            60 * scene.population.duration_minutes[1], *(one.duration_s for one in scene.schedules), 0
        )
        self._offset = bits(f"{seed}:channels")
        self.started_in = lru_cache(maxsize=KEPT_MINUTES)(self._started_in)

    def newest(self, start_ts: int, end_ts: int, channel: str | None, at_most: int) -> list[Call]:
        """The calls created in [start_ts, end_ts], newest first, no more than `at_most`."""
        if self._silent or end_ts < start_ts:
            return []
        found: list[Call] = []
        for minute in self._minutes(start_ts // MINUTE_S, end_ts // MINUTE_S, channel):
            found += [
                call
                for call in self.started_in(minute)
                if start_ts <= call.created_ts <= end_ts and channel in (None, call.channel)
            ]
            if len(found) >= at_most:
                break
        for schedule in self._schedules:
            if channel in (None, schedule.channel):
                found += self._newest_of(schedule, start_ts, end_ts, at_most)
        found.sort(key=lambda call: (-call.created_ts, call.call_id))
        return found[:at_most]

    def page(
        self,
        start_ts: int,
        end_ts: int,
        channel: str | None,
        skip: int,
        size: int,
        *,
        alive: bool = False,
        wanted: Callable[[Call], bool] | None = None,
        settled_ts: int,
        known: Callable[[Call], bool],
    ) -> Page:
        """`size` calls of [start_ts, end_ts] after the `skip` newest: those created in it, or `alive` in it.

        `wanted` and, of calls created after `settled_ts`, `known` choose among them. Minutes of which every call is
        meant are counted without making their calls.
        """
        if self._silent or end_ts < start_ts:
            return Page([], 0)
        first_ts = start_ts - self._longest_s if alive else start_ts
        scheduled: defaultdict[int, list[Call]] = defaultdict(list)
        for schedule in self._schedules:
            if channel in (None, schedule.channel):
                for call in self._newest_of(schedule, first_ts, end_ts, 1 << 30):
                    scheduled[call.created_ts // MINUTE_S].append(call)
        minutes = set(self._minutes(first_ts // MINUTE_S, end_ts // MINUTE_S, channel)) | scheduled.keys()
        found: list[Call] = []
        total = 0
        for minute in sorted(minutes, reverse=True):
            all_meant = (
                channel is None
                and wanted is None
                and start_ts <= minute * MINUTE_S
                and (minute + 1) * MINUTE_S <= min(end_ts, settled_ts)
            )
            if all_meant:
                count = self._count(minute) + len(scheduled[minute])
                if total + count <= skip or total >= skip + size:
                    total += count
                    continue
            meant = [
                call
                for call in (*self.started_in(minute), *scheduled[minute])
                if (start_ts <= call.created_ts or (alive and call.destroyed_ts > start_ts))
                and call.created_ts <= end_ts
                and channel in (None, call.channel)
                and (wanted is None or wanted(call))
                and (call.created_ts <= settled_ts or known(call))
            ]
            meant.sort(key=lambda call: (-call.created_ts, call.call_id))
            found += meant[max(0, skip - total) : max(0, skip + size - total)]
            total += len(meant)
        return Page(found, total)

    def alive_between(self, channel: str, start_ts: int, end_ts: int) -> list[Call]:
        """The calls of a channel under way at any time in [start_ts, end_ts], newest first."""
        created = self.newest(start_ts - self._longest_s, end_ts, channel, 1 << 30)
        return [call for call in created if call.destroyed_ts >= start_ts]

    def find(self, call_id: str) -> Call | None:
        """The call of that id; an id's first 16 digits are the microsecond of creation."""
        try:
            created_ts = int(call_id[:16], 16) // 1_000_000
        except ValueError:
            return None
        candidates = list(self.started_in(created_ts // MINUTE_S))
        for schedule in self._schedules:
            candidates += self._newest_of(schedule, created_ts, created_ts, schedule.burst)
        return next((call for call in candidates if call.call_id == call_id), None)

    def one_alive(self, key: str, ts: int) -> Call | None:
        """A call under way at `ts`; None after a few vain tries."""
        for attempt in range(8):
            minute = ts // MINUTE_S - int(40 * unit(f"{key}:{attempt}:age") ** 2)
            count = self._count(minute)
            if count:
                call = self._stranger(minute, below(f"{key}:{attempt}:call", count))
                if call.created_ts <= ts < call.destroyed_ts:
                    return call
        return None

    def of_channel_at(self, channel: str, ts: int) -> Call | None:
        """The call under way at `ts` in a channel with a timetable."""
        for schedule in self._schedules:
            if schedule.channel == channel:
                for call in self._newest_of(schedule, ts - schedule.duration_s, ts, 1):
                    if call.created_ts <= ts < call.destroyed_ts:
                        return call
        return None

    def _minutes(self, first: int, last: int, channel: str | None) -> Iterator[int]:
        """The minutes to search, newest first: a channel's name narrows its possible starts."""
        if channel is None:
            yield from range(last, first - 1, -1)
            return
        slots = range(NAMED_CYCLE * self._population.named_per_minute)
        slot = next((slot for slot in slots if self._name(slot) == channel), None)
        if slot is not None:
            residue = slot // self._population.named_per_minute
            yield from range(last - (last - residue) % NAMED_CYCLE, first - 1, -NAMED_CYCLE)
        elif channel[:1] == "C" and channel[1:].isdecimal() and len(channel) == 10:
            place = (int(channel[1:]) * UNSCRAMBLE - self._offset) % NUMBERS // PER_MINUTE
            cycle = NUMBERS // PER_MINUTE
            minute = last - (last - place) % cycle
            if minute >= first:
                yield minute

    def _name(self, slot: int) -> str:
        families = self._population.families
        return families[slot % len(families)].format(11 + slot // len(families))

    def _started_in(self, minute: int) -> tuple[Call, ...]:
        return tuple(self._stranger(minute, index) for index in range(self._count(minute)))

    def _count(self, minute: int) -> int:
        if self._silent:
            return 0
        population = self._population
        mean = population.starts_per_minute * (1.0 + population.day * daytime(minute * MINUTE_S))
        return min(PER_MINUTE - 1, poisson(f"{self._seed}:minute:{minute}:count", mean))

    def _stranger(self, minute: int, index: int) -> Call:
        population = self._population
        key = f"{self._seed}:minute:{minute}:{index}"
        if index < population.named_per_minute:
            channel = self._name(minute % NAMED_CYCLE * population.named_per_minute + index)
        else:
            cycle = NUMBERS // PER_MINUTE
            number = (minute % cycle * PER_MINUTE + index + self._offset) * SCRAMBLE % NUMBERS
            channel = f"C{number:09d}"
        created_us = minute * 60_000_000 + below(f"{key}:start", 60_000_000)
        shortest, longest = population.duration_minutes
        duration_s = int(60 * (shortest + (longest - shortest) * unit(f"{key}:length") ** 1.4))
        fewest, most = population.users_per_call
        users = fewest + int((most - fewest + 1) * unit(f"{key}:users"))
        created_ts = created_us // 1_000_000
        return Call(
            call_id=f"{created_us:016x}{bits(key):08x}",
            channel=channel,
            created_ts=created_ts,
            destroyed_ts=created_ts + duration_s,
            users=users,
            speakers=2 if users == 2 else 1 + below(f"{key}:speakers", min(users, 4)),
            key=key,
        )

    def _newest_of(self, schedule: Schedule, start_ts: int, end_ts: int, at_most: int) -> list[Call]:
        if self._silent:
            return []
        first_ts = schedule.offset_s + (self._onset_ts if schedule.anchor == "onset" else 0)
        found: list[Call] = []
        turn = (end_ts - first_ts) // schedule.period_s
        while len(found) < at_most and first_ts + (turn + 1) * schedule.period_s > start_ts:
            for index in reversed(range(schedule.burst)):
                call = self._scheduled(schedule, turn, index, first_ts + turn * schedule.period_s)
                if start_ts <= call.created_ts <= end_ts:
                    found.append(call)
            turn -= 1
        return found[:at_most]

    def _scheduled(self, schedule: Schedule, turn: int, index: int, start_ts: int) -> Call:
        key = f"{self._seed}:{schedule.channel}:{turn}:{index}"
        created_ts = start_ts + index * schedule.spacing_ms // 1000
        return Call(
            call_id=f"{created_ts * 1_000_000 + below(f'{key}:us', 1_000_000):016x}{bits(key):08x}",
            channel=schedule.channel,
            created_ts=created_ts,
            destroyed_ts=created_ts + schedule.duration_s,
            users=schedule.users,
            speakers=schedule.speakers,
            key=key,
            regulars=schedule.channel,
            steady=schedule.steady,
            guilty_uid=schedule.guilty_uid,
            uids=schedule.uids,
        )
