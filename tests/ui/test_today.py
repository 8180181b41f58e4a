"""The screens on today's edition, on the strict server: calls, users and curves, and the tabs without data."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from textual.pilot import Pilot

from tests.manual_clock import ManualClock
from tests.strict_today import StrictToday
from tests.today_worlds import strictly
from tests.ui.staging import on_stage, still, text_of, until, wait_for
from tests.worlds import APP_ID, manual_clock
from tui.agora.editions.today import edition_of
from tui.domain.text import Lang
from tui.sim.today.world import TodayWorld
from tui.ui.app import ScryApp
from tui.ui.features.live.screen import LiveScreen

TABS = (("1", "live"), ("4", "channels"), ("5", "usage"))


@asynccontextmanager
async def at_today(
    plan: str = "premium", *, first_screen: str = "calls", lang: Lang = "en", size: tuple[int, int] = (120, 36)
) -> AsyncIterator[tuple[ScryApp, Pilot[None], StrictToday, ManualClock]]:
    clock = manual_clock()
    world = TodayWorld("incident", 1, clock.now, APP_ID, epoch_ts=clock.now(), onset_s=-600.0, plan=plan)
    strict = strictly(world, plan, clock.now)
    async with on_stage(clock, strict, edition=edition_of(plan), first_screen=first_screen, lang=lang, size=size) as (
        app,
        pilot,
    ):
        yield app, pilot, strict, clock


async def passing(clock: ManualClock, seconds: float) -> None:
    """Time in which requests may leave and answers come."""
    for _ in range(int(seconds * 3)):
        clock.advance(1 / 3)
        await asyncio.sleep(0.005)


@pytest.mark.long
@pytest.mark.parametrize("plan", ["standard", "premium", "enterprise"])
async def test_use_of_calls_and_a_call_for_a_long_time_breaks_no_limit(plan: str) -> None:
    async with at_today(plan, size=(160, 40)) as (app, pilot, strict, clock):
        await passing(clock, 20)
        await wait_for(app, pilot, lambda text: "running" in text and re.search(r"\d+ / \d+", text) is not None)
        await pilot.press("W")
        # The sentence about it stands for some seconds only.
        await wait_for(app, pilot, lambda text: re.search(r"▼ ?(audio|video) fr\.", text) is not None)
        await pilot.press("enter")
        # Longer than any plan's delay: a call that has just begun is not told of before.
        clock.advance(400)
        await passing(clock, 60)
        text = await wait_for(app, pilot, lambda text: "audio API" in text and ("\u2501" in text or "\u25b2" in text))
        assert "no diagnosis" not in text
        await pilot.press("o")
        await passing(clock, 30)
        if plan == "standard":
            # Whether this plan has these endpoints is stated nowhere; the simulator has them not.
            await wait_for(app, pilot, lambda text: "not in the plan" in text)
        else:
            await wait_for(app, pilot, lambda text: "stands out" in text or "cannot be told" in text)
        await pilot.press("escape")
        # Calls go on, begin and end; the screen asks again from time to time.
        for _ in range(12):
            clock.advance(600)
            await passing(clock, 3)
        # Ten minutes pass at once, also for a realtime request under way, which reaches back forty alone.
        assert [each for each in strict.breaches if "/realtime/" not in each.path] == []


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_tab_without_data_says_so_and_asks_nothing(lang: Lang) -> None:
    async with at_today("standard", lang=lang, first_screen="live") as (app, pilot, _, _):
        for key, _ in TABS:
            await pilot.press(key)
            await wait_for(app, pilot, lambda text: ("Edition today" if lang == "en" else "today 版") in text)
        assert app.context.feed is not None
        assert "Traceback" not in text_of(app)


def says(what: str, text: str) -> bool:
    return what in text


async def test_live_joins_both_products_and_one_key_tells_them_apart_and_is_remembered() -> None:
    async with at_today(first_screen="live") as (app, pilot, strict, clock):
        await passing(clock, 5)
        await wait_for(app, pilot, lambda text: re.search(r"Users +[\d,]+", text) is not None)
        await wait_for(app, pilot, lambda text: "Native + WebRTC" in text)
        for product in ("Native", "WebRTC"):
            await pilot.press("v")
            await wait_for(app, pilot, partial(says, f"Live › {product}"))
            assert app.context.remembered.product == product
        await wait_for(app, pilot, lambda text: "not in WebRTC" in text)
        await pilot.press("v")
        await wait_for(app, pilot, lambda text: "Live ›" not in text)
        assert strict.breaches == []


async def test_the_metrics_on_the_cursor_s_way_are_not_asked_for_the_one_where_it_rests_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with at_today(first_screen="live") as (app, pilot, _, clock):
        await passing(clock, 20)
        await still(app, pilot)
        feed, submitted = app.context.feed, []
        assert feed is not None
        monkeypatch.setattr(feed, "submit", lambda wants: submitted.append([*wants]))
        for _ in range(3):
            app.simulate_key("j")
        await asyncio.sleep(0)
        assert submitted == []
        await until(pilot, lambda: bool(submitted))
        screen = app.screen
        assert isinstance(screen, LiveScreen)
        (wants,) = submitted
        first = {want.selection.metric for want in wants if want.endpoint.startswith("realtime") and not want.rank}
        assert first == {screen.chosen} != {"pcu"}
