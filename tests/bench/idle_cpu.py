"""Idle CPU: what `scry demo` takes while nobody touches it, beside the bare app in the same seconds."""

from __future__ import annotations

import os
from pathlib import Path

from tests.bench.measure import Row
from tests.bench.programs import BARE, SCRY, started

SETTLE_S = 8.0
SECONDS = 20.0


def cpu_s(pid: int) -> float:
    """CPU seconds of one process with all its threads, without its children (proc(5), stat: utime and stime)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def run() -> list[Row]:
    name = "idle CPU, scry demo"
    if not Path("/proc/self/stat").exists():
        return [Row(name, None, "%", note="no /proc on this system")]
    # The simulator is a child process and not counted: there is none beside a real project.
    with started(BARE) as bare, started(SCRY("--speed", "1")) as scry:
        scry.watch(SETTLE_S)
        before = cpu_s(scry.pid), cpu_s(bare.pid)
        scry.watch(SECONDS)
        scry_s, bare_s = cpu_s(scry.pid) - before[0], cpu_s(bare.pid) - before[1]
    note = f"of one core over {SECONDS:.0f} s; bare app {bare_s / SECONDS * 100:.2f} %"
    return [Row(name, scry_s / SECONDS * 100, "%", note=note)]
