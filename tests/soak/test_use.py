"""Use of every screen on the strict server of today's edition, in each plan: no rule of the facts is broken.

By night a whole day; by day a little of it.
"""

from __future__ import annotations

from collections import Counter

import pytest

from tests.soak.use import PLANS, Used, table, used
from tests.strict_today import CHINA, PATHS, TodayBreach

SCREENS = {"CallsScreen", "CallScreen", "SessionScreen", "PairScreen", "QuotaScreen", "AlarmsScreen"}
CALL = "/beta/analytics/call/"


@pytest.mark.parametrize(
    ("plan", "hours"),
    [
        pytest.param("standard", 0.25, marks=pytest.mark.long),
        pytest.param("premium", 0.25, marks=pytest.mark.long),
        *(pytest.param(plan, 24.0, marks=pytest.mark.nightly) for plan in PLANS),
    ],
)
async def test_a_day_of_use_breaks_no_rate_no_window_and_no_delay(plan: str, hours: float) -> None:
    found = await used(plan, hours)
    print("\n" + table([found], hours))
    assert found.breaches == []
    assert found.seen >= SCREENS
    assert {f"{CALL}lists", f"{CALL}sessions", f"{CALL}metrics", f"{CALL}freeze/bucket"} <= {*found.asked}
    assert all(CHINA.get(plan, plan) in PATHS[path].limits for path in found.asked)


def test_the_table_has_a_column_for_each_plan_and_names_each_breach() -> None:
    first, second = f"{CALL}lists", "/beta/insight/usage/by_time"
    found = [Used("standard", Counter({first: 3}), [], frozenset())]
    found.append(Used("premium", Counter({first: 4, second: 2}), [TodayBreach(0.0, second, "too old")], frozenset()))
    lines = table(found, 24.0).splitlines()
    assert [line.split()[-2:] for line in lines[:5]] == [
        ["standard", "premium"],
        ["3", "4"],
        ["0", "2"],
        ["3", "6"],
        ["0", "1"],
    ]
    assert lines[5] == f"premium: {second}: too old"
