"""Size: the terminal's own size, regardless of the environment."""

from __future__ import annotations

import os
import sys


def own_size() -> tuple[int, int] | None:
    """Columns and lines of the terminal; None if no stream is a terminal, or its size is unknown."""
    for stream in (sys.stderr, sys.stdout, sys.stdin):
        try:
            found = os.get_terminal_size(stream.fileno())
        except (OSError, ValueError, AttributeError):
            continue
        return (found.columns, found.lines) if found.columns and found.lines else None
    return None
