"""Stage: the app on a breaking link, every screen read during the break, and the data after it."""

from __future__ import annotations

import asyncio
import re
import sqlite3
import ssl
import tempfile
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import Struct
from textual.pilot import Pilot

from tests.faults.cases import Case, Place
from tests.faults.link import Link, linked
from tests.manual_clock import ManualClock
from tests.patience import Patience
from tests.serving import serving
from tests.sim.watched import World
from tests.store.rows import by_rows
from tests.worlds import APP_ID, NOW_TS, make_context, open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.exchange import DEFAULT_TIMEOUTS, Timeouts
from tui.cli.feed import DOCUMENTED, CollectedFeed
from tui.clock import ServerClock
from tui.config.remembered import Remembered, Search
from tui.domain.records import MINUTE, Scope, WantState, Window
from tui.sim.server import make_server
from tui.ui.app import ScryApp
from tui.ui.banner import Banner
from tui.ui.base_screen import FrameScreen, frames_of
from tui.ui.context import Feed
from tui.ui.features.call.screen import CallScreen
from tui.ui.navigation import go_back_to
from tui.ui.widgets.line import Line
from tui.ui.widgets.table import Table

SCREENS = ("Live", "Diagnosis", "Calls", "Call", "Session", "Channels", "Usage", "Quota")
TABS = {"Live": "1", "Diagnosis": "2", "Calls": "3", "Channels": "4", "Usage": "5", "Quota": "6"}
ONSET_AGO_S = 1200.0
CLASS = "数学-3班"
WATCHED = ("大班课-数学", "big-live-1")
# A slot frees a minute after the answer before.
SLOT_S = 61.0
BY_THE_MINUTE = frozenset(
    endpoint.path for name, endpoint in EDITION.endpoints.items() if DOCUMENTED.limits[name].per_minute == 1
)
# The data that must come back: points and diagnoses, by their identity.
KNOWN = {
    "points": "SELECT series_id, ts, value FROM points",
    "diagnoses": "SELECT ts, uid, exp_id, channel FROM diagnoses",
    "calls": "SELECT call_id, created_ts FROM calls",
    "sessions": "SELECT call_id, sid FROM sessions",
    "usage": "SELECT ts, users, sessions, channels FROM usage",
}


class Seen(Struct, frozen=True):
    """One screen during the break: the top line's state, and the words beside the data."""

    state: str
    said: str


class Told(Struct, frozen=True):
    """The result of a case. `lost` lists data unknown, or not yet known again, after its end, and requests spent in
    vain."""

    case: Case
    seen: dict[str, Seen]
    lost: Sequence[str]


class Stage:
    """The app; `screens` are the screens read, and `healthy` their content without a fault."""

    def __init__(
        self, app: ScryApp, pilot: Pilot[None], clock: ManualClock, link: Link, screens: Sequence[str]
    ) -> None:
        self.app, self.pilot, self.clock, self.link, self.screens = app, pilot, clock, link, screens
        self.healthy: dict[str, Seen] = {}
        self.impostor: ssl.SSLContext | None = None

    async def load(self) -> None:
        for name in self.screens:
            await self.look(name)
            await self.pass_time(SLOT_S)
            self.healthy[name] = self.seen()

    # -- time

    async def rest(self) -> None:
        """Wait until no request is under way, with whatever result."""
        calm, patience = 0, Patience()
        while calm < 3:
            await asyncio.sleep(0.003)
            feed = self.app.context.feed
            now_ts = self.app.context.clock.now()
            statuses = list(feed.statuses.values()) if feed else []
            # One that is due has only not been told yet that it is fetched.
            rests = bool(statuses) and all(
                status.state is not WantState.FETCHING and (status.next_ts is None or status.next_ts > now_ts)
                for status in statuses
            )
            calm = calm + 1 if rests else 0
            patience.look(lambda: f"it does not come to rest: {statuses}")  # noqa: B023 - said at once

    async def pass_time(self, seconds: float) -> None:
        """From one thing that is due to the next."""
        end_s = self.clock.elapsed() + seconds
        await self.rest()
        while (left_s := end_s - self.clock.elapsed()) > 0:
            self.clock.advance(min(left_s, max(self.clock.next_wake_s() or left_s, 0.2)))
            await self.rest()

    # -- screens

    async def look(self, name: str) -> None:
        """Go to a screen."""
        tab = TABS.get(name, TABS["Calls"])
        if self.top.TAB not in ("calls", "call", "session") or tab != TABS["Calls"]:
            await self.pilot.press(tab)
        wanted = ("Calls", "Call", "Session").index(name) if tab == TABS["Calls"] else 0
        frames = frames_of(self.app)
        if len(frames) > wanted + 1:
            go_back_to(frames[wanted])
        elif name == "Call" and len(frames) == 1:
            self.app.push_screen(CallScreen(self.app.context, Scope(channel=CLASS, moment_ts=int(NOW_TS) - 400)))
        elif name == "Session" and len(frames) == 2:
            await self.pilot.press("enter")
        await self.pilot.pause()

    @property
    def top(self) -> FrameScreen:
        return frames_of(self.app)[-1]

    def seen(self) -> Seen:
        top = self.top
        top.tick()
        state = "".join(text for text, _ in top.query_one("#state", Line).runs)
        said = top.query_one("#banner", Banner).said
        return Seen(_steady(_without_alarms(state)), _steady(said))

    def rows(self) -> int:
        """How many rows the screen's lists hold."""
        return sum(table.count[1] for table in self.top.query(Table))

    # -- data

    async def known(self) -> dict[str, set[tuple[object, ...]]]:
        feed = self.app.context.feed
        assert feed is not None

        def read(connection: sqlite3.Connection, _: int) -> dict[str, set[tuple[object, ...]]]:
            return {name: set(connection.execute(query)) for name, query in KNOWN.items()}

        return await feed.store.read(by_rows(read))

    async def suffer(self, case: Case) -> Told:
        """Break the link, read every screen and request by hand, mend the link, and wait for the recovery."""
        await self.look("Live")
        await self.pass_time(SLOT_S)
        before, began_s, asked = await self.known(), self.clock.elapsed(), len(self.link.asked)
        seen: dict[str, Seen] = {}
        lost: list[str] = []
        async with case.strike(Place(self.link, self.clock, self.impostor)):
            await self.link.cut()
            await self.pass_time(case.lasts_s)
            for name in self.screens:
                await self.look(name)
                await self.pilot.press("r")
                await self.pass_time(SLOT_S)
                seen[name] = self.seen()
                if not self.rows():
                    lost.append(f"all that {name} showed")
        minutes = (self.clock.elapsed() - began_s) / MINUTE
        lost += self._overspent(self.link.asked[asked:], minutes)
        await self.look("Live")
        heals_at_s = self.clock.elapsed() + case.heals_s
        for name in self.screens:
            await self.look(name)
            if name == "Usage":
                await self.pilot.press("r")
            if not await self._heals(name, max(heals_at_s - self.clock.elapsed(), SLOT_S)):
                lost.append(f"{name} does not come back: {self.seen()}")
        after = await self.known()
        lost += [f"{len(before[name] - after[name])} {name}" for name in KNOWN if not before[name] <= after[name]]
        lost += await self._gaps(began_s)
        return Told(case, seen, lost)

    async def _heals(self, name: str, within_s: float) -> bool:
        """Whether the screen returns to its former content."""
        end_s = self.clock.elapsed() + within_s
        while True:
            now = self.seen()
            if not now.said and _unhurried(now.state) == _unhurried(self.healthy[name].state):
                return True
            if self.clock.elapsed() >= end_s:
                return False
            await self.pass_time(SLOT_S / 4)

    def _overspent(self, asked: Sequence[str], minutes: float) -> list[str]:
        """The endpoints limited to one request a minute with more arrivals than that."""
        paths = Counter(line.split()[1].partition("?")[0] for line in asked)
        most = minutes + 1
        return [
            f"quota: {paths[path]} times {path} in {minutes:.0f} min" for path in BY_THE_MINUTE if paths[path] > most
        ]

    async def _gaps(self, began_s: float) -> list[str]:
        """The minutes of the outage that are not known when it is over."""
        feed = self.app.context.feed
        assert feed is not None
        start_ts = int(NOW_TS + began_s) // MINUTE * MINUTE
        # Younger ones may not have been asked for again yet.
        end_ts = int(NOW_TS + self.clock.elapsed()) // MINUTE * MINUTE - 5 * MINUTE
        window = Window(start_ts, max(start_ts, end_ts))
        found = await feed.store.read(lambda snapshot: snapshot.series([("videoFreezeRate", "")], window))
        known = {ts // MINUTE * MINUTE for ts, _ in found["videoFreezeRate", ""].points}
        gaps = set(window.minutes()) - known
        return [f"{len(gaps)} minutes of {len(window.minutes())}"] if gaps else []


def _without_alarms(state: str) -> str:
    """The top line also says the alarms that fire, whatever the network does."""
    return re.sub(r"\s*[▲△] \d+ alarms?\b.*", "", state)


def _steady(text: str) -> str:
    """Without the changing parts: times, ages, spending, the server's port, counts of bytes, quotes of an answer."""
    text = re.sub(r"(message body) \(received \d+…?", r"\1 (…", text)
    text = re.sub(r"(localhost|127\.0\.0\.1):\d+", r"\1:…", text)
    text = re.sub(r"\d\d:\d\d:\d\d", "hh:mm:ss", text)
    text = re.sub(r" *[○◔◑◕●] \d+/\d+( today)?", "", text)
    text = re.sub(r"(stale|every|box clock) \d+ [smh]", r"\1 …", text)
    # The place and the text at which the answer stopped being JSON.
    text = re.sub(r"(not JSON) \(.*?\): .*?(?=\. [A-Z])", r"\1 (…): …", text, flags=re.DOTALL)
    return re.sub(r" *\d+ [smh] old", "", text).strip()


def _unhurried(state: str) -> str:
    """How far apart it is asked, Scry decides; the box's clock stays as it was set."""
    return re.sub(r" *(every …|box clock … \w+)", "", state).strip()


@asynccontextmanager
async def staged(
    screens: Sequence[str] = SCREENS, *, timeouts: Timeouts = DEFAULT_TIMEOUTS, tls: ssl.SSLContext | None = None
) -> AsyncIterator[Stage]:
    """The app at 120×36, on a link to a simulator in a thread, its screens loaded."""
    clock = ManualClock(NOW_TS)
    # The server's time goes on under any change of the box's clock.
    world = World("incident", 1, lambda: NOW_TS + clock.elapsed(), APP_ID, epoch_ts=NOW_TS, onset_s=-ONSET_AGO_S)
    server_clock = ServerClock(clock)
    with (
        serving(make_server(world, ("127.0.0.1", 0))) as server,
        tempfile.TemporaryDirectory() as directory,
        open_store(Path(directory)) as store,
    ):
        async with linked(server.server_address[1], tls) as link:
            scheme = "https" if tls else "http"

            async def open_feed() -> Feed:
                return CollectedFeed(
                    store,
                    clock=server_clock,
                    by="test:1",
                    policy=DOCUMENTED,
                    base_url=f"{scheme}://localhost:{link.port}",
                    app_id=APP_ID,
                    customer_id="demo",
                    customer_secret="demo",
                    timeouts=timeouts,
                )

            context = make_context(server_clock, open_feed)
            context.remembered = Remembered(configured=WATCHED)
            # A search that one answer holds, or it would spend the day's requests.
            context.remembered.keep_search(Search("last 3 h", CLASS))
            app = ScryApp(context)
            async with app.run_test(size=(120, 36)) as pilot:
                stage = Stage(app, pilot, clock, link, screens)
                await stage.load()
                yield stage
