"""Background wants: the calls of a plan without figures of the project."""

from __future__ import annotations

from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.today import edition_of
from tui.analysis.feeds.background import recent_calls
from tui.domain.records import MINUTE

NOW = 1_795_305_600.0 + 7 * MINUTE


def test_a_plan_without_realtime_figures_asks_for_the_calls_of_the_last_half_hour_each_quarter() -> None:
    standard = edition_of("standard")
    (want,) = recent_calls(standard, NOW)
    assert want.endpoint == "call_lists"
    assert want.window is not None
    assert (want.window.seconds, want.window.end_ts) == (30 * MINUTE, 1_795_305_600)
    assert recent_calls(standard, NOW + 7 * MINUTE) == (want,)
    (later,) = recent_calls(standard, NOW + 8 * MINUTE)
    assert later.window is not None
    assert later.window.start_ts == want.window.start_ts + 15 * MINUTE


def test_editions_with_figures_of_the_project_ask_for_calls_on_their_screens_alone() -> None:
    for edition in (EDITION, edition_of("premium"), edition_of("flagship")):
        assert recent_calls(edition, NOW) == ()
