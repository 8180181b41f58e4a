"""Memory of `scry collect` over a day, at sixty times the speed, and its CPU in real time; alone and with servers.

With servers: metrics that are scraped, and alert callbacks that arrive.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.agora.test_alert_callback import BODY
from tests.bench.measure import Row, cpu_s_of
from tests.bench.memory import resident_mb
from tests.flows.served import CREDENTIALS, ROOT, simulated
from tui.clock import ScaledClock
from tui.domain.records import DAY, HOUR

SPEED = 60.0
SAMPLE_S = 15.0
# The first round of answers is the largest; its memory is given back 20 s later.
SETTLE_S = 40.0
CPU_S = 180.0
MOST_MB, MOST_CPU_PERCENT = 45.0, 0.3
SERVERS = (
    '[collect]\nmetrics_listen = "127.0.0.1:0"\nalerts_listen = "127.0.0.1:0"\nalerts_secret_command = ["echo", "s"]\n'
)


class Collected:
    """A collector at work. `visit` is a scrape of its metrics and a new alert."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.pid = process.pid
        self._log = log
        self._alerts = 0

    def visit(self) -> None:
        text = self._log.read_text()
        if (metrics := re.search(r"http://[\d.:]+/metrics", text)) is not None:
            assert "scry_" in httpx.get(metrics[0]).text
        if (alerts := re.search(r"callbacks of \S+ at (http://[\d.:]+/)", text)) is not None:
            self._alerts += 1
            answer = httpx.post(f"{alerts[1]}s", json={**BODY, "callId": f"call-{self._alerts}"})
            assert answer.status_code in (200, 202)


@contextmanager
def collected(speed: float, servers: str) -> Iterator[Collected]:
    """On a simulator of its own: two would spend one quota."""
    with simulated() as (world, url), TemporaryDirectory() as folder:
        clock = ScaledClock(world.epoch_ts, speed, time.monotonic())
        world.clock = clock.now
        home = Path(folder)
        config, log = home / "config.toml", home / "log"
        config.write_text(f'[profiles.p]\napp_id = "demoapp"\nbase_url = "{url}"\n{servers}')
        numbers = [repr(number) for number in (clock.epoch_ts, clock.origin, speed)]
        words = ("collect", "--config", str(config), "--store", f"sqlite:///{home}/scry.db")
        with log.open("wb") as stderr:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.flows.hurried", *numbers, *words],
                env={**os.environ, **CREDENTIALS, "HOME": folder}, cwd=ROOT, stderr=stderr,
            )  # fmt: skip
        try:
            while "collecting p" not in log.read_text():
                assert process.poll() is None, log.read_text()
                time.sleep(0.1)
            yield Collected(process, log)
        finally:
            process.terminate()
            process.wait()


def watched(both: Sequence[Collected], seconds: float) -> list[list[float]]:
    """Samples of the memory of each, in MB."""
    found: list[list[float]] = [[] for _ in both]
    end_s = time.monotonic() + seconds
    while time.monotonic() < end_s:
        time.sleep(SAMPLE_S)
        for one, samples in zip(both, found, strict=True):
            one.visit()
            samples.append(resident_mb(one.pid))
    return found


def run() -> list[Row]:
    if not Path("/proc/self/status").exists():
        return [Row("scry collect", None, "MB", note="no /proc on this system")]
    kinds = {"scry collect": "", "scry collect with metrics and callbacks": SERVERS}
    with ExitStack() as ends:
        days = [ends.enter_context(collected(SPEED, servers)) for servers in kinds.values()]
        calm = [ends.enter_context(collected(1.0, servers)) for servers in kinds.values()]
        watched(calm, SETTLE_S)
        before = [cpu_s_of(one.pid) for one in calm]
        watched(calm, CPU_S)
        taken = [(cpu_s_of(one.pid) - cpu_s) / CPU_S * 100 for one, cpu_s in zip(calm, before, strict=True)]
        memory = watched(days, DAY / SPEED - SETTLE_S - CPU_S)
        rows = []
        for kind, samples, percent in zip(kinds, memory, taken, strict=True):
            note = f"{samples[0]:.1f} MB at {(SETTLE_S + CPU_S) * SPEED / HOUR:.0f} h, at most {max(samples):.1f} MB"
            rows.append(Row(f"{kind}, memory after a day", samples[-1], "MB", MOST_MB, note))
            note = f"of one core, over {CPU_S:.0f} s"
            rows.append(Row(f"{kind}, CPU of one project", percent, "%", MOST_CPU_PERCENT, note))
        return rows
