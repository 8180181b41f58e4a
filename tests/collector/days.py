"""Simulated days: collectors with stores of their own, one simulator that counts, and a clock that jumps from one
event to the next. Everything between socket and disk is real but the socket and the time.

A *box* has one clock, which may be wrong and may be set; its *scry* share one store file. What they do to each other
and what the network does to them is a schedule, drawn from a seed.
"""

from __future__ import annotations

import asyncio
import math
import random
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from heapq import heappop, heappush
from itertools import pairwise
from pathlib import Path
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar

import httpx

from tests.manual_clock import ManualClock
from tests.sim.watched import World
from tests.store.rows import by_rows
from tests.worlds import APP_ID, BASE_URL, SimTransport, make_feed
from tui.agora.editions.reference_2020 import EDITION
from tui.cli.feed import DOCUMENTED, CollectedFeed
from tui.clock import ServerClock
from tui.collector.policy import Policy
from tui.domain.records import DAY, HOUR, MINUTE, AlarmRule, Notifier, Want, Window
from tui.sim.limits import EDITIONS
from tui.store.rows.account import read_recent
from tui.store.sqlite.database import SqliteStore
from tui.store.sqlite.snapshot import SqliteSnapshot

P = ParamSpec("P")
T = TypeVar("T")

# Ten hours before midnight UTC: 26 hours hold a whole night, and the day's end in the middle of a watch.
START_TS = 1_795_305_600 + 14 * HOUR
LIVE = ("live_scale", "live_experience", "live_net")
ATTENDED = tuple(Want(name) for name in LIVE)
UNATTENDED = tuple(Want(name, attended=False) for name in LIVE)
METRIC = {"live_scale": "pcu", "live_experience": "videoFreezeRate", "live_net": "audioUpstreamExcellentTransRate"}


class InlineStore(SqliteStore):
    """The store without threads: each request is answered before anything else happens."""

    async def read(self, question: Callable[Concatenate[Any, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return self._ask(question, *args, **kwargs)

    async def _hand_over(self, change: Callable[[Any], T], *, to_disk: bool) -> T:
        return self._make(change, asyncio.get_running_loop(), to_disk)

    def poll(self) -> None:
        """Read the other processes' news, as `watch` would within a quarter of a second."""
        self._subscribers.tell(self._watcher.poll())


class Outage(NamedTuple):
    """`kind`: "down" (nothing arrives), "cut" (it arrives, the answer does not), "503"."""

    start_ts: float
    end_ts: float
    kind: str = "down"


class Network(SimTransport):
    """Takes its time, and is sometimes not there. `on_answer` is told before an answer is handed over."""

    def __init__(self, world: World, clock: ManualClock, rng: random.Random) -> None:
        super().__init__(world)
        self.clock = clock
        self.rng = rng
        self.outages: list[Outage] = []
        self.on_answer: Callable[[], None] = lambda: None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        slow = self.rng.random() < 0.01
        await self.clock.sleep(self.rng.uniform(0.02, 12.0 if slow else 0.5))
        now_ts = self.world.clock()
        kind = next((each.kind for each in self.outages if each.start_ts <= now_ts < each.end_ts), "")
        if kind == "down":
            raise httpx.ConnectError("no route to host")
        response = await super().handle_async_request(request)
        if kind == "cut":
            raise httpx.ReadError("connection reset")
        if kind == "503":
            response = httpx.Response(503, headers=response.headers, content=b"")
        await self.clock.sleep(self.rng.uniform(0.02, 12.0 if slow else 0.5))
        self.on_answer()
        return response


class Scry(NamedTuple):
    """A process: its own connections, its own plan."""

    feed: CollectedFeed
    store: InlineStore
    network: Network
    task: asyncio.Task[None]


class Box:
    """One machine, its clock `skew_s` off, and the `scry` on it."""

    def __init__(
        self,
        home: Path,
        *,
        seed: int = 1,
        skew_s: float = 0.0,
        policy: Policy = DOCUMENTED,
        per_second: bool = False,
        scene: str = "calm",
        rules: Sequence[AlarmRule] | None = None,
        notifiers: Sequence[Notifier] = (),
    ) -> None:
        """`is_telling` keeps the clock still: what happens outside of it, such as a command, takes no time."""
        self.rules = rules
        self.notifiers = notifiers
        self.is_telling: Callable[[], bool] = lambda: False
        self.home = home
        self.policy = policy
        self.per_second = per_second
        self.clock = ManualClock(START_TS + skew_s)
        edition = EDITIONS["2021" if per_second else "2020"]
        self.world = World(scene, seed, self.true_ts, APP_ID, epoch_ts=START_TS, limits=edition)
        self.rng = random.Random(seed)
        self.running: dict[int, Scry] = {}
        self.outages: list[Outage] = []
        self._count = 0

    def true_ts(self) -> float:
        return START_TS + self.clock.elapsed()

    # -- processes

    def start(self, wants: Iterable[Want] = ATTENDED) -> int:
        self._count += 1
        store = InlineStore.open(f"sqlite:///{self.home / 'scry.db'}", base_url=BASE_URL, app_id=APP_ID)
        network = Network(self.world, self.clock, self.rng)
        network.outages = self.outages
        clock = ServerClock(self.clock)
        feed = make_feed(
            store, clock, network, by=f"box:{self._count}", policy=self.policy,
            rules=self.rules, notifiers=self.notifiers,
        )  # fmt: skip
        feed.submit(wants)
        self.running[self._count] = Scry(feed, store, network, asyncio.create_task(feed.run()))
        return self._count

    async def kill(self, number: int) -> None:
        """As kill -9 would: nothing is written, nothing is said."""
        scry = self.running.pop(number)
        scry.task.cancel()
        await asyncio.gather(scry.task, return_exceptions=True)
        await scry.feed.close()
        scry.store.close()

    def kill_before_the_write(self, number: int) -> None:
        """Kill it when its next answer is there and not yet written."""
        scry = self.running[number]

        def now() -> None:
            scry.network.on_answer = lambda: None
            scry.task.cancel()

        scry.network.on_answer = now

    async def stop_all(self) -> None:
        for number in list(self.running):
            await self.kill(number)

    # -- time

    async def until(self, end_ts: float) -> None:
        """Let everything happen that happens until then."""
        loop: Any = asyncio.get_running_loop()
        while True:
            await asyncio.sleep(0)
            if loop._ready:
                continue
            for scry in self.running.values():
                scry.store.poll()
            await asyncio.sleep(0.001 if self.is_telling() else 0)
            if loop._ready or self.is_telling():
                continue
            left_s = end_ts - self.true_ts()
            if left_s <= 0:
                return
            wake_s = self.clock.next_wake_s()
            self.clock.advance(left_s if wake_s is None else min(left_s, max(wake_s, 0.001)))

    # -- results

    def arrivals(self) -> dict[str, list[float]]:
        """Path → when requests arrived, ascending; refused ones too."""
        found: defaultdict[str, list[float]] = defaultdict(list)
        for request in self.world.journal.requests():
            found[request["endpoint"]].append(request["at_ts"])
        return found

    def refused(self) -> int:
        return sum(request["status"] == 429 for request in self.world.journal.requests())

    def breaches(self) -> list[str]:
        """Every limit that was ever broken, by the simulator's own count and by one from its journal."""
        window_s = 1.0 if self.per_second else 60.0
        found = [str(breach) for breach in self.world.breaches()]
        for path, times in self.arrivals().items():
            gaps = [after - before for before, after in pairwise(times)]
            found += [f"{path}: {gap:.2f} s apart" for gap in gaps if gap < window_s]
            found += [
                f"{path}: 1,001 in 24 h" for early, late in zip(times, times[1000:], strict=False) if late - early < DAY
            ]
            days = [ts // DAY for ts in times]
            found += [f"{path}: {days.count(day)} in a UTC day" for day in set(days) if days.count(day) > 1000]
        return found

    async def late(self, wants: Iterable[Want]) -> list[str]:
        """The feeds with a newest minute older than pace and delay allow."""
        scry = next(iter(self.running.values()), None)
        if scry is None:
            return []
        now_ts, found = self.true_ts(), []
        for want in wants:
            status = scry.feed.statuses.get(want)
            window = Window(int(now_ts) - HOUR, int(now_ts))
            name = (METRIC[want.endpoint], "")
            read = await scry.store.read(SqliteSnapshot.series, [name], window)
            points = read[name].points
            if status is None or status.pace_s is None:
                continue
            # A minute is known whole; two slow legs of a request may come on top of the pace.
            allowed_s = status.pace_s + EDITION[want.endpoint].delay_s[1] + 2 * MINUTE + 26
            age_s = now_ts - (points[-1][0] // MINUTE * MINUTE) if points else math.inf
            if age_s > allowed_s:
                found.append(f"{want.endpoint} {age_s:.0f} s old at {now_ts - START_TS:.0f}, allowed {allowed_s:.0f}")
        return found

    async def turns(self, endpoint: str) -> dict[str, list[float]]:
        """Channel → when it was asked for, ascending, by the ledger."""
        scry = next(iter(self.running.values()))
        found: defaultdict[str, list[float]] = defaultdict(list)
        for spend in reversed(await scry.store.read(by_rows(read_recent), (endpoint,), 100_000)):
            found[spend.channel].append(spend.claimed_ts)
        return found

    async def missing(self, first_ts: float, last_ts: float, names: Sequence[str] = LIVE) -> dict[str, list[int]]:
        """Endpoint → the whole minutes of the stretch without a value in the store."""
        window = Window(-(-int(first_ts) // MINUTE) * MINUTE, int(last_ts) // MINUTE * MINUTE)
        store = InlineStore.open(f"sqlite:///{self.home / 'scry.db'}", base_url=BASE_URL, app_id=APP_ID)
        try:
            found = await store.read(lambda snapshot: snapshot.series([(METRIC[name], "") for name in names], window))
        finally:
            store.close()
        held = {name: {ts // MINUTE * MINUTE for ts, _ in found[METRIC[name], ""].points} for name in names}
        lost = {name: [ts for ts in window.minutes() if ts not in held[name]] for name in names}
        return {name: minutes for name, minutes in lost.items() if minutes}


# -- schedules


class Event(NamedTuple):
    """An event `at_s` seconds after the start. `what`: look, look away, die (and start again `for_s` later), die before
    the write, outage (for `for_s`, of `kind`), jump (the local clock, by `for_s`), ask (r)."""

    at_s: float
    what: str
    who: int = 0
    for_s: float = 0.0
    kind: str = "down"


class Findings(NamedTuple):
    """`late`: at a moment when somebody looked and nothing was in the way, how much older the newest minute was than
    pace and delay allow. `unheard`: an `r` that brought no request within two minutes."""

    requests: int
    refused: int
    breaches: list[str]
    missing: dict[str, list[int]]
    late: list[str]
    unheard: list[float]


async def live_through(
    box: Box,
    events: Iterable[Event],
    hours: float,
    *,
    count: int = 1,
    names: Sequence[str] = LIVE,
    more: Sequence[Want] = (),
    at_check: Callable[[], None] = lambda: None,
) -> Findings:
    """The result of `count` scry on the box from the start on. They look at `names`, and want `more` all the time;
    `at_check` is called every seven minutes."""
    attended = [*map(Want, names), *more]
    unattended = [*(Want(name, attended=False) for name in names), *more]
    looking = dict.fromkeys(range(count), True)
    numbers = {who: box.start(attended) for who in range(count)}
    trouble_until_s = 900.0
    late: list[str] = []
    unheard: list[float] = []
    agenda: list[tuple[float, int, Event]] = []
    for index, event in enumerate(events):
        heappush(agenda, (event.at_s, index, event))
    for check_s in range(420, int(hours * HOUR), 420):
        heappush(agenda, (float(check_s), -1, Event(check_s, "check age")))
    while agenda and agenda[0][0] < hours * HOUR:
        at_s, index, event = heappop(agenda)
        await box.until(START_TS + at_s)
        number = numbers.get(event.who % count, 0)
        match event.what:
            case "look" | "look away":
                looking[event.who % count] = event.what == "look"
                trouble_until_s = max(trouble_until_s, at_s + 300)
                if number in box.running:
                    box.running[number].feed.submit(attended if looking[event.who % count] else unattended)
            case "die" | "die before the write":
                trouble_until_s = max(trouble_until_s, at_s + event.for_s + 300)
                if number in box.running:
                    if event.what == "die":
                        await box.kill(number)
                    else:
                        box.kill_before_the_write(number)
                    back_s = at_s + event.for_s + 30
                    heappush(agenda, (back_s, index, Event(back_s, "start", event.who)))
            case "start":
                if number in box.running:
                    await box.kill(number)
                numbers[event.who % count] = box.start(attended if looking[event.who % count] else unattended)
            case "outage":
                box.outages.append(Outage(START_TS + at_s, START_TS + at_s + event.for_s, event.kind))
                trouble_until_s = max(trouble_until_s, at_s + event.for_s + 700)
            case "jump":
                box.clock.jump(event.for_s)
            case "ask":
                if number in box.running:
                    before = len(box.world.journal.requests())
                    box.running[number].feed.refresh()
                    await box.until(START_TS + at_s + 125)
                    if len(box.world.journal.requests()) == before:
                        unheard.append(at_s)
            case "check age":
                at_check()
                if any(looking.values()) and at_s > trouble_until_s:
                    late += await box.late(map(Want, names))
    await box.until(START_TS + hours * HOUR)
    await box.stop_all()
    return Findings(
        requests=box.world.journal.asked(),
        refused=box.refused(),
        breaches=box.breaches(),
        missing=await box.missing(START_TS - 55 * MINUTE, box.true_ts() - 62 * MINUTE, names),
        late=late,
        unheard=unheard,
    )


def schedule(rng: random.Random, hours: float, count: int) -> list[Event]:
    """A day as they come: people look and look away, processes die, the network fails, somebody sets the clock."""
    events = []
    for who in range(count):
        at_s = rng.uniform(0, 2 * HOUR)
        while at_s < hours * HOUR:
            events.append(Event(at_s, "look away", who))
            at_s += rng.uniform(0.5, 6) * HOUR
            events.append(Event(at_s, "look", who))
            at_s += rng.uniform(0.2, 2) * HOUR
        for _ in range(max(1, int(hours / 8))):
            dying = rng.choice(["die", "die before the write"])
            events.append(Event(rng.uniform(0, hours * HOUR), dying, who, rng.uniform(0, 180)))
    at_s = rng.uniform(1, 3) * HOUR
    while at_s < hours * HOUR:
        # What an unattended feed survives: 27 minutes, its own half hour and a dying process included in none.
        events.append(Event(at_s, "outage", 0, rng.uniform(60, 22 * MINUTE), rng.choice(["down", "cut", "503"])))
        at_s += rng.uniform(2, 5) * HOUR
    for _ in range(int(hours / 5) + 1):
        events.append(Event(rng.uniform(0, hours * HOUR), "jump", 0, rng.choice([-HOUR, HOUR, -90.0, 90.0])))
    return sorted(events)
