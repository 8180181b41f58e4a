"""The size of the terminal itself, whatever the environment says."""

from __future__ import annotations

import os
import sys


def own_size() -> tuple[int, int] | None:
    """Columns and lines of the terminal itself; None where no stream is one, or it does not tell."""
    for stream in (sys.stderr, sys.stdout, sys.stdin):
        try:
            found = os.get_terminal_size(stream.fileno())
        except (OSError, ValueError, AttributeError):
            continue
        return (found.columns, found.lines) if found.columns and found.lines else None
    return None
