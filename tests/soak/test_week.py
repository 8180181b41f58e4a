"""A week of three collectors on one store, its clock driven by hand: an incident each hour, a command that is told.

Collectors die and begin again, the network fails, somebody sets the clock. By night the whole week; by day a part.
"""

from __future__ import annotations

import json
import logging
import random
from collections import Counter, deque
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from tests.collector.days import LIVE, START_TS, Box, live_through, schedule
from tests.soak.measure import Slope, objects_of_ours, resident_kib
from tests.worlds import APP_ID, BASE_URL
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.feeds.background import background_wants
from tui.clock import Zone
from tui.domain.records import (
    DAY,
    HOUR,
    MINUTE,
    AlarmNotice,
    AlarmRule,
    AlarmState,
    Delivery,
    DeliveryState,
    KeptAlarm,
    Reply,
    RuleKind,
    Severity,
    Terms,
)
from tui.monitor.command_notifier import CommandNotifier
from tui.monitor.rules import dead_feed_rule
from tui.sim.scenes import Incident
from tui.store.sqlite.database import SqliteStore

COUNT = 3
FREEZE = AlarmRule(
    "freeze", RuleKind.METRIC, 5.0, 4.5, is_above=True, metric="videoFreezeRate", for_slots=3, of_slots=5,
    clear_slots=3, severity=Severity.CRITICAL,
)  # fmt: skip
DIAGNOSES = AlarmRule(
    "diagnoses", RuleKind.DIAGNOSES, 4.0, 3.6, is_above=True, for_slots=3, of_slots=5, clear_slots=3
)  # fmt: skip
RULES = (FREEZE, DIAGNOSES, dead_feed_rule("dead", 10))
# One write of one line: notices of two rules may be told at the same moment.
HOOK = 'IFS= read -r notice; printf "%s\\n" "$notice" >> "$0"'
# Of three collectors and their simulator, in one process.
MOST_KIB_A_DAY, MOST_OBJECTS_A_DAY = 2048.0, 1000.0


class Told:
    """The real command, and the number of times that it is being told at this moment."""

    def __init__(self, heard: Path) -> None:
        self.under_way = 0
        self.key, self.terms = "hook", Terms()
        self._heard = heard
        self._command = CommandNotifier(
            ["/bin/sh", "-c", HOOK, str(heard)],
            self.terms,
            name=self.key,
            lang="en",
            zone=Zone(utc=True),
            environment={},
        )

    async def tell(self, notice: AlarmNotice) -> Reply:
        self.under_way += 1
        try:
            return await self._command.tell(notice)
        finally:
            self.under_way -= 1

    def notices(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._heard.read_text().splitlines()]


def trouble(rng: random.Random, hours: float) -> Iterator[Any]:
    """Deaths, failures of the network, a clock that is set; in the last two hours none, so that all of it can heal."""
    for event in schedule(rng, hours, COUNT):
        if event.what not in ("look", "look away", "ask") and event.at_s + event.for_s < (hours - 2) * HOUR:
            yield event


def kept(home: Path) -> tuple[list[KeptAlarm], list[Delivery]]:
    """Alarms, oldest first, and all tellings."""
    with SqliteStore.open(f"sqlite:///{home / 'scry.db'}", base_url=BASE_URL, app_id=APP_ID) as store:
        return store._ask(_kept)


def _kept(snapshot: Any) -> tuple[list[KeptAlarm], list[Delivery]]:
    alarms = sorted(snapshot.alarms(100_000), key=lambda alarm: alarm.alarm_id)
    return alarms, list(snapshot.deliveries([alarm.alarm_id for alarm in alarms]))


def require_each_incident(alarms: list[KeptAlarm], incident: Incident, onset_ts: int, hours: float) -> None:
    """One alarm for each incident, from its ramp to its fading."""
    freezes = [alarm for alarm in alarms if alarm.rule == FREEZE.name and alarm.fired_ts is not None]
    onsets = range(onset_ts, int(START_TS + hours * HOUR), incident.period_s)
    assert len(freezes) == len(onsets)
    for alarm, start_ts in zip(freezes, onsets, strict=True):
        faded_ts = start_ts + incident.ramp_s + incident.hold_s
        assert alarm.end_ts is not None
        assert start_ts <= alarm.since_ts <= start_ts + incident.ramp_s + 3 * MINUTE
        assert faded_ts - 3 * MINUTE <= alarm.end_ts <= faded_ts + incident.fade_s + MINUTE


@pytest.mark.parametrize(
    "hours", [pytest.param(6, marks=pytest.mark.long), pytest.param(7 * 24, marks=pytest.mark.nightly)]
)
async def test_a_week_of_three_collectors_breaks_no_limit_loses_no_minute_and_tells_each_step_once(
    tmp_path: Path, hours: int, caplog: pytest.LogCaptureFixture
) -> None:
    # pytest keeps each record of the log, and with the record the frames of its exception.
    caplog.set_level(logging.CRITICAL)
    hook = Told(tmp_path / "heard")
    box = Box(tmp_path, seed=hours, scene="incident", rules=RULES, notifiers=[hook])
    box.is_telling = lambda: hook.under_way > 0
    box.world.journal._requests = deque(maxlen=1000)
    memory, objects, checks = Slope(), Slope(), count(1)

    def measure() -> None:
        """Once an hour."""
        day = (box.true_ts() - START_TS) / DAY
        if next(checks) % 9:
            return
        if day * 24 > hours / 3:
            memory.add(day, resident_kib())
            objects.add(day, objects_of_ours())
        asked, breaches = box.world.journal.asked(), len(box.world.breaches())
        print(f"{day:.2f} d: {asked} requests, {breaches} breaches, {resident_kib() / 1024:.1f} MiB", flush=True)

    wants = [want for want in background_wants(EDITION, (), None) if want.endpoint not in LIVE]
    events = list(trouble(random.Random(hours), hours))
    found = await live_through(box, events, hours, count=COUNT, more=wants, at_check=measure)
    alarms, deliveries = kept(tmp_path)
    heard = Counter((each["alarm"]["id"], each["event"], each["turn"]) for each in hook.notices())
    steps = Counter(
        (rule, event) for each in hook.notices() for rule, event in [(each["alarm"]["rule"], each["event"])]
    )
    states = Counter(one.state.value for one in deliveries)
    print(f"\n{hours} h: {found.requests} requests, {found.refused} refused, {len(found.breaches)} breaches, missing")
    print(f"{found.missing}, late {found.late}; told {dict(steps)}, deliveries {dict(states)}")
    print(f"{memory} KiB a day, {objects} objects a day")
    assert (found.breaches, found.refused, found.missing, found.late) == ([], 0, {}, [])
    incident = box.world.scene.incident
    assert incident is not None
    require_each_incident(alarms, incident, box.world.onset_ts, hours)
    assert set(heard.values()) == {1}
    fired = [alarm for alarm in alarms if alarm.fired_ts is not None]
    assert {alarm.state for alarm in fired} == {AlarmState.OVER}
    assert heard.keys() == {(alarm.alarm_id, event, 0) for alarm in fired for event in ("firing", "over")}
    assert {one.state for one in deliveries} == {DeliveryState.SENT}
    assert len(deliveries) == len(heard)
    if hours >= 2 * DAY / HOUR:
        assert memory.of_best_line < MOST_KIB_A_DAY
        assert objects.of_best_line < MOST_OBJECTS_A_DAY
