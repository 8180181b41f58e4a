"""A dry run: as often as the rule would have fired over the stored past, and only as far as it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.store.worlds import T0
from tests.worlds import open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.domain.records import MINUTE, AlarmRule, RuleKind, Series, Window
from tui.monitor.dry_run import DryRun, dry_run
from tui.monitor.evidence import JudgedProject
from tui.store.api import Store

RULE = AlarmRule(
    "freeze", RuleKind.METRIC, 5.0, 4.5, is_above=True, metric="videoFreezeRate", for_slots=2, of_slots=3, clear_slots=3
)
PROJECT = JudgedProject((RULE,), EDITION, {}, watched=("math",))
DAY_MINUTES = 1440
WINDOW = Window(T0, T0 + DAY_MINUTES * MINUTE)


async def run(store: Store, values: Mapping[int, float], rule: AlarmRule = RULE, channel: str = "") -> DryRun | None:
    """`values` by minutes after T0; the other minutes are missing."""
    points = tuple((T0 + minute * MINUTE, value) for minute, value in sorted(values.items()))
    await store.write(
        lambda changes: changes.put_series(
            endpoint="live_experience",
            channel=channel,
            window=WINDOW,
            series=[Series(rule.metric or "videoFreezeRate", points, channel)],
            answered_ts=float(WINDOW.end_ts),
            delay_s=180,
            slot_s=60,
        )
    )
    return await store.read(dry_run, PROJECT, rule, WINDOW, float(WINDOW.end_ts))


def day(*bad: range) -> dict[int, float]:
    return {minute: 9.0 if any(minute in each for each in bad) else 1.0 for minute in range(DAY_MINUTES)}


async def test_each_bad_stretch_is_one_alarm_with_its_begin_end_and_worst_value(tmp_path: Path) -> None:
    # One of a single minute, which is too short.
    stretches = range(55, 80), range(500, 501), range(900, 910)
    with open_store(tmp_path) as store:
        found = await run(store, day(*stretches))
    assert found is not None
    assert [((one.since_ts - T0) // 60, ((one.end_ts or 0) - T0) // 60) for one in found.alarms] == [
        (55, 80),
        (900, 910),
    ]
    assert {one.worst for one in found.alarms} == {9.0}
    assert not any(one.is_open for one in found.alarms)
    assert (found.known, found.of) == (DAY_MINUTES, DAY_MINUTES)


async def test_what_still_lasts_is_counted_and_open(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        found = await run(store, day(range(1400, 1440)))
    assert found is not None
    (alarm,) = found.alarms
    assert alarm.is_firing


async def test_missing_minutes_neither_fire_nor_end_and_are_counted_as_missing(tmp_path: Path) -> None:
    values = {minute: value for minute, value in day(range(100, 110)).items() if not 104 <= minute < 400}
    with open_store(tmp_path) as store:
        found = await run(store, values)
    assert found is not None
    (alarm,) = found.alarms
    assert (alarm.end_ts, found.known) == (T0 + 104 * MINUTE, DAY_MINUTES - 296)


async def test_nothing_stored_is_nothing_known(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        found = await run(store, {})
    assert found == DryRun((), 0, DAY_MINUTES)


@pytest.mark.parametrize("kind", [RuleKind.FEED_DEAD, RuleKind.QUOTA_DRY, RuleKind.REPORT_UNSENT])
async def test_of_the_present_state_no_past_is_stored(tmp_path: Path, kind: RuleKind) -> None:
    with open_store(tmp_path) as store:
        assert await run(store, {}, AlarmRule("now", kind, 5.0, 5.0, is_above=True)) is None
