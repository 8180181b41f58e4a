"""The monitor needs no terminal: a service has none."""

from __future__ import annotations

import pytest

from tests.agora.test_floor import imported_by


@pytest.mark.parametrize("module", ["tui.monitor.alarm", "tui.monitor.alarms", "tui.monitor.monitor"])
def test_the_monitor_brings_no_drawing_library(module: str) -> None:
    assert not imported_by(module) & {"textual", "rich", "plotext", "tui.ui", "tui.ui.widgets"}
