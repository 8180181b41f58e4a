"""Hours of use of every screen on today's edition, before the strict server: requests by endpoint, and breaches.

`uv run python -m tests.soak.use [PLAN …] [--hours 24] [--seed 1]` prints one table of all plans. The clock is driven by
hand from one event to the next, the store answers at once, and the screens tick every other second: everything else is
the real program, from the keys to the requests.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, NamedTuple

from textual.pilot import Pilot

from tests.collector.days import InlineStore
from tests.manual_clock import ManualClock
from tests.strict_today import PATHS, StrictToday, TodayBreach
from tests.today_worlds import strictly
from tests.worlds import APP_ID, BASE_URL, make_context, make_feed, manual_clock
from tui.agora.editions.today import edition_of
from tui.clock import ServerClock
from tui.collector.policy import Policy
from tui.domain.records import HOUR, MINUTE
from tui.sim.today.world import TodayWorld
from tui.ui.app import ScryApp
from tui.ui.base_screen import frames_of
from tui.ui.context import Feed

PLANS = ("standard", "premium", "enterprise", "pro", "flagship")
SIZE = (120, 36)
# The screens tick more seldom than every second, most of all while nobody presses a key: a day is computed sooner.
TICK_S, AWAY_TICK_S = 2.0, 10.0
# Between two looks at the screens the program stays open, on the last one.
LOOK_S, AWAY_S = (20.0, 90.0), (5 * MINUTE, 20 * MINUTE)


class Look(NamedTuple):
    """A visit of a tab: its key, and the keys that are pressed there, one every few seconds."""

    tab: str
    keys: tuple[str, ...]


BACK = ("escape",)
# The oldest call of the list has users and curves in every plan: to a user, to a pair, and back.
CALL = ("G", "enter", "o", *BACK, "t", "t", "n", "enter", "down", "v", "enter", "x", "r", *BACK, *BACK, "r", *BACK)
LOOKS = (
    Look("1", ("down", "z", "plus", "left", "b", *BACK, "v", "0", "r")),
    Look("2", ("down", "w", *BACK, "r")),
    Look("3", (*CALL, *BACK)),
    Look("3", ("W", "enter", "m", "enter", "enter", "r", *BACK, *BACK, *BACK)),
    Look("3", ("r", "s", "s", "S", "0")),
    Look("4", ("down", "enter", "r", *BACK)),
    Look("5", ("down", "r", "plus")),
    Look("6", ("down", "w", *BACK, "r")),
    Look("7", ("down", "w", *BACK, "r")),
)


class Used(NamedTuple):
    """Of one plan: requests by path, the breaches, and the screens that were seen."""

    plan: str
    asked: Counter[str]
    breaches: list[TodayBreach]
    seen: frozenset[str]


class Use:
    """The program on a plan, and time that passes in it."""

    def __init__(self, app: ScryApp, pilot: Pilot[None], clock: ManualClock, strict: StrictToday, seed: int) -> None:
        self.app, self.pilot, self.clock, self.strict = app, pilot, clock, strict
        self.dice = random.Random(seed)
        self.seen: set[str] = set()

    async def passing(self, seconds: float, every_s: float = TICK_S) -> None:
        """Let everything happen that happens meanwhile, each thing at its time; a tick of the screens `every_s`."""
        loop: Any = asyncio.get_running_loop()
        end_s, tick_s = self.clock.elapsed() + seconds, self.clock.elapsed()
        while True:
            await asyncio.sleep(0)
            if loop._ready:
                continue
            await asyncio.sleep(0.001)
            # Rows are made in threads: the clock waits for them, however slow the machine.
            if loop._ready or self._is_reading:
                continue
            now_s = self.clock.elapsed()
            if now_s >= tick_s:
                self.app.project_session.tick()
                tick_s = now_s + every_s
                continue
            if now_s >= end_s:
                return
            wake_s = self.clock.next_wake_s()
            step_s = min(end_s - now_s, tick_s - now_s, every_s if wake_s is None else wake_s)
            self.clock.advance(max(step_s, 0.001))

    @property
    def _is_reading(self) -> bool:
        return any(query._asking is not None for screen in frames_of(self.app) for query in screen.queries)

    async def press(self, key: str) -> None:
        await self.pilot.press(key)
        await self.passing(self.dice.uniform(0.5, 8.0))
        self.seen.add(type(self.app.screen).__name__)

    async def look(self, look: Look) -> None:
        for _ in range(5):
            # A dialog takes the keys of the tabs.
            if len(self.app.screen_stack) > 1:
                await self.press("escape")
        await self.press(look.tab)
        await self.passing(self.dice.uniform(*LOOK_S))
        for key in look.keys:
            await self.press(key)

    async def hours(self, hours: float) -> None:
        begun_s, began_s = self.clock.elapsed(), time.monotonic()
        end_s = begun_s + hours * HOUR
        while self.clock.elapsed() < end_s:
            for look in self.dice.sample(LOOKS, len(LOOKS)):
                await self.look(look)
            away_s = min(self.dice.uniform(*AWAY_S), max(0.0, end_s - self.clock.elapsed()))
            await self.passing(away_s, AWAY_TICK_S)
            spent = f"{(self.clock.elapsed() - begun_s) / HOUR:.1f} h in {time.monotonic() - began_s:.0f} s"
            print(f"{spent}, {self.strict.asked.total()} requests", file=sys.stderr, flush=True)


@asynccontextmanager
async def in_use(plan: str, seed: int) -> AsyncIterator[Use]:
    clock = manual_clock()
    world = TodayWorld("incident", seed, clock.now, APP_ID, epoch_ts=clock.now(), onset_s=-600.0, plan=plan)
    strict = strictly(world, plan, clock.now)
    edition, server_clock = edition_of(plan), ServerClock(clock)
    with tempfile.TemporaryDirectory() as directory:
        address = f"sqlite:///{Path(directory) / 'scry.db'}"
        with InlineStore.open(address, base_url=BASE_URL, app_id=APP_ID) as store:

            async def open_feed() -> Feed:
                return make_feed(store, server_clock, strict, policy=Policy(edition, edition.limits))

            context = make_context(server_clock, open_feed)
            context.edition, context.first_screen = edition, "live"
            app = ScryApp(context)
            async with app.run_test(size=SIZE) as pilot:
                yield Use(app, pilot, clock, strict, seed)


async def used(plan: str, hours: float, seed: int = 1) -> Used:
    async with in_use(plan, seed) as use:
        await use.hours(hours)
        return Used(plan, use.strict.asked, use.strict.breaches, frozenset(use.seen))


def table(found: Sequence[Used], hours: float) -> str:
    """Requests by endpoint and plan, the breaches below."""
    paths = [path for path in PATHS if any(one.asked[path] for one in found)]
    paths += sorted({path for one in found for path in one.asked} - {*PATHS})
    width = max(map(len, (*paths, "breaches")), default=0)
    lines = [f"{f'requests in {hours:g} h':<{width}}" + "".join(f"{one.plan:>12}" for one in found)]
    lines += [f"{path:<{width}}" + "".join(f"{one.asked[path]:>12}" for one in found) for path in paths]
    lines.append(f"{'all':<{width}}" + "".join(f"{one.asked.total():>12}" for one in found))
    lines.append(f"{'breaches':<{width}}" + "".join(f"{len(one.breaches):>12}" for one in found))
    lines += [f"{one.plan}: {each.path}: {each.rule}" for one in found for each in one.breaches[:9]]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("plans", nargs="*", metavar="PLAN", help=", ".join(PLANS))
    parser.add_argument("--hours", type=float, default=24.0)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    found = [asyncio.run(used(plan, args.hours, args.seed)) for plan in args.plans or PLANS]
    print(table(found, args.hours))
    raise SystemExit(any(one.breaches for one in found))


if __name__ == "__main__":
    main()
