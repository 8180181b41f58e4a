"""The machine that the figures were taken on, by name."""

from __future__ import annotations

import os
import platform
import re
from pathlib import Path

GIB = 1024**3


def machine() -> str:
    """For example `Linux x86_64, 2 cores of Intel Xeon E5, 24 GiB, Python 3.11.7`; unknown parts are left out."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        memory = f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / GIB:.0f} GiB"
    except (ValueError, OSError):
        memory = ""
    parts = (
        f"{platform.system()} {platform.machine()}",
        f"{cores} cores{_processor()}",
        memory,
        f"Python {platform.python_version()}",
    )
    return ", ".join(filter(None, parts))


def _processor() -> str:
    try:
        found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(encoding="utf-8"), re.MULTILINE)
    except OSError:
        found = None
    return "" if found is None else f" of {found[1].strip()}"
