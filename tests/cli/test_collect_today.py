"""`scry collect` of today's edition, against its simulator on loopback, by plan."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.test_collect import collecting, rows
from tests.flows.served import CREDENTIALS
from tests.patience import wait_until
from tests.serving import serving
from tui.sim.server import make_server
from tui.sim.today.protocol import respond
from tui.sim.today.world import TodayWorld

SERIES = (
    "SELECT DISTINCT metric, product FROM series WHERE step_s = 20"
    " AND EXISTS (SELECT 1 FROM points WHERE points.series_id = series.series_id)"
)


@contextmanager
def simulated_today(plan: str, scene: str = "calm", onset_ago_s: float = 600.0) -> Iterator[str]:
    """The URL of a server under that plan."""
    secret, now_ts = CREDENTIALS["SCRY_CUSTOMER_SECRET"], time.time()
    world = TodayWorld(scene, 1, time.time, "demoapp", ("demo", secret), now_ts, -onset_ago_s, plan=plan)
    with serving(make_server(world, ("127.0.0.1", 0), respond)) as server:
        yield server.url


def arguments(home: Path, url: str, plan: str) -> tuple[str, ...]:
    config = home / "config.toml"
    config.write_text(
        f'[profiles.school]\napp_id = "demoapp"\nbase_url = "{url}"\nedition = "today"\nplan = "{plan}"\n'
    )
    return ("--config", str(config), "--profile", "school", "--store", f"sqlite:///{home / 'scry.db'}")


@pytest.mark.long
@pytest.mark.parametrize("plan", ["premium", "flagship"])
def test_a_plan_with_realtime_figures_collects_both_products_and_is_refused_nothing(tmp_path: Path, plan: str) -> None:
    store = tmp_path / "scry.db"
    with simulated_today(plan) as url, collecting(tmp_path, *arguments(tmp_path, url, plan)) as collector:
        first = {("pcu", "Native"), ("pcu", "WebRTC"), ("joinSuccessRate", "Native")}
        wait_until(lambda: first <= set(rows(store, SERIES)), lambda: rows(store, "SELECT * FROM ledger"))
        assert rows(store, "SELECT count(*) FROM ledger WHERE failure = 'over limit' OR detail LIKE '%limit%'") == [
            (0,)
        ]
        # A minute holds no more than the plan allows, whoever asks.
        most = rows(store, "SELECT max(n) FROM (SELECT count(*) AS n FROM ledger WHERE endpoint LIKE 'realtime_%'"
                    " GROUP BY endpoint, CAST(claimed_ts / 60 AS INTEGER))")  # fmt: skip
        assert most[0][0] <= {"premium": 3, "flagship": 10}[plan]  # type: ignore[operator]
        assert collector.end()[0] == 0


@pytest.mark.long
def test_a_plan_without_realtime_figures_collects_its_calls_and_says_so(tmp_path: Path) -> None:
    store = tmp_path / "scry.db"
    with simulated_today("standard") as url, collecting(tmp_path, *arguments(tmp_path, url, "standard")) as collector:
        collector.says("plan standard has no realtime figures: its call lists are collected")
        wait_until(lambda: rows(store, "SELECT 1 FROM calls") != [], lambda: rows(store, "SELECT * FROM ledger"))
        assert {endpoint for (endpoint,) in rows(store, "SELECT endpoint FROM ledger")} == {"call_lists"}
        assert collector.end()[0] == 0
