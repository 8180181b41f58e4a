"""Findings: tab 2 of today's edition, ranked by the freeze rates of the lists, and the call behind one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from textual.pilot import Pilot

from tests.manual_clock import ManualClock
from tests.ui.staging import until, wait_for
from tests.ui.test_today import at_today, passing
from tui.analysis.findings.finding import Basis, RankedFinding
from tui.domain.text import Lang
from tui.ui.app import ScryApp
from tui.ui.features.call.screen import CallScreen
from tui.ui.features.findings.list import FindingsScreen


async def until_then(pilot: Pilot[None], clock: ManualClock, holds: Callable[[], bool]) -> None:
    """Time goes on until it holds."""
    for _ in range(120):
        if holds():
            return
        await passing(clock, 5)
        await pilot.pause()
    await until(pilot, holds)


def found(app: ScryApp, basis: Basis) -> list[RankedFinding]:
    screen = app.screen_stack[-1]
    data = screen.data if isinstance(screen, FindingsScreen) else None
    return [one for one in data.found if one.basis is basis] if data else []


@pytest.mark.long
@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_tab_ranks_calls_by_their_freeze_rates_and_names_nobody_by_them(lang: Lang) -> None:
    async with at_today(first_screen="diagnosis", lang=lang) as (app, pilot, strict, clock):
        await until_then(pilot, clock, lambda: len(found(app, Basis.RATES)) > 1)
        rated = found(app, Basis.RATES)
        ranks = [one.rank or 0.0 for one in rated]
        assert ranks == sorted(ranks, reverse=True)
        assert all(not one.uid and one.side is None for one in rated)
        titles = ("2 Findings", "rank = ", "undecided") if lang == "en" else ("2 发现", "排序分 = ", "无法判断")
        await wait_for(app, pilot, lambda text: all(said in text for said in titles))
        assert strict.breaches == []


@pytest.mark.long
async def test_a_finding_leads_to_its_call_and_one_without_a_verdict_to_no_pair() -> None:
    async with at_today(first_screen="diagnosis") as (app, pilot, strict, clock):
        await until_then(pilot, clock, lambda: bool(found(app, Basis.RATES)))
        await pilot.press("v")
        await wait_for(app, pilot, lambda text: "about no pair" in text)
        screen = app.screen
        assert isinstance(screen, FindingsScreen)
        assert screen.chosen is not None
        call_id = screen.chosen.call_id
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CallScreen))
        assert isinstance(app.screen, CallScreen)
        assert app.screen.scope.call_id == call_id
        assert strict.breaches == []
