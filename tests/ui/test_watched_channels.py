"""Channels of today's edition: the watched ones by turns, one of them by 20 seconds, its breakdown and its call."""

from __future__ import annotations

import pytest

from tests.ui.staging import text_of, wait_for
from tests.ui.test_today import at_today, passing


@pytest.mark.long
async def test_a_watched_channel_gets_its_values_by_turns_within_the_plan() -> None:
    async with at_today("enterprise", first_screen="channels") as (app, pilot, strict, clock):
        await wait_for(app, pilot, lambda text: "0 channels" in text)
        await pilot.press("a", *"big-live-1", "enter")
        await wait_for(app, pilot, lambda text: "1 channel, 5 requests a round" in text)
        for _ in range(60):
            await passing(clock, 10)
            if "not asked" not in text_of(app):
                break
        text = await wait_for(app, pilot, lambda text: "not asked" not in text)
        assert "big-live-1" in text
        await pilot.press("enter")
        await wait_for(app, pilot, lambda text: "Network delay  Native" in text and "call since" in text)
        for _ in range(30):
            await passing(clock, 5)
            if "at most" in text_of(app):
                break
        await wait_for(app, pilot, lambda text: "users " in text and "at most" in text)
        await pilot.press("b")
        for _ in range(40):
            await passing(clock, 5)
            if "12 requests by hand" in text_of(app):
                break
        text = await wait_for(app, pilot, lambda text: "12 requests by hand" in text)
        assert "channel big-live-1" in text
        assert strict.breaches == []


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_without_realtime_data_the_tab_says_so(lang: str) -> None:
    async with at_today("standard", first_screen="channels", lang=lang) as (app, pilot, _, __):  # type: ignore[arg-type]
        said = "no realtime figures of channels" if lang == "en" else "没有频道的实时数据"
        await wait_for(app, pilot, lambda text: said in text)
