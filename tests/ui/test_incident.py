"""The key of the summary: from the moment on screen to its sentences, the longer time, the way to a place."""

from __future__ import annotations

import re

from tests.ui.staging import at_rest, on_stage, until, wait_for
from tests.worlds import SimTransport, incident, manual_clock
from tui.ui.features.findings.screen import IncidentScreen
from tui.ui.features.live.screen import LiveScreen


async def test_a_key_summarises_the_time_around_the_moment_and_enter_goes_there() -> None:
    clock = manual_clock()
    async with on_stage(clock, SimTransport(incident(clock))) as (app, pilot):
        await at_rest(app, pilot)
        await pilot.press("I")
        text = await wait_for(app, pilot, lambda text: "the first bad minute" in text)
        screen = app.screen
        assert isinstance(screen, IncidentScreen)
        assert "Live › Incident › 1 h" in text
        assert re.search(r"Video freeze > 5 %: \d+ of \d+ known minutes, from ", text)
        data = screen.live_query.data
        assert data is not None
        assert data.query.window.seconds <= 3600
        await pilot.press("minus")
        await wait_for(app, pilot, lambda text: "Incident › 6 h" in text)
        await until(pilot, lambda: screen.live_query.data is not data)
        place = next(index for index, fact in enumerate(screen.facts) if fact.route is not None)
        assert screen.table is not None
        screen.table.move_cursor(str(place))
        assert screen.moment_link() is not None
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, LiveScreen) and app.screen is not app.screen_stack[0])
