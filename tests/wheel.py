"""`python -m tests.wheel PATH/scry`: an installed scry starts from another directory, and shows the demo."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.term import Terminal
from tui import __version__


def main(scry: Path) -> None:
    with tempfile.TemporaryDirectory() as home:
        version = subprocess.run([scry, "--version"], cwd=home, capture_output=True, text=True, check=True).stdout
        assert version == f"scry {__version__}\n", version
        with Terminal.spawn((str(scry), "demo"), home=Path(home), cwd=Path(home), cols=120, rows=36) as terminal:
            terminal.wait_for("● live", "Video freeze", re.compile(r"Users +\d"))
            terminal.send("q", "q")
            assert terminal.exit_status() == 0
    print("the wheel shows the demo from an empty environment")


if __name__ == "__main__":
    main(Path(sys.argv[1]).absolute())
