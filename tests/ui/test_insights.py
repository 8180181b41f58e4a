"""Usage in today's edition: days that come, hours by a key, the plan without insights."""

from __future__ import annotations

import pytest

from tests.ui.staging import text_of, until, wait_for
from tests.ui.test_today import at_today, passing
from tui.domain.records import DAY, HOUR
from tui.domain.text import Lang
from tui.ui.features.usage.insight_screen import InsightScreen


@pytest.mark.long
@pytest.mark.parametrize(("plan", "lang", "size"), [("premium", "en", (80, 24)), ("enterprise", "zh", (200, 50))])
async def test_days_come_metric_by_metric_and_a_key_turns_to_hours(
    plan: str, lang: Lang, size: tuple[int, int]
) -> None:
    async with at_today(plan, first_screen="usage", lang=lang, size=size) as (app, pilot, strict, clock):
        screen = app.screen
        assert isinstance(screen, InsightScreen)

        async def until_known(count: int) -> None:
            for _ in range(60):
                if (
                    screen.data is not None
                    and sum(slot.value(screen.chosen) is not None for slot in screen.data.slots) >= count
                ):
                    return
                await passing(clock, 30)
            raise AssertionError(text_of(app))

        await until_known(2)
        assert screen.step_s == DAY
        await wait_for(app, pilot, lambda text: ("XLA minutes 20" if lang == "en" else "XLA 分钟 20") in text)
        await pilot.press("l")
        assert screen.chosen == "sessionCount"
        await pilot.press("t")
        # The first day of a store may have spent its requests on days: hours come on the next one.
        await until(pilot, lambda: screen.data is not None and screen.data.step_s == HOUR)
        await pilot.press("w")
        await wait_for(app, pilot, lambda text: ("Requests" if lang == "en" else "请求") in text)
        assert strict.breaches == []


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_plan_without_insights_says_so_and_asks_nothing(lang: Lang) -> None:
    async with at_today("standard", first_screen="usage", lang=lang) as (app, pilot, strict, _):
        said = "has no insights" if lang == "en" else "没有数据洞察"
        await wait_for(app, pilot, lambda text: said in text)
        assert not [path for path in strict.asked if "insight" in path]
