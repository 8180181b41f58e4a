"""From the list of calls of today's edition to the sender who causes the trouble: the keys are counted."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from tests.today_worlds import TodayTransport
from tests.ui.staging import on_stage, wait_for
from tests.worlds import APP_ID, manual_clock
from tui.agora.editions.today import edition_of
from tui.domain.text import Lang
from tui.sim.today.world import TodayWorld
from tui.ui.features.call.screen import CallScreen
from tui.ui.features.pair.peers import PeersScreen
from tui.ui.features.pair.screen import PairScreen

TEACHER, CLASS = "44361248", "数学-3班"
VERDICTS = {"en": f"sender's network: sender {TEACHER}", "zh": f"发送端网络：发送端 {TEACHER}"}
# The search that nobody typed has spent its handful of requests.
HANDFUL = {"en": "stopped at", "zh": "次而停止"}
MOST_KEYS = 5


def says(words: tuple[str, ...], text: str) -> bool:
    return all(word in text for word in words)


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_a_few_keys_lead_from_the_calls_to_the_guilty_sender(lang: Lang, size: tuple[int, int]) -> None:
    clock = manual_clock()
    world = TodayWorld("incident", 1, clock.now, APP_ID, epoch_ts=clock.now(), onset_s=-540.0)
    edition = edition_of("premium")
    async with on_stage(clock, TodayTransport(world), edition=edition, first_screen="calls", lang=lang, size=size) as (
        app,
        pilot,
    ):
        pressed = []

        async def press(key: str, *words: str) -> str:
            pressed.append(key)
            await pilot.press(key)
            return await told(*words)

        async def told(*words: str) -> str:
            for _ in range(40):
                # The plan allows three requests a second.
                clock.advance(0.5)
                await asyncio.sleep(0.005)
            return await wait_for(app, pilot, partial(says, words))

        await told(HANDFUL[lang])
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
        await wait_for(app, pilot, partial(says, (VERDICTS[lang],)))
        assert len(pressed) <= MOST_KEYS, pressed
