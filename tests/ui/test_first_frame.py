"""The first frame: it waits for no module that it can do without, and none is made in vain."""

from __future__ import annotations

import subprocess
import sys

import pytest
from textual._compositor import Compositor

from tests.ui.staging import on_stage, samples, until
from tests.worlds import manual_clock

# Libraries, other tabs' rooms, and what an action brings along.
LATER = (
    *("httpx", "plotext", "sqlite3", "shtab"),
    *("tui.agora.client", "tui.collector", "tui.sim", "tui.store.api", "tui.store.sqlite", "tui.store.rows"),
    *("hashlib", "tui.cli.bundling", "tui.domain.quoting", "tui.messages.finding", "tui.ui.dialog", "tui.ui.form"),
    *("tui.analysis.project.report", "tui.analysis.times.moments"),
    *("tui.agora.editions.reference_2020.wire", "tui.agora.editions.today", "tui.analysis.calls", "tui.analysis.cause"),
    *("tui.config.draft", "tui.config.writing", "tui.export", "tui.ui.extracts", "tui.ui.help", "tui.ui.palette"),
    *("tui.ui.text_page", "tui.ui.why", "tui.domain.glossary.mid_advice"),
    *(f"tui.ui.features.{name}" for name in ("call", "calls", "channels", "diagnosis", "export", "pair", "projects")),
    *(f"tui.ui.features.{name}" for name in ("quota", "session", "setup", "usage")),
    *(
        f"tui.messages.{name}"
        for name in ("call", "calls", "channels", "diagnosis", "pair", "session", "setup", "usage")
    ),
)


def test_the_command_the_app_and_its_first_screen_import_nothing_that_can_wait() -> None:
    program = "import sys, tui.cli.demo, tui.ui.app, tui.ui.features.live.screen; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = done.stdout.split()
    assert "tui.ui.features.live.screen" in loaded
    early = [name for name in loaded if any(name == each or name.startswith(f"{each}.") for each in LATER)]
    assert not early


async def test_while_frames_are_held_none_is_made_and_the_one_afterwards_shows_the_layout(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        made: list[Compositor] = []
        render = Compositor.render_update

        def counted(self: Compositor, *args: object, **options: object) -> object:
            made.append(self)
            return render(self, *args, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(Compositor, "render_update", counted)
        app.hold_frames()
        app.screen._refresh_layout()
        await pilot.pause()
        assert made == []
        app.release_frames()
        await until(pilot, lambda: len(made) > 0)
