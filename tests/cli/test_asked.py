"""The one request, on a clock that passes only while somebody sleeps."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.cli.findings import told
from tests.flows.served import CREDENTIALS, simulated
from tui.cli.check.asked import asked
from tui.cli.options import Options
from tui.cli.settings import Settings, settle
from tui.clock import ManualClock
from tui.records import Limits


class SleepersClock(ManualClock):
    """Whoever sleeps makes the time pass; `slept_s` is how much."""

    slept_s = 0.0

    async def sleep(self, seconds: float) -> None:
        self.advance(seconds)
        self.slept_s += seconds


def settings(home: Path, url: str, limits: Limits) -> Settings:
    options = Options("check", app_id="demoapp", base_url=url, store=f"sqlite:///{home}/scry.db")
    settled = settle(options, {**CREDENTIALS, "LANG": "C.UTF-8"})
    return replace(settled, limits={**settled.limits, "call_lists": limits})


@pytest.mark.parametrize(
    ("limits", "asks", "says"),
    [
        (Limits(per_second=1), 2, "ok credentials accepted"),
        (Limits(per_minute=1), 1, "FAIL quota call_lists: nothing left until "),
        (Limits(per_day=1), 1, "FAIL quota call_lists: nothing left until "),
    ],
    ids=["of a second", "of a minute", "of a day"],
)
async def test_the_slot_of_a_second_is_waited_for_and_no_longer_one(
    tmp_path: Path, limits: Limits, asks: int, says: str
) -> None:
    clock = SleepersClock(time.time())
    with simulated("calm") as (world, url):
        found = settings(tmp_path, url, limits)
        assert (await told(asked(found, clock)))[0].startswith("ok credentials accepted")
        assert (await told(asked(found, clock)))[0].startswith(says)
        assert len(world.journal.requests()) == asks
    assert clock.slept_s < 3
