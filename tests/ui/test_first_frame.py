"""The first frame: what it does not need is not imported before it."""

from __future__ import annotations

import subprocess
import sys

# Libraries, other tabs' rooms, and what an action brings along.
LATER = (
    *("httpx", "plotext", "sqlite3", "shtab"),
    *("tui.agora.client", "tui.collector", "tui.sim", "tui.store.api", "tui.store.sqlite", "tui.store.rows"),
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
