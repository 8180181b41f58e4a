"""The alarm, by the bell and the terminal's title, whatever screen is looked at and whatever its view does."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from textual.pilot import Pilot

from tests.manual_clock import ManualClock
from tests.ui.offered import Offered
from tests.ui.staging import at_rest, on_stage, pass_time, until, wait_for
from tests.worlds import SimTransport, incident, make_context, make_feed, manual_clock, open_store
from tui.clock import ServerClock
from tui.config.values import SCREENS
from tui.domain.text import Lang
from tui.ui.app import ScryApp
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed

# What the incident of the simulator does first.
BAD = "▲ Video freeze 6.9 % bad since 07:4"


class Link(httpx.AsyncBaseTransport):
    """The incident behind a link that may be cut, or behind a server that answers with no minutes at all."""

    def __init__(self, clock: ManualClock, *, onset_ago_s: float = 600.0) -> None:
        self.sim = SimTransport(incident(clock, onset_ago_s=onset_ago_s))
        self.is_up, self.has_rows = True, True

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if not self.is_up:
            raise httpx.ConnectError("no route to host")
        if not self.has_rows:
            return httpx.Response(200, json={"code": 200, "message": "", "data": []})
        return await self.sim.handle_async_request(request)


class Staged:
    def __init__(self, app: ScryApp, pilot: Pilot[None], clock: ManualClock, link: Link, rung: list[int]) -> None:
        self.app, self.pilot, self.clock, self.link, self.rung = app, pilot, clock, link, rung

    @property
    def title(self) -> str:
        return self.app.terminal_title.text

    async def titled(self, pattern: str) -> str:
        try:
            await until(self.pilot, lambda: re.search(pattern, self.title) is not None)
        except AssertionError:
            raise AssertionError(self.title) from None
        return self.title

    async def in_an_incident(self) -> int:
        """Until all that is bad by now is told; how often that rang."""
        await self.titled(re.escape(BAD))
        await at_rest(self.app, self.pilot)
        await until(self.pilot, lambda: len(self.rung) == self.title.count("bad since"))
        return len(self.rung)

    async def passes(self, minutes: int) -> None:
        await pass_time(self.app, self.pilot, self.clock, minutes, 60.0)
        # The monitor judges a few seconds later at most.
        await pass_time(self.app, self.pilot, self.clock, 1, 15.0)


@asynccontextmanager
async def staged(
    monkeypatch: pytest.MonkeyPatch, first_screen: str = "live", *, onset_ago_s: float = 600.0, lang: Lang = "en"
) -> AsyncIterator[Staged]:
    rung: list[int] = []
    monkeypatch.setattr("tui.ui.app.ScryApp.bell", lambda _: rung.append(1))
    clock = manual_clock()
    link = Link(clock, onset_ago_s=onset_ago_s)
    async with on_stage(clock, link, first_screen=first_screen, lang=lang) as (app, pilot):
        yield Staged(app, pilot, clock, link, rung)


@pytest.mark.parametrize("first_screen", SCREENS)
async def test_it_rings_and_titles_whatever_screen_is_first(first_screen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with staged(monkeypatch, first_screen) as stage:
        await stage.titled(re.escape(BAD))
        assert len(stage.rung) == stage.title.count("bad since") >= 1
        assert [name for name in SCREENS if stage.app._screen_stacks.get(name)] == [first_screen]


async def test_it_rings_for_another_project_that_was_entered_from_another_tab(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    rung: list[int] = []
    monkeypatch.setattr("tui.ui.app.ScryApp.bell", lambda _: rung.append(1))
    clock, offered = manual_clock(), Offered()

    def opens(key: str, *, onset_ago_s: float = 600.0) -> Context:
        home = tmp_path / key
        home.mkdir()
        server_clock, store = ServerClock(clock), open_store(home)

        async def open_feed() -> Feed:
            return make_feed(store, server_clock, Link(clock, onset_ago_s=onset_ago_s))

        context = make_context(server_clock, open_feed)
        context.profile = context.project = key
        context.first_screen, context.leave, context.projects = "calls", store.close, offered
        return context

    offered.opens = opens
    app = ScryApp(opens("classroom", onset_ago_s=-100_000.0))
    async with app.run_test(size=(120, 36)) as pilot:
        await wait_for(app, pilot, lambda text: "● live" in text)
        assert (app.terminal_title.text, rung) == ("scry classroom", [])
        await pilot.press("ctrl+o", *"staging", "enter")
        await until(pilot, lambda: BAD in app.terminal_title.text)
        assert app.terminal_title.text.startswith("scry staging · ▲ ")
        assert len(rung) >= 1
        await pilot.press("ctrl+q")
    app.context.leave()


async def test_a_frozen_view_of_live_silences_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    async with staged(monkeypatch, onset_ago_s=-240.0) as stage:
        await wait_for(stage.app, stage.pilot, lambda text: "● live" in text)
        await stage.pilot.press("p")
        assert (stage.title, stage.rung) == ("scry 课堂-prod", [])
        await pass_time(stage.app, stage.pilot, stage.clock, 12)
        await stage.titled("Video freeze .* bad since")
        assert stage.rung
        assert isinstance(stage.app.screen, FrameScreen)
        assert stage.app.screen.frozen_ts is not None


@pytest.mark.long
@pytest.mark.parametrize("first_screen", ["live", "quota"])
async def test_a_link_that_is_lost_in_an_incident_is_an_alarm_of_its_own_and_ends_none(
    first_screen: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(monkeypatch, first_screen) as stage:
        before = await stage.in_an_incident()
        stage.link.is_up = False
        await stage.passes(7)
        title = await stage.titled(r"bad since 07:4\d.* · no data for \d+ m$")
        assert BAD in title
        assert len(stage.rung) == before + 1
        await stage.passes(100)
        assert await stage.titled(r"bad since 07:4\d.* · no data for 1\d\d m$")
        assert len(stage.rung) == before + 1, "once"
        stage.link.is_up = True
        await stage.passes(20)
        await until(stage.pilot, lambda: "no data" not in stage.title)


async def test_answers_without_any_minute_end_no_incident(monkeypatch: pytest.MonkeyPatch) -> None:
    async with staged(monkeypatch, "calls") as stage:
        before = await stage.in_an_incident()
        stage.link.has_rows = False
        await stage.passes(8)
        await stage.titled(r"bad since 07:4\d.* · no data for \d+ m$")
        assert len(stage.rung) == before + 1


async def test_a_feed_that_dies_while_all_is_well_is_titled_with_its_age(monkeypatch: pytest.MonkeyPatch) -> None:
    async with staged(monkeypatch, "usage", onset_ago_s=-100_000.0) as stage:
        await wait_for(stage.app, stage.pilot, lambda text: "Users of the day" in text)
        await until(stage.pilot, lambda: stage.app.context.live_newest_ts is not None)
        stage.link.is_up = False
        await stage.passes(7)
        await stage.titled(r"^scry 课堂-prod · ▲ no data for \d+ m$")
        assert stage.rung == [1]
        await stage.pilot.press("L", "L")
        assert re.search(r"· ▲ 已 \d+ 分无数据$", stage.title), "the language is the reader's at once"
