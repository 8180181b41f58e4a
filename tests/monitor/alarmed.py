"""Worlds of one metric and three processes on a store: late, missing and repeated minutes, restarts, kills, clocks."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Concatenate, ParamSpec, TypeVar, cast

from tests.manual_clock import ManualClock
from tests.store.memory.project import Project
from tests.store.memory.store import MemoryRows
from tests.store.worlds import T0
from tui.agora.editions.reference_2020 import EDITION
from tui.domain.records import MINUTE, AlarmNotice, AlarmRule, Reply, RuleKind, Series, Terms, Window
from tui.monitor.alarms import Alarming
from tui.monitor.evidence import JudgedProject
from tui.store.api import Store

P = ParamSpec("P")
T = TypeVar("T")

METRIC = "videoFreezeRate"
RULE = AlarmRule(
    "freeze", RuleKind.METRIC, 5.0, 4.5, is_above=True, metric=METRIC, for_slots=2, of_slots=3, clear_slots=3
)
KEY = "hook"


class SharedStore:
    """One store of several processes, without copies: each question and change is a step of its own, and others come
    in between."""

    def __init__(self, project: Project) -> None:
        self._rows = MemoryRows(project, [])

    async def read(self, question: Callable[Concatenate[MemoryRows, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        await asyncio.sleep(0)
        return question(self._rows, *args, **kwargs)

    write = write_to_disk = read


class KilledError(BaseException):
    """The process ends here."""


class Hook:
    """A notifier that fails, or whose process is killed, now and then; `heard` is all that arrived, by any process."""

    key = KEY

    def __init__(self, rng: random.Random, heard: list[tuple[int, str, int]], terms: Terms, *, kills: bool) -> None:
        self.terms = terms
        self._rng = rng
        self._heard = heard
        self._kills = kills

    async def tell(self, notice: AlarmNotice) -> Reply:
        event = notice.alarm.alarm_id, notice.event.value, notice.turn
        if self._kills and self._rng.random() < 0.15:
            raise KilledError
        await asyncio.sleep(0)
        if self._rng.random() < 0.2:
            return Reply(is_sent=False, detail="refused")
        self._heard.append(event)
        return Reply(is_sent=True)


class Minutes:
    """The minutes of a world: `incidents` are its bad stretches, `arrivals` minute of arrival → slots that arrive."""

    def __init__(self, rng: random.Random, count: int) -> None:
        self.incidents: list[tuple[int, int]] = []
        at = rng.randint(8, 14)
        while (end := at + rng.randint(5, 14)) < count - 25:
            self.incidents.append((at, end))
            at = end + rng.randint(12, 25)
        self.values = {
            minute: rng.uniform(6, 9) if self.is_bad(minute) else rng.uniform(0, 3) for minute in range(count)
        }
        self.arrivals: dict[int, list[int]] = {}
        gone = -9
        for minute in range(count):
            # Never two missing next to each other: an incident of five minutes would not be known.
            if rng.random() < 0.12 and minute - gone > 3:
                gone = minute
                continue
            late = rng.randint(1, 9) if rng.random() < 0.2 else 0
            arrivals = {minute + 2 + late} | ({minute + 2 + rng.randint(0, 12)} if rng.random() < 0.2 else set())
            for arrival in arrivals:
                self.arrivals.setdefault(arrival, []).append(minute)

    def is_bad(self, minute: int) -> bool:
        return any(start <= minute < end for start, end in self.incidents)


class Told:
    """The outcome of a world."""

    def __init__(self, project: Project, heard: list[tuple[int, str, int]], minutes: Minutes) -> None:
        self.alarms = sorted(project.alarms.values(), key=lambda each: each.alarm_id)
        self.deliveries = list(project.deliveries.values())
        self.heard: Mapping[tuple[int, str, int], int] = Counter(heard)
        self.minutes = minutes


async def run_world(seed: int, *, kills: bool, count: int = 130, processes: int = 3) -> Told:
    rng = random.Random(seed)
    minutes, project, heard = Minutes(rng, count), Project(), list[tuple[int, str, int]]()
    terms = Terms(repeat_s=rng.choice([0, 5, 20]) * MINUTE)
    store = cast(Store, SharedStore(project))
    rows = MemoryRows(project, [])
    clocks = [ManualClock(float(T0)) for _ in range(processes)]

    def started(number: int) -> Alarming:
        judged = JudgedProject((RULE,), EDITION, EDITION.limits)
        hook = Hook(rng, heard, terms, kills=kills)
        return Alarming(store, clocks[number], lambda: judged, by=f"box:{number}", notifiers=[hook])

    every = [started(number) for number in range(processes)]

    async def looked(number: int) -> None:
        try:
            await every[number].judge()
            await every[number].tell()
            await every[number].told()
        except KilledError:
            every[number] = started(number)

    for minute in range(count + 40):
        for clock in clocks:
            clock.advance(MINUTE)
        for slot in minutes.arrivals.get(minute, ()):
            ts = T0 + MINUTE * slot
            rows.put_series(
                endpoint="live_experience",
                channel="",
                window=Window(ts, ts + MINUTE),
                series=[Series(METRIC, ((ts + rng.randint(0, 59), minutes.values[slot]),))],
                answered_ts=T0 + MINUTE * minute,
                delay_s=0,
                slot_s=MINUTE,
            )
        for clock in clocks:
            right_s = T0 + MINUTE * (minute + 1) - clock.now()
            if right_s and (minute >= count or rng.random() < 0.15):
                # The next answer of the server has told the time.
                clock.jump(right_s)
            elif not right_s and minute < count and rng.random() < 0.03:
                clock.jump(rng.choice([-7200, -600, 600, 90_000]))
        if rng.random() < 0.05:
            number = rng.randrange(processes)
            every[number] = started(number)
        awake = [number for number in range(processes) if rng.random() < 0.8 or minute > count]
        # Twice in a row now and then: what failed, or waited for another telling, goes on.
        for _ in range(1 + (rng.random() < 0.3)):
            await asyncio.gather(*(looked(number) for number in awake))
    return Told(project, heard, minutes)
