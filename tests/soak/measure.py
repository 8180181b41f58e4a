"""Resources of a process, and their growth."""

from __future__ import annotations

import gc
import re
from pathlib import Path


def resident_kib(pid: int | str = "self") -> int:
    found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
    assert found is not None
    return int(found[1])


def handles(pid: int | str = "self") -> int:
    """Open files, sockets and pipes."""
    return sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())


def objects_of_ours() -> int:
    """Those that could be garbage one day. The simulator lives in the same process: what it remembers (its calls, in
    tuples) is not ours to count."""
    gc.collect()
    return sum(not (type(each).__module__.startswith("tui.sim") or type(each) is tuple) for each in gc.get_objects())


class Slope:
    """The slope of the best line through the added points."""

    def __init__(self) -> None:
        self.points: list[tuple[float, float]] = []

    def add(self, x: float, y: float) -> None:
        self.points.append((x, y))

    @property
    def of_best_line(self) -> float:
        count = len(self.points)
        mean_x, mean_y = sum(x for x, _ in self.points) / count, sum(y for _, y in self.points) / count
        spread = sum((x - mean_x) ** 2 for x, _ in self.points)
        return sum((x - mean_x) * (y - mean_y) for x, y in self.points) / spread

    def __str__(self) -> str:
        return f"{self.of_best_line:+.1f} ({self.points[0][1]:.0f} → {self.points[-1][1]:.0f})"
