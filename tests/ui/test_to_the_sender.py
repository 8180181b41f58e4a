"""From the list of calls of today's edition to the sender who causes the trouble: the keys are counted."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import pytest
from textual.pilot import Pilot

from tests.manual_clock import ManualClock
from tests.today_worlds import TodayTransport
from tests.ui.staging import on_stage, wait_for
from tests.worlds import APP_ID, manual_clock
from tui.agora.editions.today import edition_of
from tui.domain.glossary import thresholds_with
from tui.domain.text import Lang
from tui.monitor.rules import default_rules
from tui.sim.today.world import TodayWorld
from tui.ui.app import ScryApp
from tui.ui.features.call.screen import CallScreen
from tui.ui.features.live.screen import LiveScreen
from tui.ui.features.pair.peers import PeersScreen
from tui.ui.features.pair.screen import PairScreen

TEACHER, CLASS = "44361248", "数学-3班"
VERDICTS = {"en": f"sender's network: sender {TEACHER}", "zh": f"发送端网络：发送端 {TEACHER}"}
# The search that nobody typed has spent its handful of requests.
HANDFUL = {"en": "stopped at", "zh": "次而停止"}
MOST_KEYS = 5


def says(words: tuple[str, ...], text: str) -> bool:
    return all(word in text for word in words)


class Walk:
    """Keys pressed one after another, and time that passes behind each; the keys are counted."""

    def __init__(self, app: ScryApp, pilot: Pilot[None], clock: ManualClock) -> None:
        self.app, self.pilot, self.clock = app, pilot, clock
        self.pressed: list[str] = []

    async def press(self, key: str, *words: str, seconds: float = 20.0) -> str:
        self.pressed.append(key)
        await self.pilot.press(key)
        return await self.told(*words, seconds=seconds)

    async def told(self, *words: str, seconds: float = 20.0) -> str:
        for _ in range(int(seconds * 2)):
            # The plan allows three requests a second.
            self.clock.advance(0.5)
            await asyncio.sleep(0.005)
        return await wait_for(self.app, self.pilot, partial(says, words))


@asynccontextmanager
async def in_the_incident(
    lang: Lang, size: tuple[int, int], *, onset_ago_s: float = 540.0, first_screen: str = "calls"
) -> AsyncIterator[Walk]:
    clock = manual_clock()
    world = TodayWorld("incident", 1, clock.now, APP_ID, epoch_ts=clock.now(), onset_s=-onset_ago_s)
    edition = edition_of("premium")
    rules = default_rules(edition, thresholds_with({}))
    async with on_stage(
        clock,
        TodayTransport(world),
        edition=edition,
        first_screen=first_screen,
        lang=lang,
        size=size,
        rules=rules,
    ) as (app, pilot):
        yield Walk(app, pilot, clock)


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_few_keys_lead_from_the_calls_to_the_guilty_sender(lang: Lang, size: tuple[int, int]) -> None:
    async with in_the_incident(lang, size) as walk:
        app, press = walk.app, walk.press
        await walk.told(HANDFUL[lang])
        text = await press("W", CLASS)
        row = next(line for line in text.split("\n") if "▸" in line)
        assert CLASS in row, "the worst call is the class"
        await press("enter", VERDICTS[lang])
        assert isinstance(app.screen, CallScreen)
        await press("enter", VERDICTS[lang])
        text = await press("v", TEACHER)
        if isinstance(app.screen, PeersScreen):
            # Of several receivers one is chosen; the first one suffers most.
            text = await press("enter", TEACHER)
        assert isinstance(app.screen, PairScreen), text
        await walk.told(VERDICTS[lang])
        assert len(walk.pressed) <= MOST_KEYS, walk.pressed


ALARM = {"en": "alarm", "zh": "告警"}
STANDS_OUT = {"en": "stands out", "zh": "突出"}


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_few_keys_lead_from_the_alarm_to_the_network_that_stands_out_and_to_the_sender(
    lang: Lang, size: tuple[int, int]
) -> None:
    async with in_the_incident(lang, size, onset_ago_s=300.0, first_screen="live") as walk:
        await walk.told(f"▲ 1 {ALARM[lang]}", seconds=400.0)
        screen = walk.app.screen
        assert isinstance(screen, LiveScreen)
        assert screen.chosen in ("videoFreezeRate", "joinSuccess5SecsRate"), (
            "the cursor goes to the metric that turns bad"
        )
        await walk.press("b", STANDS_OUT[lang], "Wi-Fi", seconds=150.0)
        # The findings of the hour by rank: the class is the worst of all calls.
        await walk.press("2", CLASS)
        await walk.press("enter", VERDICTS[lang])
        assert isinstance(walk.app.screen, CallScreen)
        assert len(walk.pressed) <= MOST_KEYS, walk.pressed
