"""Opening a call: from `enter` to its users, its curves, the first chart; again in this process and in a new one."""

from __future__ import annotations

import re
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from tests.bench.measure import Row
from tests.flows.served import scry, simulated
from tests.term import Pattern, Terminal

PERIOD_S = 14400
# How long the huge call has been on: answers of about 1, 10 and 70 MB.
INTO_S = {"1 MB": 300, "9 MB": 1200, "65 MB": 9900}
TARGET_AGAIN_MS = 150
MADE = "simulator's making of it included"
R = re.compile
USERS, CURVES, CHART = R(r"\b10 users"), R(r"\d %.*\d %"), R(r"└.*\d\d:\d\d")


def taken_ms(terminal: Terminal, key: str, *patterns: Pattern) -> float:
    """From a key until all of them are on the screen."""
    sent_s = time.monotonic()
    terminal.send(key)
    terminal.wait_for(*patterns, timeout=120)
    return (time.monotonic() - sent_s) * 1000


def at_the_call(terminal: Terminal) -> None:
    """The list of calls with the huge one under the cursor, and nothing under way."""
    terminal.wait_for(R(r"▸ \S+ .*huge-call"), timeout=30)
    terminal.watch(1.0)


def sought(terminal: Terminal) -> None:
    """The next process remembers it."""
    terminal.wait_for("all channels", timeout=30)
    terminal.send("f")
    terminal.type("last 4 h")
    terminal.send("tab")
    terminal.type("huge-call")
    terminal.send("enter")


class Opened(NamedTuple):
    users_ms: float
    curves_ms: float
    chart_ms: float
    again_ms: float
    anew_ms: float


def opened(into_s: int) -> Opened:
    start_ts = int(time.time()) // PERIOD_S * PERIOD_S
    arguments = ("--app-id", "demoapp", "--utc", "--screen", "calls")
    with tempfile.TemporaryDirectory() as home, simulated("huge", now_ts=start_ts + into_s) as (_, url):
        with scry("--base-url", url, *arguments, home=Path(home)) as terminal:
            sought(terminal)
            at_the_call(terminal)
            sent_s = time.monotonic()
            users_ms = taken_ms(terminal, "enter", USERS)
            terminal.wait_for(CURVES, timeout=120)
            curves_ms = (time.monotonic() - sent_s) * 1000
            chart_ms = taken_ms(terminal, "enter", CHART)
            terminal.send("esc")
            terminal.wait_until(lambda text: bool(USERS.search(text)) and not CHART.search(text), "the call again")
            terminal.watch(1.0)
            terminal.send("esc")
            # The call's own percentages must be gone, or they would be taken for those of the next opening.
            terminal.wait_until(lambda text: not CURVES.search(text) and "huge-call" in text, "the list of calls")
            terminal.watch(1.0)
            again_ms = taken_ms(terminal, "enter", CURVES)
            terminal.watch(1.0)
        with scry("--base-url", url, *arguments, home=Path(home)) as terminal:
            at_the_call(terminal)
            anew_ms = taken_ms(terminal, "enter", CURVES)
    return Opened(users_ms, curves_ms, chart_ms, again_ms, anew_ms)


def run() -> list[Row]:
    rows = []
    for size, into_s in INTO_S.items():
        found = opened(into_s)
        rows += [
            Row(f"{size}: enter to the users of a call", found.users_ms, "ms"),
            Row(f"{size}: enter to what its curves say", found.curves_ms, "ms", note=MADE),
            Row(f"{size}: enter to the first chart of a session", found.chart_ms, "ms"),
            Row(f"{size}: opened again, enter to the whole list", found.again_ms, "ms", TARGET_AGAIN_MS),
            Row(f"{size}: opened by a new process, enter to the whole list", found.anew_ms, "ms", TARGET_AGAIN_MS),
        ]
    return rows
