"""Many projects, many collectors, eight boxes, one PostgreSQL that is restarted, cut off and reset.

`SCRY_FLEET=projects,collectors,hours pytest -m nightly tests/soak/test_fleet.py -s` says the figures of a fleet.
"""

from __future__ import annotations

import logging
import os
import time

import pytest

from tests.soak.fleet import Fleet, patient
from tests.soak.test_week import FREEZE
from tests.store.server import running
from tui.domain.records import ReportState

# How often the server may have received a report in each state.
RECEIVED = {
    ReportState.SENT: {1},
    ReportState.UNKNOWN: {0, 1},
    ReportState.QUEUED: {0},
    # It waited for too long: its author is asked again.
    ReportState.DRAFT: {0},
    ReportState.SENDING: {0, 1},
}
NIGHT = os.environ.get("SCRY_FLEET", "20,4,26")


@pytest.mark.parametrize(
    "size",
    [
        pytest.param("3,3,2", marks=pytest.mark.long),
        pytest.param(NIGHT, marks=pytest.mark.nightly),
        pytest.param("1,64,26", marks=pytest.mark.nightly),
    ],
)
async def test_a_fleet_breaks_no_limit_loses_no_minute_and_sends_and_tells_nothing_twice(
    size: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # pytest keeps each record of the log, and with the record the frames of its exception.
    caplog.set_level(logging.CRITICAL)
    patient(monkeypatch)
    projects, collectors, hours = map(int, size.split(","))
    begun_s = time.monotonic()
    with (
        running() as server,
        Fleet(server, seed=projects + collectors, projects=projects, collectors=collectors, rules=(FREEZE,)) as fleet,
    ):
        found = await fleet.live_through(hours)
    print(f"\n{size}: {found.requests} requests, {found.refused} refused, {len(found.breaches)} breaches, missing")
    print(
        f"{found.missing}, alarms {found.alarms}, tellings by times told {dict(found.told)}, reports by state and times"
    )
    print(f"received { {(state.value, times): count for (state, times), count in found.received.items()} }")
    print(f"{dict(found.troubles)}; {time.monotonic() - begun_s:.0f} s")
    assert (found.breaches, found.refused, found.missing) == ([], 0, {})
    assert found.alarms
    assert set(found.told) == {1}
    assert all(times in RECEIVED[state] for state, times in found.received)
    assert found.received[ReportState.SENT, 1]
