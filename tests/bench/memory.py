"""Memory of `scry demo` before and after an hour of the demo, and its growth in the second half."""

from __future__ import annotations

from pathlib import Path

from tests.bench.measure import Row
from tests.bench.programs import SCRY, started
from tests.term import Terminal

SPEED = 20
SETTLE_S = 15.0
HOUR_S = 3600 / SPEED
SAMPLES = 12
TARGET_RATIO = 1.25
TABS = "123456"


def resident_mb(pid: int) -> float:
    """Resident memory of a process (proc(5), status: VmRSS)."""
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:"))


def taken(terminal: Terminal) -> list[float]:
    """A sample at the end of each twelfth of the hour, another tab looked at in each."""
    found = []
    for number in range(SAMPLES):
        terminal.send(TABS[number % len(TABS)])
        terminal.watch(HOUR_S / SAMPLES)
        found.append(resident_mb(terminal.pid))
    return found


def run() -> list[Row]:
    name = "memory after an hour of demo, to before"
    if not Path("/proc/self/status").exists():
        return [Row(name, None, "×", note="no /proc on this system")]
    with started(SCRY("--speed", str(SPEED))) as terminal:
        # Every screen was seen once, so that later imports are no growth.
        for tab in TABS:
            terminal.send(tab)
            terminal.watch(SETTLE_S / len(TABS))
        before = resident_mb(terminal.pid)
        samples = taken(terminal)
    half = samples[SAMPLES // 2 :]
    growth = (half[-1] - half[0]) / (len(half) - 1) * SAMPLES
    note = f"{before:.0f} MB to {samples[-1]:.0f} MB at ×{SPEED}, six tabs in turns"
    return [
        Row(name, samples[-1] / before, "×", TARGET_RATIO, note),
        Row("memory, growth in the second half of the hour", growth, "MB an hour", note=f"{len(half)} samples"),
    ]
