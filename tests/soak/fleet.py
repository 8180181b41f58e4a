"""A fleet: collectors of many projects on boxes with clocks of their own, one PostgreSQL, one strict simulator a
project, and a time that jumps from one event to the next. Real are the database, the way to it and all of scry between
socket and row; made up are the API's network and the time.

A box is its clock (`skew_s` off, another count of `elapsed`) and its way to the database, which breaks.
"""

from __future__ import annotations

import asyncio
import os
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from heapq import heapify, heappop, heappush
from itertools import pairwise
from typing import Any, Concatenate, NamedTuple, ParamSpec, Self, TypeVar

import pytest
from msgspec.structs import replace

from tests.collector.days import LIVE, METRIC, START_TS, Network, Outage
from tests.collector.dying import DRAFT, REPORT
from tests.manual_clock import ManualClock
from tests.sim.watched import World
from tests.soak.ways import Way
from tests.store.server import Server
from tests.worlds import APP_ID, BASE_URL, make_feed
from tui.cli.feed import CollectedFeed
from tui.clock import DateReading, ServerClock
from tui.clock.server_time import OF_STORE
from tui.domain.records import DAY, HOUR, MINUTE, AlarmNotice, AlarmRule, Reply, ReportState, Terms, Want, Window
from tui.monitor import alarms
from tui.sim.limits import EDITIONS
from tui.store.errors import StoreError
from tui.store.postgres import pool
from tui.store.postgres.database import PostgresStore, _UnderWay
from tui.store.rows.changed import changed_since
from tui.store.subscribers import Subscribers

P = ParamSpec("P")
T = TypeVar("T")

BOXES = 8
SKEWS_S = (0.0, -3 * HOUR, 7.0, HOUR, -45.0, 400 * DAY, 0.4, -MINUTE)
DATABASE_SKEW_S = 25.0
# What follows on the last trouble heals within these hours.
HEALED_HOURS = 1.25


class BoxClock:
    """The clock of one box on the time of all."""

    def __init__(self, time: ManualClock, number: int) -> None:
        self.boot = f"box {number}"
        self._time = time
        self._skew_s, self._since_s = SKEWS_S[number % len(SKEWS_S)], 1000.0 * number
        self.sleep = time.sleep

    def now(self) -> float:
        return self._time.now() + self._skew_s

    def elapsed(self) -> float:
        return self._time.elapsed() + self._since_s

    def jump(self, seconds: float) -> None:
        """Somebody sets it."""
        self._skew_s += seconds


class FleetClock(ServerClock):
    """The database's clock, which boxes of a store have in common, goes with the time of all; it is wrong, too."""

    def __init__(self, local: BoxClock, store_ts: Callable[[], float]) -> None:
        super().__init__(local)
        self._store_ts = store_ts

    def learn(self, readings: Sequence[DateReading]) -> float:
        ts = self._store_ts()
        return super().learn([each._replace(server_ts=ts) if each.boot == OF_STORE else each for each in readings])


class Neighbours(Subscribers):
    """Word of a change goes to each store of the project with a whole way to the database, as by NOTIFY."""

    def __init__(self, store: FleetStore) -> None:
        super().__init__()
        self._store = store

    def tell(self, changed: Mapping[str, int]) -> None:
        for store in self._store.others:
            if store is not self._store and store.box.is_whole:
                Subscribers.tell(store._subscribers, changed)
        super().tell(changed)


class FleetStore(PostgresStore):
    """The store without threads: each request is answered before anything else happens."""

    def join(self, box: Box, others: set[FleetStore]) -> None:
        self.box, self.others = box, others
        self._subscribers = Neighbours(self)
        self._pause = box.clock.sleep
        others.add(self)

    async def read(self, question: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self._ask(_UnderWay(), lambda snapshot: question(snapshot, *args, **kwargs))

    async def write(self, change: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self._make(lambda changes: change(changes, *args, **kwargs), asyncio.get_running_loop())

    write_to_disk = write

    def poll(self) -> None:
        """All that was missed, as `watch` reads it where its connection is new."""
        with suppress(StoreError):
            changed = self._ask(
                _UnderWay(), lambda snapshot: changed_since(snapshot.connection, self.project_id, self._seq)
            )
            self._seq = max(changed.values(), default=self._seq)
            Subscribers.tell(self._subscribers, changed)


class Box(NamedTuple):
    clock: BoxClock
    way: Way
    cuts: list[float]

    @property
    def is_whole(self) -> bool:
        return not self.cuts


class Project(NamedTuple):
    app_id: str
    world: World
    outages: list[Outage]
    stores: set[FleetStore]
    heard: list[tuple[int, str, int]]
    reports: list[int]


class Collector(NamedTuple):
    feed: CollectedFeed
    store: FleetStore
    network: Network
    task: asyncio.Task[None]


class Heard:
    """A notifier that hears at once."""

    def __init__(self, heard: list[tuple[int, str, int]]) -> None:
        self.key, self.terms = "hook", Terms()
        self._heard = heard

    async def tell(self, notice: AlarmNotice) -> Reply:
        self._heard.append((notice.alarm.alarm_id, notice.event.value, notice.turn))
        return Reply(is_sent=True)


class Trouble(NamedTuple):
    at_s: float
    what: str
    who: int = 0
    for_s: float = 0.0
    kind: str = ""


class Outcome(NamedTuple):
    """`received`: how often the server received each report, by the report's state in the store."""

    requests: int
    refused: int
    breaches: list[str]
    missing: dict[str, list[int]]
    told: Counter[int]
    alarms: int
    received: Counter[tuple[ReportState, int]]
    troubles: Counter[str]


def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause by the clock of this machine; word comes from Neighbours, not from a listener. Without news alarms are
    looked at each minute: four looks a minute of thousands of collectors take most of the time of a run."""

    def listen(self: pool.Pool) -> None:
        self._is_over.wait()
        for end in (self._ending, self._end):
            os.close(end)

    monkeypatch.setattr(pool, "LOOK_PAUSE_S", 0.0)
    monkeypatch.setattr(pool.Pool, "_listen", listen)
    monkeypatch.setattr(pool, "conninfo_of", Way.address)
    monkeypatch.setattr(alarms, "LOOK_S", float(MINUTE))


def _cancel(task: asyncio.Task[None]) -> None:
    task.cancel()


class Fleet:
    """`with` it: the ways to the database are threads."""

    def __init__(
        self, server: Server, *, seed: int, projects: int, collectors: int, rules: tuple[AlarmRule, ...] = ()
    ) -> None:
        self._server, self._rng, self._rules = server, random.Random(seed), rules
        self.time = ManualClock(START_TS)
        self._ends = ExitStack()
        self.boxes = [
            Box(BoxClock(self.time, number), self._ends.enter_context(Way(server.port)), [])
            for number in range(min(BOXES, projects * collectors))
        ]
        self.projects = [
            Project(
                f"project {number}",
                World(
                    "incident",
                    seed + number,
                    self.true_ts,
                    APP_ID,
                    epoch_ts=START_TS,
                    limits=EDITIONS["2020"],
                ),
                [],
                set(),
                [],
                [],
            )
            for number in range(projects)
        ]
        self._each = collectors
        self.running: dict[int, Collector] = {}
        self._began = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._ends.close()

    def true_ts(self) -> float:
        return START_TS + self.time.elapsed()

    # -- collectors

    def start(self, number: int) -> bool:
        """Whether the database let it begin."""
        project = self.projects[number // self._each]
        box = self.boxes[number % len(self.boxes)]
        try:
            store = FleetStore.open(box.way.url(), base_url=BASE_URL, app_id=project.app_id)
        except StoreError:
            return False
        store.join(box, project.stores)
        network = Network(project.world, self.time, self._rng)
        network.outages = project.outages
        self._began += 1
        feed = make_feed(
            store,
            FleetClock(box.clock, lambda: self.true_ts() + DATABASE_SKEW_S),
            network,
            by=f"me@{box.clock.boot}:{self._began}",
            rules=self._rules,
            notifiers=[Heard(project.heard)],
        )
        self._look(feed, attended=False)
        self.running[number] = Collector(feed, store, network, asyncio.create_task(feed.run()))
        return True

    async def kill(self, number: int) -> None:
        """As kill -9 would: nothing is written, nothing is said."""
        killed = self.running.pop(number, None)
        if killed is None:
            return
        killed.store._kept.clear()
        killed.task.cancel()
        await asyncio.gather(killed.task, return_exceptions=True)
        await killed.feed.close()
        killed.store.others.discard(killed.store)
        killed.store.close()

    # -- time

    async def until(self, end_ts: float) -> None:
        """Let everything happen that happens until then."""
        loop: Any = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(0)
            if loop._ready:
                continue
            left_s = end_ts - self.true_ts()
            if left_s <= 0:
                return
            wake_s = self.time.next_wake_s()
            self.time.advance(left_s if wake_s is None else min(left_s, max(wake_s, 0.001)))

    # -- trouble

    def troubles(self, hours: float) -> Iterator[Trouble]:
        rng, end_s = self._rng, (hours - HEALED_HOURS) * HOUR

        def some(a_day: float) -> Iterator[float]:
            for _ in range(max(1, round(a_day * hours / 24))):
                yield rng.uniform(600, end_s)

        count = len(self.projects) * self._each
        for at_s in some(2 * count):
            kind = rng.choice(["kill", "kill before the write"])
            yield Trouble(at_s, kind, rng.randrange(count), rng.uniform(0, 600))
        for at_s in some(3 * len(self.boxes)):
            yield Trouble(at_s, "cut off", rng.randrange(len(self.boxes)), rng.uniform(1, 20 * MINUTE))
        for at_s in some(40 * len(self.boxes)):
            yield Trouble(at_s, "reset", rng.randrange(len(self.boxes)), rng.randint(1, 200))
        for at_s in some(8):
            yield Trouble(at_s, "restart", 0, rng.choice([0.0, 5.0, 300.0]), rng.choice(["hard", "soft"]))
        for at_s in some(2 * len(self.projects)):
            kind = rng.choice(["down", "cut", "503"])
            yield Trouble(at_s, "outage", rng.randrange(len(self.projects)), rng.uniform(60, 15 * MINUTE), kind)
        for at_s in some(len(self.boxes)):
            yield Trouble(at_s, "set", rng.randrange(len(self.boxes)), rng.choice([-HOUR, HOUR, -90.0, 90.0]))
        for at_s in some(6 * len(self.projects)):
            yield Trouble(at_s, "report", rng.randrange(count))
        for at_s in some(2 * len(self.projects)):
            yield Trouble(at_s, "look", rng.randrange(count), rng.uniform(5, 30) * MINUTE)

    async def live_through(self, hours: float) -> Outcome:
        troubles = list(self.troubles(hours))
        agenda = [(each.at_s, index, each) for index, each in enumerate(troubles)]
        heapify(agenda)
        for number in range(len(self.projects) * self._each):
            assert self.start(number)
        told = 0
        while agenda and agenda[0][0] < hours * HOUR:
            at_s, index, trouble = heappop(agenda)
            if (hour := int(at_s // HOUR)) > told:
                told = hour
                print(f"{told} of {hours} hours", flush=True)
            await self.until(START_TS + at_s)
            if (after := await self._meet(trouble)) is not None:
                heappush(agenda, (at_s + after.at_s, index, after._replace(at_s=at_s + after.at_s)))
        await self.until(START_TS + hours * HOUR)
        for number in list(self.running):
            await self.kill(number)
        return await self._outcome(Counter(each.what for each in troubles))

    async def _meet(self, trouble: Trouble) -> Trouble | None:
        """What follows on it, so many seconds later."""
        who, for_s = trouble.who, trouble.for_s
        match trouble.what:
            case "kill":
                await self.kill(who)
                return Trouble(for_s + 1, "start", who)
            case "kill before the write":
                if (running := self.running.get(who)) is not None:
                    running.network.on_answer = partial(_cancel, running.task)
                return Trouble(for_s + 120, "start", who)
            case "start":
                await self.kill(who)
                return None if self.start(who) else Trouble(30.0, "start", who)
            case "cut off":
                self.boxes[who].cuts.append(for_s)
                self.boxes[who].way.cut()
                return Trouble(for_s, "heal", who)
            case "heal":
                self.boxes[who].cuts.pop()
                if self.boxes[who].is_whole:
                    self.boxes[who].way.heal()
                    self._poll()
            case "reset":
                self.boxes[who].way.reset_after(int(for_s))
            case "restart":
                if self._server.process is None:
                    return None
                self._server.stop(hard=trouble.kind == "hard")
                return Trouble(for_s, "database", 0)
            case "database":
                self._server.start()
                self._poll()
            case "outage":
                now_ts = self.true_ts()
                self.projects[who].outages.append(Outage(now_ts, now_ts + for_s, trouble.kind))
            case "set":
                self.boxes[who].clock.jump(for_s)
            case "look" | "look away" if (running := self.running.get(who)) is not None:
                self._look(running.feed, attended=trouble.what == "look")
                return Trouble(for_s, "look away", who) if trouble.what == "look" else None
            case "report":
                return await self._report(who)
        return None

    def _look(self, feed: CollectedFeed, *, attended: bool) -> None:
        """All projects are collected; some are looked at for a while."""
        feed.submit(Want(name, attended=attended) for name in LIVE)

    def _poll(self) -> None:
        for running in self.running.values():
            running.store.poll()

    async def _report(self, who: int) -> Trouble | None:
        """Somebody sends one; who cannot tries again."""
        project = self.projects[who // self._each]
        ts = REPORT.ts + len(project.reports)
        running = self.running.get(who)
        if running is None:
            return None
        now_ts = running.feed._clock.now()
        try:
            await running.store.write(
                lambda changes: changes.queue_report(DRAFT, replace(REPORT, ts=ts), now_ts=now_ts, by="me")
            )
        except StoreError:
            return Trouble(60.0, "report", who)
        project.reports.append(ts)
        return None

    # -- the outcome

    async def _outcome(self, troubles: Counter[str]) -> Outcome:
        breaches, missing, told = list[str](), dict[str, list[int]](), Counter[int]()
        received, alarms = Counter[tuple[ReportState, int]](), 0
        window = Window(START_TS - 55 * MINUTE, int(self.true_ts() - 62 * MINUTE) // MINUTE * MINUTE)
        for project in self.projects:
            journal = project.world.journal.requests()
            breaches += map(str, project.world.breaches())
            for path in {request["endpoint"] for request in journal}:
                times = [request["at_ts"] for request in journal if request["endpoint"] == path]
                breaches += [f"{path}: {b - a:.2f} s apart" for a, b in pairwise(times) if b - a < MINUTE]
            told += Counter(Counter(project.heard).values())
            store = FleetStore.open(self._server.url(), base_url=BASE_URL, app_id=project.app_id)
            names = [(METRIC[name], "") for name in LIVE]
            series, reports, kept = store._ask(
                _UnderWay(),
                lambda snapshot: (snapshot.series(names, window), snapshot.reports(10_000), snapshot.alarms(10_000)),  # noqa: B023
            )
            store.close()
            for name, one in series.items():
                held = {ts // MINUTE * MINUTE for ts, _ in one.points}
                if lost := [ts for ts in window.minutes() if ts not in held]:
                    missing[f"{project.app_id} {name}"] = lost
            arrived = Counter(report["report"]["ts"] for report in project.world.journal.reports())
            assert {each.report.ts for each in reports if each.report} >= set(project.reports)
            received += Counter((each.state, arrived[each.report.ts]) for each in reports if each.report)
            alarms += sum(alarm.fired_ts is not None for alarm in kept)
        return Outcome(
            requests=sum(project.world.journal.asked() for project in self.projects),
            refused=sum(
                request["status"] == 429 for project in self.projects for request in project.world.journal.requests()
            ),
            breaches=breaches,
            missing=missing,
            told=told,
            alarms=alarms,
            received=received,
            troubles=troubles,
        )
