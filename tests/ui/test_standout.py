"""The breakdown of a metric at a moment: asked for by hand, kept, and read again without a request."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.manual_clock import ManualClock
from tests.strict_today import StrictToday
from tests.ui.staging import on_stage, samples, text_of, wait_for
from tests.ui.test_today import at_today, passing
from tests.worlds import manual_clock
from tui.domain.records import Scope
from tui.ui.app import ScryApp
from tui.ui.navigation import Route


def asked(strict: StrictToday) -> int:
    return sum(count for path, count in strict.asked.items() if "/dimension/" in path)


async def opened(
    app: ScryApp, pilot: Pilot[None], clock: ManualClock, metric: str, *, ago_s: float = 300, product: str = ""
) -> None:
    app.open(Route("standout", Scope(moment_ts=int(clock.now() - ago_s)), metric=metric, product=product))
    await pilot.pause()


async def answered(app: ScryApp, pilot: Pilot[None], clock: ManualClock) -> str:
    for _ in range(60):
        await passing(clock, 5)
        if "by hand" in text_of(app):
            break
    return await wait_for(app, pilot, lambda text: "by hand" in text)


@pytest.mark.long
async def test_six_requests_tell_the_value_that_stands_out_and_are_kept() -> None:
    async with at_today() as (app, pilot, strict, clock):
        await opened(app, pilot, clock, "videoFreezeRate")
        text = await answered(app, pilot, clock)
        assert "region Shandong stands out: Video freeze" in " ".join(text.split())
        assert "6 requests by hand" in text
        assert asked(strict) == 6
        moment_ts = app.screen.scope.moment_ts  # type: ignore[attr-defined]
        await pilot.press("escape")
        app.open(Route("standout", Scope(moment_ts=moment_ts), metric="videoFreezeRate"))
        await wait_for(app, pilot, lambda text: "from the store, answered" in text)
        await passing(clock, 60)
        assert asked(strict) == 6
        assert strict.breaches == []


@pytest.mark.parametrize(
    ("metric", "product", "ago_s", "said"),
    [
        ("pcc", "", 300, "the API tells no dimensions of it"),
        ("audioFreezeRate", "WebRTC", 300, "WebRTC has none"),
        ("videoFreezeRate", "", 30, "is pending: the API answers 40 s later"),
        ("videoFreezeRate", "", 4000, "is out of reach: this plan answers for the last 40 minutes"),
    ],
)
async def test_a_breakdown_that_cannot_be_says_why_before_any_request(
    metric: str, product: str, ago_s: float, said: str
) -> None:
    async with at_today() as (app, pilot, strict, clock):
        await opened(app, pilot, clock, metric, ago_s=ago_s, product=product)
        await wait_for(app, pilot, lambda text: said in " ".join(text.split()))
        await passing(clock, 5)
        assert asked(strict) == 0


async def test_a_plan_without_realtime_data_says_so() -> None:
    async with at_today("standard") as (app, pilot, strict, clock):
        await opened(app, pilot, clock, "videoFreezeRate")
        await wait_for(app, pilot, lambda text: "plan standard: no realtime data by dimension" in text)
        assert asked(strict) == 0


@pytest.mark.long
async def test_the_other_product_is_asked_for_apart_and_users_have_shares_without_rates() -> None:
    async with at_today("enterprise", lang="zh") as (app, pilot, strict, clock):
        await opened(app, pilot, clock, "pcu")
        for _ in range(40):
            await passing(clock, 2)
            if "手动 6 次请求" in text_of(app):
                break
        text = await wait_for(app, pilot, lambda text: "用户最多：国家 China" in text)
        assert "Native" in text
        await pilot.press("v")
        await wait_for(app, pilot, lambda text: "· WebRTC ·" in text)
        for _ in range(60):
            await passing(clock, 5)
            if "手动 6 次请求" in text_of(app):
                break
        await wait_for(app, pilot, lambda text: "Chrome" in text and "手动 6 次请求" in text)
        assert asked(strict) == 12
        assert strict.breaches == []


@pytest.mark.long
async def test_a_pending_moment_is_asked_for_as_soon_as_the_api_answers_for_it() -> None:
    async with at_today("enterprise") as (app, pilot, strict, clock):
        await opened(app, pilot, clock, "networkDelay", ago_s=10)
        await wait_for(app, pilot, lambda text: "is pending" in text)
        await passing(clock, 60)
        await wait_for(app, pilot, lambda text: "6 requests by hand" in text)
        assert strict.breaches == []


async def test_b_on_live_of_an_edition_without_dimensions_says_so() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, lambda text: "Users" in text)
        await pilot.press("b")
        await wait_for(app, pilot, lambda text: "Edition 2020-10: the API tells no metric by country" in text)
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: "highest" in text)
