"""24 simulated hours of Diagnosis on screen, at 3 and at 300 events a minute, through the real collector.

The kept share of the events, the share of the day marked as truncated, and the cost on disk.
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.measure import Row
from tests.collector.days import START_TS, Box
from tui.domain.records import ANY_DIAGNOSIS, HOUR, MINUTE, Want, Window
from tui.sim import diagnosis as sim

HOURS = 24


def run() -> list[Row]:
    return [row for per_minute in (3, 300) for row in asyncio.run(_day(per_minute))]


async def _day(per_minute: int) -> list[Row]:
    with TemporaryDirectory() as home:
        box = Box(Path(home))
        scene = box.world.scene
        box.world.scene = scene._replace(diagnoses=scene.diagnoses._replace(per_minute=per_minute))
        number = box.start([Want("diagnosis")])
        await box.until(START_TS + HOURS * HOUR)
        store = box.running[number].store
        # Data that the API could still give about the last minutes is not requested here.
        window = Window(int(START_TS), int(START_TS) + HOURS * HOUR - 10 * MINUTE)
        totals = await store.read(lambda snapshot: snapshot.diagnosis_totals(window, ANY_DIAGNOSIS))
        truncated = await store.read(lambda snapshot: snapshot.truncated(window))
        happened = sum(len(sim.of_minute(box.world, minute_ts)) for minute_ts in window.minutes())
        asked, breaches = len(box.world.journal.requests()), box.breaches()
        size_bytes = sum(path.stat().st_size for path in Path(home).iterdir())  # noqa: ASYNC240 - nothing else runs
        await box.stop_all()
    assert not breaches, breaches
    says = f"{totals.events:,} of {happened:,} events, {asked} requests, {size_bytes / 1e6:.1f} MB"
    minutes = sum(each.seconds for each in truncated) / window.seconds * 100
    return [
        Row(f"diagnosis, {per_minute} a minute: kept", totals.events / happened * 100, "%", None, says),
        Row(f"diagnosis, {per_minute} a minute: said to be truncated", minutes, "%", None, "of the day's minutes"),
    ]
