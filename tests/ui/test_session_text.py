"""What the session's list says: a mark stands beside the value that it is about, and beside no other."""

from __future__ import annotations

from tui.domain.glossary import MIDS
from tui.domain.records import Level
from tui.terminal.cells import plain
from tui.ui.features.session.view import now_runs


def test_a_second_of_a_freeze_does_not_wear_the_mark_of_its_minute() -> None:
    assert plain(now_runs([(0.0, Level.BAD)], MIDS[20011])) == "0 ms"
    assert plain(now_runs([(31.4, Level.BAD)], MIDS[20018])) == "31.4 % ▲"
