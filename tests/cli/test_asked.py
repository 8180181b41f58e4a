"""The one request, on a clock that passes only while somebody sleeps."""

from __future__ import annotations

import time
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest
from msgspec.structs import replace

from tests.cli.findings import told
from tests.flows.served import CREDENTIALS, answering, simulated
from tests.manual_clock import ManualClock
from tui.cli.check.asked import asked
from tui.cli.options import Options
from tui.cli.settings import Settings, settle
from tui.cli.stores import open_store
from tui.clock import ServerClock
from tui.domain.records import Limits


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


@pytest.mark.parametrize(("ahead_h", "side"), [(26, "ahead of"), (-30, "behind"), (3, "ahead of"), (-5, "behind")])
async def test_a_box_that_is_wrong_by_a_day_is_told_so_and_the_credentials_are_checked_all_the_same(
    tmp_path: Path, ahead_h: int, side: str
) -> None:
    clock = SleepersClock(time.time() + ahead_h * 3600)
    with simulated("calm") as (world, url):
        said = await told(asked(settings(tmp_path, url, Limits(per_second=1)), clock))
        assert len(world.journal.requests()) == 1
    assert said[0].startswith("ok credentials accepted")
    assert f" s {side} the server's" in said[1]
    assert ("more than a day" in said[1]) == (abs(ahead_h) > 24)
    assert said[1].startswith("warn clock")


@pytest.mark.parametrize("ahead_h", [-50, 24 * 365])
async def test_a_time_of_this_box_that_was_refused_is_said_to_be_and_the_next_run_goes_by_the_server_s(
    tmp_path: Path, ahead_h: int
) -> None:
    clock = SleepersClock(time.time() + ahead_h * 3600)
    refusal = b'{"code": 400, "message": "query time range limit"}'
    with answering(400, refusal, {}) as (url, _):
        found = settings(tmp_path, url, Limits(per_second=1))
        first, second = [await told(asked(found, clock)) for _ in range(2)]
    assert first[0].startswith("warn API the server refused the requested time, taken from this box's clock")
    # By now that is no reason any more.
    assert second[0].startswith("FAIL API bad request: query time range limit")


@pytest.mark.parametrize(
    ("counted", "says"),
    [("endpoint", "ok credentials accepted"), ("account", "FAIL quota call_lists: nothing left until ")],
)
async def test_a_request_counts_those_of_every_endpoint_that_shares_its_quota(
    tmp_path: Path, counted: Literal["endpoint", "account"], says: str
) -> None:
    clock = SleepersClock(time.time())
    with simulated("calm") as (_, url):
        found = settings(tmp_path, url, Limits(per_minute=1))
        found = replace(found, quota=replace(found.quota, counted=counted))
        with closing(open_store(found.store, base_url=found.base_url, app_id=found.app_id)) as store:
            await store.write(
                lambda changes: changes.claim(
                    endpoint="live_scale", limits=Limits(), clock=ServerClock(clock), by="a collector"
                )
            )
        assert (await told(asked(found, clock)))[0].startswith(says)
