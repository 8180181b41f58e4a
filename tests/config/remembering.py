"""`python -m tests.config.remembering FILE NAME COUNT`: one of several processes that change one state file."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from tui.config.remembered import Remembered


def main(path: Path, name: str, count: int) -> None:
    remembered = Remembered.open(path, project="p", configured=("configured",))
    for number in range(count):
        remembered.watch(f"{name}-{number}")
    for number in range(0, count, 2):
        remembered.unwatch(f"{name}-{number}")
    if trouble := asyncio.run(remembered.kept()):
        sys.exit(str(trouble))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
